// Pairing: order where order is proved, nothing where it is not.
#include "protocols/http1/pairing.h"

#include <utility>

namespace goldwire::http1 {

Pairing::Pairing(bool midstream, std::size_t limit)
    : limit_(limit),
      order_{.midstream = midstream, .requests_lost = midstream, .responses_lost = midstream} {}

void Pairing::meet(const Start& start) {
  if (awaits_proof()) {
    // A client that waits acknowledges exactly its answer's end when it takes its next turn.
    if (start.turn && start.acked == pending_.front().exchange.response.end) {
      confirm();
    } else {
      refute();
    }
  }
  // What the hole took was sent together with this, or this is none.
  if (start.after_hole && !start.turn) order_.pipelines = true;
  if (pending_.empty()) {
    order_.waited = order_.waited || (order_.pipelines && start.turn && !in_doubt());
    return;
  }
  Pending& before = pending_.back();
  if (start.turn) {
    order_.slides = order_.slides || !in_doubt();
    return;
  }
  order_.pipelines = true;
  if (before.provisional) {
    // What was seen first need not be what is answered first.
    before.provisional = false;
    before.after_unknown = order_.queue_lost = true;
    lose_responses(order_.requests_reason);
  }
}

bool Pairing::is_turn(const Start& start) const {
  // One that sends several at a time may wait for all of them, or for none; it must have been seen.
  if (order_.slides || (order_.pipelines && (start.after_hole || !order_.waited))) return false;
  return start.turn || (start.first && order_.midstream);
}

void Pairing::start_over(bool anchored) {
  settle_unanswered({});
  order_.believed = true;
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
  added.provisional = sure && !start.sure && (start.first || start.after_hole);
  if (!sure) added.exchange.incomplete.add(order_.requests_reason);
  order_.queue_lost = order_.queue_lost || added.after_unknown;
  return added;
}

Pending* Pairing::answered_by(const Start& start) {
  if (awaits_proof()) refute();
  if (order_.responses_lost || pending_.empty()) return nullptr;
  Pending& front = pending_.front();
  if (front.response_begun) return nullptr;
  // Sent before the request arrived: a server that gave up waiting, or another request's answer.
  if (start.acked <= front.exchange.request.begin || start.begin < front.acked) {
    // Or the order was believed wrongly: there are requests that nobody saw, and may always be.
    if (order_.believed) {
      order_.slides = true;
      lose_responses(order_.requests_reason);
    }
    return nullptr;
  }
  // Octets that nobody understood came behind a request that is only believed, and before the
  // answer: they may have been the rest of it, or other requests.
  const bool overrun = front.provisional && order_.requests_lost &&
                       start.acked > pending_.back().exchange.request.end;
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
  if (!pending_.empty() && pending_.back().provisional && reason == Reason::undecodable) {
    // What was taken for a request is followed by nonsense: it may have been part of a body.
    pending_.back().exchange.incomplete.add(order_.requests_reason);
  }
  order_.requests_lost = true;
  order_.requests_reason = reason;
}

void Pairing::lose_responses(Reason reason) {
  order_.responses_lost = true;
  order_.responses_reason = reason;
  if (awaits_proof()) {
    refute();
  } else if (answering() && pending_.front().provisional) {
    pending_.front().exchange.incomplete.add(order_.requests_reason);
  }
}

void Pairing::settle() {
  while (!pending_.empty() && done(pending_.front()) && !awaits_proof()) settle_front();
}

void Pairing::confirm() {
  if (!pending_.empty()) pending_.front().provisional = false;
  settle();
}

void Pairing::give_up(Reasons why) {
  confirm();
  settle_unanswered(why);
}

bool Pairing::shed_oldest() {
  confirm();
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

void Pairing::settle_front() {
  settled_.push_back(std::move(pending_.front()));
  pending_.pop_front();
  if (pending_.empty()) order_.queue_lost = false;
}

/// All whose request is done and that no answer has reached.
void Pairing::settle_unanswered(Reasons why) {
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

/// The provisional pair is none: each half stands alone.
void Pairing::refute() {
  Pending& request = pending_.front();
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
  settle_front();
  settled_.push_back(std::move(answer));
  lose_responses(order_.requests_reason);
}

}  // namespace goldwire::http1
