// Streams: from frames to exchanges.
#include "protocols/http2/streams.h"

#include <algorithm>
#include <utility>

#include "protocols/http/event_stream.h"
#include "protocols/http2/codec.h"

namespace goldwire::http2 {
namespace {

/// Frames of a stream that was settled early may come for a while: so many streams are remembered.
constexpr std::size_t kRemembered = 1024;
/// What was in doubt for so long is settled as it is.
constexpr Duration kPatience = std::chrono::seconds(30);
/// A call that sent a message and is silent for so long is a stream of messages.
constexpr Duration kStreaming = std::chrono::seconds(1);

constexpr http::Version kVersion{2, 0};

/// A block that is no head is a message's trailers. One that could not be read, or not wholly, is
/// what comes first.
bool may_be_head(const FieldBlock& block, bool says_so) {
  return says_so || block.section.unknown != 0 || block.section.is_empty();
}

}  // namespace

Streams::Streams(const Limits& limits, bool midstream) : limits_(limits) {
  if (midstream) missing_[0] = missing_[1] = Reason::midstream;
}

void Streams::begin_with(const Exchange& asked) {
  Stream& stream = *find_or_begin(1);
  stream.exchange = asked;
  stream.exchange.protocol = "http/2";
  static_cast<http::Messages&>(*stream.messages) =
      static_cast<const http::Messages&>(*asked.messages);
  stream.messages->request.version = stream.messages->response.version = kVersion;
  stream.half(Side::client).headed = stream.half(Side::client).done = true;
  stream.opened = true;
  for (const http::Interim& interim : stream.messages->interims) {
    stream.interims += interim.response.fields.held();
  }
  next_ordinal_ = asked.ordinal + 1;
  count(stream);
}

Stream* Streams::find(std::uint32_t id) {
  const auto found = open_.find(id);
  return found == open_.end() ? nullptr : &found->second;
}

/// Null for one that is over.
Stream* Streams::find_or_begin(std::uint32_t id) {
  if (Stream* const open = find(id)) return open;
  if (std::ranges::find(settled_early_, id) != settled_early_.end()) return nullptr;
  if (open_.size() >= limits_.pending) shed_stream();
  Stream& stream = open_[id];
  stream.exchange.ordinal = next_ordinal_++;
  stream.exchange.protocol = "http/2";
  Messages& messages = *stream.messages;
  messages.stream = id;
  messages.request.version = messages.response.version = kVersion;
  for (const Side side : {Side::client, Side::server}) {
    const bool client = side == Side::client;
    stream.half(side).keeper.begin(stream.body(side), limits_.body, 0,
                                   client ? &messages.request.fields : &messages.response.fields);
  }
  return &stream;
}

// --- what is read ---

void Streams::fields(Side side, FieldBlock&& block) {
  const bool promise = block.header.type == FrameType::push_promise;
  const std::uint32_t id = promise ? block.promised : block.header.stream;
  Stream* const stream = id == 0 ? nullptr : find_or_begin(id);
  if (stream == nullptr) return;
  stream->exchange.incomplete.add(block.incomplete);
  const bool last = !promise && block.header.has(flag::kEndStream);
  if (promise) {
    stream->messages->pushed = true;
    stream->half(Side::client).done = true;
    read_request(*stream, std::move(block));
  } else if (side == Side::client) {
    request_fields(*stream, std::move(block));
  } else {
    response_fields(*stream, std::move(block));
  }
  if (last) finish_half(*stream, side);
  count(*stream);
  settle_if_over(id);
}

void Streams::request_fields(Stream& stream, FieldBlock&& block) {
  StreamHalf& half = stream.half(Side::client);
  stream.touch(Side::client, block.place);
  if (!half.headed && may_be_head(block, block.section.is_request())) {
    half.headed = true;
    if (!block.section.is_empty()) read_request(stream, std::move(block));
    return;
  }
  if (!half.headed) mark_missing(stream, Side::client);
  half.headed = true;
  stream.messages->request.unknown_fields += block.section.unknown;
  stream.messages->request.trailers = std::move(block.section.fields);
}

void Streams::read_request(Stream& stream, FieldBlock&& block) {
  const Time time = block.place.first;
  const std::uint64_t block_acked = block.place.acked;
  Messages& messages = *stream.messages;
  messages.has_request = true;
  to_request(std::move(block.section), messages.request);
  stream.half(Side::client).headed = true;
  if (is_grpc(messages.request)) stream.exchange.application = "grpc";
  // Its answer may have begun in what was not seen.
  if (block_acked < unseen_up_to_) mark_missing(stream, Side::server);
  announce(stream, time, may_be_endless(messages.request));
}

void Streams::response_fields(Stream& stream, FieldBlock&& block) {
  StreamHalf& half = stream.half(Side::server);
  const Time time = block.place.first;
  Messages& messages = *stream.messages;
  const FieldSection& section = block.section;
  const bool last = block.header.has(flag::kEndStream);
  if (!half.headed && section.status.size() == 3 && section.status[0] == '1' && !last) {
    if (messages.interims.size() >= http::kMostInterims) {
      stream.exchange.incomplete.add(Reason::limit);
      return;
    }
    http::Interim interim{time, {}};
    to_response(std::move(block.section), interim.response);
    stream.interims += interim.response.fields.held();
    messages.interims.push_back(std::move(interim));
    return;
  }
  stream.touch(Side::server, block.place);
  if (half.headed || !may_be_head(block, section.is_response())) {
    if (!half.headed) mark_missing(stream, Side::server);
    half.headed = true;
    messages.response.unknown_fields += block.section.unknown;
    if (last) stream.unnamed_status = unnamed_status(block.section);
    messages.response.trailers = std::move(block.section.fields);
    return;
  }
  half.headed = true;
  if (section.is_empty()) return;
  if (last) stream.unnamed_status = unnamed_status(section);
  messages.has_response = true;
  to_response(std::move(block.section), messages.response);
  if (http::is_event_stream(messages.response.fields)) announce(stream, time, true);
}

/// A request has begun, or turns out to be one whose answer may go on for ever.
void Streams::announce(Stream& stream, Time time, bool waits) {
  if (stream.opened && (stream.waits || !waits)) return;
  if (!stream.opened && !stream.messages->has_request) return;
  stream.opened = true;
  stream.waits = waits;
  outputs_.push_back(
      Opened{stream.exchange.ordinal, stream.exchange.request.first.value_or(time), waits});
}

void Streams::data_begin(Side side, std::uint32_t id, const Place& place) {
  Stream* const stream = find_or_begin(id);
  if (stream != nullptr) stream->touch(side, place);
}

void Streams::data(Side side, std::uint32_t id, Bytes octets) {
  Stream* const stream = find(id);
  if (stream == nullptr) return;
  StreamHalf& half = stream->half(side);
  const std::size_t before = half.keeper.held();
  const std::size_t kept = half.keeper.add(as_text(octets)) + half.keeper.held() - before;
  stream->held += kept;
  kept_ += kept;
  if (!may_be_grpc(*stream) || !stream->body(side).whole) return;
  half.counter.add(as_text(octets));
  stream->body(side).messages = half.counter.messages();
}

void Streams::data_hole(Side side, std::uint32_t id, std::uint64_t length) {
  Stream* const stream = find(id);
  if (stream == nullptr) return;
  stream->half(side).keeper.lose(length);
  stream->exchange.incomplete.add(Reason::gap);
}

void Streams::data_end(Side side, const FrameHeader& header, const Place& place,
                       std::optional<Reason> why_cut) {
  Stream* const stream = find(header.stream);
  if (stream == nullptr) return;
  stream->touch(side, place);
  http::Body& body = stream->body(side);
  body.wire_size += place.end - place.begin;
  if (why_cut) {
    stream->half(side).keeper.cut();
    stream->exchange.incomplete.add(*why_cut);
  }
  if (header.has(flag::kEndStream)) {
    finish_half(*stream, side);
  } else if (!stream->exchange.application.empty() && body.messages > 1) {
    announce(*stream, place.last, true);
  } else if (!stream->exchange.application.empty() && side == Side::server && body.messages == 1 &&
             !stream->waits) {
    timed_[header.stream] = place.last + kStreaming;
  }
  settle_if_over(header.stream);
}

void Streams::reset(Side side, std::uint32_t id, std::uint32_t code) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  Stream& stream = found->second;
  stream.messages->reset = http::Reset{side, code, error_name(code), false};
  // A server that has answered may need no more of the request (section 8.1): nothing lacks.
  const bool enough = side == Side::server && code == 0 && stream.half(Side::server).done;
  if (enough) finish_half(stream, Side::client);
  break_off(stream, Reason::truncated, Reason::truncated);
  settle(found);
}

