// Requests and answers that were lost or came before we did: nothing shifts, and only what is
// proved is paired.
#include <gtest/gtest.h>

#include "tests/protocols/postgres/script.h"

namespace goldwire::postgres {
namespace {

TEST(Postgres, HoleInsideARowIsAbsorbedAndTheNextStatementIsWhole) {
  const std::string rows =
      columns() + row(std::string(500, 'x')) + row("2") + complete("SELECT 2") + ready();
  const auto said = started()
                        .client(query("SELECT c FROM t"))
                        .holed(Side::server, rows, 100, 300)
                        .client(query("SELECT 2"))
                        .server(columns() + row("2") + complete("SELECT 1") + ready())
                        .described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].name, "SELECT t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbResponseReturnedRows), 2);
  EXPECT_TRUE(said[1].incomplete.empty());
}

TEST(Postgres, HoleInsideAQueryKeepsItsAnswer) {
  const auto said =
      started()
          .holed(Side::client, query("INSERT INTO t VALUES ('" + std::string(400, 'y') + "')"), 60,
                 200)
          .server(complete("INSERT 0 1") + ready())
          .described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "INSERT t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbAffectedRows), 1);
}

TEST(Postgres, ALostRequestLeavesItsAnswerAloneAndNothingShifts) {
  const auto said = started()
                        .lost(Side::client, query("DELETE FROM a"))
                        .server(complete("DELETE 9") + ready())
                        .client(query("DELETE FROM b"))
                        .server(complete("DELETE 1") + ready())
                        .client(query("DELETE FROM c"))
                        .server(complete("DELETE 2") + ready())
                        .described();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].name, "DELETE unknown statement");
  EXPECT_TRUE(said[0].incomplete.has(Reason::no_request));
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbAffectedRows), 9);
  EXPECT_TRUE(said[1].incomplete.empty());
  EXPECT_EQ(said[1].attributes.integer(semconv::kDbAffectedRows), 1);
  EXPECT_TRUE(said[2].incomplete.empty());
}

TEST(Postgres, ALostAnswerLeavesItsRequestAloneAndNothingShifts) {
  const auto said = started()
                        .client(query("DELETE FROM a"))
                        .lost(Side::server, complete("DELETE 9") + ready())
                        .client(query("DELETE FROM b"))
                        .server(complete("DELETE 1") + ready())
                        .described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].name, "DELETE a");
  EXPECT_TRUE(said[0].incomplete.has(Reason::no_response));
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
  EXPECT_TRUE(said[1].incomplete.empty());
  EXPECT_EQ(said[1].attributes.integer(semconv::kDbAffectedRows), 1);
}

TEST(Postgres, AnAnswerSeenMidstreamNeverLandsOnTheFirstRequestSeen) {
  // Two statements were in flight when we came; their answers are not those of the third.
  const std::string third =
      parse("", "INSERT INTO t VALUES (3)") + bind("", "") + execute() + sync();
  const std::string answer = kParsed + kBound + complete("INSERT 0 1") + ready();
  const auto said =
      Script(true).client(third).server(answer).server(answer).server(answer).pause().described();
  for (const Interaction& each : said) EXPECT_FALSE(each.incomplete.empty()) << each.name;
  ASSERT_EQ(said.size(), 4U);
  EXPECT_EQ(std::ranges::count(said, "INSERT t", &Interaction::name), 1);
  for (const Interaction& each : said) {
    EXPECT_EQ(each.response.first.has_value(), each.name != "INSERT t");
    EXPECT_EQ(each.request.first.has_value(), each.name == "INSERT t");
  }
}

TEST(Postgres, ARequestSentBeforeTheServerWasSilentIsNotPairedOnTrial) {
  const std::string answer = complete("DELETE 1") + ready();
  Script script(true);
  script.server(answer).unaware(Side::client, query("DELETE FROM a"), 0).server(answer);
  for (const Interaction& each : script.described())
    EXPECT_FALSE(each.incomplete.empty()) << each.name;
}

TEST(Postgres, AnAnswerSentBeforeTheRequestArrivedIsNotItsAnswer) {
  const std::string answer = complete("DELETE 1") + ready();
  Script script(true);
  script.client(query("DELETE FROM a")).unaware(Side::server, answer, 3);
  for (const Interaction& each : script.described())
    EXPECT_FALSE(each.incomplete.empty()) << each.name;
}

TEST(Postgres, PairsOnTrialAreWholeAfterASilenceOnly) {
  const std::string asked = query("DELETE FROM a");
  const std::string answer = complete("DELETE 1") + ready();
  const auto proved =
      Script(true).client(asked).server(answer).pause().described(Ending::end_of_capture);
  EXPECT_TRUE(proved.at(0).incomplete.empty());
  const auto doubtful = Script(true).client(asked).server(answer).described(Ending::end_of_capture);
  ASSERT_EQ(doubtful.size(), 1U);
  EXPECT_TRUE(doubtful[0].incomplete.has(Reason::midstream));
  EXPECT_EQ(doubtful[0].attributes.integer(semconv::kDbAffectedRows), 1);
}

}  // namespace
}  // namespace goldwire::postgres
