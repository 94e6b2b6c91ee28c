// Transcript: what both sides of one connection said, piece by piece, and how a conversation hears
// it.
//
// Contract: read_capture() reads classic pcap files of loopback or Ethernet with nothing lost and
// no reordering that matters (it sorts by sequence number); what the wire really does is
// agent/wire's business.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "protocols/base/json.h"
#include "protocols/base/wire_reader.h"
#include "protocols/kafka/conversation.h"
#include "protocols/kafka/describe.h"

namespace goldwire::kafka {

struct Piece {
  Side side = Side::client;
  Time time;
  std::string octets;
};

struct Transcript {
  std::vector<Piece> pieces;
  bool midstream = false;  ///< its beginning was not captured
  std::uint16_t client_port = 0;
};

/// How a transcript reaches a conversation.
struct Hearing {
  Limits limits;
  std::size_t from = 0;    ///< pieces before this one were not captured
  std::vector<bool> lost;  ///< by piece: not captured; empty loses none
  std::size_t split = 0;   ///< pieces longer than this come in several chunks; 0: as they are
  Ending ending = Ending::fin;
};

struct Heard {
  std::vector<Exchange> exchanges;
  std::vector<Fact> facts;
  std::vector<Opened> opened;
  std::array<Account, 2> accounts{};
  std::array<std::uint64_t, 2> fed{};
  std::size_t most_held = 0;

