// The folder: what is where, what a proposal does, and that nothing is lost.
#include "harness/files/store.h"

#include <filesystem>
#include <gmock/gmock.h>

#include "harness/files/files.h"
#include "harness/files/recording.h"

namespace goldwire {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class StoreTest : public testing::Test {
 protected:
  StoreTest()
      : folder_(fs::path(testing::TempDir()) /
                (std::string("goldwire-store-") +
                 testing::UnitTest::GetInstance()->current_test_info()->name())),
        store_(folder_) {
    fs::remove_all(folder_);
  }
  ~StoreTest() override { fs::remove_all(folder_); }

  static GoldenFile golden(const std::string& value) {
    GoldenFile file;
    file.salt.salt = "00";
    file.golden.scenario = "deposit";
    file.golden.runs = 2;
    GoldenSpan span;
    span.id = "a1";
    span.caller = "a";
    span.callee = "b";
    span.operation = "GET /x";
    span.kind = SpanKind::server;
    span.leaves = {{"response.body", LeafType::text, {{Piece::Kind::literal, value}}, false}};
    file.golden.spans = {span};
    return file;
  }

  static goldwire::Run run(const std::string& name) {
    Span root;
    root.trace_id = {1, 2};
    root.span_id = 7;
    root.kind = SpanKind::server;
    root.what.name = name;
    root.what.request_payload.body = std::string("{\"a\": 1}");
    Span child = root;
    child.span_id = 8;
    child.parent = {7, Evidence::containment, 0.5};
    goldwire::Run run;
    run.traces = {{.id = {1, 2}, .root_span_id = 7, .spans = {root, child}}};
    return run;
  }

  fs::path folder_;
  Store store_;
};

TEST_F(StoreTest, GoldenIsReadBackWithRulesAndRecording) {
  const GoldenFolder folder = store_.golden("deposit");
  EXPECT_FALSE(folder.exists());
  ASSERT_TRUE(folder.write(golden("x"), write_recording(run("GET /x"))));
  ASSERT_TRUE(folder.write_rules({*Rule::parse("ignore a -> b: GET /x @ response.body.at")}));
  const auto baseline = folder.read();
  ASSERT_TRUE(baseline) << baseline.error().line();
  EXPECT_EQ(baseline->golden, golden("x"));
  ASSERT_EQ(baseline->rules.size(), 1U);
  const auto recording = folder.recording();
  ASSERT_TRUE(recording) << recording.error().line();
  EXPECT_EQ(write_recording(*recording), write_recording(run("GET /x")));
  ASSERT_EQ(recording->traces.size(), 1U);
  EXPECT_EQ(recording->traces[0].root_span_id, 7U);
  EXPECT_EQ(recording->traces[0].spans[1].parent.span_id, 7U);
  EXPECT_EQ(recording->traces[0].spans[1].parent.evidence, Evidence::containment);
}

TEST_F(StoreTest, ScenariosAndProposalsAreListed) {
  ASSERT_TRUE(store_.golden("b").write(golden("x"), ""));
  ASSERT_TRUE(store_.write_scenario("a", {}));
  fs::create_directories(folder_ / "neither");
  ASSERT_TRUE(store_.propose("b", golden("y"), "", std::nullopt));
  EXPECT_THAT(store_.scenarios(), ElementsAre("a", "b"));
  EXPECT_THAT(store_.pending(), ElementsAre("b"));
  EXPECT_TRUE(store_.known("a"));
  EXPECT_THAT(store_.known("bb").error().line(), HasSubstr("there are: b, a"));
}

TEST_F(StoreTest, AcceptingAProposalMakesItTheGoldenAndKeepsItsRules) {
  const GoldenFolder folder = store_.golden("deposit");
  ASSERT_TRUE(folder.write(golden("old"), write_recording(run("old"))));
  ASSERT_TRUE(folder.write_rules({*Rule::parse("ignore a -> b: GET /x @ response.body.at")}));
  ASSERT_TRUE(store_.propose("deposit", golden("new"), write_recording(run("new")), std::nullopt));
  EXPECT_EQ(folder.read()->golden, golden("old"));
  ASSERT_TRUE(store_.accept("deposit"));
  EXPECT_EQ(folder.read()->golden, golden("new"));
  EXPECT_EQ(folder.read()->rules.size(), 1U);
  EXPECT_EQ(folder.recording()->traces[0].spans[0].what.name, "new");
  EXPECT_TRUE(store_.pending().empty());
  EXPECT_FALSE(fs::exists(folder_ / ".pending"));
}

TEST_F(StoreTest, NewlyLearnedRulesReplaceLearnedOnesOnly) {
  const GoldenFolder folder = store_.golden("deposit");
  Rule learned = *Rule::parse("noise a -> b: GET /x @ response.body.old is hex");
  learned.learned = true;
  Rule fresh = *Rule::parse("noise a -> b: GET /x @ response.body.new is hex");
  fresh.learned = true;
  const Rule by_hand = *Rule::parse("ignore a -> b: GET /x @ response.body.at");
  ASSERT_TRUE(folder.write(golden("old"), ""));
  ASSERT_TRUE(folder.write_rules({learned, by_hand}));
  ASSERT_TRUE(store_.propose("deposit", golden("new"), "", Rules{fresh}));
  ASSERT_TRUE(store_.accept("deposit"));
  EXPECT_THAT(folder.read()->rules, ElementsAre(fresh, by_hand));
}

TEST_F(StoreTest, RejectingDropsTheProposalAlone) {
  ASSERT_TRUE(store_.golden("deposit").write(golden("old"), ""));
  ASSERT_TRUE(store_.propose("deposit", golden("new"), "", std::nullopt));
  ASSERT_TRUE(store_.reject("deposit"));
  EXPECT_EQ(store_.golden("deposit").read()->golden, golden("old"));
  EXPECT_TRUE(store_.pending().empty());
}

TEST_F(StoreTest, AStaleProposalIsRefused) {
  ASSERT_TRUE(store_.golden("deposit").write(golden("old"), ""));
  ASSERT_TRUE(store_.propose("deposit", golden("new"), "", std::nullopt));
  ASSERT_TRUE(store_.golden("deposit").write(golden("changed by hand"), ""));
  const auto accepted = store_.accept("deposit");
  ASSERT_FALSE(accepted);
  EXPECT_THAT(accepted.error().line(), HasSubstr("the golden changed since"));
  EXPECT_EQ(store_.golden("deposit").read()->golden, golden("changed by hand"));
}

TEST_F(StoreTest, PayloadsOfAReplacedGoldenGoOthersStay) {
  const GoldenFolder folder = store_.golden("deposit");
  ASSERT_TRUE(folder.write(golden(std::string(5000, 'a')), ""));
  ASSERT_TRUE(keep_file(folder.path() / "payloads/README", "mine"));
  ASSERT_TRUE(folder.write(golden(std::string(5000, 'b')), ""));
  EXPECT_EQ(folder.read()->golden, golden(std::string(5000, 'b')));
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder.path() / "payloads")) {
    files += entry.is_regular_file() ? 1U : 0U;
  }
  EXPECT_EQ(files, 2U);
}

