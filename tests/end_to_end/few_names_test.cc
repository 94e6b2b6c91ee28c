// Services files that name only a part of the system: ports without addresses, databases alone,
// inner services alone. All that the system says is recorded all the same, and faults are found.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class FewNames : public ProgramTest {
 protected:
  Outcome record_with(const std::string& services) {
    write("services.yaml", services);
    std::string from;
    for (const char* const name : {"clean-1", "clean-2", "clean-3"}) {
      from += " --from " + capture(name);
    }
    return run("record deposit --services services.yaml" + from);
  }
  Outcome check_of(const std::string& name) {
    return run("check deposit --services services.yaml --from " + capture(name), "CI=1");
  }
  void expect_clean() {
    for (const char* const name : {"clean-4", "clean-5", "variant-parallel-order"}) {
      const Outcome checked = check_of(name);
      EXPECT_EQ(checked.code, 0) << name << '\n' << checked.out << checked.err;
    }
  }
  void expect_found() {
    EXPECT_THAT(check_of("fault-no-email").first_line(), StartsWith("missing "));
    EXPECT_THAT(check_of("fault-no-email").first_line(), HasSubstr("SES.SendEmail no longer"));
    EXPECT_THAT(check_of("fault-n-plus-one").first_line(),
                HasSubstr("-> bank-db: SELECT customers: happens 41 times instead of once"));
    EXPECT_THAT(check_of("fault-wrong-topic-key").first_line(), HasSubstr("send notifications"));
  }
};

TEST_F(FewNames, PortsAloneTakeEveryCallAndSayWhatThatMeans) {
  const Outcome recorded = record_with(
      "services:\n  bff: [\":8080\"]\n  bank-db: [\":5432\"]\n  kafka: [\":9092\"]\n"
      "external:\n  stripe: [\":12111\"]\n  dynamodb: [\":8000\"]\n  ses: [\":8005\"]\n");
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(recorded.out, HasSubstr(" 100 spans "));
  EXPECT_THAT(recorded.err, HasSubstr("nobody is named who calls from 127.0.10.2: "));
  EXPECT_THAT(recorded.err, Not(HasSubstr("left aside")));
  expect_clean();
  expect_found();
}

TEST_F(FewNames, InnerServicesAloneAreReachedThroughADoorWithoutAName) {
  const Outcome recorded =
      record_with("services:\n  payments: [\"127.0.10.3\"]\n  bank-db: [\"127.0.10.10:5432\"]\n");
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(recorded.out, HasSubstr(" 100 spans "));
  EXPECT_THAT(recorded.err, IsEmpty());
  EXPECT_THAT(content_of(folder_ / "goldwire/deposit/scenario.yaml"),
              HasSubstr("server.service=\\\"127.0.10.1\\\"]"));
  expect_clean();
  expect_found();
}

TEST_F(FewNames, APortOnAHostOfItsOwnStandsForWhatThatHostCallsToo) {
  const Outcome recorded = record_with("services:\n  bff: [\"127.0.10.1:8080\"]\n");
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(content_of(folder_ / "goldwire/deposit/scenario.yaml"),
              HasSubstr("server.service=\\\"127.0.10.2\\\"]"));
  const Outcome checked = check_of("fault-status-201");
  EXPECT_EQ(checked.code, 1);
  EXPECT_THAT(checked.first_line(), HasSubstr("POST /accounts/{id}/deposits: answers 201"));
}

TEST_F(FewNames, WhereEverySecondOneIsNamedNothingIsLeftAside) {
  const Outcome recorded = record_with(
      "services:\n  bff: [\"127.0.10.1\"]\n  emails: [\"127.0.10.4\"]\n"
      "  bank-db: [\"127.0.10.10:5432\"]\n");
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(recorded.out, HasSubstr(" 100 spans "));
  EXPECT_THAT(recorded.err, IsEmpty());
  expect_clean();
  expect_found();
}

}  // namespace
}  // namespace goldwire
