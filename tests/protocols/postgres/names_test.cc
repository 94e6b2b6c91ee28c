// What the names of statements mean: as the server last confirmed them, or unknown.
#include <gtest/gtest.h>

#include "tests/protocols/postgres/script.h"

namespace goldwire::postgres {
namespace {

TEST(Postgres, AMissedDescriptionKeepsAStatementFromBeingWhole) {
  const std::string described = encode(ParameterDescription{{23}}) + encode(NoData{});
  Script script = started();
  script.client(parse("s", "DELETE FROM t WHERE id = $1") + sync()).server(kParsed + ready());
  script.client(encode(Describe{'S', "s"}) + sync()).lost(Side::server, described + ready());
  script.client(bind("", "s", {"1"}) + execute() + sync())
      .server(kBound + complete("DELETE 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "DELETE t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap)) << "that its parameter is a number is not known";
}

TEST(Postgres, AStatementPreparedBeforeIsSaidToBeUnknown) {
  const auto said =
      Script(true)
          .client(bind("", "by-id", {"42"}) + encode(Describe{'P', ""}) + execute() + sync())
          .server(kBound + columns(23) + row("7") + complete("SELECT 1") + ready())
          .described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "EXECUTE unknown statement by-id");
  EXPECT_EQ(text(said[0]), "");
  EXPECT_EQ(said[0].attributes.text(semconv::kDbOperationName), "SELECT");
  EXPECT_EQ(said[0].attributes.text("db.query.parameter.0"), "42");
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbResponseReturnedRows), 1);
  Reasons midstream;
  midstream.add(Reason::midstream);
  EXPECT_EQ(said[0].incomplete, midstream);
}

TEST(Postgres, AFailedParseLeavesTheOldStatementOfThatName) {
  Script script = started();
  script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
  script.client(parse("s", "SELECT 2") + sync()).server(error("42P05") + ready());
  script.client(bind("", "s") + execute() + sync())
      .server(kBound + row("1") + complete("SELECT 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(text(said[0]), "SELECT 2");
  EXPECT_EQ(said[0].status.code, StatusCode::error);
  EXPECT_EQ(text(said[1]), "SELECT 1");
}

TEST(Postgres, NamesForgottenByTheServerAreForgottenHere) {
  for (const char* forget : {"DISCARD ALL", "DEALLOCATE ALL"}) {
    Script script = started();
    script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
    script.client(query(forget)).server(complete(forget) + ready());
    script.client(bind("", "s") + execute() + sync()).server(error("26000") + ready());
    const auto said = script.described();
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[1].name, "EXECUTE unknown statement s");
    EXPECT_TRUE(said[1].incomplete.empty()) << "there is no such statement; nothing was missed";
  }
}

TEST(Postgres, AHoleThatMayHideAParseMakesNamesUnknown) {
  Script script = started();
  script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
  script.lost(Side::client, encode(Close{'S', "s"}) + parse("s", "SELECT 2") + sync());
  script.server(encode(CloseComplete{}) + kParsed + ready());
  script.client(bind("", "s") + execute() + sync())
      .server(kBound + row("2") + complete("SELECT 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(text(said[0]), "");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
}

TEST(Postgres, AParseThatMayHaveFailedSaysNothingWhereTheNameMayBeTaken) {
  // An older statement of that name, which two holes make unknown, or which was never seen at all.
  Script forgotten = started();
  forgotten.client(parse("s", "SELECT c FROM old") + sync()).server(kParsed + ready());
  forgotten.lost(Side::client, query("SELECT 1"));
  forgotten.lost(Side::server, columns() + row("1") + complete("SELECT 1") + ready());
  Script joined(true);
  joined.client(bind("", "s") + execute() + sync());
  joined.server(kBound + row("1") + complete("SELECT 1") + ready());
  for (Script* const script : {&forgotten, &joined}) {
    script->client(parse("s", "SELECT c FROM fresh") + sync());
    script->lost(Side::server, error("42P05") + ready());
    script->client(bind("", "s") + execute() + sync());
    script->server(kBound + row("2") + complete("SELECT 1") + ready());
    const auto said = script->described();
    ASSERT_FALSE(said.empty());
    EXPECT_TRUE(said.back().response.first);
    EXPECT_EQ(text(said.back()), "");
    EXPECT_FALSE(said.back().incomplete.empty());
  }
}

TEST(Postgres, AHoleThatHidNoParseLeavesNamesKnown) {
  Script script = started();
  script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
  script.lost(Side::client, query("SELECT 5"))
      .server(columns() + row("5") + complete("SELECT 1") + ready());
  script.client(bind("", "s") + execute() + sync())
      .server(kBound + row("1") + complete("SELECT 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(text(said[1]), "SELECT 1");
  EXPECT_TRUE(said[1].incomplete.empty());
}

}  // namespace
}  // namespace goldwire::postgres
