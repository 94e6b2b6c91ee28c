// Hearing: what a fresh conversation makes of a transcript.
//
// Contract: feeds the inputs one by one, with packet time, and polls to the end after each. The
// texts of shown() are equal exactly when the interactions are, in all but what View leaves out.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "protocols/base/protocol.h"
#include "tests/laws/transcript.h"

namespace goldwire::laws {

struct Heard {
  std::vector<Exchange> exchanges;  ///< as they were emitted
  std::vector<Fact> facts;
  std::optional<Switch> switched;
  std::array<Account, 2> accounts{};    ///< after the last input, by side
  std::array<std::uint64_t, 2> fed{};   ///< octets delivered or lost
  std::array<std::uint64_t, 2> left{};  ///< octets handed back by a switch
  std::size_t opened = 0;
  std::size_t rested = 0;
};

Heard hear(const Protocol& protocol, const Transcript& transcript, const Limits& limits = {});

/// The same, where the conversation is put to rest and woken after each input, if it can be.
Heard hear_with_rests(const Protocol& protocol, const Transcript& transcript);

/// The same without keeping what is said; after every input `after_each` is called.
void overhear(const Protocol& protocol, const Transcript& transcript, const Limits& limits,
              const std::function<void(const Conversation&)>& after_each);

/// What a comparison looks at, beyond what every one does.
struct View {
  bool extents = true;    ///< where the halves stand in the streams, as TCP sequence numbers
  bool wire_size = true;  ///< sizes as sent: a re-encoded message may be spelt otherwise
  bool part = true;       ///< which part of the exchange it is
  bool context = true;    ///< what other exchanges tell: the database, the name of a topic id
};

/// One line of text. `initial_sequence` is added to extents.
std::string shown(const Interaction& interaction, const View& view,
                  const std::array<std::uint32_t, 2>& initial_sequence = {});

/// One line per interaction of all exchanges, sorted.
std::vector<std::string> shown(const Protocol& protocol, const Heard& heard, const View& view,
                               const std::array<std::uint32_t, 2>& initial_sequence = {});

/// The same, of those only that are reported whole.
std::vector<std::string> shown_whole(const Protocol& protocol, const Heard& heard, const View& view,
                                     const std::array<std::uint32_t, 2>& initial_sequence = {});

/// "server: fed 10, taken 7, skipped 2, lost 0" for each side whose account does not close; else
/// empty.
std::string open_account(const Heard& heard);

}  // namespace goldwire::laws
