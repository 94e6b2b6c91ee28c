// JSON (RFC 8259) <-> Value, keeping what was written.
//
// Contract: read_json keeps number text, member order and duplicate names, and refuses anything
// that is not one JSON text. write_json gives the shortest spelling, the same bytes for the same
// Value; a Blob becomes base64 text.
#pragma once

#include <string>
#include <string_view>

#include "protocols/base/result.h"
#include "protocols/base/value.h"

namespace goldwire {

/// `text` is borrowed for the call. Depth is limited to 512 levels. Half a surrogate pair in a \u
/// escape becomes U+FFFD. The error's offset is where the reader stood, at or after the fault.
Decoded<Value> read_json(std::string_view text);

/// One line without spaces. Text that is not UTF-8 is written with U+FFFD for each bad octet.
std::string write_json(const Value& value);
void write_json(std::string& out, const Value& value);
/// A JSON string literal with its quotes.
void write_json_text(std::string& out, std::string_view text);

/// RFC 4648 section 4, with padding. Reading takes that one spelling only.
std::string base64(std::string_view octets);
Decoded<std::string> unbase64(std::string_view text);
/// True when all of `text` is well-formed UTF-8 (RFC 3629) without control characters other than
/// tab, line feed and carriage return: what a person can read as text.
bool is_readable_text(std::string_view text);

}  // namespace goldwire
