// What the conversation keeps is bounded, and it says what it left out.
#include <gtest/gtest.h>

#include "tests/protocols/postgres/script.h"

namespace goldwire::postgres {
namespace {

TEST(Postgres, RowsBeyondTheLimitAreCountedNotKept) {
  Limits limits;
  limits.body = 1000;
  limits.held = 100'000;
  Script script = started();
  std::string rows = columns();
  for (int i = 0; i < 5000; ++i) rows += row("some value");
  script.client(query("SELECT c FROM t"))
      .server(rows + row(std::string(5000, 'z')) + complete("SELECT 5001") + ready());
  const recorded::Heard heard = script.hear(Ending::fin, limits);
  const auto said = recorded::described(heard);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbResponseReturnedRows), 5001);
  EXPECT_LT(said[0].response_payload.captured, 1000U);
  EXPECT_GT(said[0].response_payload.size, 50'000U);
  EXPECT_LT(heard.most_held, 10'000U);
}

TEST(Postgres, AFrameLongerThanBelievedIsNotWaitedFor) {
  Limits limits;
  limits.frame = 10'000;
  Script script = started();
  script.client(query("SELECT c FROM t"))
      .server(columns() + std::string("D\x7f\0\0\0", 5) + std::string(50, 'x'));
  script.client(query("SELECT 1")).server(columns() + row("1") + complete("SELECT 1") + ready());
  const recorded::Heard heard = script.hear(Ending::fin, limits);
  EXPECT_GT(heard.accounts[1].skipped, 50U);
  for (const Interaction& each : recorded::described(heard)) EXPECT_FALSE(each.incomplete.empty());
}

TEST(Postgres, AVeryLongStatementIsCutAndSaysSo) {
  Limits limits;
  limits.body = 1000;
  const recorded::Heard heard =
      started()
          .client(query("INSERT INTO t VALUES ('" + std::string(50'000, 'v') + "')"))
          .server(complete("INSERT 0 1") + ready())
          .hear(Ending::fin, limits);
  const auto said = recorded::described(heard);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "INSERT t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::limit));
}

}  // namespace
}  // namespace goldwire::postgres
