// No secret survives redaction, equal ones stay equal, and nothing else changes.
#include "harness/redact/redaction.h"

#include <gmock/gmock.h>

#include "agent/trace/jsonl.h"
#include "harness/redact/secret_header.h"
#include "harness/redact/secret_json.h"
#include "harness/redact/secret_parameters.h"
#include "harness/redact/secret_sql.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string hidden(std::string_view secret) { return "<" + std::string(secret) + ">"; }

TEST(SecretNames, PasswordsAndTokensInAnySpelling) {
  const RedactionRules rules;
  for (const char* const name :
       {"password", "Password", "new_password", "passwordHash", "passwd", "pwd", "db_pwd", "secret",
        "clientSecret", "client-secret", "token", "accessToken", "refresh_token", "apiKey",
        "private_key", "SecretAccessKey", "cvc"}) {
    EXPECT_TRUE(is_secret_field(name, rules)) << name;
  }
  for (const char* const name : {"id", "amount", "secretary", "nextToken", "page_token", "key",
                                 "idempotency_key", "clientToken", "passenger", "compass"}) {
    EXPECT_FALSE(is_secret_field(name, rules)) << name;
  }
}

TEST(SecretNames, RulesAddAndTakeAway) {
  RedactionRules rules;
  rules.fields = {"ssn"};
  rules.headers = {"xtenant"};
  rules.keep = {"token"};
  EXPECT_TRUE(is_secret_field("SSN", rules));
  EXPECT_FALSE(is_secret_field("token", rules));
  EXPECT_EQ(secret_header("x-tenant", rules), SecretHeader::whole);
  EXPECT_EQ(secret_header("x-request-id", rules), SecretHeader::none);
  EXPECT_EQ(secret_header("idempotency-key", rules), SecretHeader::none);
  EXPECT_EQ(secret_header("X-Api-Key", {}), SecretHeader::whole);
}

TEST(SecretText, JsonMembers) {
  const auto redact = [](std::string_view text) { return redact_json(text, {}, hidden); };
  EXPECT_EQ(redact(R"({"user":"ann", "password" : "s3\"x"})"),
            R"({"user":"ann", "password" : "<s3"x>"})");
  EXPECT_EQ(redact(R"({"pwd":1234,"n":{"token":"t","ok":true}})"),
            R"({"pwd":"<1234>","n":{"token":"<t>","ok":true}})");
  EXPECT_EQ(redact(R"({"password":null,"secret":true,"token":{"a":1},"pwd":""})"),
            R"({"password":null,"secret":true,"token":{"a":"<1>"},"pwd":""})");
  EXPECT_EQ(redact(R"({"value":"password: x"})"), R"({"value":"password: x"})");
}

TEST(SecretText, JsonInsideAString) {
  EXPECT_EQ(redact_json(R"({"body":"{\"password\":\"x\",\"id\":1}"})", {}, hidden),
            R"({"body":"{\"password\":\"<x>\",\"id\":1}"})");
}

TEST(SecretText, JsonThatWasCut) {
  EXPECT_EQ(redact_json(R"({"id":1,"password":"hunt)", {}, hidden),
            R"({"id":1,"password":"<hunt>)");
}

TEST(SecretText, Forms) {
  const auto redact = [](std::string_view text) { return redact_form(text, {}, hidden); };
  EXPECT_EQ(redact("user=ann&password=a%20b&x=1"), "user=ann&password=<a b>&x=1");
  EXPECT_EQ(redact("user[password]=s&user%5Bpwd%5D=t&a&b="),
            "user[password]=<s>&user%5Bpwd%5D=<t>&a&b=");
  EXPECT_EQ(redact(""), "");
}

