// BodyKeeper: one copy into the kept beginning. The digest is taken from there while all of the
// content is kept, and else as it flows.
#include "protocols/http/body.h"

#define XXH_INLINE_ALL  // libpg_query exports an older one under the same names
#include <algorithm>
#include <utility>
#include <xxhash.h>

#include "protocols/http/content_coding.h"

#if defined(__x86_64__)
// The library's own take the widest vectors that the processor has: a third of the time. Its header
// for them does not go together with the inline form.
extern "C" XXH64_hash_t XXH3_64bits_dispatch(const void* octets, std::size_t length);
extern "C" XXH_errorcode XXH3_64bits_update_dispatch(XXH3_state_t* state, const void* octets,
                                                     std::size_t length);
#endif

namespace goldwire::http {
namespace {

#if defined(__x86_64__)
constexpr auto* digest_of = &XXH3_64bits_dispatch;
constexpr auto* digest_more = &XXH3_64bits_update_dispatch;
#else
constexpr auto* digest_of = &XXH3_64bits;
constexpr auto* digest_more = &XXH3_64bits_update;
#endif

/// Room is made for what was announced, but for no more than so many times what came.
constexpr std::size_t kTrust = 8;

}  // namespace

struct BodyKeeper::Digest {
  XXH3_state_t state;
};

BodyKeeper::BodyKeeper() = default;
BodyKeeper::BodyKeeper(BodyKeeper&&) noexcept = default;
BodyKeeper& BodyKeeper::operator=(BodyKeeper&&) noexcept = default;
BodyKeeper::~BodyKeeper() = default;

void BodyKeeper::begin(Body& body, std::size_t limit, std::uint64_t announced,
                       const Fields* fields) {
  body_ = &body;
  limit_ = limit;
  announced_ = announced;
  fields_ = fields;
  decoder_.reset();
  beyond_.reset();
}

std::size_t BodyKeeper::add(std::string_view octets) {
  body_->size += octets.size();
  if (!body_->whole) return 0;
  std::string& kept = body_->kept;
  const std::size_t now = kept.size() + octets.size();
  if (now > kept.capacity() && announced_ > octets.size()) {
    kept.reserve(
        static_cast<std::size_t>(std::min<std::uint64_t>({announced_, limit_, kTrust * now})));
  }
  const std::size_t room = limit_ - std::min(limit_, kept.size());
  const std::size_t count = std::min(room, octets.size());
  kept.append(octets.substr(0, count));
  if (beyond_ || count < octets.size()) {
    if (!beyond_) decode_beyond();
    digest_beyond();
    const std::string_view rest = octets.substr(count);
    digest_more(&beyond_->state, rest.data(), rest.size());
    if (decoder_) decode(rest);
  }
  return count;
}

void BodyKeeper::lose(std::uint64_t length) {
  body_->size += length;
  cut();
}

void BodyKeeper::finish() {
  if (!body_->whole || body_->size == 0) return;
  body_->digest = beyond_ ? XXH3_64bits_digest(&beyond_->state)
                          : digest_of(body_->kept.data(), body_->kept.size());
  if (!decoder_) return;
  Content content = std::move(*std::exchange(decoder_, nullptr)).finish();
  if (content.decoding != Decoding::whole) return;
  body_->kept = std::move(content.octets);
  body_->uncoded = Uncoded{content.size, content.digest};
}

void BodyKeeper::cut() {
  body_->whole = false;
  decoder_.reset();
}

std::size_t BodyKeeper::held() const { return decoder_ ? decoder_->held() : 0; }

std::size_t BodyKeeper::drop() {
  if (body_ == nullptr) return 0;
  digest_beyond();
  decoder_.reset();
  const std::size_t count = body_->kept.size();
  body_->kept = {};
  limit_ = 0;
  return count;
}

/// More comes than is kept: from here on the digest is taken as it flows.
void BodyKeeper::digest_beyond() {
  if (beyond_) return;
  beyond_ = std::make_unique<Digest>();
  XXH3_64bits_reset(&beyond_->state);
  digest_more(&beyond_->state, body_->kept.data(), body_->kept.size());
}

/// More comes than is kept: from here on a coded content is decoded as it flows.
void BodyKeeper::decode_beyond() {
  const std::string codings = fields_ == nullptr ? std::string() : content_codings(*fields_);
  if (codings.empty()) return;
  decoder_ = std::make_unique<ContentDecoder>(codings, ContentLimits{.kept = limit_});
  decode(body_->kept);
}

void BodyKeeper::decode(std::string_view octets) {
  decoder_->add(octets);
  const Decoding now = decoder_->decoding();
  if (now != Decoding::whole && now != Decoding::cut) decoder_.reset();
}

}  // namespace goldwire::http
