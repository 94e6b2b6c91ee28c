// Test tool: segments made by hand, and what Reassembly makes of them.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "agent/wire/reassembly.h"

namespace goldwire::testing {

inline constexpr std::uint32_t kClientStart = 1000;
inline constexpr std::uint32_t kServerStart = 5000;

/// One delivered Chunk, Gap or Close, owned.
struct Delivered {
  enum Kind { chunk, gap, close } kind = chunk;
  Side side = Side::client;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::string bytes;
  Loss cause = Loss::end;
  Ending ending = Ending::fin;
  Time time;
  std::uint64_t acked = 0;
};

/// Feeds a Reassembly and keeps what comes out. Times are milliseconds.
class Wire {
 public:
  explicit Wire(ReassemblyLimits limits = {})
      : deliver_([this](const Input& input) { keep(input); }),
        reassembly_(limits, ledger, deliver_) {}

  /// A segment of `from` whose numbers are relative to kClientStart and kServerStart.
  static Segment segment(Side from, std::uint32_t sequence, std::uint32_t acknowledged,
                         std::string_view payload, int time) {
    const bool client = from == Side::client;
    Segment segment;
    segment.time = from_unix_nano(std::int64_t{time} * 1'000'000);
    segment.sequence = sequence + (client ? kClientStart : kServerStart);
    segment.acknowledgement = acknowledged + (client ? kServerStart : kClientStart);
    segment.ack = true;
    segment.payload = as_bytes(payload);
    return segment;
  }
  void data(Side from, std::uint32_t sequence, std::uint32_t acknowledged, std::string_view payload,
            int time) {
    take(segment(from, sequence, acknowledged, payload, time), from);
  }
  void ack(Side from, std::uint32_t sequence, std::uint32_t acknowledged, int time) {
    data(from, sequence, acknowledged, "", time);
  }
  void fin(Side from, std::uint32_t sequence, std::uint32_t acknowledged, int time,
           std::string_view payload = "") {
    Segment last = segment(from, sequence, acknowledged, payload, time);
    last.fin = true;
    take(last, from);
  }
  void rst(Side from, std::uint32_t sequence, int time, std::string_view payload = "") {
    Segment last = segment(from, sequence, 0, payload, time);
    last.rst = true;
    last.ack = false;
    take(last, from);
  }
  void syn(Side from, int time, std::string_view payload = "") {
    Segment first = segment(from, 0, 0, payload, time);
    --first.sequence;
    first.syn = true;
    first.ack = from == Side::server;
    take(first, from);
  }
  void handshake(int time = 0) {
    syn(Side::client, time);
    syn(Side::server, time);
    ack(Side::client, 0, 0, time);
  }
  void take(const Segment& segment, Side from) {
    if (segment.payload.data() != nullptr) given += segment.payload.size();
    reassembly_.take(segment, from);
  }
  void tick(int time) { reassembly_.tick(from_unix_nano(std::int64_t{time} * 1'000'000)); }
  void finish(int time = 1'000'000, Ending kind = Ending::end_of_capture) {
    reassembly_.finish(kind, from_unix_nano(std::int64_t{time} * 1'000'000));
  }

  /// The chunks of a side put together; a gap of n octets shows as n underscores.
  std::string stream(Side side) const {
    std::string all;
    for (const Delivered& one : out) {
      if (one.side != side || one.kind == Delivered::close) continue;
      all += one.kind == Delivered::chunk ? one.bytes : std::string(one.length, '_');
    }
    return all;
  }
  /// All in order: "c:GET s:_3(acknowledged) c.fin".
  std::string story() const {
    static constexpr std::array kLosses{"acknowledged", "snaplen", "limit", "silence", "end"};
    static constexpr std::array kEndings{"fin", "reset", "idle", "evicted", "end"};
    std::string all;
    for (const Delivered& one : out) {
      if (!all.empty()) all += ' ';
      all += one.side == Side::client ? 'c' : 's';
      if (one.kind == Delivered::chunk) all += ":" + one.bytes;
      if (one.kind == Delivered::gap) {
        all += ":_" + std::to_string(one.length) + "(" +
               kLosses[static_cast<std::size_t>(one.cause)] + ")";
      }
      if (one.kind == Delivered::close) {
        all += std::string(".") + kEndings[static_cast<std::size_t>(one.ending)];
      }
    }
    return all;
  }
  /// Payload octets given to take() that no counter tells of.
  std::int64_t unaccounted() const {
    return static_cast<std::int64_t>(given) -
           static_cast<std::int64_t>(ledger.delivered + ledger.retransmitted + ledger.duplicated +
                                     ledger.overlaps + ledger.out_of_window);
  }

  Reassembly& reassembly() { return reassembly_; }

  Ledger ledger;
  std::vector<Delivered> out;
  std::uint64_t given = 0;

 private:
  void keep(const Input& input) {
    Delivered one;
    if (const auto* chunk = std::get_if<Chunk>(&input)) {
      one = {Delivered::chunk,
             chunk->side,
             chunk->offset,
             chunk->bytes.size(),
             std::string(as_text(chunk->bytes)),
             {},
             {},
             chunk->time,
             chunk->acked};
    } else if (const auto* gap = std::get_if<Gap>(&input)) {
      one = {Delivered::gap, gap->side, gap->offset, gap->length, {}, gap->cause, {}, gap->time, 0};
    } else {
      const auto& close = std::get<Close>(input);
      one = {Delivered::close, close.side, 0, 0, {}, {}, close.kind, close.time, 0};
    }
    out.push_back(std::move(one));
  }

  Reassembly::Deliver deliver_;
  Reassembly reassembly_;
};

}  // namespace goldwire::testing
