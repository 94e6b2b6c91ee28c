// Every place where a secret may stand, held against what reaches disk: golden.yaml and recording.
#include <gmock/gmock.h>

#include "agent/trace/jsonl.h"
#include "harness/canonical/canonical.h"
#include "harness/files/golden_file.h"
#include "harness/files/recording.h"
#include "harness/noise/noise.h"
#include "harness/redact/redaction.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Too short to be found elsewhere: only its own place can give it away.
constexpr const char* kSecret = "Zq7Kx";

goldwire::Run run_of(const Interaction& what) {
  Span span;
  span.span_id = 1;
  span.what = what;
  span.what.name = "POST /login";
  span.what.protocol = "http/1.1";
  Trace trace;
  trace.spans = {span};
  goldwire::Run run;
  run.traces = {trace};
  return run;
}

/// Both files as texts, before or after redaction.
std::string on_disk(const goldwire::Run& run) {
  Payloads payloads;
  const std::vector<CanonicalRun> runs = {canonical(run)};
  const Learned learned = learn(runs);
  std::string out = write_golden({learned.golden, {}}, payloads);
  for (const auto& [digest, content] : payloads) out += content;
  const Result<goldwire::Run> recording = read_recording(write_recording(run), "recording");
  EXPECT_TRUE(recording);
  for (const Span& span : recording->traces.at(0).spans) write_span(out, span);
  return out;
}

Redaction redaction() { return *Redaction::open({}, {}, {}); }

/// What reaches disk of `what`, which is checked to hold the secret before and not after.
std::string disk_without_secret(const Interaction& what) {
  goldwire::Run run = run_of(what);
  EXPECT_THAT(on_disk(run), HasSubstr(kSecret));
  redaction().apply(run);
  std::string out = on_disk(run);
  EXPECT_THAT(out, Not(HasSubstr(kSecret)));
  EXPECT_THAT(out, HasSubstr("redacted:"));
  return out;
}

void hides_in_body(const std::string& body) {
  SCOPED_TRACE(body);
  Interaction asked;
  asked.request_payload.body = body;
  disk_without_secret(asked);
  Interaction answered;
  answered.response_payload.body = body;
  disk_without_secret(answered);
}

/// The body after redaction.
std::string redacted_body(const std::string& body) {
  Interaction what;
  what.request_payload.body = body;
  goldwire::Run run = run_of(what);
  redaction().apply(run);
  return std::get<std::string>(run.traces[0].spans[0].what.request_payload.body);
}

std::string hash() { return redaction().redacted(kSecret); }

TEST(SecretPlaces, EverythingUnderASecretMemberOfJson) {
  hides_in_body(R"({"password":["Zq7Kx"]})");
  hides_in_body(R"({"password":{"value":"Zq7Kx"}})");
  hides_in_body(R"({"password":{"a":[1,{"b":"Zq7Kx"}]},"id":7})");
  hides_in_body(R"({"body":"{\n \"password\":{\"S\":\"Zq7Kx\"}}"})");
  EXPECT_EQ(redacted_body(R"({"password":{"S":"Zq7Kx","on":true},"id":7})"),
            R"({"password":{"S":")" + hash() + R"(","on":true},"id":7})");
}

TEST(SecretPlaces, PairsOfJsonInEitherOrder) {
  hides_in_body(R"([{"name":"password","value":"Zq7Kx"}])");
  hides_in_body(R"([{"value":"Zq7Kx","key":"db.password"}])");
  hides_in_body(R"([{"op":"replace","path":"/user/password","value":"Zq7Kx"}])");
  EXPECT_EQ(redacted_body(R"([{"name":"user","value":"ann"},{"name":"password","value":"Zq7Kx"},)"
                          R"({"name":"x","value":"y"}])"),
            R"([{"name":"user","value":"ann"},{"name":"password","value":")" + hash() +
                R"("},{"name":"x","value":"y"}])");
}

TEST(SecretPlaces, ElementsAndAttributesOfXml) {
  hides_in_body("<login><user>ann</user><password>Zq7Kx</password></login>");
  hides_in_body(R"(<login user="ann" password="Zq7Kx"/>)");
  hides_in_body(R"(<login user='ann' password = 'Zq7Kx'/>)");
  hides_in_body("<a><o:Password o:Type='text'><![CDATA[Zq7Kx]]></o:Password></a>");
  hides_in_body("<a><password><value x='1'>Zq7Kx</value></password></a>");
  hides_in_body("<a><param name=\"password\">Zq7Kx</param></a>");
  hides_in_body("<a><entry key=\"password\" value=\"Zq7Kx\"/></a>");
  hides_in_body("<s><name>password</name> <value><string>Zq7Kx</string></value></s>");
  hides_in_body(R"({"xml":"<a password=\"Zq7Kx\"><password>Zq7Kx</password></a>"})");
  EXPECT_EQ(redacted_body("<a><password type='t'> Zq7Kx </password><id>7</id></a>"),
            "<a><password type='t'> " + hash() + " </password><id>7</id></a>");
}

