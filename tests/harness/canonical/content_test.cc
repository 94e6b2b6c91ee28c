// Content: which leaves a span's attributes and payloads become.
#include "harness/canonical/content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/canonical/body.h"
#include "harness/canonical/framing.h"
#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

std::vector<std::string> lines(const std::vector<Leaf>& leaves) {
  std::vector<std::string> out;
  for (const Leaf& leaf : leaves) {
    if (leaf.path == "protocol") continue;
    out.push_back(leaf.path + " " + std::string(name_of(leaf.type)) + " " + leaf.text);
  }
  return out;
}

Payload octets(std::string_view text) {
  return {text.size(), text.size(), text.size(), std::string(text)};
}

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST(Content, JsonKeepsWhatWasWritten) {
  Interaction what;
  what.request_payload =
      octets(R"({"n":1.10,"big":123456789012345678901234567890,"z":null,"e":[],"o":{},"t":true,)"
             R"("l":[1,{"a":"x"}],"n":2})");
  EXPECT_THAT(lines(leaves_of(what)),
              UnorderedElementsAre("request.body.n number 1.10", "request.body.n#2 number 2",
                                   "request.body.big number 123456789012345678901234567890",
                                   "request.body.z null ", "request.body.e empty list ",
                                   "request.body.o empty object ", "request.body.t boolean true",
                                   "request.body.l[0] number 1", "request.body.l[1].a text x"));
}

TEST(Content, TextThatHoldsJsonIsTakenApartAndStaysMarked) {
  Interaction what;
  what.request_payload = octets(R"({"message":"{\"a\":1}"})");
  EXPECT_THAT(lines(leaves_of(what)), ElementsAre("request.body.message JSON text ",
                                                  "request.body.message.json.a number 1"));
}

TEST(Content, FormsOnlyWhereTheHeaderSaysSo) {
  Interaction what;
  what.request_payload = octets("a=1&b=2");
  EXPECT_THAT(lines(leaves_of(what)), ElementsAre("request.body text a=1&b=2"));
  what.attributes.append("http.request.header.content-type", "application/x-www-form-urlencoded");
  EXPECT_THAT(lines(leaves_of(what)), testing::Contains("request.body.a text 1"));
}

/// The leaves of a request's body of that type.
std::vector<std::string> body_lines(std::string_view type, std::string_view text) {
  std::vector<Leaf> out;
  add_body(out, "b", text, type);
  return lines(out);
}

TEST(Content, MultipartIsTakenApartByNameWhateverItsBoundary) {
  const auto body = [](const std::string& boundary) {
    std::string text =
        "preamble\r\n--B\r\nContent-Disposition: form-data; name=\"amount\"\r\n\r\n10.50\r\n"
        "--B\r\ncontent-disposition: form-data; name=tag\r\n\r\none\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"tag\"\r\n\r\n--Bother\r\n"
        "--B\r\nContent-Disposition: form-data; name=\"doc\"; filename=\"a;b.json\"\r\n"
        "Content-Type: application/json\r\n\r\n{\"id\":1}\r\n--B--\r\nepilogue";
    for (std::size_t at = 0; (at = text.find("--B", at)) != std::string::npos;
         at += boundary.size()) {
      text.replace(at + 2, 1, boundary);
    }
    return body_lines("multipart/form-data; boundary=\"" + boundary + "\"", text);
  };
  const std::vector<std::string> wanted = {"b.amount text 10.50",
                                           "b.tag[0] text one",
                                           "b.tag[1] text --Xother",
                                           "b.doc.filename text a;b.json",
                                           "b.doc.type text application/json",
                                           "b.doc.content.id number 1"};
  EXPECT_EQ(body("X"), wanted);
  Interaction what;
  what.attributes.append("http.request.header.content-type",
                         "multipart/form-data; boundary=x1; a=b");
  EXPECT_THAT(
      lines(leaves_of(what)),
      ElementsAre("attributes.http.request.header.content-type text multipart/form-data; a=b"));
}

TEST(Content, AMultipartBodyThatIsCutOrNoneStaysOneLeaf) {
  const std::string cut = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x";
  EXPECT_THAT(body_lines("multipart/form-data; boundary=x", cut), ElementsAre("b text " + cut));
  EXPECT_THAT(body_lines("multipart/form-data; boundary=x", "none"), ElementsAre("b text none"));
  EXPECT_THAT(body_lines("multipart/form-data", "--x--"), ElementsAre("b text --x--"));
}

TEST(Content, PartsWithoutANameAreNumbered) {
  EXPECT_THAT(body_lines("multipart/mixed; boundary=x",
                         "--x\r\n\r\none\r\n--x\nContent-Type: text/plain\n\ntwo\n--x--"),
              ElementsAre("b[0] text one", "b[1].type text text/plain", "b[1].content text two"));
}

