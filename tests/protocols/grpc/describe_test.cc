// One call as one span, out of HTTP messages made by hand.
#include "protocols/grpc/describe.h"

#include <gtest/gtest.h>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/grpc/codec.h"
#include "protocols/http/message.h"

namespace goldwire::grpc {
namespace {

using namespace std::string_literals;

const std::string kOne = "\x08\x01"s;
const std::string kText = "\x12\x02hi"s;

struct Made {
  std::shared_ptr<http::Messages> messages = std::make_shared<http::Messages>();
  Exchange exchange;

  Made() {
    messages->has_request = messages->has_response = true;
    http::Request& request = messages->request;
    request.method = "POST";
    request.target = "/bank.Ledger/Post";
    request.authority = "ledger:50051";
    request.version = messages->response.version = {2, 0};
    request.fields.add("content-type", "application/grpc");
    request.fields.add("grpc-timeout", "5S");
    messages->response.status = 200;
    messages->response.fields.add("content-type", "application/grpc+proto");
    ask(write_message(kOne));
    exchange.protocol = "http/2";
    exchange.application = kName;
  }
  static void put(http::Body& body, const std::string& octets) {
    body.kept = octets;
    body.size = octets.size();
    body.wire_size = octets.size() + 9;
  }
  void ask(const std::string& octets) { put(messages->request.body, octets); }
  void answer(const std::string& octets) { put(messages->response.body, octets); }
  void end(const std::string& status, const std::string& message = "") {
    messages->response.trailers.add("grpc-status", status);
    if (!message.empty()) messages->response.trailers.add("grpc-message", message);
  }
  Interaction described(const Terms& terms = {}) {
    exchange.messages = messages;
    std::vector<Interaction> all = describe(exchange, terms);
    EXPECT_EQ(all.size(), 1U);
    return std::move(all.front());
  }
};

std::string body(const Payload& payload) {
  const Value* value = std::get_if<Value>(&payload.body);
  return value == nullptr ? "none" : write_json(*value);
}

/// Joined late: fields are not known that were sent before.
struct MadeLate : Made {
  MadeLate() {
    messages->request.fields = {};
    messages->response.fields = {};
    messages->request.unknown_fields = 3;
    messages->response.unknown_fields = 2;
    exchange.incomplete.add(Reason::unknown_fields);
  }
};

TEST(GrpcDescribe, MessagesAreReadWhoseContentTypeIsNotKnown) {
  MadeLate call;
  call.answer(write_message("{\"a\":1}"));
  const Interaction what = call.described();
  EXPECT_EQ(body(what.request_payload), R"([{"1":1}])");
  EXPECT_EQ(body(what.response_payload), R"([{"a":1}])");
  EXPECT_EQ(what.attributes.integer(semconv::kRpcResponseMessages), 1);
  EXPECT_EQ(what.attributes.integer(semconv::kRpcGrpcStatusCode), std::nullopt);
  EXPECT_EQ(what.status.code, StatusCode::unset) << "how it ended is not known";
}

TEST(GrpcDescribe, MessageBesideAStatusThatIsNotKnownIsAFailure) {
  MadeLate call;
  call.messages->response.trailers.add("grpc-message", "no such account");
  const Interaction what = call.described();
  EXPECT_EQ(what.status.code, StatusCode::error);
  EXPECT_EQ(what.status.message, "no such account");
  EXPECT_EQ(what.attributes.text(semconv::kErrorType), "_OTHER");
}

TEST(GrpcDescribe, TellsACallWithItsMessagesAndStatus) {
  Made made;
  made.answer(write_message(kText) + write_message(kOne));
  made.end("0");
  const Interaction it = made.described();
  EXPECT_EQ(it.name, "bank.Ledger/Post");
  EXPECT_EQ(it.protocol, "grpc");
  EXPECT_EQ(it.attributes.text(semconv::kRpcSystem), "grpc");
  EXPECT_EQ(it.attributes.text(semconv::kRpcService), "bank.Ledger");
  EXPECT_EQ(it.attributes.text(semconv::kRpcMethod), "Post");
  EXPECT_EQ(it.attributes.integer(semconv::kRpcGrpcStatusCode), 0);
  EXPECT_EQ(it.attributes.integer(semconv::kRpcRequestMessages), 1);
  EXPECT_EQ(it.attributes.integer(semconv::kRpcResponseMessages), 2);
  EXPECT_EQ(it.attributes.text(semconv::kRpcTimeout), "5S");
  EXPECT_EQ(it.attributes.text(semconv::kServerAddress), "ledger");
  EXPECT_EQ(it.attributes.find(semconv::kHttpRoute), nullptr);
  EXPECT_EQ(it.attributes.find("goldwire.http.response.trailer.grpc-status"), nullptr);
  EXPECT_EQ(it.status.code, StatusCode::unset);
  EXPECT_TRUE(it.incomplete.empty());
  EXPECT_EQ(body(it.request_payload), R"([{"1":1}])");
  EXPECT_EQ(body(it.response_payload), R"([{"2":"hi"},{"1":1}])");
  EXPECT_EQ(it.response_payload.size, 6U);
  EXPECT_EQ(it.response_payload.captured, 6U);
  EXPECT_EQ(it.response_payload.wire_size, 25U);
}

TEST(GrpcDescribe, TakesAStatusFromWhereverItStands) {
  Made made;
  made.messages->response.fields.add("grpc-status", "5");
  made.messages->response.fields.add("grpc-message", "100%25 gone%21");
  const Interaction it = made.described();
  EXPECT_EQ(it.attributes.integer(semconv::kRpcGrpcStatusCode), 5);
  EXPECT_EQ(it.status, (Status{StatusCode::unset, "100% gone!"}));
  EXPECT_EQ(it.attributes.find("http.response.header.grpc-status"), nullptr);
  EXPECT_EQ(body(it.response_payload), "[]");
  EXPECT_EQ(it.attributes.integer(semconv::kRpcResponseMessages), 0);
}

TEST(GrpcDescribe, CallsTheServersFaultsErrors) {
  Made internal;
  internal.end("13", "broken");
  EXPECT_EQ(internal.described().status, (Status{StatusCode::error, "broken"}));
  EXPECT_EQ(internal.described().attributes.text(semconv::kErrorType), "INTERNAL");
  Made unknown;
  unknown.end("77");
  EXPECT_EQ(unknown.described().attributes.text(semconv::kErrorType), "77");
  Made fine;
  fine.end("0", "OK");
  EXPECT_EQ(fine.described().status, Status{});
  Made refused;
  refused.end("7");
  EXPECT_EQ(refused.described().status.code, StatusCode::unset);
}

TEST(GrpcDescribe, TellsAnAnswerWithoutAStatus) {
  Made proxy;
  proxy.messages->response.status = 404;
  proxy.messages->response.fields = {};
  proxy.messages->response.fields.add("content-type", "text/html");
  proxy.answer("<p>no</p>");
  const Interaction it = proxy.described();
  EXPECT_EQ(it.status.code, StatusCode::error);
  EXPECT_EQ(it.attributes.text(semconv::kErrorType), "404");
  EXPECT_EQ(it.attributes.find(semconv::kRpcGrpcStatusCode), nullptr);
  EXPECT_EQ(std::get<std::string>(it.response_payload.body), "<p>no</p>");

  Made silent;
  EXPECT_EQ(silent.described().attributes.text(semconv::kErrorType), "UNKNOWN");
  Made cut;  // its trailers may have been lost
  cut.exchange.incomplete.add(Reason::gap);
  EXPECT_EQ(cut.described().status.code, StatusCode::unset);
}

TEST(GrpcDescribe, TellsACallThatWasResetOrNeverAnswered) {
  Made made;
  made.messages->has_response = false;
  made.messages->reset = http::Reset{Side::client, 8, "CANCEL", false};
  made.exchange.incomplete.add(Reason::no_response);
  const Interaction it = made.described();
  EXPECT_EQ(it.name, "bank.Ledger/Post");
  EXPECT_EQ(it.attributes.text(semconv::kErrorType), "CANCEL");
  EXPECT_EQ(it.attributes.find(semconv::kRpcGrpcStatusCode), nullptr);
  EXPECT_EQ(it.attributes.find(semconv::kRpcResponseMessages), nullptr);
  made.messages->has_request = false;
  EXPECT_EQ(made.described().name, "grpc");
}

TEST(GrpcDescribe, DecompressesMessages) {
  Made made;
  made.messages->request.fields.add("grpc-encoding", "gzip");
  const std::string zipped =
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xe3\x60\x04\x00\x61\xa8\x07\xfe\x02\x00\x00\x00"s;
  made.ask(write_message(kOne) + write_message(zipped, kCompressed));
  const Interaction it = made.described();
  EXPECT_EQ(body(it.request_payload), R"([{"1":1},{"1":1}])");
  EXPECT_EQ(it.request_payload.size, 4U);
  made.ask(write_message("junk", kCompressed));
  EXPECT_TRUE(made.described().incomplete.has(Reason::undecodable));
  EXPECT_EQ(body(made.described().request_payload), R"(["anVuaw=="])");
}

TEST(GrpcDescribe, MarksABodyThatIsNoRowOfMessages) {
  Made cut;
  cut.ask(write_message(kOne) + write_message(kText).substr(0, 7));
  EXPECT_TRUE(cut.described().incomplete.has(Reason::undecodable));
  EXPECT_EQ(body(cut.described().request_payload), R"([{"1":1},"EgI="])");
  Made junk;
  junk.ask("GET / HTTP/1.1");
  EXPECT_TRUE(junk.described().incomplete.has(Reason::undecodable));
  EXPECT_EQ(junk.described().request_payload.captured, 14U);
}

TEST(GrpcDescribe, CountsMessagesThatWereNotKept) {
  Made made;
  made.answer(write_message(kOne) + write_message(kText).substr(0, 7));
  made.messages->response.body.size = 1000;
  made.messages->response.body.messages = 99;
  made.end("0");
  const Interaction it = made.described();
  EXPECT_TRUE(it.incomplete.empty());
  EXPECT_EQ(it.attributes.integer(semconv::kRpcResponseMessages), 99);
  EXPECT_LT(it.response_payload.captured, it.response_payload.size);
  EXPECT_NE(it.attributes.find(semconv::kHttpResponseBodyDigest), nullptr);
}

TEST(GrpcDescribe, ReadsGrpcWebAndItsTrailers) {
  http::Fields trailers;
  trailers.add("grpc-status", "9");
  trailers.add("grpc-message", "not%20now");
  trailers.add("X-Shop", "blue");
  for (const bool text : {false, true}) {
    Made made;
    http::Fields fields;
    fields.add("content-type", text ? "application/grpc-web-text+proto" : "application/grpc-web");
    made.messages->request.fields = made.messages->response.fields = fields;
    const std::string one = write_message(kOne);
    const std::string end = write_trailers(trailers);
    made.ask(text ? write_web_text(one) : one);
    made.answer(text ? write_web_text(one) + write_web_text(end) : one + end);
    const Interaction it = made.described();
    EXPECT_EQ(it.attributes.integer(semconv::kRpcGrpcStatusCode), 9);
    EXPECT_EQ(it.status.message, "not now");
    EXPECT_EQ(it.attributes.integer(semconv::kRpcResponseMessages), 1);
    EXPECT_EQ(body(it.request_payload), R"([{"1":1}])");
    EXPECT_EQ(body(it.response_payload), R"([{"1":1}])");
    EXPECT_NE(it.attributes.find("goldwire.http.response.trailer.x-shop"), nullptr);
    EXPECT_EQ(it.attributes.find("goldwire.http.response.trailer.grpc-message"), nullptr);
    EXPECT_TRUE(it.incomplete.empty());
  }
}

TEST(GrpcDescribe, ReadsJsonMessages) {
  Made made;
  http::Fields fields;
  fields.add("content-type", "application/grpc+json");
  made.messages->request.fields = fields;
  made.ask(write_message(R"({"n": 1.10})"));
  EXPECT_EQ(body(made.described().request_payload), R"([{"n":1.10}])");
}

TEST(GrpcDescribe, TellsTheDetailsOfAStatus) {
  Made made;
  made.end("9");
  made.messages->response.trailers.add("grpc-message", "not");
  // code 9, message "not", one Any of type x/a.B with field 1 = "f"
  made.messages->response.trailers.add("grpc-status-details-bin", "CAkSA25vdBoMCgV4L2EuQhIDCgFm");
  const Interaction it = made.described();
  const AttributeValue* const details = it.attributes.find(semconv::kRpcStatusDetails);
  ASSERT_NE(details, nullptr);
  EXPECT_EQ(std::get<std::vector<std::string>>(*details),
            std::vector{R"({"@type":"x/a.B","value":{"1":"f"}})"s});
}

TEST(GrpcDescribe, TellsACodeThatItsDetailsContradict) {
  Made made;
  made.end("5");
  made.messages->response.trailers.add("grpc-message", "not");
  // code 9, message "not", no details
  made.messages->response.trailers.add("grpc-status-details-bin", "CAkSA25vdA");
  const Interaction it = made.described();
  const AttributeValue* const details = it.attributes.find(semconv::kRpcStatusDetails);
  ASSERT_NE(details, nullptr);
  EXPECT_EQ(std::get<std::vector<std::string>>(*details),
            std::vector{R"({"code":9,"message":"not"})"s});
}

}  // namespace
}  // namespace goldwire::grpc