TEST(SecretPlaces, FieldsOfMultipartForms) {
  const std::string body =
      "--b1\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\nann\r\n"
      "--b1\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nZq7Kx\r\n--b1--\r\n";
  hides_in_body(body);
  std::string expected = body;
  expected.replace(expected.find(kSecret), 5, hash());
  EXPECT_EQ(redacted_body(body), expected);
}

TEST(SecretPlaces, LinesOfPlainText) {
  hides_in_body("password=Zq7Kx&x=1");
  hides_in_body("user=ann\npassword=my Zq7Kx\n");
  hides_in_body("connect to jdbc:x://host;password=Zq7Kx;ssl=1");
  hides_in_body("payload=%7B%22password%22%3A%22Zq7Kx%22%7D");
  EXPECT_EQ(redacted_body("a=1&password=Zq7Kx&b=2"), "a=1&password=" + hash() + "&b=2");
}

TEST(SecretPlaces, UrlsInHeadersAndValues) {
  for (const char* const url : {"/cb?password=Zq7Kx&x=1", "https://h/cb#access_token=Zq7Kx",
                                "https://h/login?next=%2Fcb%3Fpassword%3DZq7Kx"}) {
    for (const char* const header : {"http.response.header.location", "http.request.header.referer",
                                     "http.request.header.x-original-url"}) {
      Interaction what;
      what.attributes.append(header, url);
      SCOPED_TRACE(header);
      disk_without_secret(what);
    }
    hides_in_body(R"({"url":")" + std::string(url) + R"(","id":7})");
  }
}

TEST(SecretPlaces, CredentialsInSql) {
  for (const char* const sql :
       {"alter role r password 'Zq7Kx'", "create user u with encrypted password 'Zq7Kx' login",
        "CREATE USER u IDENTIFIED BY 'Zq7Kx'", "alter role r password E'a\\'Zq7Kx'",
        "alter role r password $$Zq7Kx$$", "alter role r password 'Zq7Kx",
        "create user u identified with sha2 by 'Zq7Kx'",
        "select dblink('host=h password=Zq7Kx', 'select 1')",
        "insert into t (doc) values ('{\"password\":\"Zq7Kx\"}')"}) {
    SCOPED_TRACE(sql);
    Interaction what;
    what.attributes.set("db.query.text", std::string(sql));
    disk_without_secret(what);
  }
}

TEST(SecretPlaces, BodiesThatWereCut) {
  hides_in_body(R"({"password":["Zq7Kx)");
  hides_in_body(R"({"password":{"value":"Zq7Kx)");
  hides_in_body(R"([{"name":"password","value":"Zq7Kx)");
  hides_in_body("<a><password>Zq7Kx");
  hides_in_body("<a><password>Zq7Kx</pass");
  hides_in_body("<a password=\"Zq7Kx");
  hides_in_body("--b\r\nContent-Disposition: form-data; name=password\r\n\r\nZq7Kx");
  hides_in_body("a=1&password=Zq7Kx");
}

TEST(SecretPlaces, StructuresThatAProtocolRead) {
  Interaction what;
  what.request_payload.body =
      Value(Value::Object{{"password", Value(Value::List{"Zq7Kx"})},
                          {"pair", Value(Value::Object{{"name", "password"}, {"value", "Zq7Kx"}})},
                          {"xml", "<password>Zq7Kx</password>"},
                          {"headers", Value::List{Value(Value::List{"password", "Zq7Kx"})}}});
  disk_without_secret(what);
}

TEST(SecretPlaces, EqualSecretsStayEqualInEveryForm) {
  for (const char* const body :
       {R"({"password":["Zq7Kx"]})", "<password>Zq7Kx</password>", "password=Zq7Kx",
        R"([{"name":"password","value":"Zq7Kx"}])", "see /cb?password=Zq7Kx now"}) {
    EXPECT_THAT(redacted_body(body), HasSubstr(hash()));
  }
}

TEST(SecretPlaces, WhatIsNoSecretStays) {
  for (const std::string body :
       {R"({"passport":"X1","password_policy":true,"passengers":["ann"],"name":"n","value":"v"})",
        R"({"log":"password=","id":"7","hint":"a \"password\" no"})",
        R"({"field":"password","message":"too short"})",
        R"([{"key":"order","value":{"id":"7","password":null}}])",
        "<a passport=\"X1\"><passport>X1</passport><name>ann</name><value>1</value></a>",
        "passport=X1&a=%7B%22b%22%3A1%7D", "if (password == null) return a<b && c>d;",
        "--b\r\nContent-Disposition: form-data; name=\"passport\"\r\n\r\nX1\r\n--b--\r\n", "=", "<",
        "\"", "<password", "password=", "{\"password\":"}) {
    EXPECT_EQ(redacted_body(body), body);
  }
}

TEST(SecretPlaces, TwiceIsOnce) {
  for (const char* const body :
       {R"({"password":["Zq7Kx",5]})", "<a password='Zq7Kx'><password>Zq7Kx</password></a>",
        "user=ann&password=Zq 7Kx", "see /cb?password=Zq7Kx now"}) {
    EXPECT_EQ(redacted_body(redacted_body(body)), redacted_body(body));
  }
}

}  // namespace
}  // namespace goldwire
