// Pairing: order where order is proved, nothing where it is not.
#include "protocols/http1/pairing.h"

#include <utility>

namespace goldwire::http1 {
namespace {

/// So often the habit has to show: once, of a client that was seen before; and this often where the
/// connection was joined, or the client sends several requests at a time.
constexpr unsigned kOnce = 1;
constexpr unsigned kOften = 16;
/// More pairs do not wait.
constexpr std::size_t kMostUnproved = 256;

}  // namespace

Pairing::Pairing(bool midstream, std::size_t limit)
    : limit_(limit),
      order_{.midstream = midstream, .requests_lost = midstream, .responses_lost = midstream} {}

void Pairing::meet(const Start& start) {
  // What came before was sent together with this, whether or not it was seen; or this is none.
  if (!start.turn && !start.first) order_.pipelines = true;
  if (pending_.empty()) {
    show_habit(start);
    batch_ = 1;
  } else if (!start.turn) {
    ++batch_;
  } else if (!in_doubt() && !std::exchange(order_.slides, true) && !order_.proved) {
    distrust();
  }
}

/// A request begins, and none that was seen waits for an answer.
void Pairing::show_habit(const Start& start) {
  order_.waited = order_.waited || (order_.pipelines && start.turn && !in_doubt());
  if (unproved_.empty()) return;
  // A client that waits takes a turn then, and acknowledges exactly its last answer's end.
  const bool shows = start.turn && start.acked == unproved_.back().exchange.response.end;
  if (!shows) return distrust();
  if (order_.pipelines && batch_ < 2) return;
  const bool known = !order_.midstream && !order_.pipelines;
  if (++order_.turns >= (known ? kOnce : kOften)) prove();
}

bool Pairing::is_turn(const Start& start) const {
  // One that sends several at a time may wait for all of them, or for none; it must have been seen.
  if (order_.slides || (order_.pipelines && (start.after_hole || !order_.waited))) return false;
  return start.turn || (start.first && order_.midstream);
}

void Pairing::start_over(bool anchored) {
  give_up({});
  order_.believed = true;
  order_.proved = false;
  order_.turns = 0;
  order_.requests_lost = false;
  order_.queue_lost = false;
  if (!anchored && !order_.responses_lost) order_.responses_reason = order_.requests_reason;
  order_.responses_lost = !anchored;
}

Pending& Pairing::add(const Start& start, std::uint64_t ordinal, bool sure) {
  if (pending_.size() >= limit_) shed_oldest();
  Pending& added = pending_.emplace_back();
  added.exchange.ordinal = ordinal;
  added.exchange.request.first = start.time;
  added.exchange.request.begin = added.exchange.request.end = start.begin;
  added.acked = start.acked;
  added.after_unknown = std::exchange(order_.requests_lost, false);
  if (!sure) added.exchange.incomplete.add(order_.requests_reason);
  order_.queue_lost = order_.queue_lost || added.after_unknown;
  return added;
}

Pending* Pairing::answered_by(const Start& start) {
  if (order_.responses_lost) return nullptr;
  if (pending_.empty()) {
    if (!order_.proved) distrust();
    return nullptr;
  }
  Pending& front = pending_.front();
  if (front.response_begun) return nullptr;
  // Sent before the request arrived: a server that gave up waiting, or another request's answer.
  if (start.acked <= front.exchange.request.begin || start.begin < front.acked) {
    // Or the order was believed wrongly: there are requests that nobody saw, and may always be.
    if (order_.believed) {
      order_.slides = true;
      if (!order_.proved) distrust();
      lose_responses(order_.requests_reason);
    }
    return nullptr;
  }
  // Octets that nobody understood came behind a request that is only believed, and before the
  // answer: they may have been the rest of it, or other requests.
  const bool overrun =
      !order_.proved && order_.requests_lost && start.acked > pending_.back().exchange.request.end;
  if (front.after_unknown || overrun) {
    lose_responses(order_.requests_reason);
    return nullptr;
  }
  // Something was sent behind the request before its answer began.
  if (front.request_done && front.exchange.incomplete.empty() &&
      start.acked > front.exchange.request.end) {
    order_.pipelines = true;
  }
  return &front;
}

Reasons Pairing::why_alone() const {
  Reasons why;
  why.add(Reason::no_request);
  if (order_.responses_lost) why.add(order_.responses_reason);
  if (order_.requests_lost || order_.queue_lost) why.add(order_.requests_reason);
  return why;
}

void Pairing::lose_requests(Reason reason) {
  if (!pending_.empty() && !order_.proved && reason == Reason::undecodable) {
    // What was taken for a request is followed by nonsense: it may have been part of a body.
    pending_.back().exchange.incomplete.add(order_.requests_reason);
  }
  order_.requests_lost = true;
  order_.requests_reason = reason;
  if (order_.midstream) part_unproved();
}

void Pairing::lose_responses(Reason reason) {
  order_.responses_lost = true;
  order_.responses_reason = reason;
  if (answering() && !order_.proved) {
    pending_.front().exchange.incomplete.add(order_.requests_reason);
  }
  // What went unseen may have contradicted pairs of a client that nobody knows.
  if (order_.midstream) part_unproved();
}

void Pairing::break_answer() {
  if (order_.pipelines && !order_.proved) part_unproved();
}

void Pairing::settle() {
  while (!pending_.empty() && done(pending_.front())) settle_front();
}

bool Pairing::shed_oldest() {
  const std::size_t oldest = answering() ? 1 : 0;
  if (pending_.size() <= oldest || !pending_[oldest].request_done) return false;
  Pending& one = pending_[oldest];
  one.exchange.incomplete.add(Reason::no_response);
  one.exchange.incomplete.add(Reason::limit);
  settled_.push_back(std::move(one));
  pending_.erase(pending_.begin() + static_cast<std::ptrdiff_t>(oldest));
  lose_responses(Reason::limit);
  return true;
}

Pending Pairing::take_front() {
  Pending front = std::move(pending_.front());
  pending_.pop_front();
  if (pending_.empty()) order_.queue_lost = false;
  return front;
}

void Pairing::settle_front() {
  Pending front = take_front();
  const bool waits = !order_.proved && front.exchange.incomplete.empty();
  (waits ? unproved_ : settled_).push_back(std::move(front));
  if (unproved_.size() >= kMostUnproved) part_unproved();
}

void Pairing::prove() {
  order_.proved = true;
  for (Pending& one : unproved_) settled_.push_back(std::move(one));
  unproved_.clear();
}

/// The answers of requests that nobody saw may still come where a client sends several together.
void Pairing::conclude(bool fully) {
  if (fully || !order_.pipelines) {
    prove();
  } else {
    part_unproved();
  }
}

void Pairing::part_unproved() {
  for (Pending& one : unproved_) settle_apart(std::move(one));
  unproved_.clear();
}

/// The client does not have the habit by which the order was believed.
void Pairing::distrust() {
  part_unproved();
  if (!pending_.empty()) {
    Pending& front = pending_.front();
    if (front.response_begun) {
      front.exchange.incomplete.add(order_.requests_reason);
    } else {
      front.after_unknown = order_.queue_lost = true;
    }
  }
  lose_responses(order_.requests_reason);
}

std::optional<Time> Pairing::quiet_since() const {
  if (!pending_.empty() || unproved_.empty()) return std::nullopt;
  return unproved_.back().exchange.response.last;
}

void Pairing::give_up(Reasons why) {
  while (!pending_.empty() && pending_.front().request_done && !in_answer(pending_.front())) {
    Pending& front = pending_.front();
    if (!front.response_done) {
      front.exchange.incomplete.add(Reason::no_response);
      if (order_.responses_lost) front.exchange.incomplete.add(order_.responses_reason);
      if (front.after_unknown) front.exchange.incomplete.add(order_.requests_reason);
      front.exchange.incomplete.add(why);
    }
    settle_front();
  }
}

/// Each half stands alone.
void Pairing::settle_apart(Pending&& request) {
  Pending answer;
  answer.exchange.ordinal = request.exchange.ordinal;
  answer.exchange.response = std::exchange(request.exchange.response, {});
  answer.exchange.incomplete.add(request.exchange.incomplete);
  answer.messages->has_response = std::exchange(request.messages->has_response, false);
  answer.messages->response = std::exchange(request.messages->response, {});
  answer.messages->response_framing = request.messages->response_framing;
  answer.messages->interims = std::exchange(request.messages->interims, {});
  for (Pending* half : {&request, &answer}) half->exchange.incomplete.add(order_.requests_reason);
  request.exchange.incomplete.add(Reason::no_response);
  answer.exchange.incomplete.add(Reason::no_request);
  settled_.push_back(std::move(request));
  settled_.push_back(std::move(answer));
}

}  // namespace goldwire::http1