TEST(Content, JsonLinesAreAList) {
  const std::string_view text = "{\"a\":1}\r\n\n{\"a\":2}\n3";
  const auto wanted = ElementsAre("b[0].a number 1", "b[1].a number 2", "b[2] number 3");
  EXPECT_THAT(body_lines("application/x-ndjson", text), wanted);
  EXPECT_THAT(body_lines("application/json", text), wanted);
  EXPECT_THAT(body_lines("application/x-ndjson", "{\"a\":1}\nbroken"),
              ElementsAre("b text {\"a\":1}\nbroken"));
}

TEST(Content, TextIsReadInItsCharset) {
  EXPECT_THAT(body_lines("text/plain; charset=ISO-8859-1", "caf\xE9 \x80"),
              ElementsAre("b text caf\xC3\xA9 \xE2\x82\xAC"));
  using namespace std::string_view_literals;
  const auto json = ElementsAre("b.a text \xF0\x9F\x98\x80");
  EXPECT_THAT(body_lines("application/json; charset=utf-16",
                         "\xFF\xFE{\0\"\0a\0\"\0:\0\"\0\x3D\xD8\x00\xDE\"\0}\0"sv),
              json);
  EXPECT_THAT(body_lines("application/json; charset=\"UTF-16BE\"",
                         "\0{\0\"\0a\0\"\0:\0\"\xD8\x3D\xDE\x00\0\"\0}"sv),
              json);
  // Half a character, half a pair, and a charset that nobody here knows: the octets as they are.
  EXPECT_THAT(body_lines("text/plain; charset=utf-16", "abc"), ElementsAre("b text abc"));
  EXPECT_THAT(body_lines("text/plain; charset=utf-16", "\x3D\xD8"),
              ElementsAre("b octets \x3D\xD8"));
  EXPECT_THAT(body_lines("text/plain; charset=ebcdic", "abc"), ElementsAre("b text abc"));
  EXPECT_THAT(body_lines("image/png", "\x89PNG"), ElementsAre("b octets \x89PNG"));
}

TEST(Content, QueriesAreComparedByName) {
  Interaction a;
  a.attributes.set(semconv::kUrlQuery, "page=2&size=10");
  Interaction b;
  b.attributes.set(semconv::kUrlQuery, "size=10&page=2");
  EXPECT_EQ(leaves_of(a), leaves_of(b));
}

TEST(Content, RecordHeadersHaveNoOrderAmongDifferentNames) {
  const auto record = [](const char* headers) {
    Interaction what;
    what.attributes.set(semconv::kMessagingSystem, "kafka");
    what.request_payload.body = Value(Value::Object{
        {"key", Value("k")}, {"headers", *read_json(headers)}, {"value", Value(R"({"a":1})")}});
    return leaves_of(what);
  };
  EXPECT_EQ(record(R"([["x","1"],["y","2"]])"), record(R"([["y","2"],["x","1"]])"));
  EXPECT_NE(record(R"([["x","1"],["x","2"]])"), record(R"([["x","2"],["x","1"]])"));
  EXPECT_THAT(lines(record(R"([["x","1"]])")),
              testing::IsSupersetOf({"request.body.headers.x text 1", "request.body.key text k",
                                     "request.body.value.a number 1"}));
}

TEST(Content, ThePartitionCountsOnlyWithAKey) {
  const auto record = [](Value key) {
    Interaction what;
    what.attributes.set(semconv::kMessagingSystem, "kafka");
    what.attributes.set(semconv::kMessagingDestinationPartitionId, "2");
    what.request_payload.body = Value(Value::Object{{"key", std::move(key)}});
    return lines(leaves_of(what));
  };
  const std::string partition = "attributes.messaging.destination.partition.id text 2";
  EXPECT_THAT(record(Value("k")), testing::Contains(partition));
  EXPECT_THAT(record(Value(nullptr)), testing::Not(testing::Contains(partition)));
}

TEST(Content, StatementsKeepAllButWhiteSpace) {
  const auto text_of = [](const char* sql) {
    Interaction what;
    what.attributes.set(semconv::kDbQueryText, sql);
    return lines(leaves_of(what)).front();
  };
  EXPECT_EQ(text_of("SELECT  1\n FROM\tt "), text_of("SELECT 1 FROM t"));
  EXPECT_NE(text_of("SELECT 'a  b'"), text_of("SELECT 'a b'"));
  EXPECT_NE(text_of("SELECT 'it''s  x'"), text_of("SELECT 'it''s x'"));
}

