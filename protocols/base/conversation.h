// Conversation: the seam every protocol fills. One connection, both sides, in causal order.
//
// Contract: sans-IO. No clock, no socket, no thread, no log. Everything a conversation learns
// leaves through poll(); everything it could not use is counted in account().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "protocols/base/exchange.h"
#include "protocols/base/stream.h"

namespace goldwire {

/// A request has begun. Children may need it as a parent, and a settling harness waits for it.
struct Opened {
  std::uint64_t ordinal = 0;
  Time time;
  bool waits = false;  ///< a long poll, stream or control request: never counts as unfinished work
};

/// Something true beyond this connection: a topic id's name, a group's member. The protocol that
/// emits a kind also documents it, in its message.h.
struct Fact {
  std::string_view kind;  ///< a literal such as "kafka.topic-id"
  std::string key;
  std::string value;
  Time time;
};

/// The stream inside the stream (TLS): fed to the conversation above this one. Owns its bytes.
struct Plain {
  Input input;
  std::string bytes;  ///< what a Chunk in `input` points to; the receiver re-points it
};

/// Another protocol speaks from these offsets on. The octets from there on that this conversation
/// was already given are handed back in `client_left` and `server_left` (it counts them in no
/// account) and are fed to the next protocol. It is the last output; no further input comes.
struct Switch {
  std::string_view protocol;  ///< the registry's name; empty asks for detection
  std::uint64_t client_offset = 0;
  std::uint64_t server_offset = 0;
  std::string client_left;
  std::string server_left;
  Time time;            ///< of the packet that decided it
  std::string carried;  ///< what the next protocol needs to know; its message.h says the form
  /// A request that the next protocol answers (Upgrade to h2c). Its extents are in the next
  /// protocol's offsets, so they stand before 0, modulo 2^64.
  std::optional<Exchange> asked{};
};

using Output = std::variant<Opened, Exchange, Fact, Plain, Switch>;

/// Where one side's bytes went: taken + skipped + lost is all that reassembly delivered or gave up.
struct Account {
  std::uint64_t taken = 0;    ///< part of a message that was framed
  std::uint64_t skipped = 0;  ///< delivered, but could not be framed (resynchronising, shed)
  std::uint64_t lost = 0;     ///< holes
  friend bool operator==(const Account&, const Account&) = default;
};

/// What a conversation may keep. Octets.
struct Limits {
  std::size_t body = 1U << 20;    ///< payload bytes kept of one message; the rest is counted
  std::size_t frame = 64U << 20;  ///< the longest frame believed; longer is malformed
  std::size_t held = 8U << 20;    ///< all that one conversation keeps
  std::size_t pending = 4096;     ///< requests waiting for an answer on one connection
};

/// How a conversation begins.
struct Opening {
  Limits limits;
  bool midstream = false;           ///< bytes came before the first one delivered
  std::string_view carried{};       ///< from Switch; borrowed for the call
  const Exchange* asked = nullptr;  ///< from Switch, null without; borrowed for the call
};

class Conversation;

/// A conversation in which nothing is open and nothing waits, in as few octets as it can be kept.
struct Resting {
  virtual ~Resting() = default;
  /// The one that goes on where it rested.
  virtual std::unique_ptr<Conversation> wake(const Limits& limits) const = 0;
};

class Conversation {
 public:
  virtual ~Conversation() = default;

  /// The next input. Bytes are borrowed for the call.
  virtual void take(const Input& input) = 0;
  /// Packet time has reached `now`; streams without end may be emitted. Never needed for progress.
  virtual void tick(Time now) = 0;
  /// True when a tick may do something before the next input comes. Without, none is needed.
  virtual bool awaits_time() const = 0;
  /// What was learned, in order; empty when there is no more for now.
  virtual std::optional<Output> poll() = 0;
  /// Octets kept beyond a call: waiting input, pending requests, payloads not yet emitted.
  virtual std::size_t held() const = 0;
  /// Gives up at least `wanted` octets if it holds them, least valuable first (payloads, then
  /// pending requests, then waiting input), marking what was touched with Reason::limit.
  virtual void shed(std::size_t wanted) = 0;
  /// What is needed to go on later, so that this one may be destroyed now; null while something is
  /// open or waits, and where a protocol has no small form.
  virtual std::unique_ptr<const Resting> rest() const { return nullptr; }
  /// Where `side`'s bytes went so far. Bytes still waiting are in none of the three until Close.
  virtual Account account(Side side) const = 0;
};

}  // namespace goldwire
