// Transcript: all that reassembly told of one connection, with its octets, to be told again
// differently.
//
// Contract: keeps the promises of protocols/base/stream.h, whatever is done to it here: offsets of
// one side are contiguous from 0, and causal order stays.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "protocols/base/protocol.h"
#include "protocols/base/stream.h"

namespace goldwire::laws {

using Random = std::mt19937_64;

/// A number below `bound`, which is not 0. The same on every platform, unlike the library's
/// distributions.
inline std::uint64_t below(Random& random, std::uint64_t bound) { return random() % bound; }

/// One input; a Chunk's octets are in `octets`, and its own `bytes` is empty until input() is asked
/// for.
struct Step {
  Input what;
  std::string octets;

  /// Borrowed from this.
  Input input() const;
  Side side() const;
  std::uint64_t length() const;  ///< stream octets: of a chunk or a gap; 0 for a close
};

struct Transcript {
  std::string origin;  ///< the capture and the two endpoints
  std::vector<Step> steps;
  std::array<std::uint32_t, 2> initial_sequence{};  ///< TCP sequence number of offset 0, by side
  bool midstream = false;
  const Protocol* protocol = nullptr;  ///< who speaks first

  void add(const Input& input);          ///< copies a chunk's octets
  std::uint64_t total(Side side) const;  ///< delivered and lost octets
  std::string stream(Side side) const;   ///< delivered octets, holes left out
};

/// Every chunk cut into single octets.
Transcript bytewise(const Transcript& transcript);
/// Every chunk cut at random places.
Transcript split(const Transcript& transcript, Random& random);
/// Neighbouring chunks of one side joined, where both acknowledge the same: what was acknowledged
/// is said of all octets of a chunk.
Transcript coalesced(const Transcript& transcript);
/// Neighbours of different sides exchanged, where neither acknowledges the other.
Transcript reordered(const Transcript& transcript, Random& random);
/// The first `octets` stream octets (of both sides, in order), then both sides closed for `kind`.
Transcript cut(const Transcript& transcript, std::uint64_t octets, Ending kind);

}  // namespace goldwire::laws
