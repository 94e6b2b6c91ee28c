// What statements mean: by PostgreSQL's grammar, and by words where it cannot help.
#include "protocols/postgres/sql.h"

#include <gtest/gtest.h>

#include "protocols/postgres/tokens.h"

namespace goldwire::postgres::sql {
namespace {

struct Case {
  const char* text;
  const char* operation;
  const char* collection;
};

void expect(const Case& each, bool parsed) {
  SCOPED_TRACE(each.text);
  const auto script = read(each.text);
  ASSERT_EQ(script->statements.size(), 1U);
  EXPECT_EQ(script->parsed, parsed);
  const Meaning& meaning = script->statements[0];
  EXPECT_EQ(meaning.operation, each.operation);
  EXPECT_EQ(meaning.collections.empty() ? "" : meaning.collections[0], each.collection);
}

TEST(Sql, NamesTheOperationAndItsTarget) {
  for (const Case& each : std::initializer_list<Case>{
           {"SELECT * FROM accounts WHERE id = $1 FOR UPDATE", "SELECT", "accounts"},
           {"select (select max(x) from b) from a", "SELECT", "a"},
           {"INSERT INTO payments SELECT * FROM pending", "INSERT", "payments"},
           {"UPDATE ONLY s.accounts a SET x = b.x FROM b", "UPDATE", "s.accounts"},
           {"DELETE FROM \"Odd Name\" USING other", "DELETE", "Odd Name"},
           {"WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone", "SELECT", "t"},
           {"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "INSERT", "t"},
           {"SELECT 1 UNION SELECT id FROM later", "SELECT", "later"},
           {"SELECT * INTO fresh FROM old", "SELECT", "fresh"},
           {"(SELECT 1)", "SELECT", ""},
           {"TABLE t", "SELECT", "t"},
           {"VALUES (1)", "SELECT", ""},
           {"BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN", ""},
           {"START TRANSACTION", "START TRANSACTION", ""},
           {"END", "COMMIT", ""},
           {"ABORT", "ROLLBACK", ""},
           {"ROLLBACK TO SAVEPOINT s", "ROLLBACK TO", ""},
           {"RELEASE s", "RELEASE", ""},
           {"CREATE UNIQUE INDEX CONCURRENTLY i ON t (x)", "CREATE INDEX", "t"},
           {"CREATE OR REPLACE TEMP VIEW v AS SELECT 1", "CREATE VIEW", "v"},
           {"CREATE MATERIALIZED VIEW m AS SELECT 1", "CREATE MATERIALIZED VIEW", "m"},
           {"DROP TABLE IF EXISTS s.t, u", "DROP TABLE", "s.t"},
           {"ALTER TABLE t ADD COLUMN c int", "ALTER TABLE", "t"},
           {"COPY t (a, b) FROM STDIN", "COPY", "t"},
           {"TRUNCATE a, b", "TRUNCATE", "a"},
           {"LOCK TABLE t IN EXCLUSIVE MODE", "LOCK", "t"},
           {"SET search_path = x", "SET", ""},
           {"NOTIFY c, 'x'", "NOTIFY", ""},
           {"MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE", "MERGE", "t"},
           {"/* who */ SELECT -- why\n 1 FROM t;", "SELECT", "t"}}) {
    expect(each, true);
  }
}

TEST(Sql, ReadsByWordsWhatTheGrammarDoesNotKnow) {
  for (const Case& each : std::initializer_list<Case>{
           {"SELEC * FROM t", "SELEC", "t"},
           {"SELECT a FROM t WHERE FROBNICATE ALL THE THINGS", "SELECT", "t"},
           {"INSERT INTO s.\"T\"\"x\" VALUES (1) RETURNING OLD AS NEW THING", "INSERT", "s.T\"x"},
           {"WITH x AS (SELECT 1 FROM a) UPDATE t SET NEWER SYNTAX", "UPDATE", "a"},
           {"CREATE TABLE IF NOT EXISTS t (x int) WITH NEW (THINGS", "CREATE TABLE", "t"}}) {
    expect(each, false);
  }
}

TEST(Sql, SplitsScriptsAsTheServerDoes) {
  const std::string text = "SELECT 'a;b'; ; BEGIN;\n-- c;\nINSERT INTO t VALUES ($$;$$);";
  const auto script = read(text);
  ASSERT_EQ(script->statements.size(), 3U);
  EXPECT_EQ(statement_at(text, 0), "SELECT 'a;b'");
  EXPECT_EQ(statement_at(text, 1), "BEGIN");
  EXPECT_EQ(statement_at(text, 2), "INSERT INTO t VALUES ($$;$$)");
  EXPECT_EQ(statement_at(text, 3), "");
}

TEST(Sql, SplitsWhatTheGrammarRefuses) {
  const std::string text = "SELEC 1; SELECT E'\\';'; SELECT \"a;\" FROM t; /* ; /* ; */ ; */";
  const auto script = read(text);
  EXPECT_TRUE(script->refused);
  ASSERT_EQ(script->statements.size(), 3U);
  EXPECT_EQ(statement_at(text, 1), "SELECT E'\\';'");
}

TEST(Sql, NothingIsNoStatement) {
  EXPECT_TRUE(read("")->statements.empty());
  EXPECT_TRUE(read(" ;; -- x")->statements.empty());
}

TEST(Sql, LongAndDeepTextsDoNoHarm) {
  std::string sums = "SELECT 1";
  while (sums.size() < 300'000) sums += "+1";
  EXPECT_EQ(read(sums)->statements.at(0).operation, "SELECT");
  EXPECT_EQ(read("SELECT " + std::string(30'000, '('))->statements.at(0).operation, "SELECT");
  const std::string deep = "SELECT " + std::string(2'000, '-') + "1 FROM t";
  EXPECT_EQ(read(deep)->statements.size(), 1U);
  std::string half(30'000, ' ');
  half.replace(0, 8, "SELECT 1");
  for (std::size_t i = 8; i + 1 < half.size(); i += 2) half.replace(i, 2, "+1");
  EXPECT_EQ(read(half)->statements.at(0).operation, "SELECT");
}

TEST(Sql, ReadsPrepare) {
  const auto made = read_prepare("PREPARE \"A b\" (int, text) AS\n SELECT $1 ;");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->name, "A b");
  EXPECT_EQ(made->query, "SELECT $1");
  EXPECT_EQ(read_prepare("prepare UPPER as select 1")->name, "upper");
  EXPECT_FALSE(read_prepare("SELECT 1"));
  EXPECT_FALSE(read_prepare("PREPARE"));
}

TEST(Sql, AnEndedTextEndsItsTokens) {
  for (const char* text :
       {"'open", "\"open", "$tag$ open", "/* open", "E'\\", "$", "1.5e", "a$b"}) {
    Tokens tokens(text);
    int count = 0;
    while (tokens.next().kind != Token::Kind::end) ++count;
    EXPECT_LE(count, 3) << text;
  }
}

}  // namespace
}  // namespace goldwire::postgres::sql
