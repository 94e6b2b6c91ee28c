// WebSocket messages (RFC 6455), and all of one connection that an Exchange carries.
//
// Facts: none. Switch: none. What HTTP/1 carries over (Opening.carried) is the request line, its
// field lines, an empty line, the 101's field lines, an empty line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/exchange.h"

namespace goldwire::websocket {

/// Section 5.2. Any other value of four bits is reserved.
enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA
};
constexpr bool is_control(Opcode opcode) { return static_cast<std::uint8_t>(opcode) >= 0x8; }
constexpr bool is_data(Opcode opcode) { return opcode <= Opcode::binary; }

/// permessage-deflate as the server accepted it (RFC 7692 section 7.1).
struct Deflate {
  bool client_no_context_takeover = false;
  bool server_no_context_takeover = false;
};

/// What the HTTP exchange before the first frame agreed on.
struct Handshake {
  bool seen = false;
  std::string target;
  std::string host;
  std::string subprotocol;
  std::string extensions;
  std::optional<Deflate> deflate;
  /// RSV1 of a message's first frame says that it is compressed. Unknown counts as agreed.
  bool may_compress() const { return !seen || deflate.has_value(); }
};

/// What a peer must fail the connection for. The names are those of goldwire.websocket.violations.
enum class Violation : std::uint8_t {
  masking,             ///< an unmasked frame of the client, a masked one of the server
  reserved_bits,       ///< no extension that was agreed on gives them a meaning
  reserved_opcode,     ///< section 5.2
  long_length,         ///< a length in more octets than it needs
  fragmented_control,  ///< section 5.4
  long_control,        ///< a control frame of more than 125 octets
  stray_continuation,  ///< nothing to continue
  interrupted,         ///< a message begins before the one before it ended
  bad_close            ///< a Close whose body is one octet, or a code that must not be sent
};
inline constexpr std::size_t kViolationCount = 9;
std::string_view name_of(Violation violation);

class Violations {
 public:
  constexpr void add(Violation violation) { bits_ |= bit(violation); }
  constexpr void add(Violations other) { bits_ |= other.bits_; }
  constexpr bool has(Violation violation) const { return (bits_ & bit(violation)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  static constexpr std::uint16_t bit(Violation violation) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(violation));
  }
  std::uint16_t bits_ = 0;
};

/// A data message with all its fragments, or a control frame.
struct Message {
  Opcode type = Opcode::text;  ///< `continuation` where the first frame was not seen
  std::string content;         ///< its first octets, up to a limit and up to the first hole
  std::uint64_t size = 0;      ///< octets of the content, as far as they are known
  bool whole = true;           ///< no hole, no early end
  bool decoded = true;         ///< false: `content` is what was sent, and nobody knows its meaning
  std::uint64_t end = 0;       ///< stream offset behind its last octet
  std::uint64_t acked = 0;     ///< peer offset that its last octet's chunk acknowledged
  Time time;                   ///< when its last octet was seen
};

/// A Close frame's body (section 5.5.1); 1005 without one.
struct CloseBody {
  std::uint16_t code = 1005;
  std::string reason;
};

/// What one side said.
struct Voice {
  std::vector<Message> messages;  ///< those that were kept, in the order in which they ended
  std::uint64_t data_messages = 0;
  std::uint64_t control_messages = 0;
  std::uint64_t size = 0;  ///< octets of all data messages' content
  std::uint64_t digest =
      0;              ///< XXH64 over type, length and content of each data message; 0 without
  bool whole = true;  ///< no hole, nothing undecodable: `size` and `digest` are true
  std::optional<CloseBody> close;
  Violations violations;
};

struct Messages final : goldwire::Messages {
  Handshake handshake;
  Voice client;
  Voice server;
  bool abnormal = false;  ///< both streams ended, and neither side sent a Close (code 1006)
};

}  // namespace goldwire::websocket
