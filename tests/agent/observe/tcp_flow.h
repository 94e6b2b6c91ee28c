// Test tool: a TCP connection made by hand, segment by segment, and what is observed on it.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "agent/observe/connection.h"
#include "tests/protocols/http1/talk.h"

namespace goldwire::testing {

inline Endpoint endpoint(std::string_view address, std::uint16_t port) {
  return {*Address::parse(address), port};
}

/// The segments of one connection. Every one is a millisecond after the one before it, and
/// acknowledges all that the other side said.
class TcpFlow {
 public:
  explicit TcpFlow(Endpoint client = endpoint("10.0.0.1", 40'000),
                   Endpoint server = endpoint("10.0.0.2", 80), std::uint32_t client_start = 1000,
                   std::uint32_t server_start = 5000)
      : ends_{client, server}, next_{client_start, server_start} {}

  Segment syn() { return flagged(Side::client, true, false); }
  Segment syn_ack() { return flagged(Side::server, true, true); }
  Segment ack(Side from) { return flagged(from, false, true); }
  std::vector<Segment> handshake() { return {syn(), syn_ack(), ack(Side::client)}; }
  Segment say(Side from, std::string_view text) {
    texts_.emplace_back(text);
    Segment segment = ack(from);
    segment.payload = as_bytes(texts_.back());
    next_[index_of(from)] += static_cast<std::uint32_t>(text.size());
    return segment;
  }
  /// Said, but no packet shows it.
  void lose(Side from, std::string_view text) { static_cast<void>(say(from, text)); }
  Segment fin(Side from) {
    Segment segment = ack(from);
    segment.fin = true;
    ++next_[index_of(from)];
    return segment;
  }
  std::vector<Segment> fins() { return {fin(Side::client), fin(Side::server), ack(Side::client)}; }

  void wait(Duration time) { now += time; }
  Time now = from_unix_nano(1'700'000'000'000'000'000);
  std::uint32_t vantage = 0;

 private:
  Segment flagged(Side from, bool syn, bool ack) {
    const std::size_t self = index_of(from);
    Segment segment;
    segment.source = ends_[self];
    segment.destination = ends_[1 - self];
    segment.time = now += std::chrono::milliseconds(1);
    segment.vantage = vantage;
    segment.sequence = next_[self];
    segment.syn = syn;
    segment.ack = ack;
    if (ack) segment.acknowledgement = next_[1 - self];
    if (syn) ++next_[self];
    return segment;
  }

  Endpoint ends_[2];
  std::uint32_t next_[2];
  std::deque<std::string> texts_;
};

/// Keeps what is observed.
class Notes final : public Observer {
 public:
  void observed(Observed&& observed) override { all.push_back(std::move(observed)); }

  /// HTTP/1 exchanges as "GET /a -> 200 hello [reasons]".
  std::vector<std::string> exchanges() const {
    std::vector<std::string> out;
    for (const Observed& one : of_exchanges()) {
      out.push_back(http1::said(std::get<Exchange>(one.what)));
    }
    return out;
  }
  std::vector<Observed> of_exchanges() const {
    std::vector<Observed> out;
    for (const Observed& one : all) {
      if (std::holds_alternative<Exchange>(one.what)) out.push_back(one);
    }
    return out;
  }
  std::vector<Hole> holes() const {
    std::vector<Hole> out;
    for (const Observed& one : all) {
      if (const auto* hole = std::get_if<Hole>(&one.what)) out.push_back(*hole);
    }
    return out;
  }

  std::vector<Observed> all;
};

inline std::string get(std::string_view path) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}
inline std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
inline std::string ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace goldwire::testing
