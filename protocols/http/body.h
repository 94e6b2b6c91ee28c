// BodyKeeper: takes a message's content piece by piece, keeps its beginning and digests all of it.
//
// Contract: memory stays within the limit however long the content is. The Body it fills outlives
// it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "protocols/http/message.h"

namespace goldwire::http {

class BodyKeeper {
 public:
  BodyKeeper();
  BodyKeeper(BodyKeeper&&) noexcept;
  BodyKeeper& operator=(BodyKeeper&&) noexcept;
  ~BodyKeeper();

  /// A new message begins; at most `limit` octets of it are kept. Fills `body` until finish().
  /// `announced`: how long it says it will be, 0 where it does not say.
  void begin(Body& body, std::size_t limit, std::uint64_t announced = 0);
  /// The next octets. Returns how many were kept.
  std::size_t add(std::string_view octets);
  /// A hole of `length` octets; nothing behind it is kept.
  void lose(std::uint64_t length);
  /// The content ended where its framing said.
  void finish();
  /// The content ended early.
  void cut();
  /// Gives up what was kept; returns how many octets that were.
  std::size_t drop();

 private:
  void digest_beyond();

  Body* body_ = nullptr;
  std::size_t limit_ = 0;
  std::uint64_t announced_ = 0;
  struct Digest;
  std::unique_ptr<Digest> beyond_;  ///< of all up to now, when not all of it is kept
};

}  // namespace goldwire::http
