// Values by their type's OID (pg_type.dat), in text and in binary format.
//
// Contract: both formats of one value give the same text and the same Value: the text is what the
// server writes for it (DateStyle ISO, TimeZone UTC, extra_float_digits 1). What is not known or
// broken stays raw. Types that a database defines itself (enums, composites) have OIDs of its own:
// unknown here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/base/value.h"
#include "protocols/postgres/message.h"

namespace goldwire::postgres {

/// The server's text of a value; nothing when a binary value's type is not known or its octets are
/// not of that type.
std::optional<std::string> text_of(Oid type, Format format, std::string_view raw);

/// Numbers with their text, booleans, octets of bytea, else text. Not-a-number and infinities are
/// text. A binary value of an unknown type is text where it is readable, else octets.
Value value_of(Oid type, Format format, std::string_view raw);

}  // namespace goldwire::postgres
