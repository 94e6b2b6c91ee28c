// The law of own runs: a golden passes each of the runs that it was recorded from, whatever was
// chosen, when it was recorded and when it is checked.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kEntries[] = {"POST /login", "POST /deposit", "POST /transfer",
                                    "GET /accounts/{id}"};
constexpr const char* kRuns[] = {"clean-1", "clean-2", "clean-3"};

class OwnRuns : public ProgramTest {
 protected:
  void expect_same(const std::string& more) {
    for (const char* const name : kRuns) {
      const Outcome checked = check(name, more, "CI=1");
      EXPECT_EQ(checked.code, 0) << name << ' ' << more << '\n' << checked.out << checked.err;
      EXPECT_THAT(checked.out, StartsWith("deposit: same "));
    }
  }
  void expect_held(const std::string& more) {
    const Outcome recorded = record("deposit", more);
    EXPECT_EQ(recorded.code, 0) << more << recorded.err;
    EXPECT_THAT(recorded.err, Not(HasSubstr("does not hold"))) << more;
    expect_same("");
    std::filesystem::remove_all(folder_ / "goldwire");
  }
  static std::string span(const std::string& name) { return "'span[name=\"" + name + "\"]' "; }
};

TEST_F(OwnRuns, AreTheSameWhenEntriesAreIncluded) {
  for (const char* const entry : kEntries) expect_held("--include " + span(entry));
  expect_held("--include " + span(kEntries[0]) + "--include " + span(kEntries[2]));
  expect_held("--include 'name starts-with POST'");
  expect_held("--include span");
  expect_held("--include service=bff");
}

TEST_F(OwnRuns, AreTheSameWhenEntriesAreExcluded) {
  for (const char* const entry : kEntries) expect_held("--exclude " + span(entry));
  expect_held("--include 'name starts-with POST' --exclude " + span(kEntries[1]));
}

TEST_F(OwnRuns, AreTheSameWhenACheckLooksAtAPart) {
  ASSERT_EQ(record().code, 0);
  for (const char* const entry : kEntries) {
    expect_same("--include " + span(entry));
    expect_same("--exclude " + span(entry));
  }
  expect_same("--include 'name starts-with POST' --exclude " + span(kEntries[1]));
}

TEST_F(OwnRuns, AreTheSameWhenTheDriverHasAName) {
  std::string named = content_of(GOLDWIRE_SOURCE_DIR "/fixtures/bank/services.yaml");
  named.insert(named.find("services:\n") + 10, "  driver: [\"127.0.10.100\"]\n");
  write("named.yaml", named);
  for (const char* const entry : kEntries) {
    std::string from;
    for (const char* const name : kRuns) from += " --from " + capture(name);
    const Outcome recorded =
        run("record deposit --services named.yaml --include " + span(entry) + from);
    EXPECT_EQ(recorded.code, 0) << recorded.err;
    const Outcome checked = run("check deposit --services named.yaml" + from, "CI=1");
    EXPECT_EQ(checked.code, 0) << entry << '\n' << checked.out;
    EXPECT_THAT(run("show deposit").out,
                Not(HasSubstr(entry == kEntries[0] ? kEntries[1] : kEntries[0])));
    std::filesystem::remove_all(folder_ / "goldwire");
  }
}

TEST_F(OwnRuns, AndOtherCleanRunsPassAPartAsWell) {
  ASSERT_EQ(record().code, 0);
  for (const char* const name : {"clean-4", "clean-5"}) {
    for (const char* const entry : kEntries) {
      for (const char* const flag : {"--include ", "--exclude "}) {
        const Outcome checked = check(name, flag + span(entry), "CI=1");
        EXPECT_EQ(checked.code, 0) << name << ' ' << flag << entry << '\n' << checked.out;
      }
    }
  }
}

TEST_F(OwnRuns, AFaultOfAnEntryIsStillFoundInIt) {
  ASSERT_EQ(record("deposit", "--include " + span("POST /deposit")).code, 0);
  EXPECT_THAT(check("fault-no-email", "", "CI=1").first_line(),
              StartsWith("missing emails -> ses: SES.SendEmail: "));
  EXPECT_THAT(check("fault-charge-twice", "", "CI=1").first_line(),
              StartsWith("count payments -> stripe: POST /v1/payment_intents: "));
  EXPECT_EQ(check("fault-n-plus-one", "", "CI=1").code, 0) << "another entry's fault";
}

}  // namespace
}  // namespace goldwire
