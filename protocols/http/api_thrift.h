// Thrift's binary protocol (TBinaryProtocol, strict and old) in HTTP bodies.
//
// Contract: structs become objects whose members are named by field id ("1"), maps with text keys
// objects, other maps lists of pairs. Counts are bounded by the octets that remain, depth by 64.
#pragma once

#include <string>
#include <string_view>

#include "protocols/base/interaction.h"
#include "protocols/base/result.h"
#include "protocols/base/value.h"

namespace goldwire::http {

struct ThriftMessage {
  std::string method;
  int type = 0;  ///< 1 call, 2 reply, 3 exception, 4 one way
  Value fields;  ///< of a reply: "0" is what was returned, others are exceptions
};

/// One message; octets behind it are no error, for several may travel together.
Decoded<ThriftMessage> read_thrift(std::string_view octets);

}  // namespace goldwire::http
