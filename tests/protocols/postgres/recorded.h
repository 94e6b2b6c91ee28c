// Recorded: the connections of a capture in fixtures/postgres, as reassembly would tell them, and
// ways to tell them worse: with holes, from the middle, in other pieces.
//
// Contract: reads what fixtures/postgres/make wrote: classic pcap of Ethernet, IPv4 and TCP without
// loss.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocols/base/json.h"
#include "protocols/postgres/conversation.h"

namespace goldwire::postgres::recorded {

struct Piece {
  Chunk chunk;
  std::string octets;
  bool lost = false;
};

struct Connection {
  std::vector<Piece> pieces;
  bool midstream = false;
  Time end;
};

inline std::string file(const std::string& name) {
  std::ifstream in(GOLDWIRE_SOURCE_DIR "/fixtures/postgres/" + name, std::ios::binary);
  if (!in) throw std::runtime_error("no fixture " + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Reads a number of `count` octets at `at`, lowest octet first when `little`.
inline std::uint64_t number(const std::string& data, std::size_t at, std::size_t count,
                            bool little = false) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value = value << 8 | static_cast<std::uint8_t>(data.at(at + (little ? count - 1 - i : i)));
  }
  return value;
}

/// The server listens on port 5433.
inline std::vector<Connection> connections(const std::string& name) {
  constexpr std::uint64_t kServer = 5433;
  struct Flow {
    Connection connection;
    std::uint32_t first[2] = {};  // sequence numbers of the first octets
    std::uint64_t next[2] = {};
    std::map<std::uint64_t, Piece> early[2];  // captured before what precedes it
  };
  const std::string data = file(name + ".pcap");
  std::vector<Flow> flows;
  std::map<std::uint64_t, std::size_t> by_port;
  for (std::size_t at = 24; at < data.size();) {
    const std::uint64_t seconds = number(data, at, 4, true);
    const std::uint64_t micros = number(data, at + 4, 4, true);
    const std::size_t length = number(data, at + 8, 4, true);
    const std::string packet = data.substr(at + 16, length);
    at += 16 + length;
    const std::size_t ip = 14;
    const std::size_t tcp = ip + 4 * (number(packet, ip, 1) & 15U);
    const std::size_t payload = tcp + 4 * (number(packet, tcp + 12, 1) >> 4);
    const bool from_server = number(packet, tcp, 2) == kServer;
    const std::uint64_t port = number(packet, tcp + (from_server ? 2U : 0U), 2);
    const auto sequence = static_cast<std::uint32_t>(number(packet, tcp + 4, 4));
    const auto acknowledged = static_cast<std::uint32_t>(number(packet, tcp + 8, 4));
    const std::uint64_t flags = number(packet, tcp + 13, 1);
    const Time time =
        from_unix_nano(static_cast<std::int64_t>((seconds * 1000000 + micros) * 1000));
    const std::size_t side = from_server ? 1 : 0;
    if ((flags & 2) != 0) {
      if (!from_server) {
        by_port[port] = flows.size();
        flows.emplace_back();
      }
      flows.at(by_port.at(port)).first[side] = sequence + 1;
      continue;
    }
    Flow& flow = flows.at(by_port.at(port));
    flow.connection.end = time;
    const std::size_t total = number(packet, ip + 2, 2);
    const std::size_t octets = total == 0 ? packet.size() - payload : ip + total - payload;
    if (octets == 0) continue;
    const std::uint32_t offset = sequence - flow.first[side];
    Piece piece;
    piece.octets = packet.substr(payload, octets);
    piece.chunk = {from_server ? Side::server : Side::client,
                   offset,
                   {},
                   time,
                   acknowledged - flow.first[1 - side]};
    flow.early[side].emplace(offset, std::move(piece));
    for (auto first = flow.early[side].begin();
         first != flow.early[side].end() && first->first == flow.next[side];
         first = flow.early[side].erase(first)) {
      flow.next[side] += first->second.octets.size();
      flow.connection.pieces.push_back(std::move(first->second));
    }
  }
  std::vector<Connection> out;
  for (Flow& flow : flows) out.push_back(std::move(flow.connection));
  return out;
}

/// Cut into pieces of at most `longest` octets, as a network with smaller packets would carry it.
inline Connection segmented(const Connection& connection, std::size_t longest) {
  Connection out = connection;
  out.pieces.clear();
  for (const Piece& piece : connection.pieces) {
    for (std::size_t at = 0; at < piece.octets.size(); at += longest) {
      Piece part = piece;
      part.octets = piece.octets.substr(at, longest);
      part.chunk.offset += at;
      out.pieces.push_back(std::move(part));
    }
  }
  return out;
}

/// Without the first `count` pieces; offsets begin at 0 again, as reassembly counts them.
inline Connection joined_at(const Connection& connection, std::size_t count) {
  Connection out = connection;
  std::uint64_t base[2] = {};
  for (std::size_t i = 0; i < count; ++i) {
    const Piece& piece = out.pieces[i];
    base[index_of(piece.chunk.side)] = piece.chunk.offset + piece.octets.size();
  }
  out.pieces.erase(out.pieces.begin(), out.pieces.begin() + static_cast<std::ptrdiff_t>(count));
  for (Piece& piece : out.pieces) {
    piece.chunk.offset -= base[index_of(piece.chunk.side)];
    const std::uint64_t peer = base[index_of(peer_of(piece.chunk.side))];
    piece.chunk.acked -= std::min(peer, piece.chunk.acked);
  }
  out.midstream = out.midstream || count > 0;
  return out;
}

struct Heard {
  std::vector<Exchange> exchanges;
  std::optional<Switch> switched;
  std::size_t opened = 0;
  std::size_t most_held = 0;
  Account accounts[2];
};

inline void poll(Conversation& conversation, Heard& heard) {
  while (std::optional<Output> output = conversation.poll()) {
    if (auto* exchange = std::get_if<Exchange>(&*output)) {
      heard.exchanges.push_back(std::move(*exchange));
    } else if (auto* other = std::get_if<Switch>(&*output)) {
      heard.switched = std::move(*other);
    } else {
      ++heard.opened;
    }
  }
}

inline Heard hear(const Connection& connection, Ending ending = Ending::fin,
                  const Limits& limits = {}) {
  Opening opening;
  opening.limits = limits;
  opening.midstream = connection.midstream;
  const std::unique_ptr<Conversation> conversation = protocol().open(opening);
  Heard heard;
  for (const Piece& piece : connection.pieces) {
    Chunk chunk = piece.chunk;
    chunk.bytes = as_bytes(piece.octets);
    conversation->tick(chunk.time);
    if (piece.lost) {
      conversation->take(
          Gap{chunk.side, chunk.offset, piece.octets.size(), Loss::acknowledged, chunk.time});
    } else {
      conversation->take(chunk);
    }
    heard.most_held = std::max(heard.most_held, conversation->held());
    poll(*conversation, heard);
  }
  for (const Side side : {Side::client, Side::server}) {
    conversation->take(goldwire::Close{side, ending, connection.end});
  }
  poll(*conversation, heard);
  for (const Side side : {Side::client, Side::server}) {
    heard.accounts[index_of(side)] = conversation->account(side);
  }
  return heard;
}

inline std::vector<Interaction> described(const Heard& heard) {
  std::vector<Interaction> out;
  for (const Exchange& exchange : heard.exchanges) {
    for (Interaction& each : describe(exchange)) out.push_back(std::move(each));
  }
  return out;
}

/// Everything that an interaction says but when, and where its halves stand.
inline std::string shown(const Interaction& interaction) {
  std::string out = interaction.name + " | " + interaction.status.message;
  for (const Attribute& attribute : interaction.attributes.all()) {
    if (attribute.key == "db.namespace") continue;  // known from the connection's start only
    out += " | " + attribute.key + "=";
    if (const auto* text = std::get_if<std::string>(&attribute.value)) out += *text;
    if (const auto* count = std::get_if<std::int64_t>(&attribute.value))
      out += std::to_string(*count);
    if (const auto* flag = std::get_if<bool>(&attribute.value)) out += *flag ? "true" : "false";
  }
  for (const Payload* payload : {&interaction.request_payload, &interaction.response_payload}) {
    if (const auto* body = std::get_if<Value>(&payload->body)) out += " | " + write_json(*body);
  }
  for (const std::string_view name : interaction.incomplete.names()) out.append(" ! ").append(name);
  return out;
}

}  // namespace goldwire::postgres::recorded
