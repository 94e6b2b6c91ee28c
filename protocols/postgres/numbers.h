// PostgreSQL's floating point and numeric values in binary -> the text the server writes for them.
//
// Contract: each reads its value from `in` and marks it when the octets do not fit.
#pragma once

#include <string>

#include "protocols/base/wire_reader.h"

namespace goldwire::postgres {

std::string float4_text(WireReader& in);
std::string float8_text(WireReader& in);
std::string numeric_text(WireReader& in);
/// The shortest text that reads back as the same number.
std::string float8_text(double number);

}  // namespace goldwire::postgres
