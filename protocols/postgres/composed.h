// Values made of values, in binary -> the text the server writes for them: arrays, ranges, records,
// geometric shapes and network addresses.
//
// Contract: each reads its value from `in` and marks it when the octets do not fit or hold a type
// that is not known.
#pragma once

#include <string>

#include "protocols/base/wire_reader.h"
#include "protocols/postgres/message.h"

namespace goldwire::postgres {

std::string array_text(WireReader& in);
std::string vector_text(WireReader& in);  ///< int2vector, oidvector
std::string record_text(WireReader& in);
std::string range_text(Oid bound, WireReader& in);
std::string multirange_text(Oid bound, WireReader& in);
std::string inet_text(WireReader& in);  ///< inet and cidr
std::string point_text(WireReader& in);
std::string lseg_text(WireReader& in);
std::string path_text(WireReader& in);
std::string box_text(WireReader& in);
std::string polygon_text(WireReader& in);
std::string line_text(WireReader& in);
std::string circle_text(WireReader& in);

}  // namespace goldwire::postgres
