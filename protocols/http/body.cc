// BodyKeeper: one copy into the kept beginning, one pass of the digest.
#include "protocols/http/body.h"

#include <algorithm>

namespace goldwire::http {

void BodyKeeper::begin(Body& body, std::size_t limit) {
  body_ = &body;
  limit_ = limit;
}

std::size_t BodyKeeper::add(std::string_view octets) {
  if (body_->size == 0) XXH64_reset(&state_, 0);
  if (body_->whole) XXH64_update(&state_, octets.data(), octets.size());
  body_->size += octets.size();
  const std::size_t room = limit_ - std::min(limit_, body_->kept.size());
  const std::size_t count = body_->whole ? std::min(room, octets.size()) : 0;
  body_->kept.append(octets.substr(0, count));
  return count;
}

void BodyKeeper::lose(std::uint64_t length) {
  body_->size += length;
  body_->whole = false;
}

void BodyKeeper::finish() {
  if (body_->whole && body_->size != 0) body_->digest = XXH64_digest(&state_);
}

void BodyKeeper::cut() { body_->whole = false; }

std::size_t BodyKeeper::drop() {
  const std::size_t count = body_->kept.size();
  body_->kept = {};
  limit_ = 0;
  return count;
}

}  // namespace goldwire::http
