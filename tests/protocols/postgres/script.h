// Script: a conversation written message by message, with holes at chosen places.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/base/semconv.h"
#include "protocols/postgres/codec.h"
#include "tests/protocols/postgres/recorded.h"

namespace goldwire::postgres {

/// Two sides that speak in turn, a millisecond apart, each acknowledging all that it was sent.
class Script {
 public:
  explicit Script(bool midstream = false) { connection_.midstream = midstream; }

  Script& client(const std::string& octets) { return say(Side::client, octets, false); }
  Script& server(const std::string& octets) { return say(Side::server, octets, false); }
  Script& lost(Side side, const std::string& octets) { return say(side, octets, true); }
  /// `octets` with `count` of them lost from `at` on.
  Script& holed(Side side, const std::string& octets, std::size_t at, std::size_t count) {
    say(side, octets.substr(0, at), false);
    say(side, octets.substr(at, count), true);
    return say(side, octets.substr(at + count), false);
  }
  /// Sent before the octets from `acked` on had come.
  Script& unaware(Side side, const std::string& octets, std::uint64_t acked) {
    say(side, octets, false);
    connection_.pieces.back().chunk.acked = acked;
    return *this;
  }
  Script& pause() {
    now_ += std::chrono::seconds(1);
    return *this;
  }
  recorded::Heard hear(Ending ending = Ending::fin, const Limits& limits = {}) {
    connection_.end = now_;
    return recorded::hear(connection_, ending, limits);
  }
  std::vector<Interaction> described(Ending ending = Ending::fin) {
    return recorded::described(hear(ending));
  }

 private:
  Script& say(Side side, const std::string& octets, bool lost) {
    if (octets.empty()) return *this;
    now_ += std::chrono::milliseconds(1);
    std::uint64_t& offset = offset_[index_of(side)];
    connection_.pieces.push_back(
        {{side, offset, {}, now_, offset_[index_of(peer_of(side))]}, octets, lost});
    offset += octets.size();
    return *this;
  }

  recorded::Connection connection_;
  Time now_ = from_unix_nano(1'700'000'000'000'000'000);
  std::uint64_t offset_[2] = {};
};

inline std::string ready(char status = 'I') { return encode(ReadyForQuery{status}); }
inline std::string complete(std::string_view tag) { return encode(CommandComplete{tag}); }
inline std::string columns(Oid type = 25) {
  return encode(RowDescription{{{"c", 0, 0, type, -1, -1, 0}}});
}
inline std::string row(std::string_view value) { return encode(DataRow{{value}}); }
inline std::string error(std::string_view code, std::string_view severity = "ERROR") {
  return encode(ErrorResponse{{{'S', severity}, {'V', severity}, {'C', code}, {'M', "no"}}});
}
inline std::string query(std::string_view text) { return encode(Query{text}); }
inline std::string parse(std::string_view name, std::string_view text) {
  return encode(Parse{name, text, {}});
}
inline std::string bind(std::string_view portal, std::string_view name, Fields values = {}) {
  return encode(Bind{portal, name, {}, std::move(values), {}});
}
inline std::string execute(std::string_view portal = "", std::int32_t rows = 0) {
  return encode(Execute{portal, rows});
}
inline std::string sync() { return encode(Sync{}); }
inline const std::string kParsed = encode(ParseComplete{});
inline const std::string kBound = encode(BindComplete{});

inline std::string startup() {
  return encode(StartupMessage{kProtocol30, {{"user", "bank"}, {"database", "shop"}}});
}
inline std::string welcome() {
  return encode(Authentication{}) + encode(BackendKeyData{7, as_bytes("keyy")}) + ready();
}
inline Script started() { return std::move(Script().client(startup()).server(welcome())); }

inline std::string text(const Interaction& each) {
  return std::string(each.attributes.text(semconv::kDbQueryText));
}

}  // namespace goldwire::postgres
