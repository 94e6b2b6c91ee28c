// OtlpHttp: what is sent, and what becomes of a batch for everything that a receiver can do.
#include "agent/export/otlp_http.h"

#include <export/otlp.pb.h>
#include <fstream>
#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/agent/export/certificate.h"
#include "tests/agent/export/receiver.h"
#include "tests/agent/trace/span_maker.h"

namespace goldwire {
namespace {

using testing::always;
using testing::Receiver;
using testing::Reply;

std::vector<SharedSpan> batch_of(std::size_t count) {
  std::vector<SharedSpan> spans;
  for (std::uint64_t id = 1; id <= count; ++id) {
    spans.push_back(std::make_shared<const Span>(
        testing::span(id, SpanKind::server, "web", "bff", "GET /x", 0, 5)));
  }
  return spans;
}

OtlpConfig config_for(const std::string& port) {
  OtlpConfig config;
  config.host = "127.0.30.2";
  config.port = port;
  config.authority = config.host + ":" + port;
  config.first_wait = std::chrono::milliseconds(1);
  return config;
}

class Client {
 public:
  explicit Client(const OtlpConfig& config) {
    auto opened = OtlpHttp::open(config, own);
    EXPECT_TRUE(opened) << opened.error().line();
    http_ = std::move(*opened);
  }
  Delivery send(std::size_t spans, const std::stop_token& stop = {}) {
    return http_->deliver(batch_of(spans), stop);
  }
  OwnEndpoints own;

