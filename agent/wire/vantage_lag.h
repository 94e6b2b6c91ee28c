// VantageLag: when another vantage saw what one side sent, against when it was seen first.
//
// Contract: an octet's time is that of the vantage that saw it first; with the lag added, it is
// that of the other, by the other's own clock. Measured on the latest packets seen at both.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "protocols/base/time.h"

namespace goldwire {

struct VantageLag {
  std::uint32_t vantage = 0;
  std::array<std::optional<Duration>, 2> sides{};  ///< the client's, the server's; empty: not known
  friend bool operator==(const VantageLag&, const VantageLag&) = default;
};

}  // namespace goldwire