TEST_F(StoreTest, DamageIsToldWithFileAndRemedy) {
  const GoldenFolder folder = store_.golden("deposit");
  ASSERT_TRUE(folder.write(golden(std::string(5000, 'a')), "no zstd"));
  EXPECT_THAT(folder.recording().error().line(),
              HasSubstr("recording/spans.jsonl.zst: damaged; restore it"));
  for (const auto& entry : fs::directory_iterator(folder.path() / "payloads")) {
    ASSERT_TRUE(keep_file(entry.path(), "other"));
  }
  EXPECT_THAT(folder.read().error().line(), HasSubstr("is not what was kept; restore it"));
  fs::remove_all(folder.path() / "payloads");
  EXPECT_THAT(folder.read().error().line(), HasSubstr("golden.yaml:"));
  ASSERT_TRUE(keep_file(folder.path() / "golden.yaml", ""));
  EXPECT_THAT(folder.read().error().line(), HasSubstr("golden.yaml: no map"));
}

TEST_F(StoreTest, WritingLeavesNoHalfFiles) {
  ASSERT_TRUE(keep_file(folder_ / "a/b.txt", "one"));
  ASSERT_TRUE(keep_file(folder_ / "a/b.txt", "two"));
  EXPECT_EQ(*read_file(folder_ / "a/b.txt"), "two");
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder_ / "a")) ++files;
  EXPECT_EQ(files, 1U);
  const auto refused = keep_file(folder_ / "a/b.txt/c", "x");
  ASSERT_FALSE(refused);
  EXPECT_THAT(read_file(folder_ / "none").error().line(), HasSubstr("No such file"));
}

TEST(StoreNames, OnlyPlainNames) {
  for (const char* const good : {"deposit", "a.b-c_1"}) EXPECT_TRUE(check_name(good)) << good;
  for (const char* const bad :
       {"", ".hidden", "a/b", "..", "a b", "-x", "a\n", "\xc3\xa4", "goldwire.yaml"}) {
    EXPECT_FALSE(check_name(bad)) << bad;
  }
  EXPECT_TRUE(check_name(std::string(100, 'a')));
  const auto long_name = check_name(std::string(300, 'a'));
  ASSERT_FALSE(long_name);
  EXPECT_EQ(long_name.error().line(),
            "a name of 300 characters is too long for a scenario; use at most 100");
}

}  // namespace
}  // namespace goldwire
