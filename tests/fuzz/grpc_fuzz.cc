// Fuzzes gRPC on HTTP/2: the input is a call's fields and bodies, and the frames around them are
// made. So what changes is what gRPC reads: messages, their compression, trailers, statuses.
//
// The input: how the call is typed, how its messages are compressed, and one octet that chooses the
// cuts; then, apart by marks (script.h), request body, response body, grpc-status, grpc-message,
// details, and what may stand behind the response's head as interim trailers.
#include <array>

#include "protocols/http2/codec.h"
#include "protocols/http2/conversation.h"
#include "tests/fuzz/conversation.h"

namespace {

using namespace goldwire;

constexpr std::array<std::string_view, 6> kTypes = {
    "application/grpc",          "application/grpc+json",      "application/grpc-web",
    "application/grpc-web-text", "application/grpc-web+proto", "application/grpc;x=y"};
constexpr std::array<std::string_view, 7> kEncodings = {"",     "identity", "gzip",  "deflate",
                                                        "zstd", "br",       "snappy"};

void set_body(http::Body& body, std::string_view octets) {
  body.kept = octets;
  body.size = octets.size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const Bytes input(data, size);
  std::vector<std::string_view> parts = fuzz::pieces(as_text(input.subspan(3)));
  parts.resize(6);

  http::Request request;
  request.method = "POST";
  request.scheme = "http";
  request.authority = "a";
  request.target = "/bank.Ledger/Post";
  request.fields.add("content-type", kTypes[input[0] % kTypes.size()]);
  http::Response response;
  response.status = 200;
  response.fields.add("content-type", kTypes[input[0] % kTypes.size()]);
  const std::string_view encoding = kEncodings[input[1] % kEncodings.size()];
  if (!encoding.empty()) {
    request.fields.add("grpc-encoding", encoding);
    response.fields.add("grpc-encoding", encoding);
  }
  set_body(request.body, parts[0]);
  set_body(response.body, parts[1]);
  http::Fields& last = (input[0] & 0x80U) != 0 ? response.fields : response.trailers;
  if (!parts[2].empty()) last.add("grpc-status", parts[2]);
  if (!parts[3].empty()) last.add("grpc-message", parts[3]);
  if (!parts[4].empty()) last.add("grpc-status-details-bin", parts[4]);
  if (!parts[5].empty()) response.fields.add("trace-bin", parts[5]);

  const std::string client =
      std::string(http2::kPreface) + http2::write_settings() + http2::write_request(request, 1);
  const std::string server = http2::write_settings() + http2::write_response(response, 1);
  fuzz::Script script;
  script.choice = static_cast<std::uint16_t>(input[2] * 257U);
  const Time now = from_unix_nano(1'000'000'000);
  script.transcript.add(Chunk{Side::client, 0, as_bytes(client), now, 0});
  script.transcript.add(Chunk{Side::server, 0, as_bytes(server), now, client.size()});
  script.transcript.add(Close{Side::client, Ending::fin, now});
  script.transcript.add(Close{Side::server, Ending::fin, now});
  fuzz::obey_laws(http2::protocol(), {}, script, fuzz::Compare::descriptions);
  return 0;
}
