// The protocol as the registry sees it, and its detection: a request on one side, its answer on the
// other.
#include <vector>

#include "protocols/base/wire_reader.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/conversation.h"
#include "protocols/kafka/describe.h"
#include "protocols/kafka/likeness.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kLookedAt = 32768;  // how far into a stream that was joined midway

/// The requests that stand one after the other from `client`'s first octet on.
std::vector<Glimpse> request_chain(Bytes client, Likeness& last) {
  std::vector<Glimpse> chain;
  last = Likeness::more;
  while (!client.empty()) {
    Glimpse glimpse;
    last = like_request(client, Limits{}.frame, glimpse);
    if (last != Likeness::yes) return chain;
    if (client.size() < kLengthSize + glimpse.length) {
      chain.push_back(glimpse);
      return chain;
    }
    if (described(glimpse.key, glimpse.version) && !is_request(client, glimpse)) {
      last = Likeness::no;
      return chain;
    }
    chain.push_back(glimpse);
    client = client.subspan(kLengthSize + glimpse.length);
  }
  return chain;
}

/// Whether `server` begins with the answer to one of `requests`.
bool answers(Bytes server, const std::vector<Glimpse>& requests) {
  if (server.size() < kLengthSize + kResponseHeaderStart) return false;
  const auto length = frame_length(server, kResponseHeaderStart, Limits{}.frame);
  if (!length) return false;
  const std::int32_t correlation_id = WireReader(server.subspan(kLengthSize)).i32();
  for (const Glimpse& request : requests) {
    if (request.correlation_id != correlation_id) continue;
    if (server.size() < kLengthSize + *length || !described(request.key, request.version))
      return true;
    if (is_response(server, request.key, request.version)) return true;
  }
  return false;
}

/// A whole request anywhere in the first octets of a stream that was joined midway.
std::optional<Glimpse> request_within(Bytes client) {
  for (std::size_t at = 1; at < std::min(client.size(), kLookedAt); ++at) {
    Glimpse glimpse;
    const Bytes rest = client.subspan(at);
    if (like_request(rest, Limits{}.frame, glimpse) == Likeness::yes && is_request(rest, glimpse)) {
      return glimpse;
    }
  }
  return std::nullopt;
}

/// A whole answer to `request` anywhere in `server`'s first octets.
bool answer_within(Bytes server, const Glimpse& request) {
  for (std::size_t at = 0; at < std::min(server.size(), kLookedAt); ++at) {
    if (answers(server.subspan(at), {request})) return true;
  }
  return false;
}

Fit detect(Bytes client, Bytes server) {
  if (client.empty()) {
    const bool short_of_a_header = server.size() < kLengthSize + kResponseHeaderStart;
    return short_of_a_header || frame_length(server, kResponseHeaderStart, Limits{}.frame)
               ? Fit::unsure
               : Fit::no;
  }
  Likeness last = Likeness::no;
  const std::vector<Glimpse> chain = request_chain(client, last);
  if (!chain.empty()) {
    if (server.empty()) return Fit::likely;
    if (answers(server, chain)) return Fit::certain;
    for (const Glimpse& request : chain) {
      if (answer_within(server, request)) return Fit::certain;
    }
    // Acknowledged by nobody: a producer that asked for no answer, or the server joined midway.
    return last != Likeness::no && server.size() < kLengthSize + kResponseHeaderStart ? Fit::unsure
                                                                                      : Fit::no;
  }
  if (last == Likeness::more) return Fit::unsure;
  const auto request = request_within(client);
  if (!request) return Fit::no;
  return answer_within(server, *request) ? Fit::certain : Fit::likely;
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
