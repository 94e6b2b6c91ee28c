// Losses neither pass nor alarm: the bank's captures with packets taken out, held against a golden
// of three clean runs. A clean run with losses is the same or incomplete; a broken one different or
// incomplete.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <random>
#include <sstream>

#include "harness/diff/diff.h"
#include "tests/harness/bank_captures.h"
#include "tests/sanitized.h"

namespace goldwire {
namespace {

using test::captures;
using test::clean_golden;
using test::kSanitized;

/// A classic pcap: its header, and its packets with theirs.
struct Packets {
  std::string header;
  std::vector<std::string> packets;
};

Packets load(const std::string& name) {
  std::ifstream file(test::capture_path(name), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  Packets out{all.substr(0, 24), {}};
  for (std::size_t at = 24; at + 16 <= all.size();) {
    std::uint32_t length = 0;
    std::memcpy(&length, all.data() + at + 8, sizeof length);
    out.packets.push_back(all.substr(at, 16 + length));
    at += 16 + length;
  }
  return out;
}

/// What is said of the packets that `keep` keeps; a failing case can be had again from its name.
template <class Keep>
Diff check(const Packets& all, const Keep& keep) {
  const std::string path = testing::TempDir() + "/goldwire-lossy-" +
                           testing::UnitTest::GetInstance()->current_test_info()->name() + ".pcap";
  {
    std::ofstream out(path, std::ios::binary);
    out << all.header;
    for (std::size_t i = 0; i < all.packets.size(); ++i) {
      if (keep(i)) out << all.packets[i];
    }
  }
  Diff diff = compare(clean_golden().golden, clean_golden().rules, test::read_capture(path));
  std::filesystem::remove(path);
  return diff;
}

std::string first_line(const Diff& diff) {
  return diff.findings.empty()
             ? "no finding"
             : headline(diff.findings.front()) + " (" + diff.findings.front().evidence + ")";
}

/// Every how many packets one is dropped: all of them where time allows.
std::size_t stride() {
  if (std::getenv("GOLDWIRE_THOROUGH") != nullptr) return 1;
  return kSanitized ? 61 : 13;
}

TEST(LossyCaptures, ACleanRunWithoutAnyOnePacketIsNeverDifferent) {
  for (const std::string name : {"clean-4", "variant-parallel-order"}) {
    const Packets all = load(name);
    std::size_t same = 0;
    const std::size_t step = name == "clean-4" && !kSanitized ? 1 : stride();
    for (std::size_t i = 0; i < all.packets.size(); i += step) {
      const Diff diff = check(all, [&](std::size_t packet) { return packet != i; });
      same += diff.verdict == Verdict::same ? 1U : 0U;
      EXPECT_NE(name_of(diff.verdict), name_of(Verdict::different))
          << name << " without packet " << i << ": " << first_line(diff);
    }
    std::cout << name << ": the same without " << same * step << " of " << all.packets.size()
              << " packets, incomplete without any of the others\n";
  }
}

TEST(LossyCaptures, ABrokenRunWithoutAnyOnePacketIsNeverTheSame) {
  std::size_t different = 0;
  std::size_t total = 0;
  for (const std::string& name : captures("fault-")) {
    if (name == "fault-slow-stripe") continue;  // no difference without a budget
    const Packets all = load(name);
    for (std::size_t i = 0; i < all.packets.size(); i += stride()) {
      const Diff diff = check(all, [&](std::size_t packet) { return packet != i; });
      different += diff.verdict == Verdict::different ? 1U : 0U;
      ++total;
      EXPECT_NE(name_of(diff.verdict), name_of(Verdict::same)) << name << " without packet " << i;
    }
  }
  std::cout << "still different without one packet: " << different << " of " << total << "\n";
  EXPECT_GT(different * 10, total * 6) << "what is whole still proves most faults";
}

TEST(LossyCaptures, RandomLossesOfACleanRunAreNeverADifference) {
  for (const double share : {0.01, 0.1, 0.5}) {
    for (const std::string name : {"clean-4", "clean-5"}) {
      const Packets all = load(name);
      for (std::uint32_t seed = 0; seed < 1 + 280 / stride(); ++seed) {
        std::mt19937 random(seed);
        std::bernoulli_distribution lost(share);
        const Diff diff = check(all, [&](std::size_t) { return !lost(random); });
        EXPECT_NE(name_of(diff.verdict), name_of(Verdict::different))
            << name << ", share " << share << ", seed " << seed << ": " << first_line(diff);
      }
    }
  }
}

/// Ports and addresses of an IPv4 packet behind `link` octets, the same both ways.
std::string flow_of(const std::string& packet, std::size_t link) {
  const std::size_t ip = 16 + link;
  const std::size_t tcp = ip + 4 * (static_cast<unsigned char>(packet.at(ip)) & 0x0FU);
  const std::string from = packet.substr(ip + 12, 4) + packet.substr(tcp, 2);
  const std::string to = packet.substr(ip + 16, 4) + packet.substr(tcp + 2, 2);
  return std::min(from, to) + std::max(from, to);
}

TEST(LossyCaptures, ACaptureThatStoppedWhileConsumersWereBehindIsNoDifference) {
  // From the last answer to the outside on: what is missing then is the consumers' work.
  for (const std::string name : {"clean-4", "clean-5"}) {
    const Packets all = load(name);
    std::size_t different = 0;
    std::size_t cuts = 0;
    for (std::size_t end = all.packets.size() * 3 / 4; end < all.packets.size(); ++end, ++cuts) {
      const Diff diff = check(all, [&](std::size_t i) { return i < end; });
      different += diff.verdict == Verdict::different ? 1U : 0U;
      if (diff.verdict == Verdict::different) {
        std::cout << name << " up to packet " << end << ": " << first_line(diff) << "\n";
      }
    }
    std::cout << name << ": " << different << " of " << cuts << " cuts are a difference\n";
    EXPECT_EQ(different, 0U);
  }
}

TEST(LossyCaptures, ACutOutOfTheMiddleIsNeverADifference) {
  const Packets all = load("clean-4");
  std::uint32_t link_type = 0;
  std::memcpy(&link_type, all.header.data() + 20, sizeof link_type);
  ASSERT_EQ(link_type, 1U) << "the captures of the bank are of Ethernet frames";
  std::map<std::string, std::pair<std::size_t, std::size_t>> seen;  // first and last of each flow
  for (std::size_t i = 0; i < all.packets.size(); ++i) {
    const auto at = seen.try_emplace(flow_of(all.packets[i], 14), i, i).first;
    at->second.second = i;
  }
  std::size_t cuts = 0;
  for (const std::size_t length : {2U, 6U, 20U, 80U}) {
    for (std::size_t begin = 1; begin + length < all.packets.size(); begin += stride()) {
      // A connection that is silent on one side of the cut leaves no trace of it: nobody can know.
      bool shows = true;
      for (std::size_t i = begin; i < begin + length; ++i) {
        const auto& [first, last] = seen.at(flow_of(all.packets[i], 14));
        shows = shows && first < begin && last >= begin + length;
      }
      if (!shows) continue;
      ++cuts;
      const Diff diff = check(all, [&](std::size_t i) { return i < begin || i >= begin + length; });
      EXPECT_NE(name_of(diff.verdict), name_of(Verdict::different))
          << "without packets " << begin << " to " << begin + length - 1 << ": "
          << first_line(diff);
    }
  }
  EXPECT_GT(cuts, 200 / stride());
}

}  // namespace
}  // namespace goldwire