 private:
  std::unique_ptr<OtlpHttp> http_;
};

std::size_t spans_in(const std::string& body) {
  otlp::TracesData data;
  EXPECT_TRUE(data.ParseFromString(body));
  std::size_t spans = 0;
  for (const auto& resource : data.resource_spans()) {
    for (const auto& scope : resource.scope_spans()) {
      spans += static_cast<std::size_t>(scope.spans_size());
    }
  }
  return spans;
}

std::string inflated(std::string packed) {
  std::string plain(1U << 20, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

/// An ExportTraceServiceResponse that rejects.
std::string rejection(std::int64_t spans, const std::string& why) {
  otlp::ExportTraceServiceResponse response;
  response.mutable_partial_success()->set_rejected_spans(spans);
  response.mutable_partial_success()->set_error_message(why);
  return response.SerializeAsString();
}

Reply status(unsigned code) {
  Reply reply;
  reply.status = code;
  return reply;
}

TEST(OtlpHttp, PostsABatchAsTheSpecificationSays) {
  Receiver receiver(always({}));
  OtlpConfig config = config_for(receiver.port());
  config.headers = {{"api-key", "secret"}};
  config.resource.set("deployment.environment.name", "test");
  const Delivery delivery = Client(config).send(3);
  EXPECT_EQ(delivery.written, 3U);
  EXPECT_EQ(delivery.trouble, "");
  const auto requests = receiver.requests();
  ASSERT_EQ(requests.size(), 1U);
  const auto& request = requests.front();
  EXPECT_EQ(request.method_string(), "POST");
  EXPECT_EQ(request.target(), "/v1/traces");
  EXPECT_EQ(request["Host"], "127.0.30.2:" + receiver.port());
  EXPECT_EQ(request["Content-Type"], "application/x-protobuf");
  EXPECT_EQ(request["api-key"], "secret");
  EXPECT_EQ(request.count("Content-Encoding"), 0U);
  EXPECT_EQ(spans_in(request.body()), 3U);
  EXPECT_NE(request.body().find("deployment.environment.name"), std::string::npos);
}

TEST(OtlpHttp, GzipIsDeclaredAndTrue) {
  Receiver receiver(always({}));
  OtlpConfig config = config_for(receiver.port());
  config.gzip = true;
  EXPECT_EQ(Client(config).send(50).written, 50U);
  const auto requests = receiver.requests();
  EXPECT_EQ(requests.at(0)["Content-Encoding"], "gzip");
  EXPECT_EQ(spans_in(inflated(requests[0].body())), 50U);
}

TEST(OtlpHttp, ConnectionIsKeptFromBatchToBatch) {
  Receiver receiver(always({}));
  Client client(config_for(receiver.port()));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.send(1).written, 1U);
  EXPECT_EQ(receiver.requests().size(), 5U);
  EXPECT_EQ(receiver.peers().size(), 1U);
}

TEST(OtlpHttp, ConnectionThatTheReceiverClosedWhileIdleIsMadeAnew) {
  Reply parting;
  parting.act = Reply::answer_and_hang_up;
  Receiver receiver(always(parting));
  OtlpConfig config = config_for(receiver.port());
  config.tries = 1;
  Client client(config);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.send(1).written, 1U);
  EXPECT_EQ(receiver.peers().size(), 3U);
}

TEST(OtlpHttp, TellsItsOwnEndsBeforeAnythingIsSent) {
  Receiver receiver(always({}));
  Client client(config_for(receiver.port()));
  client.send(1);
  Segment segment;
  segment.source = {*Address::parse("127.0.0.1"), receiver.peers().at(0)};
  segment.destination = {*Address::parse("127.0.30.2"),
                         static_cast<std::uint16_t>(std::stoi(receiver.port()))};
  EXPECT_TRUE(client.own.has_part_in(segment));
  std::swap(segment.source, segment.destination);
  EXPECT_TRUE(client.own.has_part_in(segment));
  ++segment.destination.port;
  EXPECT_FALSE(client.own.has_part_in(segment));
}

TEST(OtlpHttp, WhatMayPassIsTriedAgain) {
  for (const unsigned code : {429U, 502U, 503U, 504U}) {
    Receiver receiver(testing::once(status(code), {}));
    EXPECT_EQ(Client(config_for(receiver.port())).send(2).written, 2U) << code;
    EXPECT_EQ(receiver.requests().size(), 2U) << code;
  }
}

TEST(OtlpHttp, RetryAfterIsHonoured) {
  Reply later = status(503);
  later.retry_after = "0";
  Receiver receiver(testing::once(later, {}));
  OtlpConfig config = config_for(receiver.port());
  config.first_wait = std::chrono::hours(1);
  EXPECT_EQ(Client(config).send(1).written, 1U);
}

TEST(OtlpHttp, WhatCannotPassIsGivenUpAtOnce) {
  for (const unsigned code : {400U, 401U, 404U, 413U, 500U, 301U}) {
    Receiver receiver(always(status(code)));
    const Delivery delivery = Client(config_for(receiver.port())).send(2);
    EXPECT_EQ(delivery.written, 0U) << code;
    EXPECT_EQ(delivery.trouble, "answered " + std::to_string(code));
    EXPECT_EQ(receiver.requests().size(), 1U) << code;
  }
}

TEST(OtlpHttp, EndlessTroubleEndsAfterTheTries) {
  Receiver receiver(always(status(503)));
  OtlpConfig config = config_for(receiver.port());
  config.tries = 3;
  EXPECT_EQ(Client(config).send(2).written, 0U);
  EXPECT_EQ(receiver.requests().size(), 3U);
}

TEST(OtlpHttp, PartialSuccessCountsWhatWasRejected) {
  Reply partial;
  partial.body = rejection(2, "too old");
  Receiver receiver(always(partial));
  const Delivery delivery = Client(config_for(receiver.port())).send(5);
  EXPECT_EQ(delivery.written, 3U);
  EXPECT_EQ(delivery.trouble, "2 spans rejected: too old");
  EXPECT_EQ(receiver.requests().size(), 1U);
}

TEST(OtlpHttp, AnswerOfAnotherKindRejectsNothing) {
  Reply page;
  page.body = rejection(2, "");
  page.content_type = "text/html";
  Receiver receiver(always(page));
  EXPECT_EQ(Client(config_for(receiver.port())).send(5).written, 5U);
}

TEST(OtlpHttp, ClosedPortIsToldByName) {
  std::string port;
  {
    const Receiver gone(always({}));
    port = gone.port();
  }
  OtlpConfig config = config_for(port);
  config.tries = 2;
  const Delivery delivery = Client(config).send(1);
  EXPECT_EQ(delivery.written, 0U);
  EXPECT_EQ(delivery.trouble, "Connection refused");
}

TEST(OtlpHttp, SilentReceiverIsGivenUpAfterTheTimeout) {
  Reply silent;
  silent.act = Reply::hang;
  Receiver receiver(testing::once(silent, {}));
  OtlpConfig config = config_for(receiver.port());
  config.timeout = std::chrono::milliseconds(50);
  config.tries = 1;
  const Delivery delivery = Client(config).send(1);
  EXPECT_EQ(delivery.written, 0U);
  EXPECT_NE(delivery.trouble.find("timeout"), std::string::npos) << delivery.trouble;
}

TEST(OtlpHttp, StopBreaksOffARequestThatHangs) {
  Reply silent;
  silent.act = Reply::hang;
  Receiver receiver(always(silent));
  OtlpConfig config = config_for(receiver.port());
  config.timeout = std::chrono::hours(1);
  Client client(config);
  std::stop_source stop;
  std::jthread stopper([&] {
    receiver.wait_for(1);
    stop.request_stop();
  });
  EXPECT_EQ(client.send(1, stop.get_token()).written, 0U);
}

TEST(OtlpHttp, StopBreaksOffAWaitBetweenTries) {
  Receiver receiver(always(status(503)));
  OtlpConfig config = config_for(receiver.port());
  config.first_wait = std::chrono::hours(1);
  Client client(config);
  std::stop_source stop;
  std::jthread stopper([&] {
    receiver.wait_for(1);
    stop.request_stop();
  });
  EXPECT_EQ(client.send(1, stop.get_token()).written, 0U);
}

class OtlpHttpTls : public ::testing::Test {
 protected:
  OtlpHttpTls() {
    certificate_.use_in(server_);
    std::ofstream(file_) << certificate_.certificate;
  }
  ~OtlpHttpTls() override { ::unlink(file_.c_str()); }

