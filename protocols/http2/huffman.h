// Huffman: the string code of HPACK (RFC 7541 section 5.2 and appendix B).
#pragma once

#include <string>
#include <string_view>

#include "protocols/base/bytes.h"

namespace goldwire::http2 {

/// Replaces `out` by what `coded` says. False when it holds the end-of-string symbol or is padded
/// with anything but fewer than eight ones; `out` is then of no use.
bool huffman_decode(Bytes coded, std::string& out);

/// Octets that `text` takes when coded.
std::size_t huffman_size(std::string_view text);
/// Appends `text`, coded, to `out`.
void huffman_encode(std::string_view text, std::string& out);

}  // namespace goldwire::http2
