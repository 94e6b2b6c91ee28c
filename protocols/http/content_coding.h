// Content codings (RFC 9110 section 8.4): gzip, deflate (RFC 1950, and raw RFC 1951 as many send
// it), br (RFC 7932), zstd (RFC 8878), aws-chunked (aws_chunked.h), and any stack of them.
//
// Contract: expansion is limited, so a small body cannot become a large one. What could be decoded
// before an error or a cut is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace goldwire::http {

struct ContentLimits {
  std::size_t kept = 1U << 20;       ///< octets of the decoded content that are kept
  std::size_t expanded = 64U << 20;  ///< octets that are decoded at all, of each coding
};

enum class Decoding : std::uint8_t {
  whole,    ///< all of it was decoded
  cut,      ///< the coded octets end before the coding does
  limit,    ///< expansion was stopped
  unknown,  ///< a coding that nobody here knows; `octets` are as sent
  damaged   ///< the octets are not what the coding says
};

struct Content {
  std::string octets;
  std::uint64_t size = 0;    ///< octets decoded, whether kept or not
  std::uint64_t digest = 0;  ///< of all of them, as a Body's; 0 when they are not whole
  Decoding decoding = Decoding::whole;
};

/// Decodes `octets` by `codings`, the members of Content-Encoding (and Transfer-Encoding without
/// chunked) in the order they were applied, as one comma-separated list.
Content decode_content(std::string_view codings, std::string_view octets,
                       const ContentLimits& limits = {});

}  // namespace goldwire::http