  const testing::Certificate certificate_ = testing::self_signed("127.0.30.2");
  boost::asio::ssl::context server_{boost::asio::ssl::context::tls_server};
  const std::string file_ =
      ::testing::TempDir() + "goldwire-" + std::to_string(::getpid()) + ".pem";
};

TEST_F(OtlpHttpTls, ReceiverThatTheGivenAuthoritySignedIsBelieved) {
  Receiver receiver(always({}), &server_);
  OtlpConfig config = config_for(receiver.port());
  config.tls = true;
  config.certificate = file_;
  Client client(config);
  EXPECT_EQ(client.send(2).written, 2U);
  EXPECT_EQ(client.send(2).written, 2U);
  EXPECT_EQ(receiver.peers().size(), 1U);
}

TEST_F(OtlpHttpTls, ReceiverThatNobodySignedIsNotBelieved) {
  Receiver receiver(always({}), &server_);
  OtlpConfig config = config_for(receiver.port());
  config.tls = true;
  config.tries = 1;
  const Delivery delivery = Client(config).send(2);
  EXPECT_EQ(delivery.written, 0U);
  EXPECT_NE(delivery.trouble.find("certificate verify failed"), std::string::npos)
      << delivery.trouble;
  EXPECT_TRUE(receiver.requests().empty());
}

TEST_F(OtlpHttpTls, CertificateForAnotherAddressIsNotBelieved) {
  const testing::Certificate other = testing::self_signed("127.0.30.9");
  boost::asio::ssl::context server(boost::asio::ssl::context::tls_server);
  other.use_in(server);
  std::ofstream(file_) << other.certificate;
  Receiver receiver(always({}), &server);
  OtlpConfig config = config_for(receiver.port());
  config.tls = true;
  config.tries = 1;
  config.certificate = file_;
  EXPECT_EQ(Client(config).send(2).written, 0U);
  EXPECT_TRUE(receiver.requests().empty());
}

TEST_F(OtlpHttpTls, CertificateFileThatIsNoneIsAnError) {
  OtlpConfig config = config_for("1");
  config.tls = true;
  config.certificate = "/nonexistent.pem";
  OwnEndpoints own;
  const auto opened = OtlpHttp::open(config, own);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().line().starts_with(
      "/nonexistent.pem: cannot be used as certificates of authorities: "))
      << opened.error().line();
}

}  // namespace
}  // namespace goldwire
