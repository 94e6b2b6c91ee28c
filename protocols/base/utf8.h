// UTF-8 (RFC 3629), one character at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace goldwire {

/// Octets of the well-formed character that `text` begins with: 1 to 4; 0 when it begins with none.
std::size_t utf8_length(std::string_view text);

/// Appends `point`, which is below 0x110000 and no surrogate.
void append_utf8(std::string& out, std::uint32_t point);

}  // namespace goldwire
