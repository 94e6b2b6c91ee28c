// Drive: sends a script's requests to a target, one after the other, and hears its answers.
//
// Contract: runs on the caller's thread until it is done. The next request waits for the answer
// before it in every pace, for it may need what that answer says.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/result.h"
#include "protocols/base/time.h"
#include "replay/script.h"
#include "replay/target.h"

namespace goldwire::replay {

enum class Pace : std::uint8_t {
  serial,    ///< each request waits until the system is quiet
  recorded,  ///< as far apart as they were recorded, or farther when an answer takes longer
  fast       ///< each right behind the answer before it
};
std::optional<Pace> pace_named(std::string_view name);

struct Driving {
  Target target;
  std::string bind;  ///< local address; empty: any
  Pace pace = Pace::serial;
  Duration timeout = std::chrono::seconds(60);  ///< for each answer
  /// Waits until the system is quiet, after each answer; used when the pace is serial.
  std::function<void(std::size_t index)> quiet;
};

struct Driven {
  std::vector<std::uint16_t> statuses;  ///< of the answers, in order
  /// Why the rest was not sent: an answer lacked what the next request needs.
  std::optional<Error> stopped;
};

/// An Error when the target could not be driven: refused, reset, late, no HTTP.
Result<Driven> drive(Script& script, const Driving& driving);

}  // namespace goldwire::replay