void Streams::damaged_reset(Side side, std::uint32_t id, Time now, Reason reason) {
  if (Stream* const stream = find(id)) doubt(id, *stream, side, reason, now);
}

void Streams::goaway(std::uint32_t last, std::uint32_t code) {
  goaway_ = Goaway{last, code};
  for (auto at = open_.upper_bound(last); at != open_.end();) {
    const bool unanswered = at->first % 2 == 1 && !at->second.exchange.response.first;
    if (!unanswered) {
      ++at;
      continue;
    }
    at->second.messages->reset = http::Reset{Side::server, code, error_name(code), true};
    break_off(at->second, Reason::truncated, Reason::truncated);
    at = settle(at);
  }
}

// --- losses, and ends ---

void Streams::lose(Side side, Reason reason, Time now) {
  missing_[index_of(side)] = reason;
  for (auto at = open_.begin(); at != open_.end();) {
    const auto here = at++;
    if (!here->second.half(side).done) doubt(here->first, here->second, side, reason, now);
    settle_if_over(here->first);
  }
}

/// Parts of what `side` says on this stream may have gone unseen.
void Streams::mark_missing(Stream& stream, Side side) {
  stream.exchange.incomplete.add(missing_[index_of(side)].value_or(Reason::undecodable));
}

/// The end of what `side` says on this stream, or other parts of it, may have gone unseen.
void Streams::doubt(std::uint32_t id, Stream& stream, Side side, Reason reason, Time now) {
  stream.half(side).doubted = true;
  stream.half(side).keeper.lose(0);
  stream.exchange.incomplete.add(reason);
  timed_[id] = now + kPatience;
}

