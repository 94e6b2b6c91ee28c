// Recording: from captures through the dissector, grouped by tuple, to reassembly.
#include "tests/laws/recording.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "agent/capture/capture_file.h"
#include "agent/wire/dissect.h"
#include "agent/wire/reassembly.h"
#include "tests/laws/hearing.h"

namespace goldwire::laws {
namespace {

Segment replayed(const OwnedSegment& owned) {
  Segment segment = owned.segment;
  segment.payload = as_bytes(owned.octets);
  return segment;
}

/// Packets overtake each other on their way by this much, not by more: capture queues and networks
/// do.
constexpr Duration kReordering = std::chrono::milliseconds(1);

/// Could a capture as well have seen `later` before `earlier`? Not when it was sent on seeing it. A
/// reset without an acknowledgement always is (RFC 9293 section 3.10.7.1).
bool exchangeable(const OwnedSegment& earlier, const OwnedSegment& later) {
  const Segment& before = earlier.segment;
  const Segment& after = later.segment;
  if (after.time - before.time > kReordering || before.syn || after.syn || !after.ack) {
    return false;
  }
  const auto seen = static_cast<std::int32_t>(after.acknowledgement - before.sequence);
  return earlier.side == later.side || seen <= 0;
}

using Tuple = std::pair<Endpoint, Endpoint>;

/// The segments of each tuple in capture order, not yet told apart by connection; of a capture that
/// is cut, what stands before the cut.
std::map<Tuple, std::vector<OwnedSegment>> tuples_of(const std::string& capture) {
  auto source = open_capture(capture, 0);
  if (!source) throw std::runtime_error(source.error().line());
  Ledger ledger;
  Dissector dissector(ledger);
  std::map<Tuple, std::vector<OwnedSegment>> tuples;
  for (;;) {
    const Result<Arrival> arrival = (*source)->next();
    if (!arrival || std::holds_alternative<End>(*arrival)) return tuples;
    const auto* packet = std::get_if<Packet>(&*arrival);
    if (packet == nullptr) continue;
    const std::optional<Segment> segment = dissector.dissect(*packet);
    if (!segment) continue;
    OwnedSegment owned{*segment, std::string(as_text(segment->payload)), Side::client};
    owned.segment.payload = {};
    const Tuple tuple = std::minmax(segment->source, segment->destination);
    tuples[tuple].push_back(std::move(owned));
  }
}

/// Who opened the connection; without a handshake, the higher port is guessed to be the client.
Endpoint client_of(const std::vector<OwnedSegment>& segments) {
  for (const OwnedSegment& owned : segments) {
    if (!owned.segment.syn) continue;
    return owned.segment.ack ? owned.segment.destination : owned.segment.source;
  }
  const Segment& first = segments.front().segment;
  return first.source.port > first.destination.port ? first.source : first.destination;
}

void name_sides(Recording& recording, const Endpoint& client) {
  Endpoint server = client;
  for (OwnedSegment& owned : recording.segments) {
    owned.side = owned.segment.source == client ? Side::client : Side::server;
    server = owned.side == Side::client ? owned.segment.destination : owned.segment.source;
  }
  recording.origin += " " + client.text() + " -> " + server.text();
}

void turn_round(Recording& recording) {
  for (OwnedSegment& owned : recording.segments) owned.side = peer_of(owned.side);
}

/// Finds the protocol from the whole streams; false when it is none of the registry's.
bool recognise(Recording& recording) {
  const Transcript transcript = reassembled(recording);
  const std::string client = transcript.stream(Side::client);
  const std::string server = transcript.stream(Side::server);
  if (client.empty() && server.empty()) return false;
  const Detection detection =
      detect(as_bytes(client), as_bytes(server), !transcript.midstream, true);
  if (!detection.found) return false;
  recording.protocol = detection.found->protocol;
  if (detection.found->swapped) turn_round(recording);
  return true;
}

/// All that have a part in it.
std::vector<const Protocol*> spoken_in(const Recording& recording) {
  const Heard heard = hear(reassembled(recording));
  std::vector<const Protocol*> spoken = heard.protocols;
  for (const HeardExchange& one : heard.exchanges) spoken.push_back(&describer(one.exchange));
  std::sort(spoken.begin(), spoken.end());
  spoken.erase(std::unique(spoken.begin(), spoken.end()), spoken.end());
  return spoken;
}

/// Who speaks first in a stream that was joined late.
const Protocol* first_in(const Transcript& transcript, const Recording& recording) {
  const std::string client = transcript.stream(Side::client);
  const std::string server = transcript.stream(Side::server);
  const Detection detection = detect(as_bytes(client), as_bytes(server), true, true);
  const bool spoken =
      detection.found && std::ranges::count(recording.spoken, detection.found->protocol) != 0;
  return spoken ? detection.found->protocol : recording.protocol;
}

}  // namespace

std::vector<Recording> recordings_of(const std::string& capture) {
  std::vector<Recording> recordings;
  for (auto& [tuple, segments] : tuples_of(capture)) {
    // A tuple used again begins a new connection at its SYN.
    for (auto begin = segments.begin(); begin != segments.end();) {
      const auto end = std::find_if(begin + 1, segments.end(), [&](const OwnedSegment& owned) {
        const Segment& segment = owned.segment;
        return segment.syn && !segment.ack && begin->segment.sequence != segment.sequence;
      });
      Recording recording{capture.substr(capture.rfind('/') + 1), nullptr, {}};
      recording.segments.assign(begin, end);
      name_sides(recording, client_of(recording.segments));
      if (recognise(recording)) {
        recording.spoken = spoken_in(recording);
        recordings.push_back(std::move(recording));
      }
      begin = end;
    }
  }
  return recordings;
}

Transcript reassembled(const Recording& recording) {
  Transcript transcript;
  transcript.origin = recording.origin;
  Ledger ledger;
  const Reassembly::Deliver deliver = [&](const Input& input) { transcript.add(input); };
  Reassembly reassembly(ReassemblyLimits{}, ledger, deliver);
  Time now{};
  for (const OwnedSegment& owned : recording.segments) {
    now = std::max(now, owned.segment.time);
    reassembly.tick(now);
    reassembly.take(replayed(owned), owned.side);
  }
  reassembly.finish(Ending::end_of_capture, now);
  for (const Side side : {Side::client, Side::server}) {
    transcript.initial_sequence[index_of(side)] = reassembly.initial_sequence(side);
    if (reassembly.midstream(side)) transcript.midstream = true;
  }
  const bool late = transcript.midstream && recording.spoken.size() > 1;
  transcript.protocol = late ? first_in(transcript, recording) : recording.protocol;
  return transcript;
}

Recording resegmented(const Recording& recording, std::size_t most) {
  Recording out = recording;
  out.segments.clear();
  for (const OwnedSegment& owned : recording.segments) {
    OwnedSegment rest = owned;
    while (rest.octets.size() > most) {
      OwnedSegment piece = rest;
      piece.octets.resize(most);
      piece.segment.fin = false;
      piece.segment.missing = 0;
      out.segments.push_back(std::move(piece));
      rest.octets.erase(0, most);
      rest.segment.sequence += static_cast<std::uint32_t>(most) + (rest.segment.syn ? 1 : 0);
      rest.segment.syn = false;
    }
    out.segments.push_back(std::move(rest));
  }
  return out;
}

Recording lossy(const Recording& recording, unsigned percent, Random& random) {
  Recording out = recording;
  std::erase_if(out.segments, [&](const OwnedSegment&) { return below(random, 100) < percent; });
  return out;
}

Recording duplicated(const Recording& recording, Random& random) {
  Recording out = recording;
  out.segments.clear();
  for (const OwnedSegment& owned : recording.segments) {
    out.segments.push_back(owned);
    if (below(random, 4) != 0) continue;
    const std::size_t back = std::min<std::size_t>(below(random, 5), out.segments.size() - 1);
    OwnedSegment again = out.segments[out.segments.size() - 1 - back];
    again.segment.time = owned.segment.time;
    out.segments.push_back(std::move(again));
  }
  return out;
}

Recording shuffled(const Recording& recording, Random& random) {
  Recording out = recording;
  // Where a side's first octet stands is where it was joined: that much has to stay.
  std::array<bool, 2> joined{};
  std::size_t begin = 0;
  while (begin < out.segments.size() && !(joined[0] && joined[1])) {
    const OwnedSegment& owned = out.segments[begin++];
    joined[index_of(owned.side)] |= owned.segment.syn || !owned.octets.empty();
  }
  for (int pass = 0; pass < 3; ++pass) {
    for (std::size_t i = begin + 1; i < out.segments.size(); ++i) {
      OwnedSegment& earlier = out.segments[i - 1];
      OwnedSegment& later = out.segments[i];
      if (below(random, 3) != 0 || !exchangeable(earlier, later)) continue;
      std::swap(earlier, later);
      std::swap(earlier.segment.time, later.segment.time);
    }
  }
  return out;
}

Recording joined_late(const Recording& recording, std::size_t count) {
  Recording out = recording;
  out.segments.erase(out.segments.begin(),
                     out.segments.begin() + static_cast<std::ptrdiff_t>(count));
  return out;
}

}  // namespace goldwire::laws
