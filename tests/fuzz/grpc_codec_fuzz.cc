// Fuzzes gRPC's codec: messages behind their prefixes, the trailers and the text form of gRPC-Web,
// binary fields, details of a status, and the compression of single messages.
#include <array>

#include "protocols/base/bytes.h"
#include "protocols/base/json.h"
#include "protocols/grpc/codec.h"
#include "protocols/grpc/compression.h"
#include "protocols/grpc/status_details.h"
#include "tests/fuzz/law.h"

namespace {

using namespace goldwire;
using namespace goldwire::grpc;

void messages(std::string_view octets, Dialect dialect) {
  const Reading reading = read_messages(octets, dialect);
  std::string again;
  for (const Message& message : reading.messages) {
    if (!message.whole()) continue;
    again += write_message(message.octets, message.flags);
  }
  fuzz::hold(octets.starts_with(again), "whole messages are written as they were");
  if (reading.whole()) fuzz::hold(again == octets, "nothing else stood there");
}

void trailers(std::string_view octets) {
  const Decoded<http::Fields> fields = read_trailers(octets);
  if (!fields) return;
  const std::string frame = write_trailers(*fields);
  const Reading reading = read_messages(frame, Dialect::web);
  fuzz::hold(reading.whole() && reading.messages.size() == 1 && reading.messages[0].is_trailers(),
             "trailers are written as one frame");
  const Decoded<http::Fields> again = read_trailers(reading.messages[0].octets);
  fuzz::hold(again && *again == *fields, "trailers read as they were written");
}

void web_text(std::string_view text) {
  const WebText read = read_web_text(text);
  fuzz::hold(read.octets.size() <= text.size(), "base64 does not expand");
  const WebText again = read_web_text(write_web_text(text));
  fuzz::hold(again.whole && again.octets == text, "octets read as they were written");
}

void binary(std::string_view text) {
  if (const auto octets = read_binary_value(text)) {
    fuzz::hold(octets->size() <= text.size(), "a binary value does not expand");
    fuzz::hold(read_binary_value(base64(*octets)) == *octets, "a binary value can be written");
  }
  if (const auto status = read_status_details(text, nullptr)) {
    for (const std::string& one : status->details) {
      fuzz::hold(read_json(one).has_value(), "a detail is JSON");
    }
  }
}

void compressed(std::string_view octets) {
  constexpr http::ContentLimits kLimits{.kept = 4096, .expanded = 64U << 10};
  constexpr std::size_t kStep = 64U << 10;
  for (const std::string_view encoding : {"snappy", "gzip", "identity"}) {
    const http::Content content = decompress(encoding, octets, kLimits);
    fuzz::hold(content.octets.size() <= kLimits.kept, "no more is kept than the limit");
    fuzz::hold(content.size <= kLimits.expanded + kStep, "expansion is limited");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets = as_text(Bytes(data, size));
  messages(octets, Dialect::http2);
  messages(octets, Dialect::web);
  trailers(octets);
  web_text(octets);
  binary(octets);
  compressed(octets);
  return 0;
}
