// BodyKeeper: takes a message's content piece by piece, keeps its beginning and digests all of it.
//
// Contract: memory stays within the limit however long the content is. The Body it fills outlives
// it.
#pragma once

#define XXH_STATIC_LINKING_ONLY
#include <cstddef>
#include <string_view>
#include <xxhash.h>

#include "protocols/http/message.h"

namespace goldwire::http {

class BodyKeeper {
 public:
  /// A new message begins; at most `limit` octets of it are kept. Fills `body` until finish().
  void begin(Body& body, std::size_t limit);
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
  Body* body_ = nullptr;
  std::size_t limit_ = 0;
  XXH64_state_t state_;
};

}  // namespace goldwire::http
