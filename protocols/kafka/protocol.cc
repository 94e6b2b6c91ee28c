// The protocol as the registry sees it, and its detection: a request on one side, its answer on the
// other.
#include <algorithm>
#include <vector>

#include "protocols/base/wire_reader.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/conversation.h"
#include "protocols/kafka/describe.h"
#include "protocols/kafka/likeness.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kLookedAt = 32768;  // how far into a stream that was joined midway

/// Short frames of zeros and small numbers look like requests; a name does not come about by
/// chance.
/// A version that is not described proves nothing: it might be any small number.
bool telling(const Glimpse& glimpse) {
  return glimpse.client_id && !glimpse.client_id->empty() &&
         described(glimpse.key, glimpse.version);
}

/// The requests that stand one after the other from `client`'s first octet on.
std::vector<Glimpse> request_chain(Bytes client, Likeness& last) {
  std::vector<Glimpse> chain;
  last = Likeness::more;
  while (!client.empty()) {
    Glimpse glimpse;
    last = like_request(client, Limits{}.frame, glimpse);
    if (last != Likeness::yes) return chain;
    if (described(glimpse.key, glimpse.version)) last = is_request(client, glimpse);
    if (last == Likeness::no) return chain;
    chain.push_back(glimpse);
    if (client.size() < kLengthSize + glimpse.length) return chain;
    client = client.subspan(kLengthSize + glimpse.length);
  }
  return chain;
}

/// Whether a frame with the correlation id of one of `requests` begins at `server`. `readable`:
/// and, where all of it is there, its body is what was asked for.
bool answers(Bytes server, const std::vector<Glimpse>& requests, bool readable) {
  if (server.size() < kLengthSize + kResponseHeaderStart) return false;
  const auto length = frame_length(server, kResponseHeaderStart, Limits{}.frame);
  if (!length) return false;
  const std::int32_t correlation_id = WireReader(server.subspan(kLengthSize)).i32();
  return std::any_of(requests.begin(), requests.end(), [&](const Glimpse& request) {
    if (request.correlation_id != correlation_id) return false;
    return !readable || is_response(server, request.key, request.version) == Likeness::yes;
  });
}

/// A whole frame may begin here. Most octets begin none, and this is soon seen.
bool all_there(Bytes octets) {
  return octets.size() >= kLengthSize && WireReader(octets).u32() <= octets.size() - kLengthSize;
}

/// A whole request anywhere in the first octets of a stream that was joined midway. It must name
/// its client, and a request must follow, where octets do.
std::optional<Glimpse> request_within(Bytes client) {
  constexpr std::size_t kLeast = kLengthSize + kRequestHeaderStart + 2;
  if (client.size() < kLeast) return std::nullopt;
  const std::size_t places = std::min(kLookedAt, client.size() - kLeast + 1);
  for (std::size_t at = 1; at < places; ++at) {
    // The key and the version are two octets each, and small: most places fail here.
    if (client[at + kLengthSize] != 0 || client[at + kLengthSize + 2] != 0) continue;
    Glimpse glimpse;
    const Bytes rest = client.subspan(at);
    if (!all_there(rest)) continue;
    if (like_request(rest, Limits{}.frame, glimpse) != Likeness::yes) continue;
    if (!telling(glimpse) || is_request(rest, glimpse) != Likeness::yes) continue;
    Likeness last = Likeness::no;
    request_chain(rest, last);
    if (last != Likeness::no) return glimpse;
  }
  return std::nullopt;
}

/// A whole answer to one of `requests` anywhere in `server`'s first octets.
bool answer_within(Bytes server, const std::vector<Glimpse>& requests) {
  const std::size_t places = std::min(server.size(), kLookedAt);
  for (std::size_t at = 0; at < places; ++at) {
    const Bytes rest = server.subspan(at);
    if (all_there(rest) && answers(rest, requests, true)) return true;
  }
  return false;
}

Fit detect(Bytes client, Bytes server) {
  if (client.empty()) {
    const bool short_of_a_header = server.size() < kLengthSize + kResponseHeaderStart;
    const bool like =
        short_of_a_header || frame_length(server, kResponseHeaderStart, Limits{}.frame).has_value();
    return like ? Fit::unsure : Fit::no;
  }
  Likeness last = Likeness::no;
  std::vector<Glimpse> requests = request_chain(client, last);
  if (requests.empty()) {
    if (last == Likeness::more) return Fit::unsure;
    const auto request = request_within(client);
    if (!request) return Fit::no;
    requests.push_back(*request);
  } else if (last == Likeness::no) {
    return Fit::no;
  }
  const bool tells = std::any_of(requests.begin(), requests.end(), telling);
  if (answers(server, requests, !tells) || answer_within(server, requests)) return Fit::certain;
  // Not answered yet, acks=0, or the server's stream was joined midway.
  return tells ? Fit::likely : Fit::unsure;
}

std::unique_ptr<Conversation> open(const Opening& opening) {
  return std::make_unique<KafkaConversation>(opening);
}

std::string encode(const Exchange& exchange, Side side) {
  return write_side(static_cast<const Call&>(*exchange.messages), side);
}

}  // namespace

const Protocol& protocol() {
  static const Protocol kafka{kName, detect, open, describe, encode};
  return kafka;
}

}  // namespace goldwire::kafka
