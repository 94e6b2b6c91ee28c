// Conversation: two framers, their field blocks, and the streams that they make up.
#include "protocols/http2/conversation.h"

#include <algorithm>
#include <utility>

#include "protocols/base/wire_reader.h"
#include "protocols/http2/streams.h"

namespace goldwire::http2 {
namespace {

class Http2 final : public Conversation, private FramerListener {
 public:
  explicit Http2(const Opening& opening)
      : limits_(opening.limits),
        client_(Side::client, opening.midstream, *this),
        server_(Side::server, opening.midstream, *this),
        blocks_{FieldBlocks(!opening.midstream), FieldBlocks(!opening.midstream)},
        streams_(opening.limits, opening.midstream) {
    streams_.await_requests(client_.is_lost());
    if (opening.asked == nullptr) return;
    streams_.begin_with(*opening.asked);
    server_.allow_any();  // the client's settings stood in the request's HTTP2-Settings
  }

  void take(const Input& input) override {
    now_ = std::visit([](const auto& one) { return one.time; }, input);
    std::visit([this](const auto& one) { take_one(one); }, input);
    streams_.await_requests(client_.is_lost());
    if (const std::size_t now = held(); now > limits_.held) shed(now - limits_.held);
  }

  void tick(Time now) override {
    now_ = now;
    streams_.tick(now);
  }
  bool awaits_time() const override { return streams_.awaits_time(); }
  std::optional<Output> poll() override { return streams_.outputs().take_front(); }

  std::size_t held() const override {
    return client_.held() + server_.held() + blocks_[0].held() + blocks_[1].held() +
           streams_.held();
  }

  void shed(std::size_t wanted) override {
    const std::size_t before = held();
    const auto enough = [&] { return before - std::min(before, held()) >= wanted; };
    while (!enough() && streams_.shed_body()) {
    }
    while (!enough() && streams_.shed_stream()) {
    }
    for (Framer* framer : {&server_, &client_}) {
      if (!enough()) framer->shed();
    }
    for (const Side side : {Side::server, Side::client}) {
      if (enough()) break;
      if (auto broken = blocks(side).shed()) streams_.fields(side, std::move(*broken));
    }
  }

  Account account(Side side) const override {
    return (side == Side::client ? client_ : server_).account();
  }

 private:
  void take_one(const Chunk& chunk) { framer(chunk.side).take(chunk); }
  void take_one(const Gap& gap) { framer(gap.side).take(gap); }
  void take_one(const Close& close) {
    framer(close.side).take(close);
    if (auto broken = blocks(close.side).lose(reason_of(close.kind))) {
      streams_.fields(close.side, std::move(*broken));
    }
    streams_.await_requests(client_.is_lost());
    streams_.close(close.side, close.kind);
  }

  Framer& framer(Side side) { return side == Side::client ? client_ : server_; }
  FieldBlocks& blocks(Side side) { return blocks_[index_of(side)]; }

  // --- what the framers find ---

  void began(Side side) override {
    blocks(side).begin();
    streams_.begin(side);
  }

  void frame(Side side, const FrameHeader& header, Bytes payload, const Place& place) override {
    end_interrupted(side, header);
    if (header.carries_fields()) {
      if (side == Side::client) streams_.answers_unseen_up_to(server_.unseen_up_to());
      if (auto block = blocks(side).take(header, payload, place)) {
        streams_.fields(side, std::move(*block));
      }
      return;
    }
    WireReader reader(payload);
    if (header.type == FrameType::settings) {
      read_settings(side, reader);
    } else if (header.type == FrameType::rst_stream) {
      streams_.reset(side, header.stream, reader.u32());
    } else if (header.type == FrameType::goaway && side == Side::server) {
      const std::uint32_t last = reader.u32() & 0x7FFFFFFF;
      streams_.goaway(last, reader.u32());
    }
  }

  void damaged(Side side, const FrameHeader& header, const Place& place, Reason reason) override {
    end_interrupted(side, header);
    if (header.carries_fields()) {
      if (auto block = blocks(side).damaged(header, place, reason)) {
        streams_.fields(side, std::move(*block));
      }
    } else if (header.type == FrameType::rst_stream) {
      streams_.damaged_reset(side, header.stream, place.last, reason);
    }
  }

  void data_begin(Side side, const FrameHeader& header, const Place& place) override {
    end_interrupted(side, header);
    streams_.data_begin(side, header.stream, place);
  }
  void data(Side side, const FrameHeader& header, Bytes octets) override {
    streams_.data(side, header.stream, octets);
  }
  void data_hole(Side side, const FrameHeader& header, std::uint64_t length) override {
    streams_.data_hole(side, header.stream, length);
  }
  void data_end(Side side, const FrameHeader& header, const Place& place,
                std::optional<Reason> why_cut) override {
    streams_.data_end(side, header, place, why_cut);
  }

  void lost(Side side, Reason reason) override {
    if (auto broken = blocks(side).lose(reason)) streams_.fields(side, std::move(*broken));
    streams_.lose(side, reason, now_);
  }

  /// What `side` takes, the other side may send.
  void read_settings(Side side, WireReader& reader) {
    constexpr std::uint16_t kMaxFrameSize = 5;
    while (reader.remaining() >= 6) {
      const std::uint16_t setting = reader.u16();
      const std::uint32_t value = reader.u32();
      if (setting == kMaxFrameSize) framer(peer_of(side)).allow(value);
    }
  }

  /// The fields of a block stand together; another frame among them breaks the connection.
  void end_interrupted(Side side, const FrameHeader& header) {
    if (auto broken = blocks(side).interrupted_by(header)) {
      streams_.fields(side, std::move(*broken));
    }
  }

  const Limits limits_;
  Framer client_;
  Framer server_;
  FieldBlocks blocks_[2];
  Streams streams_;
  Time now_;
};

}  // namespace

std::unique_ptr<Conversation> open(const Opening& opening) {
  return std::make_unique<Http2>(opening);
}

}  // namespace goldwire::http2
