// The spans of a committed capture against what servers and clients said themselves meanwhile; and
// that no lie about it passes.
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>

#include "tests/end_to_end/truth_files.h"
#include "tests/end_to_end/truth_spans.h"

namespace goldwire::truth {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::string kCaptures = GOLDWIRE_SOURCE_DIR "/fixtures/captures/";

const Files& clean() {
  static const Files files = files_in(kCaptures + "truth/clean-1");
  return files;
}

const Telling& spans() {
  static const Telling telling = told(kCaptures + "clean-1.pcap");
  return telling;
}

TEST(Truth, SpansOfACleanRunAreWhatServersAndClientsSay) {
  Telling truth = told(clean());
  forget_unseen_databases(truth, spans());
  std::cout << table(truth, spans());
  EXPECT_THAT(differences(truth, spans()), IsEmpty());
  EXPECT_THAT(truth["postgres"], SizeIs(48));
  EXPECT_THAT(truth["access"], SizeIs(19));
  EXPECT_THAT(truth["calls"], SizeIs(19));
  EXPECT_THAT(truth["served"], SizeIs(6));
  EXPECT_THAT(truth["called"], SizeIs(6));
  EXPECT_THAT(truth["produced"], SizeIs(9));
  EXPECT_THAT(truth["consumed"], SizeIs(18));
}

struct Lie {
  std::string name;
  std::string subject;
  std::string kinds;  ///< of the differences, in order
  std::function<void(Files&)> tell;
  friend void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }
};

/// Replaces `from` in the first line of `file` that holds it.
std::function<void(Files&)> instead(const std::string& file, const std::string& from,
                                    const std::string& to) {
  return [=](Files& files) {
    for (std::string& line : files[file]) {
      const std::size_t at = line.find(from);
      if (at == std::string::npos) continue;
      line.replace(at, from.size(), to);
      return;
    }
    FAIL() << file << " says nowhere " << from;
  };
}

std::function<void(Files&)> drop(const std::string& file) {
  return [=](Files& files) { files[file].erase(files[file].begin()); };
}

std::function<void(Files&)> repeat(const std::string& file) {
  return [=](Files& files) { files[file].push_back(files[file].front()); };
}

/// The first line that holds `first` changes places with the first that holds `second`.
std::function<void(Files&)> swap(const std::string& file, const std::string& first,
                                 const std::string& second) {
  return [=](Files& files) {
    const auto holding = [&](const std::string& text) {
      return std::ranges::find_if(files[file],
                                  [&](const std::string& line) { return line.contains(text); });
    };
    std::iter_swap(holding(first), holding(second));
  };
}