TEST(SecretText, HeaderLines) {
  const auto redact = [](std::string_view name, std::string_view line) {
    return redact_header(name, line, {}, hidden);
  };
  EXPECT_EQ(redact("authorization", "Bearer abc.def="), "Bearer <abc.def=>");
  EXPECT_EQ(redact("Proxy-Authorization", "Basic YTpi"), "Basic <YTpi>");
  EXPECT_EQ(redact("authorization", "raw"), "<raw>");
  EXPECT_EQ(redact("authorization",
                   "AWS4-HMAC-SHA256 Credential=AK/20261122/us/ses/aws4_request, "
                   "SignedHeaders=host;date, Signature=00ff"),
            "AWS4-HMAC-SHA256 Credential=<AK>/20261122/us/ses/aws4_request, "
            "SignedHeaders=host;date, Signature=<00ff>");
  EXPECT_EQ(redact("cookie", "sid=1; theme=dark"), "sid=<1>; theme=<dark>");
  EXPECT_EQ(redact("set-cookie", "sid=1; Path=/; HttpOnly"), "sid=<1>; Path=/; HttpOnly");
  EXPECT_EQ(redact("x-api-key", "k"), "<k>");
  EXPECT_EQ(redact("accept", "text/html"), "text/html");
}

TEST(SecretText, UserinfoOfUrls) {
  EXPECT_EQ(redact_userinfo("see https://ann:pw@host/x and http://h/a@b", hidden),
            "see https://<ann:pw>@host/x and http://h/a@b");
}

TEST(SecretSql, ComparisonsAndAssignments) {
  const auto redact = [](std::string_view sql) { return redact_sql(sql, {}, hidden); };
  const auto update = redact("UPDATE users SET password = $2, name = $1 WHERE id = $3");
  EXPECT_THAT(update.parameters, testing::ElementsAre(1));
  EXPECT_EQ(redact("SELECT 1 FROM u WHERE name = 'ann' AND pwd='it''s' LIMIT 1").text,
            "SELECT 1 FROM u WHERE name = 'ann' AND pwd='<it''s>' LIMIT 1");
  EXPECT_THAT(
      redact("SELECT 1 FROM u WHERE u.\"password\" = crypt($1, u.salt) AND id = $2").parameters,
      testing::ElementsAre(0));
}

TEST(SecretSql, ColumnLists) {
  const auto insert = redact_sql(
      "INSERT INTO users (id, password, note) VALUES ($1, $2, 'a'), ($3, 'pw', f($4, 1))", {},
      hidden);
  EXPECT_THAT(insert.parameters, testing::ElementsAre(1));
  EXPECT_EQ(insert.text,
            "INSERT INTO users (id, password, note) VALUES ($1, $2, 'a'), ($3, '<pw>', f($4, 1))");
}

TEST(SecretSql, StatementsWithoutSecretsStayAsTheyAre) {
  for (const char* const sql : {"", "SELECT password FROM users WHERE id = $1", "'", "INSERT INTO",
                                "INSERT INTO t (a VALUES (", "BEGIN"}) {
    const auto redacted = redact_sql(sql, {}, hidden);
    EXPECT_EQ(redacted.text, sql);
    EXPECT_TRUE(redacted.parameters.empty()) << sql;
  }
}