void Streams::await_requests(bool awaited) {
  if (std::exchange(requests_awaited_, awaited) == awaited || awaited) return;
  for (auto at = open_.begin(); at != open_.end();) settle_if_over((at++)->first);
}

void Streams::close(Side side, Ending kind) {
  closed_[index_of(side)] = kind;
  if (side == Side::client) {
    // Answers may still come to what was asked.
    for (auto at = open_.begin(); at != open_.end();) {
      const auto here = at++;
      StreamHalf& half = here->second.half(side);
      if (half.done) continue;
      half.doubted = true;
      if (half.headed) here->second.exchange.incomplete.add(reason_of(kind));
      settle_if_over(here->first);
    }
    return;
  }
  while (!open_.empty()) {
    break_off(open_.begin()->second, reason_of(kind), reason_of(kind));
    settle(open_.begin());
  }
}

void Streams::tick(Time now) {
  for (auto at = timed_.begin(); at != timed_.end();) {
    if (at->second > now) {
      ++at;
      continue;
    }
    const std::uint32_t id = at->first;
    at = timed_.erase(at);
    const auto found = open_.find(id);
    if (found == open_.end()) continue;
    Stream& stream = found->second;
    const bool doubted = stream.halves[0].doubted || stream.halves[1].doubted;
    if (!doubted) {
      announce(stream, now, true);
      continue;
    }
    const std::optional<Time> last =
        std::max(stream.exchange.request.last, stream.exchange.response.last);
    if (last && now - *last < kPatience) {
      timed_[id] = *last + kPatience;
      continue;
    }
    break_off(stream, Reason::gap, Reason::gap);
    settle(found);
  }
}

