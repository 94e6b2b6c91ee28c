// Pairing: order where order is proved, nothing where it is not.
#include "protocols/http1/pairing.h"

#include <utility>

namespace goldwire::http1 {

Pairing::Pairing(bool midstream, std::size_t limit)
    : limit_(limit), midstream_(midstream), requests_lost_(midstream), responses_lost_(midstream) {}

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
  if (start.after_hole && !start.turn) pipelines_ = true;
  if (pending_.empty()) {
    waited_ = waited_ || (pipelines_ && start.turn && !in_doubt());
    return;
  }
  Pending& before = pending_.back();
  if (start.turn) {
    slides_ = slides_ || !in_doubt();
    return;
  }
  pipelines_ = true;
  if (before.provisional) {
    // What was seen first need not be what is answered first.
    before.provisional = false;
    before.after_unknown = queue_lost_ = true;
    lose_responses(requests_reason_);
  }
}

bool Pairing::is_turn(const Start& start) const {
  // One that sends several at a time may wait for all of them, or for none; it must have been seen.
  if (slides_ || (pipelines_ && (start.after_hole || !waited_))) return false;
  return start.turn || (start.first && midstream_);
}

void Pairing::start_over(bool anchored) {
  settle_unanswered({});
  believed_ = true;
  requests_lost_ = false;
  queue_lost_ = false;
  if (!anchored && !responses_lost_) responses_reason_ = requests_reason_;
  responses_lost_ = !anchored;
}

Pending& Pairing::add(const Start& start, std::uint64_t ordinal, bool sure) {
  if (pending_.size() >= limit_) shed_oldest();
  Pending& added = pending_.emplace_back();
  added.exchange.ordinal = ordinal;
  added.exchange.request.first = start.time;
  added.exchange.request.begin = added.exchange.request.end = start.begin;
  added.acked = start.acked;
  added.after_unknown = std::exchange(requests_lost_, false);
  added.provisional = sure && !start.sure && (start.first || start.after_hole);
  if (!sure) added.exchange.incomplete.add(requests_reason_);
  queue_lost_ = queue_lost_ || added.after_unknown;
  return added;
}

Pending* Pairing::answered_by(const Start& start) {
  if (awaits_proof()) refute();
  if (responses_lost_ || pending_.empty()) return nullptr;
  Pending& front = pending_.front();
  if (front.response_begun) return nullptr;
  // Sent before the request arrived: a server that gave up waiting, or another request's answer.
  if (start.acked <= front.exchange.request.begin || start.begin < front.acked) {
    // Or the order was believed wrongly: there are requests that nobody saw, and may always be.
    if (believed_) {
      slides_ = true;
      lose_responses(requests_reason_);
    }
    return nullptr;
  }
  // Octets that nobody understood came behind a request that is only believed, and before the
  // answer: they may have been the rest of it, or other requests.
  const bool overrun =
      front.provisional && requests_lost_ && start.acked > pending_.back().exchange.request.end;
  if (front.after_unknown || overrun) {
    lose_responses(requests_reason_);
    return nullptr;
  }
  // Something was sent behind the request before its answer began.
  if (front.request_done && front.exchange.incomplete.empty() &&
      start.acked > front.exchange.request.end) {
    pipelines_ = true;
  }
  return &front;
}

Reasons Pairing::why_alone() const {
  Reasons why;
  why.add(Reason::no_request);
  if (responses_lost_) why.add(responses_reason_);
  if (requests_lost_ || queue_lost_) why.add(requests_reason_);
  return why;
}

void Pairing::lose_requests(Reason reason) {
  if (!pending_.empty() && pending_.back().provisional && reason == Reason::undecodable) {
    // What was taken for a request is followed by nonsense: it may have been part of a body.
    pending_.back().exchange.incomplete.add(requests_reason_);
  }
  requests_lost_ = true;
  requests_reason_ = reason;
}

void Pairing::lose_responses(Reason reason) {
  responses_lost_ = true;
  responses_reason_ = reason;
  if (awaits_proof()) {
    refute();
  } else if (answering() && pending_.front().provisional) {
    pending_.front().exchange.incomplete.add(requests_reason_);
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
  if (pending_.empty()) queue_lost_ = false;
}

/// All whose request is done and that no answer has reached.
void Pairing::settle_unanswered(Reasons why) {
  while (!pending_.empty() && pending_.front().request_done && !in_answer(pending_.front())) {
    Pending& front = pending_.front();
    if (!front.response_done) {
      front.exchange.incomplete.add(Reason::no_response);
      if (responses_lost_) front.exchange.incomplete.add(responses_reason_);
      if (front.after_unknown) front.exchange.incomplete.add(requests_reason_);
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
  for (Pending* half : {&request, &answer}) half->exchange.incomplete.add(requests_reason_);
  request.exchange.incomplete.add(Reason::no_response);
  answer.exchange.incomplete.add(Reason::no_request);
  settle_front();
  settled_.push_back(std::move(answer));
  lose_responses(requests_reason_);
}

}  // namespace goldwire::http1
