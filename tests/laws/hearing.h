// Hearing: what fresh conversations make of a transcript.
//
// Contract: begins with the protocol that speaks first in the transcript and goes on with those it
// is handed over to, as agent/observe does. Feeds the inputs one by one, with packet time, and
// polls to the end after each. The texts of shown() are equal exactly when the interactions are, in
// all but what View leaves out.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "protocols/base/protocol.h"
#include "tests/laws/transcript.h"

namespace goldwire::laws {

/// An exchange, and how its conversation began.
struct HeardExchange {
  Exchange exchange;    ///< extents are those of the whole connection
  std::string carried;  ///< what the protocol before handed over
  std::optional<Exchange> asked{};

  Opening opening() const { return {{}, false, carried, asked ? &*asked : nullptr}; }
};

struct Heard {
  std::vector<HeardExchange> exchanges;  ///< as they were emitted
  std::vector<Fact> facts;
  std::vector<const Protocol*> protocols;  ///< that spoke, in this order
  std::array<Account, 2> accounts{};       ///< of all of them, after the last input, by side
  std::array<std::uint64_t, 2> fed{};      ///< octets delivered or lost
  std::array<std::uint64_t, 2> nobodys{};  ///< of `fed`: behind a switch to what nobody here reads
  std::size_t opened = 0;
  std::size_t rested = 0;
};

Heard hear(const Transcript& transcript, const Limits& limits = {});

/// The same, of one protocol that was opened with `opening`.
Heard hear(const Protocol& protocol, const Opening& opening, const Transcript& transcript);

/// The same, where the conversation is put to rest and woken after each input, if it can be.
Heard hear_with_rests(const Transcript& transcript);

/// The same without keeping what is said; after every input `after_each` is called.
void overhear(const Transcript& transcript, const Limits& limits,
              const std::function<void(Conversation&)>& after_each);

/// Who describes an exchange: what rides on its protocol, or the protocol itself.
const Protocol& describer(const Exchange& exchange);
/// Only what `protocol` describes.
Heard of_protocol(const Protocol& protocol, Heard heard);

/// What a comparison looks at, beyond what every one does.
struct View {
  bool extents = true;    ///< where the halves stand in the streams, as TCP sequence numbers
  bool wire_size = true;  ///< sizes as sent: a re-encoded message may be spelt otherwise
  bool part = true;       ///< which part of the exchange it is
  bool context = true;    ///< what other exchanges tell: the database, the name of a topic id
  bool turns = true;      ///< which of two events, one of each side, came first
};

/// One line of text. `initial_sequence` is added to extents.
std::string shown(const Interaction& interaction, const View& view,
                  const std::array<std::uint32_t, 2>& initial_sequence = {});

/// One line per interaction of all exchanges, sorted.
std::vector<std::string> shown(const Heard& heard, const View& view,
                               const std::array<std::uint32_t, 2>& initial_sequence = {});

/// The same, of those only that are reported whole.
std::vector<std::string> shown_whole(const Heard& heard, const View& view,
                                     const std::array<std::uint32_t, 2>& initial_sequence = {});

/// Everything that was heard, but times; sorted.
std::vector<std::string> everything(const Heard& heard);

/// "server: fed 10, taken 7, skipped 2, lost 0" for each side whose account does not close; else
/// empty.
std::string open_account(const Heard& heard);

}  // namespace goldwire::laws
