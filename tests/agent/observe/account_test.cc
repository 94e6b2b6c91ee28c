// The account of whole captures: every octet of TCP payload that was captured is delivered, a
// duplicate, sent again, an overlap or outside of the window, and every octet delivered is taken,
// skipped or of an unknown protocol.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>
#include <vector>

#include "agent/capture/capture_file.h"
#include "agent/observe/observation.h"

namespace goldwire::testing {
namespace {

namespace fs = std::filesystem;

class Deaf final : public Observer {
 public:
  void observed(Observed&&) override {}
};

/// Everything counted, and the payload octets that a dissector of its own finds.
struct Account {
  Ledger ledger;
  std::uint64_t payload = 0;

  std::uint64_t accounted() const {
    return ledger.delivered + ledger.duplicated + ledger.retransmitted + ledger.overlaps +
           ledger.out_of_window;
  }
  std::uint64_t used() const {
    return ledger.taken_bytes + ledger.skipped_bytes + ledger.unknown_bytes;
  }
};

/// Reads `capture` as often as there are `vantages`, each packet at all of them. Of a damaged file,
/// what stands before the damage.
Account account_of(const std::string& capture, const ShardLimits& limits,
                   std::uint32_t vantages = 1, Checksums checksums = Checksums::tolerated) {
  Account account;
  auto source = open_capture(capture, 0);
  if (!source) return account;
  Deaf observer;
  Observation observation(limits, observer, nullptr, 1, checksums);
  Ledger aside;
  Dissector dissector(aside, checksums);
  for (;;) {
    const auto arrival = (*source)->next();
    if (!arrival || !std::holds_alternative<Packet>(*arrival)) break;
    Packet packet = std::get<Packet>(*arrival);
    for (packet.vantage = 0; packet.vantage < vantages; ++packet.vantage) {
      observation.take(packet);
      const auto segment = dissector.dissect(packet);
      if (segment) account.payload += segment->payload.size();
    }
  }
  observation.finish(Ending::end_of_capture);
  account.ledger = observation.ledger();
  return account;
}

/// The captures of a folder and of those in it, by name.
std::vector<std::string> captures_in(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension();
    if (extension == ".pcap" || extension == ".pcapng") found.push_back(entry.path().string());
  }
  std::ranges::sort(found);
  return found;
}

void expect_closed(const std::vector<std::string>& captures) {
  ShardLimits narrow;
  narrow.flows = 4;
  narrow.held = 4096;
  narrow.connection.reassembly.waiting = 2048;
  narrow.linger = Duration{};
  std::uint64_t payload = 0;
  for (const std::string& capture : captures) {
    SCOPED_TRACE(capture);
    for (const ShardLimits& limits : {ShardLimits{}, narrow}) {
      const Account once = account_of(capture, limits);
      EXPECT_EQ(once.payload, once.accounted());
      EXPECT_EQ(once.ledger.delivered, once.used());
      const Account twice = account_of(capture, limits, 2);
      EXPECT_EQ(twice.payload, twice.accounted());
      EXPECT_EQ(twice.ledger.delivered, twice.used());
      payload += once.payload;
    }
  }
  std::cout << captures.size() << " captures, " << payload << " octets of payload\n";
  EXPECT_GT(payload, 1'000'000U);
}

TEST(Account, ClosesForEveryFixture) {
  expect_closed(captures_in(GOLDWIRE_SOURCE_DIR "/fixtures"));
}

TEST(Account, ClosesForEveryPublicCapture) {
  const char* folder = std::getenv("GOLDWIRE_CAPTURES");
  if (folder == nullptr) GTEST_SKIP() << "GOLDWIRE_CAPTURES is not set: no public capture was read";
  expect_closed(captures_in(folder));
}

/// What is refused for its checksum is no payload that was captured. The fixtures were captured
/// before a card filled theirs in.
TEST(Account, ClosesAlsoWhereChecksumsAreVerified) {
  const char* folder = std::getenv("GOLDWIRE_CAPTURES");
  if (folder == nullptr) GTEST_SKIP() << "GOLDWIRE_CAPTURES is not set: no public capture was read";
  std::uint64_t refused = 0;
  std::uint64_t payload = 0;
  for (const std::string& capture : captures_in(folder)) {
    SCOPED_TRACE(capture);
    const Account account = account_of(capture, {}, 2, Checksums::verified);
    EXPECT_EQ(account.payload, account.accounted());
    EXPECT_EQ(account.ledger.delivered, account.used());
    refused += account.ledger.bad_checksum;
    payload += account.payload;
  }
  EXPECT_GT(refused, 1'000U);
  EXPECT_GT(payload, 1'000'000U);
  std::cout << refused << " packets refused, " << payload << " octets of payload\n";
}

TEST(Account, OfEveryPacketSeenTwiceTellsTheSameButForDuplicates) {
  for (const std::string& capture : captures_in(GOLDWIRE_SOURCE_DIR "/fixtures/captures")) {
    SCOPED_TRACE(capture);
    const Account once = account_of(capture, {});
    const Account twice = account_of(capture, {}, 2);
    EXPECT_EQ(twice.ledger.delivered, once.ledger.delivered);
    EXPECT_EQ(twice.ledger.retransmitted, once.ledger.retransmitted);
    EXPECT_EQ(twice.ledger.exchanges, once.ledger.exchanges);
    EXPECT_EQ(twice.ledger.incomplete, once.ledger.incomplete);
    EXPECT_EQ(twice.ledger.holes, once.ledger.holes);
    EXPECT_EQ(twice.ledger.connections, once.ledger.connections);
    EXPECT_EQ(twice.ledger.duplicated, once.payload);
  }
}

}  // namespace
}  // namespace goldwire::testing
