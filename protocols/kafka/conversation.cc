// Conversation: pairing, limits, and what is told when. What is believed to be a frame:
// conversation_judge.cc.
#include "protocols/kafka/conversation.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "protocols/kafka/codec.h"

namespace goldwire::kafka {
namespace {

Reasons reasons(Reason first) {
  Reasons out;
  out.add(first);
  return out;
}

std::size_t octets_of(const Call& call) {
  return call.request.octets.size() + call.response.octets.size() + sizeof(Call);
}

/// Leaves only what comes before the body.
void drop_body(Frame& frame) {
  const std::size_t kept =
      std::min(frame.octets.size(), std::max(frame.body, kResponseHeaderStart));
  frame.octets.resize(kept);
  frame.octets.shrink_to_fit();
  std::erase_if(frame.holes, [&](const FrameHole& hole) { return hole.begin >= kept; });
}

}  // namespace

KafkaConversation::KafkaConversation(const Opening& opening)
    : limits_(opening.limits),
      midstream_(opening.midstream),
      client_(opening.midstream, opening.limits.frame, opening.limits.held / 4),
      server_(opening.midstream, opening.limits.frame, opening.limits.held / 4),
      knowledge_(opening.limits.held / 4) {}

void KafkaConversation::take(const Input& input) {
  if (const auto* chunk = std::get_if<Chunk>(&input)) {
    framer(chunk->side).add(*chunk);
    frames(chunk->side);
    framer(chunk->side).settle();
  } else if (const auto* gap = std::get_if<Gap>(&input)) {
    at_last(gap->side);
    const std::uint64_t before = framer(gap->side).losses();
    auto whole = framer(gap->side).lose(*gap, allowance(gap->side));
    if (gap->side == Side::client && framer(gap->side).losses() != before) knowledge_.doubt();
    if (whole) framed(gap->side, std::move(*whole));
  } else {
    close(std::get<Close>(input));
  }
  const std::size_t kept = held() - output_octets_;
  if (kept > limits_.held) shed(output_octets_ + kept - limits_.held);
}

void KafkaConversation::frames(Side side) {
  const Framer::Judge judging = judge(side);
  while (auto next = framer(side).next(judging, allowance(side))) framed(side, std::move(*next));
}

void KafkaConversation::framed(Side side, Framed&& framed) {
  if (side == Side::client) {
    request(std::move(framed));
  } else {
    response(std::move(framed));
  }
}

void KafkaConversation::request(Framed&& framed) {
  Pending pending;
  pending.call = std::make_shared<Call>();
  Call& call = *pending.call;
  call.request = std::move(framed.frame);
  call.known = knowledge_.known();
  Exchange& exchange = pending.exchange;
  exchange.ordinal = ordinals_++;
  exchange.protocol = kName;
  exchange.request = framed.half;
  exchange.incomplete = framed.incomplete;
  exchange.control = true;
  if (const auto header = read_request_header(call.request)) {
    call.header = *header;
    exchange.control = header->api_key != kProduce && header->api_key != kFetch;
    last_request_ = header->correlation_id;
    client_id_ = header->client_id;
  }
  const bool waits = exchange.control || call.header->api_key != kProduce;
  outputs_.emplace_back(Opened{exchange.ordinal, *exchange.request.first, waits});

  if (!call.header) {
    if (exchange.incomplete.empty()) exchange.incomplete.add(Reason::undecodable);
    call.request.body = call.request.octets.size();
    knowledge_.doubt();
    give_up(std::move(pending), {});
    return;
  }
  const int key = call.header->api_key;
  const int version = call.header->api_version;
  if (!described(key, version)) {
    exchange.incomplete.add(Reason::unsupported_version);
    drop_body(call.request);
  } else if (check_body(call.request, key, version, Side::client) == Reading::malformed) {
    exchange.incomplete.add(Reason::undecodable);
  }
  if (key == kSaslAuthenticate && described(key, version)) {
    wipe_secrets(call.request, version, Side::client);
  }
  if (exchange.incomplete.empty()) {
    pending.fetch = knowledge_.requested(call);
  } else if (key == kFetch) {
    knowledge_.doubt();
  }
  if (key == kProduce && described(key, version) && produce_acks(call.request, version) == 0) {
    settle(std::move(pending));
    return;
  }
  pending.losses = server_.losses();
  pending_octets_ += octets_of(call);
  pending_.push_back(std::move(pending));
  if (pending_.size() > limits_.pending) give_up(take_front(), reasons(Reason::limit));
}

void KafkaConversation::response(Framed&& framed) {
  FieldReader reader(framed.frame, 0, 0, false);
  std::int32_t correlation_id = 0;
  reader(field("correlationId"), correlation_id);
  if (reader.stopped()) {
    orphan(std::move(framed), std::nullopt);
    return;
  }
  last_answer_ = correlation_id;
  auto pending = match(correlation_id);
  if (!pending) {
    orphan(std::move(framed), correlation_id);
    return;
  }
  Call& call = *pending->call;
  Exchange& exchange = pending->exchange;
  call.answered = correlation_id;
  call.response = std::move(framed.frame);
  exchange.response = framed.half;
  exchange.incomplete.add(framed.incomplete);
  const int key = call.header->api_key;
  const int version = call.header->api_version;
  if (!described(key, version)) {
    call.response.body = std::min(call.response.octets.size(), kResponseHeaderStart);
    drop_body(call.response);
  } else if (!read_response_header(call.response, key, version)) {
    if (framed.incomplete.empty()) exchange.incomplete.add(Reason::undecodable);
    call.response.body = call.response.length;
  } else {
    if (check_body(call.response, key, version, Side::server) == Reading::malformed) {
      exchange.incomplete.add(Reason::undecodable);
    }
    if (key == kSaslAuthenticate) wipe_secrets(call.response, version, Side::server);
  }
  const Time time = *framed.half.last;
  if (exchange.incomplete.empty()) {
    knowledge_.answered(call, pending->fetch, time, [this](Fact&& fact) { tell(std::move(fact)); });
  }
  settle(std::move(*pending));
}

std::optional<KafkaConversation::Pending> KafkaConversation::match(std::int32_t correlation_id) {
  const auto same = [&](const Pending& pending) {
    return pending.call->header->correlation_id == correlation_id;
  };
  const auto found = std::find_if(pending_.begin(), pending_.end(), same);
  if (found == pending_.end()) return std::nullopt;

  // Answers come in order: an earlier request whose answer may have gone by unseen has lost it.
  std::vector<Pending> still;
  for (auto earlier = found - pending_.begin(); earlier > 0; --earlier) {
    Pending pending = take_front();
    if (may_have_lost(pending)) {
      give_up(std::move(pending), reasons(Reason::gap));
    } else {
      still.push_back(std::move(pending));
    }
  }
  std::optional<Pending> matched = take_front();
  if (may_have_lost(*matched) && std::any_of(pending_.begin(), pending_.end(), same)) {
    // The id stands for two requests, and the first one's answer may be lost: nobody knows whose
    // this is.
    give_up(std::move(*matched), reasons(Reason::gap));
    matched.reset();
    for (std::size_t left = pending_.size(); left > 0; --left) {
      Pending pending = take_front();
      if (same(pending)) {
        give_up(std::move(pending), reasons(Reason::gap));
      } else {
        still.push_back(std::move(pending));
      }
    }
  }
  for (auto pending = still.rbegin(); pending != still.rend(); ++pending) {
    pending_octets_ += octets_of(*pending->call);
    pending_.push_front(std::move(*pending));
  }
  return matched;
}

KafkaConversation::Pending KafkaConversation::take_front() {
  Pending pending = *pending_.take_front();
  pending_octets_ -= octets_of(*pending.call);
  return pending;
}

bool KafkaConversation::may_have_lost(const Pending& pending) const {
  return pending.losses != server_.losses() || server_.seeking();
}

void KafkaConversation::give_up(Pending&& pending, Reasons why) {
  pending.exchange.incomplete.add(Reason::no_response);
  pending.exchange.incomplete.add(why);
  settle(std::move(pending));
}

void KafkaConversation::settle(Pending&& pending) {
  pending.call->known = knowledge_.known();
  output_octets_ += octets_of(*pending.call);
  pending.exchange.messages = std::move(pending.call);
  outputs_.emplace_back(std::move(pending.exchange));
}

void KafkaConversation::orphan(Framed&& framed, std::optional<std::int32_t> correlation_id) {
  Pending pending;
  pending.call = std::make_shared<Call>();
  pending.call->answered = correlation_id;
  pending.call->response = std::move(framed.frame);
  pending.call->response.body = kResponseHeaderStart;
  drop_body(pending.call->response);
  Exchange& exchange = pending.exchange;
  exchange.ordinal = ordinals_++;
  exchange.protocol = kName;
  exchange.response = framed.half;
  exchange.incomplete = framed.incomplete;
  exchange.incomplete.add(Reason::no_request);
  if (client_.losses() > 0) {
    exchange.incomplete.add(midstream_ ? Reason::midstream : Reason::gap);
  } else if (midstream_) {
    exchange.incomplete.add(Reason::midstream);
  }
  exchange.control = true;
  settle(std::move(pending));
}

void KafkaConversation::at_last(Side side) {
  while (auto proved = framer(side).next_at_last(judge(side), allowance(side))) {
    framed(side, std::move(*proved));
    frames(side);
  }
}

void KafkaConversation::close(const Close& close) {
  at_last(close.side);
  if (auto cut = framer(close.side).close(close.kind)) framed(close.side, std::move(*cut));
  closed_[index_of(close.side)] = true;
  if (!closed_[index_of(Side::server)]) return;
  const bool finished = close.kind == Ending::fin || close.kind == Ending::reset;
  while (!pending_.empty()) {
    Pending pending = take_front();
    Reasons why;
    if (may_have_lost(pending)) why.add(Reason::gap);
    if (!finished) why.add(Reason::open);
    give_up(std::move(pending), why);
  }
}

std::optional<Output> KafkaConversation::poll() {
  std::optional<Output> output = outputs_.take_front();
  if (!output) return output;
  if (const auto* exchange = std::get_if<Exchange>(&*output)) {
    output_octets_ -= octets_of(static_cast<const Call&>(*exchange->messages));
  }
  return output;
}

std::size_t KafkaConversation::held() const {
  return client_.held() + server_.held() + pending_octets_ + output_octets_ + knowledge_.held();
}

void KafkaConversation::shed(std::size_t wanted) {
  const std::size_t before = held();
  const std::size_t goal = before > wanted ? before - wanted : 0;
  for (Pending& pending : pending_) {
    if (held() <= goal) return;
    Call& call = *pending.call;
    if (call.request.octets.size() <= call.request.body) continue;
    pending_octets_ -= octets_of(call);
    drop_body(call.request);
    pending_octets_ += octets_of(call);
    pending.exchange.incomplete.add(Reason::limit);
  }
  const auto kept = [this] { return held() - output_octets_; };
  const std::size_t rest = goal > output_octets_ ? goal - output_octets_ : 0;
  while (kept() > rest && !pending_.empty()) give_up(take_front(), reasons(Reason::limit));
  if (kept() > rest) server_.shed();
  if (kept() > rest) client_.shed();
  if (kept() > rest) knowledge_.forget();
}

Framer::Allowance KafkaConversation::allowance(Side side) const {
  const std::size_t used = held() + framer(peer_of(side)).awaited();
  const std::size_t free = limits_.held > used ? limits_.held - used : 0;
  return {free, std::min(limits_.body, free)};
}

}  // namespace goldwire::kafka
