// Exchange: one request and its answer, as one connection showed them. Knows no protocol.
//
// Contract: an exchange with no reason in `incomplete` really happened, byte for byte (design, law
// 5).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/base/stream.h"
#include "protocols/base/time.h"

namespace goldwire {

/// Why an exchange is not whole. The names are those of the contract's `incomplete`.
enum class Reason : std::uint8_t {
  no_response,
  no_request,
  gap,
  truncated,
  midstream,
  undecodable,
  unsupported_version,
  limit,
  encrypted,
  open,
  unknown_fields  ///< header fields whose text was sent before the first octets given
};
inline constexpr std::size_t kReasonCount = 11;

/// "no-response", "gap", ...: the contract's spelling.
std::string_view name_of(Reason reason);
std::optional<Reason> reason_named(std::string_view name);

/// Why an exchange is not whole that its side's end left unfinished. A FIN or a reset is seen with
/// all that was sent before it, so what lacks was never sent; other ends say nothing about the
/// sender.
Reason reason_of(Ending ending);

/// A set of reasons.
class Reasons {
 public:
  constexpr void add(Reason reason) { bits_ |= bit(reason); }
  constexpr void add(Reasons other) { bits_ |= other.bits_; }
  constexpr bool has(Reason reason) const { return (bits_ & bit(reason)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  std::vector<std::string_view> names() const;  ///< in the order of the enumeration
  friend constexpr bool operator==(Reasons, Reasons) = default;

 private:
  static constexpr std::uint16_t bit(Reason reason) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(reason));
  }
  std::uint16_t bits_ = 0;
};

/// One direction of an exchange: when its first and last byte were seen and where they stand in
/// that side's stream. `begin == end` and no times when nothing of it was seen.
struct Half {
  std::optional<Time> first;
  std::optional<Time> last;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// The protocol's own message structs; each protocol derives one type in its message.h.
struct Messages {
  virtual ~Messages() = default;
};

struct Exchange {
  std::uint64_t ordinal = 0;  ///< counts the requests of this connection from 0, in wire order
  std::string_view protocol;  ///< who framed it and can encode it: the registry's name, for ever
  Half request;
  Half response;
  Reasons incomplete;
  bool control = false;  ///< housekeeping of the protocol; not an application's act
  std::shared_ptr<const Messages> messages;  ///< never null; shared by the spans made of it
  /// Who describes it, where that is another one that rides on `protocol` ("grpc"); else empty.
  std::string_view application{};
};

}  // namespace goldwire
