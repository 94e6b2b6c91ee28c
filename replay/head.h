// Head: what of a recorded request's head is sent again, and what is made anew.
//
// Contract: fields of one hop (RFC 9110 section 7.6.1), of the body's framing, of the target and of
// the moment are made anew; all other fields are sent as they were recorded, in their order.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "protocols/base/time.h"
#include "protocols/http/message.h"
#include "protocols/http1/message.h"

namespace goldwire::replay {

/// `field` has a value of its hop, connection or moment, never one to be carried over.
bool is_made_anew(std::string_view field);

/// How the body of `request` is framed when it is sent.
http1::Framing framing_of(const http::Request& request);

/// What the new head is made of.
struct Making {
  std::string host;                 ///< the target's authority; empty keeps the recorded Host
  Time now;                         ///< for Date
  std::function<char()> hex_digit;  ///< random; for ids of trace headers
};

/// Makes the head of `request` anew. Trace headers (W3C traceparent, B3, Jaeger, X-Ray) get new
/// ids, the same where they were the same; a field that was not recorded is not added.
void make_head_anew(http::Request& request, const Making& making);

}  // namespace goldwire::replay
