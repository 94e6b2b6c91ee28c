// Coding: one content coding (RFC 9110 section 8.4) being taken off, piece by piece.
//
// Contract: what add() says holds for all octets up to now, as if none came any more. After damaged
// or limit nothing more is added. Memory is that of the coding's window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace goldwire::http {

enum class Decoding : std::uint8_t {
  whole,    ///< all of it was decoded
  cut,      ///< the coded octets end before the coding does
  limit,    ///< expansion was stopped
  unknown,  ///< a coding that nobody here knows; `octets` are as sent
  damaged   ///< the octets are not what the coding says
};

class Coding {
 public:
  /// Takes what was decoded; false when it is too much.
  using Sink = std::function<bool(std::string_view)>;

  virtual ~Coding() = default;
  virtual Decoding add(std::string_view in, const Sink& out) = 0;
  /// Octets it keeps.
  virtual std::size_t held() const = 0;
};

/// gzip, deflate (RFC 1950, and raw RFC 1951 as many send it), br (RFC 7932), zstd (RFC 8878),
/// aws-chunked (aws_chunked.h); null for another one.
std::unique_ptr<Coding> coding_named(std::string_view name);

}  // namespace goldwire::http
