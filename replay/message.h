// Message: a recorded entry as replay needs it: the request, and what was answered then.
//
// Contract: bodies are after transfer and content decoding. Owns what it shows.
#pragma once

#include <string>
#include <vector>

#include "protocols/base/time.h"
#include "protocols/http/message.h"

namespace goldwire::replay {

/// What secrets begin with in a recording; 16 hex digits follow, the same for the same secret.
inline constexpr std::string_view kRedacted = "redacted:";

struct Recorded {
  std::string name;  ///< "POST /deposit", for people
  http::Request request;
  http::Response answer;  ///< status 0 when none was seen
  Time start;             ///< of the request's first octet
  std::string obstacle;   ///< why it cannot be sent again; empty when it can
};

/// One run's entries in the order they were sent.
using Entries = std::vector<Recorded>;

}  // namespace goldwire::replay
