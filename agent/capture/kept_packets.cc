// Blocks go from one thread to the other and back.
#include "agent/capture/kept_packets.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <ranges>
#include <utility>

namespace goldwire {
namespace {

constexpr std::uint32_t kTlsKeyLog = 0x544c534b;  ///< draft-ietf-opsawg-pcapng, section 4.7
constexpr std::uint64_t kMostSecrets = 16U << 20;
constexpr Duration kTryAgain = std::chrono::seconds(1);
constexpr Duration kDescribeEvery = std::chrono::seconds(1);

bool same(const Annotations::Interface& a, const Annotations::Interface& b) {
  return a.link_type == b.link_type && a.name == b.name && a.snaplen == b.snaplen;
}

}  // namespace

Result<std::unique_ptr<KeptPackets>> KeptPackets::open(const KeepOptions& options) {
  auto files = KeptFiles::open(options.folder, options.limits);
  if (!files) return std::unexpected(files.error());
  return std::unique_ptr<KeptPackets>(new KeptPackets(options, std::move(*files)));
}

KeptPackets::KeptPackets(const KeepOptions& options, KeptFiles files)
    : options_(options), files_(std::move(files)), writer_([this] { work(); }) {}

KeptPackets::~KeptPackets() { finish(); }

void KeptPackets::finish() {
  if (!writer_.joinable()) return;
  if (filling_ != nullptr) hand_over();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  writer_.join();
}

// ---- the thread that captures -------------------------------------------------------------------

void KeptPackets::describe(const std::vector<LiveInterface>& interfaces) {
  for (const LiveInterface& one : interfaces) {
    if (slots_.size() <= one.vantage) slots_.resize(one.vantage + 1, kNowhere);
    std::uint32_t& slot = slots_[one.vantage];
    if (slot == kNowhere) {
      slot = static_cast<std::uint32_t>(interfaces_.size());
      interfaces_.push_back(one);
      continue;
    }
    // Packets of the one that was at this vantage before go into a file with its description.
    if (!same(interfaces_[slot].description, one.description) && filling_ != nullptr) hand_over();
    interfaces_[slot] = one;
  }
}

/// A block to fill, after what was in the last one is handed over; none without room.
void KeptPackets::renew(Time now) {
  if (filling_ != nullptr) hand_over();
  begun_ = now;
  const std::lock_guard lock(mutex_);
  if (!free_.empty()) {
    in_hand_ = std::move(free_.back());
    free_.pop_back();
  } else if (made_ < kBlocks) {
    ++made_;
    in_hand_ = std::make_unique<Block>();
    in_hand_->octets.reserve(kBlock + kBlock / 4);  // and one packet more
  }
  filling_ = in_hand_.get();
}

void KeptPackets::hand_over() {
  filling_->interfaces = interfaces_;
  filling_ = nullptr;
  {
    const std::lock_guard lock(mutex_);
    full_.push_back(std::move(in_hand_));
  }
  changed_.notify_one();
}

void KeptPackets::advance(Time now) {
  if (now - begun_ < kLongest) return;
  renew(now);
  if (filling_ != nullptr) filling_->now = now;
}

// ---- the thread that writes ---------------------------------------------------------------------

void KeptPackets::work() {
  for (;;) {
    std::unique_ptr<Block> block;
    {
      std::unique_lock lock(mutex_);
      file_count_ = files_.count();
      octets_ = files_.octets();
      changed_.wait(lock, [&] { return ending_ || !full_.empty(); });
      if (full_.empty()) break;
      block = std::move(full_.front());
      full_.erase(full_.begin());
    }
    write(*block);
    block->octets.clear();
    block->packets = 0;
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(block));
  }
  end_file();
  const std::lock_guard lock(mutex_);
  octets_ = files_.octets();
}

void KeptPackets::write(const Block& block) {
  now_ = block.now;
  files_.delete_old(now_);
  if (block.packets > 0) {
    const bool too_soon = failed_ && now_ - *failed_ < kTryAgain;
    const auto written = too_soon ? std::nullopt : std::optional(write_to_file(block));
    if (written) note_outcome(*written);
    (written && *written ? written_ : lost_) += block.packets;
  }
  count_drops(block.interfaces);
}

