// KeptPackets: the packets seen last, in a folder of pcapng files, beside what is made of them.
//
// Contract: the thread that captures copies each packet into a block in memory and never waits; a
// thread of its own writes blocks to files (kept_files.h). Each file is complete in itself: it
// describes its interfaces, holds the secrets and names known by then, and ends with what was
// dropped while it was written. What finds no room in memory or on the disk is counted, and the
// first failure told; it is tried again every second. All times are those of packets.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "agent/capture/kept_files.h"
#include "agent/capture/live_capture.h"

namespace goldwire {

struct KeepOptions {
  std::string folder;
  KeepLimits limits;
  std::string secrets;  ///< a key log (SSLKEYLOGFILE) that may grow or not be there; empty: none
  std::vector<Annotations::ResolvedName> names;
};

struct KeptCounts {
  std::uint64_t packets = 0;  ///< written
  std::uint64_t lost = 0;     ///< packets without room in memory or on the disk
  std::uint64_t files = 0;    ///< that are there
  std::uint64_t octets = 0;   ///< of those
};

class KeptPackets {
 public:
  /// Errors: a folder that cannot be written to, or is another agent's.
  static Result<std::unique_ptr<KeptPackets>> open(const KeepOptions& options);
  ~KeptPackets();
  KeptPackets(const KeptPackets&) = delete;
  KeptPackets& operator=(const KeptPackets&) = delete;

  // --- of the thread that captures ---

  /// Who is captured from, and what they dropped since: known before the first packet of each, and
  /// told again once a second.
  void describe(const std::vector<LiveInterface>& interfaces);
  void take(const Packet& packet) {
    if (packet.time - begun_ >= kLongest || filling_ == nullptr) renew(packet.time);
    if (filling_ == nullptr || packet.vantage >= slots_.size() ||
        slots_[packet.vantage] == kNowhere) {
      ++lost_;
      return;
    }
    pcapng::append_packet(filling_->octets, packet, slots_[packet.vantage]);
    filling_->now = packet.time;
    if (filling_->packets++ == 0) filling_->first = packet.time;
    if (filling_->octets.size() >= kBlock) hand_over();
  }
  /// No packet came for a while, and it is `now`.
  void advance(Time now);
  /// Writes what is left and closes the last file. Nothing else is called then but the counts.
  void finish();

  // --- of any thread ---

  KeptCounts counts() const;
  /// Lines for a person since the last call: that packets are not kept any more, and why.
  std::vector<std::string> take_news();

 private:
  static constexpr std::size_t kBlock = 1U << 20;
  static constexpr std::size_t kBlocks = 32;
  static constexpr Duration kLongest = std::chrono::seconds(1);  ///< that a packet waits in a block
  static constexpr std::uint32_t kNowhere = ~0U;

  struct Block {
    std::string octets;  ///< packet blocks
    std::uint64_t packets = 0;
    Time first;                             ///< packet
    Time now;                               ///< of the last packet, or without any how late it is
    std::vector<LiveInterface> interfaces;  ///< by their number in a file
  };

  explicit KeptPackets(const KeepOptions& options, KeptFiles files);
  void renew(Time now);
  void hand_over();

  void work();
  void write(const Block& block);
  Result<void> write_to_file(const Block& block);
  Result<void> begin_file(const Block& block);
  void end_file();
  void count_drops(const std::vector<LiveInterface>& interfaces);
  std::string new_secrets();
  void note_outcome(const Result<void>& written);
  void tell(std::string line);

  // of the thread that captures
  std::vector<LiveInterface> interfaces_;
  std::vector<std::uint32_t> slots_;  ///< vantage -> number in interfaces_
  Block* filling_ = nullptr;
  Time begun_;  ///< when the block was

  // of the thread that writes
  const KeepOptions options_;
  KeptFiles files_;
  std::vector<LiveInterface> described_;  ///< in the file that is open
  std::vector<LiveInterface> counted_;    ///< as of the last block
  std::vector<pcapng::Drops> drops_;      ///< since the file began, by number
  std::uint64_t secrets_read_ = 0;        ///< octets of the key log that are in the open file
  Time now_;                              ///< of the block being written
  std::optional<Time> failed_;            ///< when writing failed last; none while it does not
  int told_ = 0;

  std::atomic<std::uint64_t> written_{0};
  std::atomic<std::uint64_t> lost_{0};
  mutable std::mutex mutex_;  ///< of all below
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Block>> free_;
  std::vector<std::unique_ptr<Block>> full_;  ///< oldest first
  std::unique_ptr<Block> in_hand_;            ///< the one being filled
  std::size_t made_ = 0;
  bool ending_ = false;
  std::uint64_t file_count_ = 0;
  std::uint64_t octets_ = 0;
  std::vector<std::string> news_;

  std::thread writer_;
};

/// `capture`, each packet of which is kept as it passes. Both outlive this.
class KeepingSource final : public Source {
 public:
  KeepingSource(LiveCapture& capture, KeptPackets& kept) : capture_(capture), kept_(kept) {}
  Result<Arrival> next() override;
  void count(Ledger& ledger) const override { capture_.count(ledger); }

 private:
  LiveCapture& capture_;
  KeptPackets& kept_;
  std::optional<std::uint64_t> seen_;  ///< LiveCapture::changes()
  Time described_;                     ///< when
};

}  // namespace goldwire
