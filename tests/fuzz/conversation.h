// Conversation: the laws, as one connection must keep them whatever its octets say.
//
// Contract: each ends the program when it is broken. The first two are held always; of the others
// one at a time is tried, which the script chooses:
// - every octet is taken, skipped, lost, or handed over to the next protocol;
// - what is reported as whole has no hole in it;
// - under tight limits held octets stay within them, and shed() gives up what is held;
// - a rest after each input gives the same exchanges;
// - while framing is kept, other places where the chunks are cut give the same exchanges, and what
//   was cut off early is never reported as whole with less;
// - what is whole can be written, and what is read of that stays the same when written again.
#pragma once

#include "protocols/base/protocol.h"
#include "tests/fuzz/script.h"

namespace goldwire::fuzz {

/// What two exchanges are compared by: what was read of them, or also what is made of that.
enum class Compare : std::uint8_t { messages, descriptions };

/// `opening` is how `protocol` begins. What comes behind a hand-over is not heard. Only HTTP's
/// messages can be compared as such.
void obey_laws(const Protocol& protocol, const Opening& opening, const Script& script,
               Compare compare);

}  // namespace goldwire::fuzz
