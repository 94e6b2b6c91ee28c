// ServerLog: what a server logged of a capture, and what goldwire reads out of that capture.
//
// Contract: a log has one line of JSON per request, with the facts that its server knows.
#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <openssl/evp.h>
#include <string>
#include <string_view>
#include <vector>

#include "agent/observe/connection.h"
#include "protocols/base/json.h"
#include "tests/laws/recording.h"

namespace goldwire::http {

inline std::string sha256(std::string_view octets) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(octets.data(), octets.size(), digest, &length, EVP_sha256(), nullptr);
  std::string out;
  for (unsigned i = 0; i < length; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

/// Through dissection, reassembly, detection and every switch of protocol.
inline std::vector<Exchange> exchanges_of(const std::string& capture) {
  class Exchanges final : public Observer {
   public:
    void observed(Observed&& observed) override {
      if (auto* exchange = std::get_if<Exchange>(&observed.what))
        all.push_back(std::move(*exchange));
    }
    std::vector<Exchange> all;
  };
  ConnectionLimits limits;
  limits.conversation.body = 4U << 20;  // so that every body is kept, to be digested here
  Ledger ledger;
  Exchanges heard;
  for (const laws::Recording& recording : laws::recordings_of(capture)) {
    const auto segment = [](const laws::OwnedSegment& owned) {
      Segment out = owned.segment;
      out.payload = as_bytes(owned.octets);
      return out;
    };
    Connection connection(segment(recording.segments.front()), limits, ledger, heard);
    for (const laws::OwnedSegment& owned : recording.segments) connection.take(segment(owned));
    connection.finish(Ending::end_of_capture, recording.segments.back().segment.time);
  }
  return std::move(heard.all);
}

inline std::vector<Value> logged(const std::string& log) {
  std::ifstream in(log);
  std::vector<Value> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(*read_json(line));
  return lines;
}

/// The value's text; "?" where there is none.
inline std::string text_of(const Value& value) {
  if (const Value::Number* number = value.number()) return number->text;
  if (const std::string* text = value.text()) return *text;
  return "?";
}
inline std::string text(const Value& line, std::string_view member) {
  const Value* value = line.find(member);
  return value == nullptr ? "?" : text_of(*value);
}
/// The server saw the request to its end and sent all of its answer.
inline bool is_whole(const Value& line) {
  const Value* whole = line.find("whole");
  return whole == nullptr || *whole->boolean();
}

/// "curl-h2o" as a test may be named.
inline std::string test_name(std::string capture) {
  std::ranges::replace(capture, '-', '_');
  return capture;
}

}  // namespace goldwire::http
