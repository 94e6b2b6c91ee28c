// Likeness: header checks by hand (they run at every octet after a loss), bodies by their
// description.
#include "protocols/kafka/likeness.h"

#include <algorithm>
#include <limits>

#include "protocols/base/json.h"
#include "protocols/base/wire_reader.h"
#include "protocols/kafka/codec.h"

namespace goldwire::kafka {
namespace {

constexpr std::int16_t kLongestClientId = 1024;  // longer ones are legal, but nobody has them
constexpr std::int16_t kFutureVersions = 8;      // beyond the newest that this code knows

Likeness likeness_of(Reading reading) {
  switch (reading) {
    case Reading::whole:
      return Likeness::yes;
    case Reading::lost:
      return Likeness::more;
    case Reading::malformed:
      break;
  }
  return Likeness::no;
}

/// What is there of the frame that begins at `waiting`, without its length.
Bytes frame_of(Bytes waiting, std::size_t length) {
  const Bytes rest = waiting.subspan(kLengthSize);
  return rest.first(std::min(length, rest.size()));
}

}  // namespace

std::optional<std::size_t> frame_length(Bytes waiting, std::size_t least, std::size_t limit) {
  if (waiting.size() < kLengthSize) return std::nullopt;
  const std::uint32_t length = WireReader(waiting.first(kLengthSize)).u32();
  if (length < least || length > limit) return std::nullopt;
  return length;
}

Likeness like_request(Bytes waiting, std::size_t frame_limit, Glimpse& glimpse) {
  WireReader reader(waiting);
  const std::uint32_t length = reader.u32();
  if (reader.failed()) return Likeness::more;
  if (length < kRequestHeaderStart + 2 || length > frame_limit) return Likeness::no;
  glimpse.length = length;
  glimpse.key = reader.i16();
  if (reader.failed()) return Likeness::more;
  const Api* const known = api(glimpse.key);
  if (known == nullptr) return Likeness::no;
  glimpse.version = reader.i16();
  if (reader.failed()) return Likeness::more;
  if (glimpse.version < 0 || glimpse.version > known->newest + kFutureVersions) return Likeness::no;
  glimpse.correlation_id = reader.i32();
  const std::int16_t size = reader.i16();
  if (reader.failed()) return Likeness::more;
  const std::size_t room = length - kRequestHeaderStart - 2;
  if (size < -1 || size > kLongestClientId) return Likeness::no;
  glimpse.client_id.reset();
  if (size < 0) return Likeness::yes;
  if (static_cast<std::size_t>(size) > room) return Likeness::no;
  const std::string_view text = reader.text(static_cast<std::size_t>(size));
  if (reader.failed()) return Likeness::more;
  if (!is_readable_text(text)) return Likeness::no;
  glimpse.client_id = text;
  return Likeness::yes;
}

Likeness like_unknown_request(Bytes waiting, std::size_t frame_limit) {
  constexpr std::int16_t kKeys = 1000;
  constexpr std::int16_t kVersions = 100;
  WireReader reader(waiting);
  const std::uint32_t length = reader.u32();
  const std::int16_t key = reader.i16();
  const std::int16_t version = reader.i16();
  if (reader.failed()) return Likeness::more;
  const bool fits = length >= kRequestHeaderStart && length <= frame_limit && key >= 0 &&
                    key < kKeys && version >= 0 && version < kVersions;
  return fits ? Likeness::yes : Likeness::no;
}

Likeness is_request(Bytes waiting, const Glimpse& glimpse) {
  if (!described(glimpse.key, glimpse.version)) return Likeness::no;
  const Bytes octets = frame_of(waiting, glimpse.length);
  std::size_t body = kRequestHeaderStart + 2 + (glimpse.client_id ? glimpse.client_id->size() : 0);
  if (flexible(glimpse.key, glimpse.version)) {
    FieldReader tags(octets, glimpse.length, body, 0, true);
    tags.tags();
    if (tags.stopped()) return tags.lost() ? Likeness::more : Likeness::no;
    body = tags.at();
  }
  return likeness_of(
      check_strictly(octets, glimpse.length, body, glimpse.key, glimpse.version, Side::client));
}

Likeness is_response(Bytes waiting, int key, int version) {
  const auto length =
      frame_length(waiting, kResponseHeaderStart, std::numeric_limits<std::uint32_t>::max());
  if (!length || !described(key, version)) return Likeness::no;
  const Bytes octets = frame_of(waiting, *length);
  std::size_t body = kResponseHeaderStart;
  if (flexible_response_header(key, version)) {
    if (octets.size() == body) return *length == body ? Likeness::no : Likeness::more;
    if (octets[body] != 0) return Likeness::no;  // no tagged field of a response header exists yet
    ++body;
  }
  return likeness_of(check_strictly(octets, *length, body, key, version, Side::server));
}

}  // namespace goldwire::kafka
