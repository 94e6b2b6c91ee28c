// Target: the server that is driven, as a user names it: http://HOST[:PORT].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/base/result.h"

namespace goldwire::replay {

struct Target {
  std::string host;  ///< a name or an address, without the brackets of IPv6
  std::uint16_t port = 80;
  std::string authority;  ///< as a Host field has it (RFC 9110 section 7.2)
  std::string url;        ///< as the user wrote it, for people
};

/// An Error says what is wrong with the URL and shows the right form.
Result<Target> read_target(std::string_view url);

}  // namespace goldwire::replay
