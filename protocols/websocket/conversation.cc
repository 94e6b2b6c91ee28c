// Conversation: two speakers, and the one exchange that they make.
#include "protocols/websocket/conversation.h"

#include <optional>
#include <utility>
#include <variant>

#include "protocols/base/queue.h"
#include "protocols/websocket/codec.h"
#include "protocols/websocket/speaker.h"

namespace goldwire::websocket {
namespace {

Time time_of(const Input& input) {
  return std::visit([](const auto& one) { return one.time; }, input);
}

class WebSocket final : public Conversation {
 public:
  explicit WebSocket(const Opening& opening)
      : handshake_(read_handshake(opening.carried)),
        midstream_(opening.midstream),
        limits_(opening.limits),
        room_{opening.limits.held},
        client_(Side::client, limits_, handshake_, midstream_, room_),
        server_(Side::server, limits_, handshake_, midstream_, room_),
        client_framer_(Side::client, limits_, midstream_, handshake_.may_compress(), client_),
        server_framer_(Side::server, limits_, midstream_, handshake_.may_compress(), server_) {}

  void take(const Input& input) override {
    if (!opened_) {
      opened_ = true;
      outputs_.push_back(Opened{0, time_of(input), true});
    }
    if (const auto* chunk = std::get_if<Chunk>(&input)) {
      framer(chunk->side).take(*chunk);
    } else if (const auto* gap = std::get_if<Gap>(&input)) {
      framer(gap->side).take(*gap);
    } else {
      const Close& close = std::get<Close>(input);
      framer(close.side).close();
      ended_[index_of(close.side)] = close.kind;
    }
    const bool closing_handshake = client_.closed() && server_.closed();
    if (closing_handshake || (ended_[0] && ended_[1])) emit();
    if (const std::size_t now = held(); now > limits_.held) shed(now - limits_.held);
  }

  void tick(Time) override {}
  bool awaits_time() const override { return false; }
  std::optional<Output> poll() override { return outputs_.take_front(); }

  std::size_t held() const override {
    return room_.used + client_.held() + server_.held() + client_framer_.held() +
           server_framer_.held();
  }

  void shed(std::size_t wanted) override {
    const std::size_t before = held();
    const auto enough = [&] { return held() + wanted <= before; };
    for (Speaker* speaker : {&client_, &server_}) {
      if (!enough()) speaker->shed_content();
    }
    for (Speaker* speaker : {&client_, &server_}) {
      if (!enough()) speaker->shed_records();
    }
    for (Framer* framer : {&client_framer_, &server_framer_}) {
      if (!enough()) framer->shed();
    }
  }

  Account account(Side side) const override {
    return side == Side::client ? client_framer_.account() : server_framer_.account();
  }

 private:
  Framer& framer(Side side) { return side == Side::client ? client_framer_ : server_framer_; }
  Speaker& speaker(Side side) { return side == Side::client ? client_ : server_; }

  void emit() {
    if (std::exchange(emitted_, true)) return;
    Exchange exchange;
    exchange.protocol = kName;
    // A 101 alone does not tell what was asked for.
    if (midstream_ || (handshake_.seen && handshake_.target.empty())) {
      exchange.incomplete.add(Reason::midstream);
    }
    for (const Side side : {Side::client, Side::server}) {
      if (const auto why = unfinished(side)) exchange.incomplete.add(*why);
      speaker(side).finish();
      exchange.incomplete.add(speaker(side).reasons());
    }
    exchange.request = client_.half();
    exchange.response = server_.half();
    auto messages = std::make_shared<Messages>();
    messages->handshake = std::move(handshake_);
    messages->abnormal =
        is_over(Side::client) && is_over(Side::server) && !client_.closed() && !server_.closed();
    messages->client = client_.take_voice();
    messages->server = server_.take_voice();
    exchange.messages = std::move(messages);
    outputs_.push_back(std::move(exchange));
  }

  /// Why `side` may have had more to say.
  std::optional<Reason> unfinished(Side side) {
    const std::optional<Ending> kind = ended_[index_of(side)];
    if (speaker(side).closed() || !kind) return std::nullopt;
    const bool between = !speaker(side).inside_message() && !framer(side).inside_frame();
    if (*kind == Ending::fin && between) return std::nullopt;
    return reason_of(*kind);
  }

  /// The sender ended the stream, one way or another.
  bool is_over(Side side) const {
    const std::optional<Ending> kind = ended_[index_of(side)];
    return kind && (*kind == Ending::fin || *kind == Ending::reset);
  }

  Handshake handshake_;
  const bool midstream_;
  const Limits limits_;
  Room room_;
  Speaker client_;
  Speaker server_;
  Framer client_framer_;
  Framer server_framer_;
  std::optional<Ending> ended_[2];
  bool opened_ = false;
  bool emitted_ = false;
  Queue<Output> outputs_;
};

}  // namespace

std::unique_ptr<Conversation> open(const Opening& opening) {
  return std::make_unique<WebSocket>(opening);
}

std::string encode(const Exchange& exchange, Side side) {
  const auto& messages = static_cast<const Messages&>(*exchange.messages);
  return write_voice(side == Side::client ? messages.client : messages.server, side);
}

const Protocol& protocol() {
  static const Protocol websocket = {kName, &detect, &open, &describe, &encode};
  return websocket;
}

}  // namespace goldwire::websocket
