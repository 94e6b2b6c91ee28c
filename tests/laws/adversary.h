// Adversary: streams that no well-meaning peer sends, made from the corpus's own octets.
#pragma once

#include <string>
#include <vector>

#include "tests/laws/recording.h"

namespace goldwire::laws {

struct Attack {
  std::string name;
  Transcript transcript;
};

/// One of each kind, each side at most `octets` long: noise, endless repetition, endless heads and
/// lines, giant lengths, flipped bits, scrambled digits, giant holes. The same for the same seed.
std::vector<Attack> attacks(const Recording& example, std::size_t octets, std::uint64_t seed);

}  // namespace goldwire::laws