TEST(Content, TheListOfWhatIsNotComparedIsThisOne) {
  // Spelt here once more: a line that slips into the list must not make its own test.
  const auto names = [](std::span<const Uncompared> list) {
    std::vector<std::string> out;
    for (const Uncompared& one : list) out.emplace_back(one.name);
    return out;
  };
  EXPECT_THAT(names(uncompared_headers()),
              testing::UnorderedElementsAre(
                  "connection", "keep-alive", "proxy-connection", "transfer-encoding",
                  "content-length", "content-encoding", "accept-encoding", "te", "grpc-encoding",
                  "grpc-accept-encoding", "grpc-timeout", "trailer", "http2-settings",
                  "sec-websocket-key", "sec-websocket-accept", "sec-websocket-extensions"));
  EXPECT_THAT(names(uncompared_attributes()),
              testing::UnorderedElementsAre(
                  "messaging.kafka.offset", "server.address", "server.port",
                  "network.protocol.version", "http.route", "db.operation.name",
                  "db.collection.name", "goldwire.control", "goldwire.websocket.extensions",
                  "goldwire.http.request.unknown_fields", "goldwire.http.response.unknown_fields"));
  EXPECT_THAT(names(known_by_luck()),
              testing::UnorderedElementsAre("db.namespace", "messaging.consumer.group.name",
                                            "goldwire.kafka.topic_id"));
}

TEST(Content, OnlyTheNamedHeadersAreLeftOut) {
  for (const Uncompared& header : uncompared_headers()) {
    Interaction what;
    what.attributes.append("http.response.header." + std::string(header.name), "x");
    EXPECT_THAT(lines(leaves_of(what)), IsEmpty()) << header.name;
    EXPECT_FALSE(header.reason.empty());
  }
  Interaction what;
  what.attributes.append("http.response.header.date", "x");
  what.attributes.append("http.response.header.server", "y");
  EXPECT_EQ(leaves_of(what).size(), 3U);
}

TEST(Content, VaryLosesItsEncodingMemberOnly) {
  const auto vary = [](std::vector<std::string> values) {
    Interaction what;
    for (const auto& value : values) what.attributes.append("http.response.header.vary", value);
    return lines(leaves_of(what));
  };
  EXPECT_THAT(vary({"Accept-Encoding"}), IsEmpty());
  EXPECT_EQ(vary({"Origin, Accept-Encoding"}), vary({"Origin"}));
  EXPECT_NE(vary({"Origin"}), vary({"Cookie"}));
}

TEST(Content, CrumbsOfACookieAreOneField) {
  const auto cookie = [](std::vector<std::string> lines) {
    Interaction what;
    for (const auto& line : lines) what.attributes.append("http.request.header.cookie", line);
    return leaves_of(what);
  };
  EXPECT_EQ(cookie({"a=1", "b=2"}), cookie({"a=1; b=2"}));
}

TEST(Content, LinesOfOneFieldAreOneListButCookiesStayApart) {
  const auto header = [](std::string_view name, std::vector<std::string> values) {
    Interaction what;
    for (const auto& value : values) {
      what.attributes.append("http.response.header." + std::string(name), value);
    }
    return leaves_of(what);
  };
  EXPECT_EQ(header("via", {"a", "b"}), header("via", {"a, b"}));
  EXPECT_NE(header("set-cookie", {"a", "b"}), header("set-cookie", {"a, b"}));
}

TEST(Content, ABodyThatWasCutKeepsItsSize) {
  Interaction what;
  what.response_payload = octets("abc");
  what.response_payload.size = 5000;
  EXPECT_THAT(lines(leaves_of(what)),
              UnorderedElementsAre("response.body text abc", "response.size number 5000"));
}

TEST(Content, TheHeadersOfAPartAreCompared) {
  EXPECT_THAT(body_lines("multipart/related; boundary=x",
                         "--x\r\nContent-ID: <1>\r\nContent-Length: 3\r\n\r\none\r\n--x--"),
              ElementsAre("b[0].headers.content-id text <1>", "b[0].content text one"));
}

/// The leaves of a request with these attributes that a Host field may stand beside.
std::vector<std::string> asked(std::string_view address, std::int64_t port,
                               std::string_view host = {}) {
  Interaction what;
  what.attributes.set(semconv::kHttpRequestMethod, "GET");
  what.attributes.set(semconv::kServerAddress, std::string(address));
  what.attributes.set(semconv::kServerPort, port);
  if (!host.empty()) what.attributes.append("http.request.header.host", std::string(host));
  return lines(leaves_of(what));
}

TEST(Content, TheAuthorityIsComparedWhereNoHostFieldSaysIt) {
  EXPECT_NE(asked("a.bank", 80), asked("b.bank", 80));
  EXPECT_NE(asked("a.bank", 80), asked("a.bank", 81));
  EXPECT_NE(asked("a.bank", 80, "a.bank:80"), asked("b.bank", 80, "b.bank:80"));
  // A target in absolute form may name another one than Host.
  EXPECT_NE(asked("a.bank", 80, "a.bank:80"), asked("b.bank", 80, "a.bank:80"));
  EXPECT_THAT(asked("a.bank", 80, "a.bank:80"),
              UnorderedElementsAre("attributes.http.request.method text GET",
                                   "attributes.http.request.header.host text a.bank:80"));
}

