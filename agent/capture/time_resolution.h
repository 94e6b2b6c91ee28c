// TimeResolution: ticks of a capture file -> nanoseconds.
//
// Contract: pcapng's if_tsresol (a power of 10 or of 2) and if_tsoffset; finer than nanoseconds is
// cut off. Times before 1897 or after 2116 are held at those ends: so any two have a difference,
// and any has a later one.
#pragma once

#include <algorithm>
#include <cstdint>

#include "protocols/base/time.h"

namespace goldwire {

class TimeResolution {
 public:
  TimeResolution() = default;  ///< microseconds, pcapng's default

  /// if_tsresol: the high bit tells a power of 2 from one of 10. `offset` is if_tsoffset, in
  /// seconds.
  TimeResolution(std::uint8_t tsresol, std::int64_t offset) : offset_(offset) {
    const unsigned exponent = tsresol & 0x7fU;
    multiplier_ = 1;
    if ((tsresol & 0x80U) != 0) {
      shift_ = std::min(exponent, 127U);
      multiplier_ = 1'000'000'000;
    } else if (exponent <= 9) {
      for (unsigned i = exponent; i < 9; ++i) multiplier_ *= 10;
    } else {
      for (unsigned i = 9; i < std::min(exponent, 28U); ++i) divisor_ *= 10;
    }
  }

  Time at(std::uint64_t ticks) const {
    __extension__ using Wide = __int128;
    Wide nanoseconds = static_cast<Wide>(ticks) * multiplier_;
    if (shift_ != 0) nanoseconds >>= shift_;
    if (divisor_ != 1) nanoseconds /= divisor_;
    nanoseconds += static_cast<Wide>(offset_) * 1'000'000'000;
    constexpr Wide low = -(Wide{1} << 61);
    constexpr Wide high = Wide{1} << 62;
    return from_unix_nano(static_cast<std::int64_t>(std::clamp(nanoseconds, low, high)));
  }

 private:
  std::uint64_t multiplier_ = 1000;
  std::uint64_t divisor_ = 1;
  unsigned shift_ = 0;
  std::int64_t offset_ = 0;
};

}  // namespace goldwire
