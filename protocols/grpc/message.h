// gRPC's messages as they stand in the body of an HTTP message ("gRPC over HTTP2" and "gRPC-Web" of
// the gRPC project).
//
// Contract: plain structs. gRPC has no conversation of its own: an Exchange's messages are
// http::Messages, whatever version carried them.
#pragma once

#include <cstdint>
#include <string_view>

namespace goldwire::grpc {

inline constexpr std::string_view kName = "grpc";

/// Octets in front of each message: flags and a length of 32 bits, big-endian.
inline constexpr std::size_t kPrefixSize = 5;
inline constexpr std::uint8_t kCompressed = 0x01;
inline constexpr std::uint8_t kTrailers = 0x80;  ///< gRPC-Web: the "message" is a trailer section

/// One Length-Prefixed-Message.
struct Message {
  std::uint8_t flags = 0;
  std::uint32_t length = 0;  ///< as its prefix says
  std::string_view octets;   ///< as sent, behind the prefix; fewer than `length` when cut. Borrowed

  bool compressed() const { return (flags & kCompressed) != 0; }
  bool is_trailers() const { return (flags & kTrailers) != 0; }
  bool whole() const { return octets.size() == length; }
  friend bool operator==(const Message&, const Message&) = default;
};

}  // namespace goldwire::grpc
