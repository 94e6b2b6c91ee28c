// Whose fault a status is depends on whether the server is a third party.
#include <gtest/gtest.h>

#include "agent/trace/spans.h"
#include "protocols/base/semconv.h"
#include "protocols/http/message.h"

namespace goldwire {
namespace {

/// The status of a call that was answered so by a server that is ours, or external.
StatusCode judged(std::uint16_t http, const char* grpc, bool external) {
  auto messages = std::make_shared<http::Messages>();
  messages->has_request = messages->has_response = true;
  messages->request.method = "POST";
  messages->request.target = "/bank.Ledger/Post";
  messages->request.fields.add("content-type", "application/grpc");
  messages->response.status = http;
  messages->response.fields.add("content-type", "application/grpc");
  messages->response.trailers.add("grpc-status", grpc);
  Exchange exchange;
  exchange.protocol = "http/2";
  exchange.application = "grpc";
  exchange.messages = messages;
  ConnectionInfo connection;
  connection.client = {*Address::parse("10.0.0.1"), 40000};
  connection.server = {*Address::parse("10.0.0.2"), 443};
  Services services;
  services.add({"ledger", external}, {*ServiceTarget::parse("10.0.0.2")});
  const std::vector<Span> spans = spans_of(connection, {}, exchange, services);
  EXPECT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans.front().kind, external ? SpanKind::client : SpanKind::server);
  return spans.front().what.status.code;
}

TEST(ClientStatus, OfGrpcIsAnErrorUnlessOk) {
  EXPECT_EQ(judged(200, "5", true), StatusCode::error);
  EXPECT_EQ(judged(200, "5", false), StatusCode::unset);
  EXPECT_EQ(judged(200, "0", true), StatusCode::unset);
  EXPECT_EQ(judged(200, "13", false), StatusCode::error);
}

}  // namespace
}  // namespace goldwire
