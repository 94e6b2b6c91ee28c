// Connection: reassembly -> detection -> conversation.
#include "agent/observe/connection.h"

#include <algorithm>
#include <utility>

#include "agent/observe/position.h"

namespace goldwire {
namespace {

/// Who connected, when no handshake was seen: the lower port listens (RFC 6335: dynamic ports are
/// high).
bool sender_is_client(const Segment& first) {
  if (first.syn) return !first.ack;
  return first.source.port >= first.destination.port;
}

}  // namespace

Connection::Connection(const Segment& first, const ConnectionLimits& limits, Ledger& ledger,
                       Observer& observer)
    : limits_(limits),
      ledger_(ledger),
      observer_(observer),
      client_(sender_is_client(first) ? first.source : first.destination),
      server_(sender_is_client(first) ? first.destination : first.source),
      handshake_(first.syn),
      from_start_(first.syn),
      direction_known_(first.syn),
      now_(first.time),
      deliver_([this](const Input& what) { input(what); }),
      reassembly_(limits.reassembly, ledger, deliver_) {
  ++ledger_.connections;
  if (!first.syn) ++ledger_.midstream;
}

Side Connection::side_of(const Segment& segment) const {
  return segment.source == client_ ? Side::client : Side::server;
}

void Connection::take(const Segment& segment) {
  now_ = segment.time;
  reassembly_.take(segment, side_of(segment));
  tell_refused();
}

void Connection::tell_refused() {
  for (const Side side : {Side::client, Side::server}) {
    const std::uint64_t octets = reassembly_.take_refused(swapped_ ? peer_of(side) : side);
    if (octets > 0) observer_.observed({info(), now_, Refused{side, octets}});
  }
}

void Connection::tick(Time now) {
  now_ = now;
  reassembly_.tick(now);
  if (conversation_) {
    conversation_->tick(now);
    drain();
  }
}

bool Connection::awaits_time() const {
  return reassembly_.awaits_time() || (conversation_ && conversation_->awaits_time());
}

void Connection::finish(Ending kind, Time now) {
  now_ = now;
  reassembly_.finish(kind, now);
  if (stage_ == Stage::detecting) decide(true);
  tell_refused();
  settle_account();
}

bool Connection::restarted_by(const Segment& segment) const {
  return reassembly_.starts_anew(segment, side_of(segment));
}

Extent Connection::extent(const Endpoint& sender) const {
  return reassembly_.extent(sender == client_ ? Side::client : Side::server);
}

std::size_t Connection::held() const {
  return reassembly_.held() + (kept_ ? kept_->octets : 0) +
         (conversation_ ? conversation_->held() : 0);
}

std::unique_ptr<Connection::Rest> Connection::rest() {
  if (kept_ || !reassembly_.can_rest()) return nullptr;
  std::unique_ptr<const Resting> conversation;
  if (conversation_ && !(conversation = conversation_->rest())) return nullptr;
  auto rest = std::make_unique<Rest>();
  rest->reassembly = reassembly_.rest();
  rest->conversation = std::move(conversation);
  rest->protocol = protocol_;
  std::ranges::copy(base_, rest->base);
  rest->heard = heard_;
  std::ranges::copy(sequence_, rest->sequence);
  rest->stage = stage_;
  rest->handshake = handshake_;
  rest->from_start = from_start_;
  rest->direction_known = direction_known_;
  rest->swapped = swapped_;
  return rest;
}

Connection::Connection(Rest&& rest, const Endpoint& client, const Endpoint& server,
                       const ConnectionLimits& limits, Ledger& ledger, Observer& observer)
    : limits_(limits),
      ledger_(ledger),
      observer_(observer),
      client_(client),
      server_(server),
      handshake_(rest.handshake),
      from_start_(rest.from_start),
      direction_known_(rest.direction_known),
      swapped_(rest.swapped),
      stage_(rest.stage),
      now_(rest.reassembly.now),
      heard_(rest.heard),
      conversation_(rest.conversation ? rest.conversation->wake(limits.conversation) : nullptr),
      protocol_(rest.protocol),
      deliver_([this](const Input& what) { input(what); }),
      reassembly_(std::move(rest.reassembly), limits.reassembly, ledger, deliver_) {
  std::ranges::copy(rest.base, base_);
  std::ranges::copy(rest.sequence, sequence_);
}

/// First where most is held: what waits behind a hole, or what the conversation keeps.
void Connection::shed(std::size_t wanted) {
  ++ledger_.limit_hits;
  const std::size_t before = held();
  const auto enough = [&] { return held() + wanted <= before; };
  if (reassembly_.held() > before / 2) reassembly_.shed();
  if (conversation_ && !enough()) {
    conversation_->shed(held() + wanted - before);
    drain();
  }
  if (stage_ == Stage::detecting && !enough()) decide(true);
  if (!enough()) reassembly_.shed();
}

/// What reassembly delivers, in the sides it was told; from here on sides are the true ones.
void Connection::input(const Input& raw) { absorb(swapped_ ? turned(raw) : raw); }

void Connection::absorb(const Input& input) {
  if (const auto* gap = std::get_if<Gap>(&input)) {
    observer_.observed({info(), now_, Hole{gap->side, gap->length, gap->cause}});
  }
  switch (stage_) {
    case Stage::detecting:
      detect_from(input);
      return;
    case Stage::speaking:
      hear(input);
      return;
    case Stage::unknown:
      count_unknown(input);
      return;
  }
}

/// Gives one input to the conversation, in the conversation's own offsets.
void Connection::hear(Input input) {
  if (auto* chunk = std::get_if<Chunk>(&input)) {
    heard_ = {chunk->side, chunk->acked};
    chunk->offset -= base_[index_of(chunk->side)];
    const std::uint64_t peer_base = base_[index_of(peer_of(chunk->side))];
    chunk->acked = chunk->acked > peer_base ? chunk->acked - peer_base : 0;
  } else if (auto* gap = std::get_if<Gap>(&input)) {
    gap->offset -= base_[index_of(gap->side)];
  } else {
    const Close& close = std::get<Close>(input);
    closed_[index_of(close.side)] = close;
  }
  conversation_->take(input);
  drain();
  if (conversation_ && conversation_->held() > limits_.conversation.held) {
    ++ledger_.limit_hits;
    conversation_->shed(conversation_->held() - limits_.conversation.held);
    drain();
  }
}

/// Another protocol takes over (Upgrade, CONNECT, SSLRequest): what the old one left is fed again.
void Connection::change_protocol(const Switch& to) {
  settle_account();
  base_[0] += to.client_offset;
  base_[1] += to.server_offset;
  const Protocol* next = to.protocol.empty() ? nullptr : protocol_named(to.protocol);
  const std::string left[2] = {to.client_left, to.server_left};
  const Heard decided = heard_;
  if (next != nullptr) {
    Opening opening;
    opening.limits = limits_.conversation;
    opening.carried = to.carried;
    opening.asked = to.asked ? &*to.asked : nullptr;
    conversation_ = next->open(opening);
    stage_ = Stage::speaking;
    describe_self(next);
  } else {
    // Named but not known here: its bytes are counted. Not named: detection begins anew, with what
    // is certainly the start of something.
    from_start_ = true;
    stage_ = to.protocol.empty() ? Stage::detecting : Stage::unknown;
  }
  for (const Side side : {Side::client, Side::server}) {
    const std::string& octets = left[index_of(side)];
    if (octets.empty()) continue;
    // What the other side said before could not acknowledge anything after the switch.
    const std::uint64_t acked = side == decided.side ? decided.acked : 0;
    absorb(Chunk{side, base_[index_of(side)], as_bytes(octets), to.time, acked});
  }
  const std::optional<Close> closed[2] = {std::exchange(closed_[0], {}),
                                          std::exchange(closed_[1], {})};
  for (const std::optional<Close>& close : closed) {
    if (close) absorb(*close);
  }
}

std::vector<VantageLag> Connection::lags() const {
  std::vector<VantageLag> lags = reassembly_.lags();
  if (swapped_) {
    for (VantageLag& lag : lags) std::swap(lag.sides[0], lag.sides[1]);
  }
  return lags;
}

void Connection::drain() {
  while (conversation_) {
    std::optional<Output> output = conversation_->poll();
    if (!output) return;
    if (auto* exchange = std::get_if<Exchange>(&*output)) {
      exchange->request.begin += base_[0];
      exchange->request.end += base_[0];
      exchange->response.begin += base_[1];
      exchange->response.end += base_[1];
      ++ledger_.exchanges;
      if (!exchange->incomplete.empty()) ++ledger_.incomplete;
      if (exchange->incomplete.has(Reason::no_response)) ++ledger_.no_response;
      observer_.observed({info(), now_, std::move(*exchange), nullptr, lags()});
    } else if (auto* opened = std::get_if<Opened>(&*output)) {
      observer_.observed({info(), now_, *opened});
    } else if (auto* fact = std::get_if<Fact>(&*output)) {
      observer_.observed({info(), now_, std::move(*fact)});
    } else if (auto* to = std::get_if<Switch>(&*output)) {
      const Switch moved = std::move(*to);
      change_protocol(moved);
      return;
    }
  }
}

/// Adds the present conversation's account to the ledger and ends it.
void Connection::settle_account() {
  if (!conversation_) return;
  for (const Side side : {Side::client, Side::server}) {
    const Account account = conversation_->account(side);
    ledger_.taken_bytes += account.taken;
    ledger_.skipped_bytes += account.skipped;
  }
  conversation_.reset();
}

void Connection::count_unknown(const Input& input) {
  if (const auto* chunk = std::get_if<Chunk>(&input)) ledger_.unknown_bytes += chunk->bytes.size();
}

/// From here on it is `protocol` that speaks.
void Connection::describe_self(const Protocol* protocol) {
  protocol_ = protocol;
  sequence_[0] = reassembly_.initial_sequence(swapped_ ? Side::server : Side::client);
  sequence_[1] = reassembly_.initial_sequence(swapped_ ? Side::client : Side::server);
  info_ = make_info();
}

std::shared_ptr<const ConnectionInfo> Connection::make_info() const {
  auto info = std::make_shared<ConnectionInfo>();
  info->client = swapped_ ? server_ : client_;
  info->server = swapped_ ? client_ : server_;
  info->client_sequence = sequence_[0];
  info->server_sequence = sequence_[1];
  info->midstream = !handshake_;
  info->protocol = protocol_;
  info->id = connection_id(*info);
  return info;
}

/// Of what is learned now. While nobody recognises the protocol, the sides may still turn out to be
/// swapped.
std::shared_ptr<const ConnectionInfo> Connection::info() {
  if (protocol_ == nullptr) {
    describe_self(nullptr);
    return std::exchange(info_, nullptr);
  }
  if (!info_) info_ = make_info();
  return info_;
}

}  // namespace goldwire
