// Slots: the places of a message that hold a value, each under a name that people can read.
//
//   path[1]               a segment of the path, counted from 0
//   query.page            a parameter of the query
//   header.authorization  a header field; header.accept#2 is the second of that name
//   cookie.sid            of Cookie in a request, of Set-Cookie in an answer
//   body.items[0].id      of a JSON body; body.amount of a form; body is all of any other
//
// Contract: pure. Values are decoded (percent, JSON escapes). What a hop or a sender makes anew
// (head.h) is no slot. Putting a value changes nothing else in the message.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http/message.h"

namespace goldwire::replay {

struct Slot {
  std::string place;
  std::string text;  ///< the value
};

/// In the order of the message, headers before cookies before the body.
std::vector<Slot> slots_of(const http::Request& request);
std::vector<Slot> slots_of(const http::Response& answer);

/// Puts `text` at `place`; false when the request has no such place.
bool put(http::Request& request, std::string_view place, std::string_view text);

/// True when `place` is written like one of the above.
bool is_place(std::string_view place);

}  // namespace goldwire::replay
