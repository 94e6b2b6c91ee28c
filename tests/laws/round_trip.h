// Round trip: what a fresh conversation makes of an exchange that encode wrote.
#pragma once

#include <string>
#include <vector>

#include "tests/laws/hearing.h"

namespace goldwire::laws {

/// What stays the same of an exchange that is written and read again.
inline constexpr View kWritten{
    .extents = false, .wire_size = false, .part = false, .context = false, .turns = false};

/// Whole, and nothing of it was left out for Limits.body: what was not kept cannot be written.
bool is_writable(const Exchange& exchange);
/// As kWritten shows it.
std::vector<std::string> lines_of(const HeardExchange& exchange);

struct Written {
  std::string client;
  std::string server;
  friend bool operator==(const Written&, const Written&) = default;
};
/// Both sides of an exchange that is_writable().
Written written(const Exchange& exchange);

/// What a fresh conversation reads that begins as the exchange's own did; where a protocol needs a
/// start-up first, one that was opened midstream. Without what a later protocol says.
Heard read_again(const HeardExchange& exchange, const Written& octets);

}  // namespace goldwire::laws
