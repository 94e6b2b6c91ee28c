// Likeness: whether octets look like the beginning of a request or a response. What detection and
// resynchronising stand on.
//
// Contract: `waiting` begins with the four octets of a frame's length, if it is a frame at all.
// `no` is final; `more` asks again with more octets. Borrowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocols/base/bytes.h"

namespace goldwire::kafka {

enum class Likeness : std::uint8_t { no, more, yes };

/// Octets of a frame's length.
inline constexpr std::size_t kLengthSize = 4;

/// What a request's first octets say.
struct Glimpse {
  std::size_t length = 0;  ///< of the frame, without the length itself
  std::int16_t key = 0;
  std::int16_t version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string_view> client_id;
};

/// Whether a request's header is believable by itself: a length up to `frame_limit`, a key and a
/// version that exist, a client id that a person can read. `glimpse` is filled on yes.
Likeness like_request(Bytes waiting, std::size_t frame_limit, Glimpse& glimpse);

/// The same for a key or version that is not in the table yet.
Likeness like_unknown_request(Bytes waiting, std::size_t frame_limit);

/// Whether the frame's body is believable, of an API whose body is described: yes when all of it is
/// there, every field fits and nothing is left; more while what is there fits.
Likeness is_request(Bytes waiting, const Glimpse& glimpse);

/// The same for `waiting`'s first frame as the answer to a request of that key and version.
Likeness is_response(Bytes waiting, int key, int version);

/// The frame's length, when it is there and lies in [least, limit].
std::optional<std::size_t> frame_length(Bytes waiting, std::size_t least, std::size_t limit);

}  // namespace goldwire::kafka