bool Streams::shed_body() {
  for (auto& [id, stream] : open_) {
    std::size_t dropped = 0;
    for (StreamHalf& half : stream.halves) dropped += half.keeper.drop();
    if (dropped == 0) continue;
    stream.exchange.incomplete.add(Reason::limit);
    count(stream);
    return true;
  }
  return false;
}

bool Streams::shed_stream() {
  if (open_.empty()) return false;
  break_off(open_.begin()->second, Reason::limit, Reason::limit);
  settle(open_.begin());
  return true;
}

// --- ends ---

void Streams::finish_half(Stream& stream, Side side) {
  StreamHalf& half = stream.half(side);
  if (half.done) return;
  half.done = true;
  half.keeper.finish();
}

/// Nothing more will come: says what lacks.
void Streams::break_off(Stream& stream, Reason request, Reason response) {
  const auto cut = [&](Side side, Reason reason) {
    StreamHalf& half = stream.half(side);
    if (half.done) return;
    half.keeper.cut();
    if (stream.extent(side).first) stream.exchange.incomplete.add(reason);
  };
  cut(Side::client, request);
  cut(Side::server, response);
  // Without an answer, what kept it from being seen is told; a stream that was ended kept nothing.
  if (!stream.exchange.response.first && response != Reason::truncated) {
    stream.exchange.incomplete.add(response);
  }
}

void Streams::settle_if_over(std::uint32_t id) {
  const auto found = open_.find(id);
  if (found == open_.end()) return;
  Stream& stream = found->second;
  const bool asked = stream.messages->pushed || stream.exchange.request.first.has_value();
  const bool answered = stream.half(Side::server).done;
  if (stream.over() || (answered && !asked && !requests_awaited_)) {
    settle(found);
  } else if (closed_[index_of(Side::server)] && stream.half(Side::client).done) {
    const Reason reason = reason_of(*closed_[index_of(Side::server)]);
    break_off(stream, reason, reason);
    settle(found);
  }
}

Streams::Open::iterator Streams::settle(Open::iterator at) {
  const std::uint32_t id = at->first;
  Stream& stream = at->second;
  Exchange& exchange = stream.exchange;
  if (!stream.messages->pushed && !exchange.request.first) {
    exchange.incomplete.add(Reason::no_request);
    exchange.incomplete.add(missing_[0].value_or(Reason::undecodable));
  }
  if (!exchange.response.first) {
    exchange.incomplete.add(Reason::no_response);
    if (stream.half(Side::server).doubted && missing_[1]) exchange.incomplete.add(*missing_[1]);
  }
  // A message whose head was not seen lacks more than it knows.
  for (const Side side : {Side::client, Side::server}) {
    const bool seen =
        side == Side::client ? stream.messages->has_request : stream.messages->has_response;
    if (stream.extent(side).first && !seen && missing_[index_of(side)]) {
      exchange.incomplete.add(*missing_[index_of(side)]);
    }
    if (is_miscounted(stream, side)) exchange.incomplete.add(Reason::undecodable);
  }
  // A new request that the server said it would not look at (section 6.8).
  const bool refused = goaway_ && id % 2 == 1 && id > goaway_->last;
  if (refused && !exchange.response.first && !stream.messages->reset) {
    stream.messages->reset =
        http::Reset{Side::server, goaway_->code, error_name(goaway_->code), true};
  }
  if (exchange.application.empty() && sounds_like_grpc(stream)) exchange.application = "grpc";
  if (exchange.application == "grpc" && stream.unnamed_status) {
    stream.messages->response.trailers.add("grpc-status", *stream.unnamed_status);
    --stream.messages->response.unknown_fields;
  }
  if (!stream.halves[0].done || !stream.halves[1].done) {
    settled_early_.push_back(id);
    if (settled_early_.size() > kRemembered) settled_early_.pop_front();
  }
  kept_ -= stream.held;
  exchange.messages = std::move(stream.messages);
  outputs_.push_back(std::move(exchange));
  timed_.erase(id);
  return open_.erase(at);
}

void Streams::count(Stream& stream) {
  const std::size_t octets = stream.octets();
  kept_ += octets - stream.held;
  stream.held = octets;
}

}  // namespace goldwire::http2