  std::vector<Interaction> interactions() const {
    std::vector<Interaction> out;
    for (const Exchange& exchange : exchanges) {
      for (Interaction& it : describe(exchange)) out.push_back(std::move(it));
    }
    return out;
  }
};

inline void poll_all(Conversation& conversation, Heard& heard) {
  while (auto output = conversation.poll()) {
    if (auto* exchange = std::get_if<Exchange>(&*output))
      heard.exchanges.push_back(std::move(*exchange));
    if (auto* fact = std::get_if<Fact>(&*output)) heard.facts.push_back(std::move(*fact));
    if (auto* opened = std::get_if<Opened>(&*output)) heard.opened.push_back(*opened);
  }
  heard.most_held = std::max(heard.most_held, conversation.held());
}

inline Heard hear(const Transcript& transcript, const Hearing& hearing = {}) {
  Heard heard;
  Opening opening;
  opening.limits = hearing.limits;
  opening.midstream = transcript.midstream || hearing.from > 0;
  const auto conversation = protocol().open(opening);
  Time last{};
  for (std::size_t i = hearing.from; i < transcript.pieces.size(); ++i) {
    const Piece& piece = transcript.pieces[i];
    std::uint64_t& offset = heard.fed[index_of(piece.side)];
    last = piece.time;
    if (i < hearing.lost.size() && hearing.lost[i]) {
      conversation->take(
          Gap{piece.side, offset, piece.octets.size(), Loss::acknowledged, piece.time});
      offset += piece.octets.size();
      poll_all(*conversation, heard);
      continue;
    }
    const std::size_t step = hearing.split == 0 ? piece.octets.size() : hearing.split;
    for (std::size_t at = 0; at < piece.octets.size(); at += step) {
      const std::string part =
          piece.octets.substr(at, step);  // its own memory: nobody may keep a view
      conversation->take(Chunk{piece.side, offset, as_bytes(part), piece.time, 0});
      offset += part.size();
      poll_all(*conversation, heard);
    }
  }
  for (const Side side : {Side::client, Side::server}) {
    conversation->take(Close{side, hearing.ending, last});
    poll_all(*conversation, heard);
  }
  for (const Side side : {Side::client, Side::server}) {
    heard.accounts[index_of(side)] = conversation->account(side);
  }
  return heard;
}

/// One line that says all of an interaction but where it stands in the streams.
inline std::string shown(const Interaction& it) {
  Value::Object out{{"name", Value(it.name)},
                    {"role", Value::integer(static_cast<int>(it.role))},
                    {"control", Value(it.control)},
                    {"status", Value(it.status.message)}};
  for (const Attribute& attribute : it.attributes.all()) {
    if (const auto* text = std::get_if<std::string>(&attribute.value)) {
      out.emplace_back(attribute.key, Value(*text));
    } else if (const auto* number = std::get_if<std::int64_t>(&attribute.value)) {
      out.emplace_back(attribute.key, Value::integer(*number));
    }
  }
  for (const Payload* payload : {&it.request_payload, &it.response_payload}) {
    if (const auto* body = std::get_if<Value>(&payload->body)) out.emplace_back("body", *body);
  }
  Value::List reasons;
  for (const std::string_view name : it.incomplete.names()) reasons.emplace_back(name);
  out.emplace_back("incomplete", std::move(reasons));
  return write_json(out);
}

inline std::vector<std::string> shown(const Heard& heard) {
  std::vector<std::string> out;
  for (const Interaction& it : heard.interactions()) out.push_back(shown(it));
  return out;
}

/// Both sides' octets of every connection in a capture, in the order of the capture.
inline std::vector<Transcript> read_capture(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string all{std::istreambuf_iterator<char>(file), {}};
  if (all.size() < 24) throw std::runtime_error("no capture: " + path);
  const auto little = [&](std::size_t at) {
    std::uint32_t out = 0;
    std::memcpy(&out, all.data() + at, 4);
    return out;
  };
  struct Segment {
    Piece piece;
    std::uint32_t sequence;
  };
  struct Connection {
    std::uint16_t server_port = 0;
    std::uint16_t client_port = 0;
    std::array<std::optional<std::uint32_t>, 2> next;
    bool midstream = false;
    std::vector<Segment> segments;
  };
  std::vector<Connection> connections;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> open;  // by both ports
  const std::uint32_t link = little(20);
  const bool nanoseconds = little(0) == 0xa1b23c4d;
  for (std::size_t at = 24; at + 16 <= all.size();) {
    const Time time = from_unix_nano(std::int64_t{little(at)} * 1'000'000'000 +
                                     std::int64_t{little(at + 4)} * (nanoseconds ? 1 : 1000));
    const std::size_t size = little(at + 8);
    Bytes packet = as_bytes(std::string_view(all).substr(at + 16, size));
    at += 16 + size;
    const std::size_t link_header = link == 1 ? 14 : link == 113 ? 16 : link == 276 ? 20 : 0;
    if (packet.size() < link_header + 40) continue;
    const Bytes ip = packet.subspan(link_header);
    const std::size_t ip_header = 4U * (ip[0] & 0x0fU);
    if (ip[0] >> 4 != 4 || ip[9] != 6) continue;
    WireReader sizes(ip);
    sizes.u16();
    const Bytes tcp = ip.first(std::min<std::size_t>(sizes.u16(), ip.size())).subspan(ip_header);
    WireReader reader(tcp);
    const std::uint16_t source = reader.u16();
    const std::uint16_t destination = reader.u16();
    const std::uint32_t sequence = reader.u32();
    const bool syn = (tcp[13] & 2U) != 0;
    const bool ack = (tcp[13] & 16U) != 0;
    const std::pair<std::uint32_t, std::uint32_t> key =
        std::minmax<std::uint32_t>(source, destination);
    if (syn && !ack) {
      open[key] = connections.size();
      connections.push_back({destination, source, {sequence + 1, std::nullopt}, false, {}});
      continue;
    }
    const auto [found, fresh] = open.try_emplace(key, connections.size());
    if (fresh)
      connections.push_back(
          {std::min(source, destination), std::max(source, destination), {}, true, {}});
    Connection& connection = connections[found->second];
    if (syn) connection.next[1] = sequence + 1;
    const Bytes payload = tcp.subspan(4U * (tcp[12] >> 4U));
    if (payload.empty() || syn) continue;
    const Side side = source == connection.server_port ? Side::server : Side::client;
    connection.segments.push_back({{side, time, std::string(as_text(payload))}, sequence});
  }
  std::vector<Transcript> out;
  for (Connection& connection : connections) {
    Transcript transcript;
    for (Segment& segment : connection.segments) {
      auto& next = connection.next[index_of(segment.piece.side)];
      if (segment.sequence != next.value_or(segment.sequence)) continue;  // a retransmission
      next = segment.sequence + static_cast<std::uint32_t>(segment.piece.octets.size());
      transcript.pieces.push_back(std::move(segment.piece));
    }
    transcript.midstream = connection.midstream;
    transcript.client_port = connection.client_port;
    if (!transcript.pieces.empty()) out.push_back(std::move(transcript));
  }
  return out;
}

}  // namespace goldwire::kafka
