// Bytes: a borrowed run of octets, and the two ways to look at it.
//
// Contract: views only. Nothing here owns memory; a Bytes is valid as long as its source says.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace goldwire {

using Bytes = std::span<const std::uint8_t>;

/// The same octets read as characters. Borrowed from `bytes`; no encoding is assumed.
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The same characters read as octets. Borrowed from `text`.
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace goldwire
