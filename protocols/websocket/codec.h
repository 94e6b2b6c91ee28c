// Frames (RFC 6455 section 5) and the handshake, bytes <-> messages.
//
// Contract: readers borrow what they are given and never look past it. Whether more octets are
// needed is asked of header_size(); a frame's payload is never needed to read its header.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocols/base/bytes.h"
#include "protocols/base/result.h"
#include "protocols/base/stream.h"
#include "protocols/websocket/message.h"

namespace goldwire::websocket {

using MaskingKey = std::array<std::uint8_t, 4>;

struct FrameHeader {
  bool fin = true;
  bool rsv1 = false;
  bool rsv2_or_3 = false;
  Opcode opcode = Opcode::text;
  bool masked = false;
  bool shortest = true;      ///< the length is written in as few octets as it needs
  MaskingKey key{};          ///< zeros without a mask
  std::uint64_t length = 0;  ///< octets of the payload
};

/// Octets of the header that `octets` begin with: 2 to 14; 2 while fewer are there.
std::size_t header_size(Bytes octets);
/// `header` is exactly header_size() octets. Malformed is a length of 2^63 and more.
Decoded<FrameHeader> read_header(Bytes header);
/// True for the opcodes that section 5.2 defines.
bool is_known(Opcode opcode);

/// Writes `payload`, which stands at `position` of its frame, without its mask (section 5.3) to the
/// beginning of `out`, which is as long at least. The view is of what was written.
std::string_view unmask(std::span<char> out, Bytes payload, const MaskingKey& key,
                        std::uint64_t position);

/// A Close frame's whole payload. Malformed is one octet, and a reason that is not UTF-8.
Decoded<CloseBody> read_close(std::string_view payload);
/// A code that may be sent (section 7.4).
bool is_close_code(std::uint16_t code);

/// Of what HTTP/1 carried over; not `seen` when there is nothing.
Handshake read_handshake(std::string_view carried);

/// `voice` as frames of `side`: one for each message, not compressed, with a masking key of zeros.
/// What sends it through a foreign proxy has to mask it anew (section 10.3).
std::string write_voice(const Voice& voice, Side side);
/// One frame.
void write_frame(std::string& out, Side side, Opcode opcode, std::string_view payload);

}  // namespace goldwire::websocket
