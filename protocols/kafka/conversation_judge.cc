// What the conversation believes to be a frame: by its header, by what it knows of both sides, and,
// after a loss, by the body or by the frames behind it.
#include <algorithm>
#include <optional>

#include "protocols/base/wire_reader.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/conversation.h"

namespace goldwire::kafka {
namespace {

constexpr std::int64_t kLikelyStep = 65536;  // between correlation ids around a hole
constexpr std::int64_t kShortStep = 256;     // between those of answers that follow one another
constexpr std::size_t kTelling = 24;  // a frame this long whose fields all fit is no accident

/// Of the frame that begins with its length.
std::int32_t id_of(Bytes frame) { return WireReader(frame.subspan(kLengthSize)).i32(); }

}  // namespace

Framer::Judge KafkaConversation::judge(Side side) const {
  return [this, side](Bytes waiting, Framer::Asked asked) {
    return side == Side::client ? judge_request(waiting, asked) : judge_response(waiting, asked);
  };
}

Likeness KafkaConversation::judge_request(Bytes waiting, Framer::Asked asked) const {
  Glimpse glimpse;
  const Likeness header = like_request(waiting, limits_.frame, glimpse);
  if (asked == Framer::Asked::in_step) {
    // In step from the first octet on, a key or version that nobody knows yet is believed too.
    const bool sure = !midstream_ && client_.losses() == 0;
    return header == Likeness::no && sure ? like_unknown_request(waiting, limits_.frame) : header;
  }
  if (header != Likeness::yes) return header;
  const bool named = glimpse.client_id && !glimpse.client_id->empty();
  const std::int64_t step =
      static_cast<std::int64_t>(glimpse.correlation_id) - last_request_.value_or(0);
  if (named && glimpse.client_id == client_id_ && last_request_ && step > 0 && step < kLikelyStep) {
    return Likeness::yes;
  }
  const std::size_t size = kLengthSize + glimpse.length;
  if (described(glimpse.key, glimpse.version)) {
    const Likeness body = is_request(waiting, glimpse);
    if (body != Likeness::yes || (named && glimpse.length >= kTelling)) return body;
  }
  if (waiting.size() < size) return Likeness::more;
  Glimpse after;
  const Likeness next = like_request(waiting.subspan(size), limits_.frame, after);
  if (next != Likeness::more || asked != Framer::Asked::at_last) return next;
  return waiting.size() == size ? Likeness::yes : Likeness::no;
}

Likeness KafkaConversation::judge_response(Bytes waiting, Framer::Asked asked) const {
  const auto length = frame_length(waiting, kResponseHeaderStart, limits_.frame);
  if (!length) return Likeness::no;
  if (asked == Framer::Asked::in_step) return Likeness::yes;
  const std::int32_t correlation_id = id_of(waiting);
  const bool unseen = pending_for(correlation_id) == nullptr;
  if (unseen && !may_be_unseen(correlation_id)) return Likeness::no;
  if (const auto body = judge_answer(waiting);
      body && (*body != Likeness::yes || *length >= kTelling)) {
    return *body;
  }
  // So little, or a body that nobody can check: it must be followed by another answer. One to a
  // request that nobody saw by two, or by one that answers a request, since small numbers in a body
  // look like lengths and ids.
  Bytes rest = waiting;
  for (int followers = unseen ? 2 : 1; followers > 0; --followers) {
    const std::optional<std::size_t> here = frame_length(rest, kResponseHeaderStart, limits_.frame);
    if (!here) return Likeness::no;
    if (rest.size() < kLengthSize + *here) return Likeness::more;
    const std::int64_t id = id_of(rest);
    rest = rest.subspan(kLengthSize + *here);
    if (rest.size() < kLengthSize + kResponseHeaderStart) {
      if (asked != Framer::Asked::at_last) return Likeness::more;
      return rest.empty() && (!unseen || *here >= kTelling) ? Likeness::yes : Likeness::no;
    }
    const std::int64_t step = id_of(rest) - id;
    if (step <= 0 || step >= (unseen ? kShortStep : kLikelyStep)) return Likeness::no;
    if (unseen) {
      if (const auto body = judge_answer(rest)) return *body;
    }
  }
  return frame_length(rest, kResponseHeaderStart, limits_.frame) ? Likeness::yes : Likeness::no;
}

std::optional<Likeness> KafkaConversation::judge_answer(Bytes waiting) const {
  const Pending* const request = pending_for(id_of(waiting));
  if (request == nullptr) return std::nullopt;
  const RequestHeader& header = *request->call->header;
  if (!described(header.api_key, header.api_version)) return std::nullopt;
  return is_response(waiting, header.api_key, header.api_version);
}

bool KafkaConversation::may_be_unseen(std::int32_t correlation_id) const {
  if (correlation_id < 0) return false;
  if (!last_request_) return true;
  const std::int64_t before = std::int64_t{*last_request_} - correlation_id;
  return before > 0 && before < kLikelyStep && (!last_answer_ || correlation_id > *last_answer_);
}

const KafkaConversation::Pending* KafkaConversation::pending_for(
    std::int32_t correlation_id) const {
  const auto found = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& pending) {
    return pending.call->header->correlation_id == correlation_id;
  });
  return found == pending_.end() ? nullptr : &*found;
}

}  // namespace goldwire::kafka