const std::vector<Lie> kLies = {
    {"StatementDropped", "postgres", "invented", drop("postgres")},
    {"StatementTwice", "postgres", "missing", repeat("postgres")},
    {"StatementChanged", "postgres", "missing invented",
     instead("postgres", "version = version + 1", "version = version + 2")},
    {"CommitIsRollback", "postgres", "missing invented", instead("postgres", "COMMIT", "ROLLBACK")},
    {"ParameterChanged", "postgres", "missing invented", instead("postgres", "'12550'", "'12551'")},
    {"ParameterNotNull", "postgres", "missing invented", instead("postgres", "NULL", "'NULL'")},
    {"ParameterDropped", "postgres", "missing invented", instead("postgres", ", $5 = 'usd'", "")},
    {"TimeChanged", "postgres", "missing invented", instead("postgres", "$6 = '20", "$6 = '21")},
    {"JsonMemberChanged", "postgres", "missing invented",
     instead("postgres", R"(\"sequence\": 38)", R"(\"sequence\": 39)")},
    {"ArrayElementDropped", "postgres", "missing invented",
     instead("postgres", ",b64f6356-023c-4946-9cce-67afab3a5f33}", "}")},
    {"ConnectionChanged", "postgres", "missing invented",
     instead("postgres", R"("remote_port":3)", R"("remote_port":4)")},
    {"UserChanged", "postgres", "missing invented",
     instead("postgres", R"("user":"audit")", R"("user":"emails")")},
    {"StatementsInAnotherOrder", "postgres", "order", swap("postgres", "BEGIN", "COMMIT")},
    {"AccessDropped", "access", "invented", drop("access")},
    {"AccessTwice", "access", "missing", repeat("access")},
    {"StatusChanged", "access", "missing invented",
     instead("access", R"("status":200)", R"("status":201)")},
    {"PathChanged", "access", "missing invented", instead("access", "/sessions", "/session")},
    {"MethodChanged", "access", "missing invented", instead("access", "POST", "PUT")},
    {"AnswerLonger", "access", "missing invented",
     instead("access", R"("response_bytes":75)", R"("response_bytes":76)")},
    {"ClientChanged", "access", "missing invented",
     instead("access", "127.0.10.1:", "127.0.10.2:")},
    {"AccessInAnotherOrder", "access", "order",
     instead("access", R"("unix_nano":"1)", R"("unix_nano":"2)")},
    {"CallDropped", "calls", "invented", drop("calls")},
    {"CallTwice", "calls", "missing", repeat("calls")},
    {"RequestShorter", "calls", "missing invented",
     instead("calls", R"("request_bytes":45)", R"("request_bytes":44)")},
    {"ServerChanged", "calls", "missing invented", instead("calls", ":12111", ":12112")},
    {"PortChanged", "calls", "missing invented",
     instead("calls", R"("local_port":)", R"("local_port":1)")},
    {"ServedDropped", "served", "invented", drop("served")},
    {"ServedTwice", "served", "missing", repeat("served")},
    {"GrpcStatusChanged", "served", "missing invented",
     instead("served", R"("status":0)", R"("status":9)")},
    {"GrpcMethodChanged", "served", "missing invented",
     instead("served", "Ledger/Post", "Ledger/Entries")},
    {"MessageMissed", "served", "missing invented",
     instead("served", R"("response_messages":5)", R"("response_messages":4)")},
    {"GrpcClientChanged", "served", "missing invented",
     instead("served", "127.0.10.2:", "127.0.10.3:")},
    {"ServedInAnotherOrder", "served", "order",
     instead("served", R"("unix_nano":"1)", R"("unix_nano":"2)")},
    {"CalledDropped", "called", "invented", drop("called")},
    {"CalledTwice", "called", "missing", repeat("called")},
    {"RequestMessageTwice", "called", "missing invented",
     instead("called", R"("request_messages":1)", R"("request_messages":2)")},
    {"RequestIdChanged", "called", "missing invented",
     instead("called", R"("request_id":")", R"("request_id":"0)")},
    {"GrpcServerChanged", "called", "missing invented", instead("called", ":50051", ":50052")},
    {"CalledInAnotherOrder", "called", "order",
     instead("called", R"("unix_nano":"1)", R"("unix_nano":"2)")},
    {"DeliveryDropped", "produced", "invented", drop("produced")},
    {"OffsetShifted", "produced", "missing invented",
     instead("produced", R"("offset":3)", R"("offset":4)")},
    {"PartitionChanged", "produced", "missing invented",
     instead("produced", R"("partition":1)", R"("partition":0)")},
    {"KeyChanged", "produced", "missing invented",
     instead("produced", R"("key":"84)", R"("key":"85)")},
    {"ProducerChanged", "produced", "missing invented",
     instead("produced", "accounts", "payments")},
    {"ReceivedTwice", "consumed", "missing", repeat("consumed")},
    {"ReceiptDropped", "consumed", "invented", drop("consumed")},
    {"GroupChanged", "consumed", "missing invented",
     instead("consumed", R"("group":"emails")", R"("group":"email")")},
    {"TopicChanged", "consumed", "missing invented",
     instead("consumed", "transactions", "notifications")},
};

class LieAboutTheTruth : public testing::TestWithParam<Lie> {};

TEST_P(LieAboutTheTruth, IsFound) {
  Files files = clean();
  GetParam().tell(files);
  Telling truth = told(files);
  forget_unseen_databases(truth, spans());
  std::string kinds;
  for (const Difference& difference : differences(truth, spans())) {
    EXPECT_EQ(difference.subject, GetParam().subject);
    kinds += (kinds.empty() ? "" : " ") + difference.kind;
  }
  EXPECT_EQ(kinds, GetParam().kinds) << table(truth, spans());
}

std::string name_of(const testing::TestParamInfo<Lie>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Truth, LieAboutTheTruth, testing::ValuesIn(kLies), name_of);

TEST(Truth, AnErrorBelongsToTheStatementItEnded) {
  Files files = clean();
  const std::string error = files["postgres"].front();
  const std::string about =
      R"("error_severity":"ERROR","state_code":"23505","statement":"SELECT u.password_hash)";
  ASSERT_TRUE(error.contains(R"("error_severity":"LOG")"));
  files["postgres"].insert(
      files["postgres"].begin() + 1,
      R"({"user":"accounts","dbname":"bank","remote_host":"127.0.10.2","remote_port":)" +
          Line(error)["remote_port"] + "," + about + R"("})");
  const std::vector<Difference> found =
      differences("postgres", told(files)["postgres"], spans().at("postgres"));
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0].what, testing::EndsWith("[$1 = 'ada'] => 23505"));
  EXPECT_THAT(found[1].what, testing::EndsWith("[$1 = 'ada']"));
}

TEST(Truth, ALineThatIsNotUnderstoodIsNotPassedOver) {
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"statement: BEGIN", "checkpoint starting"},
           {"execute find-user: ", "execute fetch from find-user: "},
           {R"("error_severity":"LOG")", R"("error_severity":"FATAL")"},
           {R"("remote_port":)", R"("port":)"}}) {
    Files files = clean();
    instead("postgres", from, to)(files);
    EXPECT_THROW(told(files), std::runtime_error) << to;
  }
  EXPECT_THROW(files_in(kCaptures + "truth/nowhere"), std::runtime_error);
}

}  // namespace
}  // namespace goldwire::truth
