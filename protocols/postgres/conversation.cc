// Both sides' octets -> frames -> dialogue. Start-up and encryption requests are decided here,
// because they change how octets are framed.
#include "protocols/postgres/conversation.h"

#include <algorithm>
#include <array>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/dialogue.h"
#include "protocols/postgres/framer.h"

namespace goldwire::postgres {
namespace {

class PostgresConversation final : public Conversation {
 public:
  explicit PostgresConversation(const Opening& opening)
      : limits_(opening.limits),
        framers_{Framer(Side::client, limits_), Framer(Side::server, limits_)},
        dialogue_(limits_, opening.midstream),
        stage_(opening.midstream ? Stage::joining : Stage::startup) {
    if (stage_ == Stage::startup) framer(Side::client).expect(Framing::startup);
    if (stage_ == Stage::joining) framer(Side::server).search();
  }

  void take(const Input& input) override {
    if (const auto* chunk = std::get_if<Chunk>(&input)) {
      now_ = chunk->time;
      framer(chunk->side).add(*chunk);
    } else if (const auto* gap = std::get_if<Gap>(&input)) {
      now_ = gap->time;
      framer(gap->side).lose(*gap);
    }
    pump();
    for (Framer& each : framers_) each.settle();
    if (const auto* close = std::get_if<goldwire::Close>(&input)) end(*close);
    if (held() > limits_.held) shed(held() - limits_.held / 2);
  }

  void tick(Time now) override { dialogue_.tick(now); }
  bool awaits_time() const override { return dialogue_.awaits_silence(); }

  std::optional<Output> poll() override {
    if (auto output = dialogue_.poll()) return output;
    return std::exchange(switch_, std::nullopt);
  }

  std::size_t held() const override {
    return dialogue_.held() + framers_[0].held() + framers_[1].held();
  }

  void shed(std::size_t wanted) override {
    const std::size_t target = held() - std::min(wanted, held());
    dialogue_.shed(wanted);
    for (const Side side : {Side::server, Side::client}) {
      if (held() > target && framer(side).drop_waiting()) pump();
    }
  }

  Account account(Side side) const override { return framers_[index_of(side)].account(); }

 private:
  enum class Stage : std::uint8_t {
    joining,     ///< midstream: does the client begin with start-up, or with typed frames?
    startup,     ///< the client's next packet has no type
    encrypting,  ///< the server's next octet answers SSLRequest or GSSENCRequest
    speaking,
    opaque,   ///< GSSAPI encryption
    switched  ///< another protocol has taken over
  };

  Framer& framer(Side side) { return framers_[index_of(side)]; }

  void pump() {
    for (bool again = true; again;) again = pump_client() || pump_server();
  }

  bool pump_client() {
    bool any = false;
    for (;;) {
      if (stage_ == Stage::opaque) framer(Side::client).skip_all();
      if (stage_ == Stage::joining && !join()) return any;
      if (stage_ != Stage::startup && stage_ != Stage::speaking) return any;
      const auto item = framer(Side::client).next();
      if (!item) return any;
      any = true;
      if (const auto* broken = std::get_if<Break>(&*item)) {
        stage_ = Stage::speaking;
        dialogue_.lose(Side::client, broken->why);
      } else if (stage_ == Stage::startup) {
        begin(std::get<Frame>(*item));
      } else {
        const Framer& server = framer(Side::server);
        dialogue_.ask(std::get<Frame>(*item), {server.reached(), server.resting()});
      }
    }
  }

  bool pump_server() {
    bool any = false;
    for (;;) {
      Framer& server = framer(Side::server);
      if (stage_ == Stage::opaque) server.skip_all();
      if (stage_ == Stage::opaque || stage_ == Stage::switched) return any;
      if (stage_ == Stage::encrypting && !choose_answer()) return any;
      const auto item = server.next();
      if (!item) return any;
      any = true;
      if (const auto* broken = std::get_if<Break>(&*item)) {
        if (stage_ == Stage::encrypting) {
          // The answer is lost; what comes next will show what it was.
          framer(Side::client).search();
          stage_ = Stage::speaking;
        }
        dialogue_.lose(Side::server, broken->why);
      } else if (stage_ == Stage::encrypting) {
        answer_encryption(std::get<Frame>(*item));
        return true;
      } else {
        dialogue_.answer(std::get<Frame>(*item));
      }
    }
  }

