// BodyKeeper: takes a message's content piece by piece, keeps its beginning and digests all of it.
//
// A coded content (content_coding.h) that is longer than what is kept is decoded beside, so that it
// can be told by what it holds, however it was coded.
//
// Contract: memory stays within the limit, and what decoding takes, however long the content is.
// The Body it fills outlives it, and so do the fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "protocols/http/message.h"

namespace goldwire::http {

class ContentDecoder;

class BodyKeeper {
 public:
  BodyKeeper();
  BodyKeeper(BodyKeeper&&) noexcept;
  BodyKeeper& operator=(BodyKeeper&&) noexcept;
  ~BodyKeeper();

  /// A new message begins; at most `limit` octets of it are kept. Fills `body` until finish().
  /// `announced`: how long it says it will be, 0 where it does not say. `fields` say its codings
  /// when the first octet comes; null where there are none.
  void begin(Body& body, std::size_t limit, std::uint64_t announced = 0,
             const Fields* fields = nullptr);
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
  /// Octets that decoding keeps.
  std::size_t held() const;

 private:
  void digest_beyond();
  void decode_beyond();
  void decode(std::string_view octets);

  Body* body_ = nullptr;
  std::size_t limit_ = 0;
  std::uint64_t announced_ = 0;
  struct Digest;
  const Fields* fields_ = nullptr;
  std::unique_ptr<ContentDecoder> decoder_;  ///< of all up to now, when more comes than is kept
  std::unique_ptr<Digest> beyond_;           ///< of all up to now, when not all of it is kept
};

}  // namespace goldwire::http