/// A login whose answer's token comes back in the next request's header, in SQL, and in Kafka.
Run session() {
  Run run;
  Trace trace;
  Span login;
  login.span_id = 1;
  login.what.name = "POST /login";
  login.what.attributes.set("url.query", std::string("password=hunter2&x=1"));
  login.what.request_payload.body = std::string(R"({"user":"ann","password":"hunter2"})");
  login.what.response_payload.body = std::string(R"({"session":"tok-81f2c7a9e0"})");
  login.what.attributes.append("http.response.header.set-cookie", "sid=cookie-value-77; Path=/");
  Span next;
  next.span_id = 2;
  next.what.name = "GET /accounts/tok-81f2c7a9e0";
  next.what.attributes.append("http.request.header.authorization", "Bearer tok-81f2c7a9e0");
  next.what.attributes.append("http.request.header.cookie", "sid=cookie-value-77");
  Span query;
  query.span_id = 3;
  query.what.attributes.set("db.query.text",
                            std::string("SELECT * FROM users WHERE password = $1 AND s = $2"));
  query.what.attributes.set("db.query.parameter.0", std::string("hunter2"));
  query.what.attributes.set("db.query.parameter.1", std::string("tok-81f2c7a9e0"));
  query.what.request_payload.body =
      Value(Value::Object{{"parameters", Value::List{"hunter2", "tok-81f2c7a9e0"}}});
  query.what.response_payload.body =
      Value(Value::Object{{"columns", Value::List{"id", "password_hash"}},
                          {"rows", Value::List{Value(Value::List{"7", "$2b$hashhashhash"})}}});
  Span record;
  record.span_id = 4;
  record.what.request_payload.body = Value(Value::Object{
      {"key", "k"},
      {"headers", Value::List{Value(Value::List{"authorization", "Bearer tok-81f2c7a9e0"})}},
      {"value", R"({"url":"https://ann:hunter2@host/","password":"hunter2"})"}});
  trace.spans = {login, next, query, record};
  run.traces = {trace};
  return run;
}

std::string as_lines(const Run& run) {
  std::string out;
  for (const Span& span : run.traces[0].spans) {
    write_span(out, span);
    out += '\n';
  }
  return out;
}

Redaction redaction(std::string_view key = {}) {
  const RedactionSalt salt = salt_for(session(), key);
  return *Redaction::open({}, salt, key);
}

TEST(Redaction, NoSecretIsLeft) {
  goldwire::Run run = session();
  EXPECT_THAT(as_lines(run), HasSubstr("hunter2"));
  redaction().apply(run);
  for (const char* const secret :
       {"hunter2", "tok-81f2c7a9e0", "cookie-value-77", "hashhashhash"}) {
    EXPECT_THAT(as_lines(run), Not(HasSubstr(secret)));
  }
}

TEST(Redaction, EqualSecretsStayEqualWhereverTheyStand) {
  goldwire::Run run = session();
  const Redaction redact = redaction();
  redact.apply(run);
  const std::string token = redact.redacted("tok-81f2c7a9e0");
  const auto& spans = run.traces[0].spans;
  EXPECT_EQ(std::get<std::string>(spans[0].what.response_payload.body),
            R"({"session":")" + token + R"("})");
  EXPECT_EQ(spans[1].what.name, "GET /accounts/" + token);
  EXPECT_EQ(spans[2].what.attributes.text("db.query.parameter.1"), token);
  EXPECT_THAT(as_lines(run), HasSubstr("Bearer " + token));
  EXPECT_THAT(token, testing::MatchesRegex("redacted:[0-9a-f]{16}"));
}

TEST(Redaction, WhatIsNoSecretStaysAsItIs) {
  goldwire::Run run = session();
  redaction().apply(run);
  const auto& spans = run.traces[0].spans;
  EXPECT_EQ(spans[2].what.attributes.text("db.query.text"),
            "SELECT * FROM users WHERE password = $1 AND s = $2");
  EXPECT_THAT(std::get<std::string>(spans[0].what.request_payload.body),
              HasSubstr(R"({"user":"ann","password":"redacted:)"));
}

TEST(Redaction, TwiceIsOnce) {
  goldwire::Run once = session();
  const Redaction redact = redaction();
  redact.apply(once);
  goldwire::Run twice = once;
  redact.apply(twice);
  EXPECT_EQ(as_lines(twice), as_lines(once));
}

TEST(Redaction, SameRunGivesTheSameSaltAndAnotherRunAnother) {
  goldwire::Run other = session();
  other.traces[0].spans[0].what.start += Duration(1);
  EXPECT_EQ(salt_for(session(), ""), salt_for(session(), ""));
  EXPECT_NE(salt_for(session(), "").salt, salt_for(other, "").salt);
}

TEST(Redaction, ShortOrCommonSecretsAreNotHuntedEverywhere) {
  goldwire::Run run;
  Trace trace;
  Span span;
  span.what.name = "POST /accounts";
  span.what.request_payload.body = std::string(R"({"password":"accounts","pin":"1"})");
  trace.spans = {span};
  run.traces = {trace};
  redaction().apply(run);
  EXPECT_EQ(run.traces[0].spans[0].what.name, "POST /accounts");
  EXPECT_THAT(as_lines(run), Not(HasSubstr(R"(\"accounts\")")));
}

/// An answer with a client secret, and what is sent later; `asked` stands in the first request.
goldwire::Run payment(const std::string& asked = {}) {
  const std::string secret = "pi_3f9b56a8f204ccff5d7a_secret_cf0c8d213d7a5d772acf";
  Span create;
  create.span_id = 1;
  create.what.start = from_unix_nano(1'000);
  create.what.end = from_unix_nano(2'000);
  create.what.request_payload.body = std::string(R"({"secret":")" + asked + R"("})");
  create.what.response_payload.body =
      std::string(R"({"id":"pi_3f9b56a8f204ccff5d7a","client_secret":")" + secret + R"("})");
  Span confirm = create;
  confirm.span_id = 2;
  confirm.what.start = from_unix_nano(3'000);
  confirm.what.end = from_unix_nano(4'000);
  confirm.what.request_payload.body = std::string(R"({"client_secret":")" + secret + R"("})");
  confirm.what.response_payload.body = std::string("{}");
  Trace trace;
  trace.spans = {create, confirm};
  goldwire::Run run;
  run.traces = {trace};
  return run;
}

std::string body_of(const Payload& payload) { return std::get<std::string>(payload.body); }

TEST(Redaction, AnIdInsideAClientSecretStaysWhereItStandsInTheOpenAnyway) {
  goldwire::Run run = payment();
  const Redaction redact = redaction();
  redact.apply(run);
  const std::string shown =
      "pi_3f9b56a8f204ccff5d7a_" + redact.redacted("secret_cf0c8d213d7a5d772acf");
  EXPECT_THAT(body_of(run.traces[0].spans[0].what.response_payload), HasSubstr(shown));
  EXPECT_THAT(body_of(run.traces[0].spans[1].what.request_payload), HasSubstr(shown));
  EXPECT_THAT(as_lines(run), Not(HasSubstr("cf0c8d213d7a5d772acf")));
  goldwire::Run twice = run;
  redact.apply(twice);
  EXPECT_EQ(as_lines(twice), as_lines(run));
}

TEST(Redaction, ASecretThatSomebodyBroughtStaysHiddenWhole) {
  goldwire::Run run = payment("pi_3f9b56a8f204ccff5d7a_secret_cf0c8d213d7a5d772acf");
  redaction().apply(run);
  EXPECT_THAT(body_of(run.traces[0].spans[0].what.response_payload),
              HasSubstr(R"("client_secret":"redacted:)"));
}

TEST(Redaction, ASecretWhosePartsStandNowhereElseStaysHiddenWhole) {
  goldwire::Run run = payment();
  run.traces[0].spans[0].what.response_payload.body = std::string(
      R"({"id":"7","client_secret":"pi_3f9b56a8f204ccff5d7a_secret_cf0c8d213d7a5d77"})");
  redaction().apply(run);
  EXPECT_THAT(as_lines(run), Not(HasSubstr("3f9b56a8f204ccff5d7a_redacted")));
}

TEST(Redaction, AnIdBesideAWeakRestStaysHiddenWithIt) {
  goldwire::Run run = payment();
  run.traces[0].spans[0].what.response_payload.body = std::string(
      R"({"id":"pi_3f9b56a8f204ccff5d7a","client_secret":"pi_3f9b56a8f204ccff5d7a_summer26"})");
  run.traces[0].spans.pop_back();
  redaction().apply(run);
  EXPECT_THAT(as_lines(run), HasSubstr(R"(\"client_secret\":\"redacted:)"));
}

TEST(Redaction, TheKeyOfTheEnvironmentHasToBeTheSame) {
  const RedactionSalt with = salt_for(session(), "k1");
  EXPECT_TRUE(Redaction::open({}, with, "k1"));
  EXPECT_THAT(Redaction::open({}, with, "").error().line(), HasSubstr("which is not set; set it"));
  EXPECT_THAT(Redaction::open({}, with, "k2").error().line(), HasSubstr("is not the one"));
  EXPECT_THAT(Redaction::open({}, salt_for(session(), ""), "k2").error().line(),
              HasSubstr("made without it"));
  EXPECT_NE(redaction("k1").redacted("x"), redaction("").redacted("x"));
}

}  // namespace
}  // namespace goldwire
