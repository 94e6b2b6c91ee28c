// Talk: a hand-written HTTP/1 connection, and what a fresh conversation makes of it.
//
// Contract: add() gives each piece the acknowledgement a real peer would have sent: all that the
// other side said before. said() tells which halves an exchange shows, for EXPECT_EQ.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http1/conversation.h"
#include "protocols/http1/message.h"

namespace goldwire::http1 {

inline const Messages& messages_of(const Exchange& exchange) {
  return static_cast<const Messages&>(*exchange.messages);
}

struct Piece {
  Side side = Side::client;
  std::string octets;
  std::uint64_t acked = 0;
  std::uint64_t missing = 0;  ///< a hole of so many octets instead
  std::optional<Ending> close;
};

class Talk {
 public:
  Talk& client(std::string_view octets) { return add(Side::client, octets); }
  Talk& server(std::string_view octets) { return add(Side::server, octets); }
  Talk& lose(Side side, std::uint64_t count) {
    pieces_.push_back({side, {}, 0, count, {}});
    total_[index_of(side)] += count;
    return *this;
  }
  Talk& close(Side side, Ending kind = Ending::fin) {
    pieces_.push_back({side, {}, 0, 0, kind});
    return *this;
  }
  Talk& end(Ending kind = Ending::fin) {
    return close(Side::client, kind).close(Side::server, kind);
  }
  /// Octets sent before those of the peer that were added already had arrived.
  Talk& early(Side side, std::string_view octets, std::uint64_t acked) {
    pieces_.push_back({side, std::string(octets), acked, 0, {}});
    total_[index_of(side)] += octets.size();
    return *this;
  }
  std::uint64_t total(Side side) const { return total_[index_of(side)]; }
  std::vector<Piece>& pieces() { return pieces_; }
  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  Talk& add(Side side, std::string_view octets) {
    return early(side, octets, total_[index_of(peer_of(side))]);
  }
  std::vector<Piece> pieces_;
  std::uint64_t total_[2] = {0, 0};
};

struct Heard {
  std::vector<Exchange> exchanges;
  std::vector<Opened> opened;
  std::optional<Switch> switched;
  Account accounts[2];
  std::uint64_t fed[2] = {0, 0};
  std::size_t largest_held = 0;
  std::size_t rested = 0;
};

/// `rests`: the conversation is put to rest and woken wherever it can be.
inline Heard hear(const std::vector<Piece>& pieces, bool midstream = false,
                  const Limits& limits = {}, bool rests = false) {
  auto conversation = open({limits, midstream, {}});
  Heard heard;
  std::int64_t now = 1000;
  for (const Piece& piece : pieces) {
    const Time time = from_unix_nano(now += 1000);
    std::uint64_t& fed = heard.fed[index_of(piece.side)];
    if (piece.close) {
      conversation->take(Close{piece.side, *piece.close, time});
    } else if (piece.missing != 0) {
      conversation->take(Gap{piece.side, fed, piece.missing, Loss::acknowledged, time});
      fed += piece.missing;
    } else {
      conversation->take(Chunk{piece.side, fed, as_bytes(piece.octets), time, piece.acked});
      fed += piece.octets.size();
    }
    while (auto output = conversation->poll()) {
      if (auto* exchange = std::get_if<Exchange>(&*output)) {
        heard.exchanges.push_back(std::move(*exchange));
      } else if (auto* opened = std::get_if<Opened>(&*output)) {
        heard.opened.push_back(*opened);
      } else if (auto* to = std::get_if<Switch>(&*output)) {
        heard.switched = std::move(*to);
      }
    }
    heard.largest_held = std::max(heard.largest_held, conversation->held());
    if (heard.switched) break;
    if (const auto resting = rests ? conversation->rest() : nullptr) {
      conversation = resting->wake(limits);
      ++heard.rested;
    }
  }
  for (const Side side : {Side::client, Side::server}) {
    heard.accounts[index_of(side)] = conversation->account(side);
  }
  return heard;
}

/// "GET /a -> 200 hello" ("-" for a half that was not seen), then the reasons: " [gap]".
inline std::string said(const Exchange& exchange) {
  const Messages& messages = messages_of(exchange);
  std::string out = "-";
  if (messages.has_request) {
    out = messages.request.method + " " + messages.request.target;
    if (!messages.request.body.kept.empty()) out += " " + messages.request.body.kept;
  }
  out += " -> ";
  if (messages.has_response) {
    out += std::to_string(messages.response.status);
    if (!messages.response.body.kept.empty()) out += " " + messages.response.body.kept;
  } else {
    out += "-";
  }
  if (!exchange.incomplete.empty()) {
    out += " [";
    for (const std::string_view name : exchange.incomplete.names()) {
      if (!out.ends_with('[')) out += ' ';
      out += name;
    }
    out += "]";
  }
  return out;
}

inline std::vector<std::string> said(const Heard& heard) {
  std::vector<std::string> out;
  for (const Exchange& exchange : heard.exchanges) out.push_back(said(exchange));
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace goldwire::http1
