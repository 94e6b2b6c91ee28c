// Every public capture: read to its end or refused in one line, and every octet of payload
// accounted for.
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <sstream>

#include "agent/capture/capture_file.h"
#include "agent/capture/link_types.h"
#include "agent/wire/dissect.h"
#include "agent/wire/reassembly.h"

namespace goldwire::testing {
namespace {

struct Indexed {
  std::string path;
  std::uint64_t packets = 0;
  std::string tags;
};

/// INDEX.tsv: path, bytes, packets, protocols, origin, licence, tags.
std::vector<Indexed> read_index(const std::string& folder) {
  std::ifstream file(folder + "/INDEX.tsv");
  std::vector<Indexed> all;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string field;
    std::vector<std::string> row;
    while (std::getline(fields, field, '\t')) row.push_back(field);
    if (row.size() >= 7)
      all.push_back({row[0], std::strtoull(row[2].c_str(), nullptr, 10), row[6]});
  }
  return all;
}

using Tuple = std::pair<Endpoint, Endpoint>;

/// Both sides of every tuple of a capture, and the contract of what they deliver.
class Tuples {
 public:
  explicit Tuples(Ledger& ledger) : ledger_(ledger) {}

  void take(const Segment& segment) {
    const bool client = segment.source < segment.destination;
    const Side from = client ? Side::client : Side::server;
    const Tuple tuple = client ? Tuple{segment.source, segment.destination}
                               : Tuple{segment.destination, segment.source};
    auto& flow = flows_[tuple];
    if (flow && flow->reassembly.starts_anew(segment, from)) {
      flow->reassembly.finish(Ending::reset, segment.time);
      flow.reset();
    }
    if (!flow) flow = std::make_unique<Flow>(ledger_);
    flow->reassembly.take(segment, from);
    EXPECT_LE(flow->reassembly.held(), 2 * kLimits.waiting + 65'536);
  }
  void finish(Time now) {
    for (auto& [tuple, flow] : flows_) {
      flow->reassembly.finish(Ending::end_of_capture, now);
      EXPECT_TRUE(flow->reassembly.closed());
      EXPECT_EQ(flow->reassembly.held(), 0U);
    }
  }

 private:
  static constexpr ReassemblyLimits kLimits{};

  struct Flow {
    explicit Flow(Ledger& ledger) : reassembly(kLimits, ledger, deliver) {}
    std::array<std::uint64_t, 2> at{0, 0};
    Reassembly::Deliver deliver = [this](const Input& input) {
      if (const auto* chunk = std::get_if<Chunk>(&input)) {
        EXPECT_EQ(chunk->offset, at[index_of(chunk->side)]);
        EXPECT_LE(chunk->acked, at[index_of(peer_of(chunk->side))]);
        at[index_of(chunk->side)] += chunk->bytes.size();
      } else if (const auto* gap = std::get_if<Gap>(&input)) {
        EXPECT_EQ(gap->offset, at[index_of(gap->side)]);
        at[index_of(gap->side)] += gap->length;
      }
    };
    Reassembly reassembly;
  };

  Ledger& ledger_;
  std::map<Tuple, std::unique_ptr<Flow>> flows_;
};

/// Reads one capture to its end or its error; gives its packets.
std::uint64_t read_capture(const std::string& folder, const Indexed& indexed) {
  SCOPED_TRACE(indexed.path);
  auto capture = open_capture(folder + "/" + indexed.path, 0);
  if (!capture) {
    EXPECT_EQ(capture.error().line().find('\n'), std::string::npos);
    EXPECT_FALSE(capture.error().where.empty());
    return 0;
  }
  Ledger ledger;
  Dissector dissector(ledger);
  Tuples tuples(ledger);
  std::uint64_t packets = 0;
  std::uint64_t payload = 0;
  std::uint64_t joined = 0;
  Time now;
  for (;;) {
    const auto arrival = (*capture)->next();
    if (!arrival) {
      EXPECT_FALSE(arrival.error().remedy.empty());
      EXPECT_LT(packets, indexed.packets + 1);
      break;
    }
    if (std::holds_alternative<End>(*arrival)) {
      EXPECT_EQ(packets, indexed.packets);
      break;
    }
    const Packet& packet = std::get<Packet>(*arrival);
    ++packets;
    now = std::max(now, packet.time);
    const std::uint64_t waiting = ledger.fragments;
    const std::uint64_t copies = ledger.duplicates;
    const auto segment = dissector.dissect(packet);
    joined += ledger.duplicates - copies;
    if (!reads_link_type(packet.link_type)) {
      EXPECT_FALSE(segment);
    }
    if (segment) {
      joined += waiting - ledger.fragments;
      payload += segment->payload.size();
      tuples.take(*segment);
    }
  }
  tuples.finish(now);
  EXPECT_EQ(packets, ledger.tcp_segments + ledger.other_packets + ledger.undecodable +
                         ledger.fragments + joined);
  EXPECT_EQ(payload, ledger.delivered + ledger.retransmitted + ledger.duplicated + ledger.overlaps +
                         ledger.out_of_window);
  return packets;
}

TEST(PublicCaptures, AreReadToTheirEndAndEveryOctetIsAccountedFor) {
  const char* folder = std::getenv("GOLDWIRE_CAPTURES");
  if (folder == nullptr) GTEST_SKIP() << "GOLDWIRE_CAPTURES is not set: no public capture was read";
  const std::vector<Indexed> index = read_index(folder);
  ASSERT_GT(index.size(), 100U);
  std::uint64_t packets = 0;
  for (const Indexed& one : index) packets += read_capture(folder, one);
  std::cout << index.size() << " captures, " << packets << " packets\n";
  EXPECT_GT(packets, 10'000U);
}

}  // namespace
}  // namespace goldwire::testing
