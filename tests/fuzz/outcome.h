// Outcome: what one conversation made of a transcript, up to its end or to a hand-over.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "protocols/base/protocol.h"
#include "tests/laws/transcript.h"

namespace goldwire::fuzz {

struct Outcome {
  std::vector<Exchange> exchanges;  ///< as they were emitted
  std::vector<Fact> facts;
  std::size_t opened = 0;
  std::optional<Switch> moved;
  std::array<Account, 2> accounts{};   ///< by side
  std::array<std::uint64_t, 2> fed{};  ///< octets delivered or lost, up to the hand-over
};

/// With packet time, polled to the end after each input. `rests`: put to rest and woken after each,
/// if it can be. The laws of a hand-over and of the accounts are held.
Outcome hear(const Protocol& protocol, const Opening& opening, const laws::Transcript& transcript,
             bool rests = false);

/// HTTP's messages as they were read, and all else that an exchange says of itself but times.
std::string message_line(const Exchange& exchange);
/// What is made of it.
std::string description_line(const Exchange& exchange);

}  // namespace goldwire::fuzz