Result<void> KeptPackets::write_to_file(const Block& block) {
  const bool others = !std::ranges::equal(
      described_ | std::views::take(block.interfaces.size()),
      block.interfaces | std::views::take(described_.size()),
      [](const auto& a, const auto& b) { return same(a.description, b.description); });
  if (others || files_.wants_another(block.first)) {
    end_file();
    if (auto begun = begin_file(block); !begun) return begun;
  }
  std::string more;
  for (std::size_t i = described_.size(); i < block.interfaces.size(); ++i) {
    pcapng::append_interface(more, block.interfaces[i].description);
    described_.push_back(block.interfaces[i]);
  }
  more += new_secrets();
  if (auto written = files_.write(now_, more); !written) {
    files_.close();  // it lacks what the packets behind it need
    return written;
  }
  return files_.write(now_, block.octets);
}

Result<void> KeptPackets::begin_file(const Block& block) {
  described_ = block.interfaces;
  drops_.clear();
  secrets_read_ = 0;
  std::string head;
  pcapng::append_section_header(head, kKeeper);
  for (const LiveInterface& one : described_) pcapng::append_interface(head, one.description);
  head += new_secrets();
  pcapng::append_names(head, options_.names);
  return files_.begin(block.first, head);
}

void KeptPackets::end_file() {
  if (!files_.is_open()) return;
  std::string drops;
  drops_.resize(described_.size());
  for (std::uint32_t i = 0; i < described_.size(); ++i) {
    pcapng::append_statistics(drops, i, now_, drops_[i]);
  }
  if (auto written = files_.write(now_, drops); !written) note_outcome(written);
  files_.close();
}

/// Adds what was dropped since the block before; it happened while this one's file was open.
void KeptPackets::count_drops(const std::vector<LiveInterface>& interfaces) {
  drops_.resize(std::max(drops_.size(), interfaces.size()));
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    const pcapng::Drops& now = interfaces[i].drops;
    const bool known = i < counted_.size() && counted_[i].opening == interfaces[i].opening;
    const pcapng::Drops before = known ? counted_[i].drops : pcapng::Drops();
    drops_[i].kernel += now.kernel - before.kernel;
    drops_[i].interface += now.interface - before.interface;
  }
  counted_ = interfaces;
}

/// The lines of the key log that the open file does not hold yet, as a block.
std::string KeptPackets::new_secrets() {
  std::string block;
  if (options_.secrets.empty()) return block;
  std::ifstream in(options_.secrets, std::ios::binary | std::ios::ate);
  const auto size = in ? static_cast<std::uint64_t>(in.tellg()) : 0;
  if (size < secrets_read_) secrets_read_ = 0;  // begun anew
  const std::uint64_t most = kMostSecrets - std::min(secrets_read_, kMostSecrets);
  std::string lines(std::min(size - secrets_read_, most), '\0');
  in.seekg(static_cast<std::streamoff>(secrets_read_));
  in.read(lines.data(), static_cast<std::streamsize>(lines.size()));
  lines.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  lines.resize(lines.rfind('\n') + 1);  // 0 without one
  secrets_read_ += lines.size();
  if (!lines.empty()) pcapng::append_secrets(block, {kTlsKeyLog, std::move(lines)});
  return block;
}

void KeptPackets::note_outcome(const Result<void>& written) {
  if (!written) {
    if (!failed_) tell(written.error().line());
    failed_ = now_;
  } else if (failed_) {
    failed_.reset();
    tell("packets are kept again");
  }
}

/// A disk that is full, has room and is full again is told of once.
void KeptPackets::tell(std::string line) {
  if (told_++ >= 2) return;
  const std::lock_guard lock(mutex_);
  news_.push_back(std::move(line));
}

// ---- any thread ---------------------------------------------------------------------------------

KeptCounts KeptPackets::counts() const {
  const std::lock_guard lock(mutex_);
  return {written_, lost_, file_count_, octets_};
}

std::vector<std::string> KeptPackets::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

// ---- a source whose packets are kept ------------------------------------------------------------

Result<Arrival> KeepingSource::next() {
  auto arrival = capture_.next();
  if (!arrival || std::holds_alternative<End>(*arrival)) return arrival;
  const auto* packet = std::get_if<Packet>(&*arrival);
  const Time now = packet != nullptr
                       ? packet->time
                       : std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  if (seen_ != capture_.changes() || now - described_ >= kDescribeEvery) {
    kept_.describe(capture_.interfaces());
    seen_ = capture_.changes();
    described_ = now;
  }
  if (packet != nullptr) {
    kept_.take(*packet);
  } else {
    kept_.advance(now);
  }
  return arrival;
}

}  // namespace goldwire