  /// Every type is a letter; a length begins with 0.
  bool join() {
    Framer& client = framer(Side::client);
    const auto first = client.peek();
    if (!first) return false;
    stage_ = *first == 0 ? Stage::startup : Stage::speaking;
    if (*first == 0) {
      client.expect(Framing::startup);
    } else {
      client.search();
    }
    return true;
  }

  void begin(const Frame& packet) {
    Framer& client = framer(Side::client);
    const std::int32_t code = WireReader(packet.body).i32();
    if (code == kSslCode || code == kGssEncCode) {
      request_ = packet;
      request_->body = {};
      stage_ = Stage::encrypting;
      return;
    }
    stage_ = Stage::speaking;
    client.expect(Framing::typed);
    if (code == kCancelCode) {
      dialogue_.cancel(packet);
    } else if (code >> 16 == kProtocol30 >> 16) {
      framer(Side::server).expect(Framing::typed);
      dialogue_.start(packet, session_of(packet));
    } else {
      client.search();
      dialogue_.lose(Side::client, Reason::undecodable);
    }
  }

  static std::shared_ptr<const Session> session_of(const Frame& packet) {
    auto session = std::make_shared<Session>();
    const Decoded<StartupMessage> startup = decode<StartupMessage>(packet.body);
    if (!startup) return session;
    std::string_view user;
    for (const auto& [name, value] : startup->parameters) {
      if (name == "database") session->database = value;
      if (name == "user") user = value;
    }
    if (session->database.empty()) session->database = user;  // the server's own default
    return session;
  }

  /// A server too old for the request answers with an ErrorResponse instead of one octet.
  bool choose_answer() {
    Framer& server = framer(Side::server);
    const auto octet = server.peek();
    if (!octet) return false;
    if (*octet == 'E') {
      server.expect(Framing::typed);
      stage_ = Stage::speaking;
    } else {
      server.expect(Framing::octet);
    }
    return true;
  }

  void answer_encryption(const Frame& answer) {
    Framer& client = framer(Side::client);
    const char octet = answer.body.empty() ? '\0' : static_cast<char>(answer.body[0]);
    if (octet == 'S') {
      const Framer& server = framer(Side::server);
      switch_ = Switch{
          "tls", client.consumed(), server.consumed(), client.hand_over(), server.hand_over(), now_,
          {}};
      stage_ = Stage::switched;
    } else if (octet == 'G') {
      dialogue_.encrypt(*request_, answer);
      stage_ = Stage::opaque;
    } else {
      client.expect(Framing::startup);
      stage_ = Stage::startup;
    }
  }

  void end(const goldwire::Close& close) {
    if (stage_ != Stage::switched) framer(close.side).skip_all();
    closed_[index_of(close.side)] = true;
    if (closed_[index_of(Side::server)]) dialogue_.finish(close.kind, close.time);
  }

  Limits limits_;
  std::array<Framer, 2> framers_;
  Dialogue dialogue_;
  Stage stage_;
  Time now_;
  std::optional<Frame> request_;  ///< SSLRequest or GSSENCRequest
  std::optional<Switch> switch_;
  std::array<bool, 2> closed_{};
};

}  // namespace

std::unique_ptr<Conversation> open(const Opening& opening) {
  return std::make_unique<PostgresConversation>(opening);
}

const Protocol& protocol() {
  static constexpr Protocol kProtocol{"postgresql", detect, open, describe, encode};
  return kProtocol;
}

}  // namespace goldwire::postgres
