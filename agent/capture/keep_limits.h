// KeepLimits: how much of the packets seen last is kept.
//
// Contract: "5m" (s, m, h, d), "200MB" (kB, MB, GB of 1000, KiB, MiB, GiB of 1024), or both with a
// comma between.
#pragma once

#include <cstdint>
#include <string_view>

#include "protocols/base/result.h"
#include "protocols/base/time.h"

namespace goldwire {

struct KeepLimits {
  Duration time{};         ///< packets that are older go; zero: of any age
  std::uint64_t size = 0;  ///< octets of all files; zero: any
  friend bool operator==(const KeepLimits&, const KeepLimits&) = default;

  /// The Error has no place.
  static Result<KeepLimits> parse(std::string_view text);
};

}  // namespace goldwire