/// The leaves of an answer's header besides those of the request.
std::vector<std::string> answered(std::string_view method, std::int64_t status,
                                  std::string_view name, std::string_view value,
                                  bool coded = false) {
  Interaction what;
  what.attributes.set(semconv::kHttpRequestMethod, std::string(method));
  what.attributes.set(semconv::kHttpResponseStatusCode, status);
  what.attributes.append("http.response.header." + std::string(name), std::string(value));
  if (coded) what.attributes.append("http.response.header.content-encoding", "gzip");
  return lines(leaves_of(what));
}

TEST(Content, TheLengthOfAContentThatIsNotSentIsCompared) {
  EXPECT_EQ(answered("GET", 200, "content-length", "1"),
            answered("GET", 200, "content-length", "2"));
  EXPECT_NE(answered("HEAD", 200, "content-length", "1"),
            answered("HEAD", 200, "content-length", "2"));
  EXPECT_NE(answered("GET", 304, "content-length", "1"),
            answered("GET", 304, "content-length", "2"));
  EXPECT_EQ(answered("HEAD", 200, "content-length", "1", true),
            answered("HEAD", 200, "content-length", "2", true));
}

TEST(Content, AHopMayWeakenAnEntityTagAndOfferHttp2) {
  EXPECT_EQ(answered("GET", 200, "etag", "W/\"x\""), answered("GET", 200, "etag", "\"x\""));
  EXPECT_NE(answered("GET", 200, "etag", "W/\"x\""), answered("GET", 200, "etag", "\"y\""));
  EXPECT_EQ(answered("GET", 200, "upgrade", "h2, H2C"), answered("GET", 200, "trailer", "x"));
  EXPECT_NE(answered("GET", 200, "upgrade", "websocket"), answered("GET", 200, "trailer", "x"));
}

TEST(Content, ThatACallHasADeadlineIsComparedAndNotWhatIsLeftOfIt) {
  const auto call = [](std::string_view timeout) {
    Interaction what;
    if (!timeout.empty()) what.attributes.set(semconv::kRpcTimeout, std::string(timeout));
    return lines(leaves_of(what));
  };
  EXPECT_EQ(call("1S"), call("999m"));
  EXPECT_NE(call("1S"), call(""));
}

TEST(Content, JsonThatIsSentAsAFormIsNoForm) {
  const std::string type = "application/x-www-form-urlencoded";
  EXPECT_THAT(body_lines(type, R"({"a":"1"})"), ElementsAre("b JSON text ", "b.a text 1"));
  EXPECT_THAT(body_lines(type, "a=1"), ElementsAre("b.a text 1"));
}

TEST(Content, XmlIsNoJsonOfTheSameStructure) {
  const auto sent = [](std::string_view type, std::string_view text) {
    Interaction what;
    what.request_payload = octets(text);
    if (!type.empty())
      what.attributes.append("http.request.header.content-type", std::string(type));
    return lines(leaves_of(what));
  };
  EXPECT_NE(sent("application/xml", "<a>1</a>"), sent("application/json", R"({"a":"1"})"));
  EXPECT_NE(sent("text/plain", "<a>1</a>"), sent("text/plain", R"({"a":"1"})"));
  EXPECT_NE(sent("", "<a>1</a>"), sent("", R"({"a":"1"})"));
}

TEST(Content, TheLastLineOfJsonLinesMayEndOrNot) {
  const std::string type = "application/x-ndjson";
  EXPECT_EQ(body_lines(type, "{\"a\":1}\n"), body_lines(type, "{\"a\":1}"));
}

TEST(Content, TheHostOfAWebSocketIsCompared) {
  const auto opened = [](std::string_view host, std::int64_t port) {
    Interaction what;
    what.protocol = "websocket";
    what.attributes.set(semconv::kServerAddress, std::string(host));
    what.attributes.set(semconv::kServerPort, port);
    return lines(leaves_of(what));
  };
  EXPECT_NE(opened("a.bank", 80), opened("b.bank", 80));
  EXPECT_NE(opened("a.bank", 80), opened("a.bank", 81));
}

TEST(Content, MembersOfOneNameAreNotOneWithANumberedName) {
  const std::string type = "application/json";
  EXPECT_NE(body_lines(type, R"({"a":1,"a":2})"), body_lines(type, R"({"a":1,"a#2":2})"));
  EXPECT_THAT(body_lines(type, R"({"#pk":1})"), ElementsAre("b.#pk number 1"));
}

}  // namespace
}  // namespace goldwire
