// Files opened when their time has come.
#include "agent/capture/rotated_source.h"

#include <algorithm>
#include <deque>
#include <ranges>
#include <tuple>
#include <utility>

#include "agent/capture/rotation_names.h"

namespace goldwire {
namespace {

constexpr std::uint64_t kMostLate = 1000;
constexpr std::uint64_t kLateShare = 4;
constexpr Duration kLatest = std::chrono::seconds(1);

/// One list begins with the other: a writer may learn of interfaces as it goes.
bool same_interfaces(const Beginning& a, const Beginning& b) {
  const std::size_t common = std::min(a.interfaces.size(), b.interfaces.size());
  return std::ranges::equal(
      a.interfaces | std::views::take(common), b.interfaces | std::views::take(common),
      [](const Annotations::Interface& one, const Annotations::Interface& other) {
        return one.link_type == other.link_type && one.name == other.name;
      });
}

}  // namespace

Result<Beginning> beginning_of(InputFile file) {
  auto capture = open_capture(std::move(file), 0);
  if (!capture) return std::unexpected(capture.error());
  const auto arrival = (*capture)->next();
  if (!arrival) return std::unexpected(arrival.error());
  Beginning beginning;
  beginning.interfaces = (*capture)->annotations().interfaces;
  if (const auto* packet = std::get_if<Packet>(&*arrival)) {
    beginning.first = packet->time;
    if (beginning.interfaces.empty()) beginning.interfaces.push_back({packet->link_type, 0, {}});
  }
  return beginning;
}

/// A file being read, with its next packet at hand.
class RotatedSource::Reading {
 public:
  Reading(std::unique_ptr<CaptureFile> file, std::size_t chain)
      : file_(std::move(file)), chain_(chain) {}

  const Packet& head() const { return *head_; }
  std::size_t chain() const { return chain_; }
  const CaptureFile& file() const { return *file_; }
  const std::optional<Error>& failed() const { return failed_; }

  /// Makes sure of the head; false at the end.
  bool fill() {
    if (head_) return true;
    if (!ahead_.empty()) {
      head_ = ahead_.front().packet;
      return true;
    }
    if (ended_) return false;
    head_ = read();
    return head_.has_value();
  }
  void drop_head() {
    ++given_;
    head_.reset();
    if (!ahead_.empty()) ahead_.pop_front();
  }

  /// Few packets are left from `time` on; those are kept at hand.
  bool ends_soon(Time time) {
    if (head_ && ahead_.empty()) keep(*head_);
    const std::uint64_t most = std::min(kMostLate, given_ / kLateShare);
    while (!ended_ && ahead_.size() <= most && ahead_.back().packet.time <= time + kLatest) {
      if (const auto packet = read()) keep(*packet);
    }
    if (head_) head_ = ahead_.front().packet;
    return ended_ && ahead_.size() <= most && ahead_.back().packet.time <= time + kLatest;
  }

 private:
  /// With its own octets.
  struct Kept {
    Packet packet;
    std::string octets;
  };

  std::optional<Packet> read() {
    auto arrival = file_->next();
    if (!arrival) failed_ = arrival.error();
    const auto* packet = arrival ? std::get_if<Packet>(&*arrival) : nullptr;
    ended_ = packet == nullptr;
    return packet == nullptr ? std::nullopt : std::optional(*packet);
  }
  void keep(const Packet& packet) {
    Kept& kept = ahead_.emplace_back(packet, std::string(as_text(packet.bytes)));
    kept.packet.bytes = as_bytes(kept.octets);
  }

  std::unique_ptr<CaptureFile> file_;
  const std::size_t chain_;
  std::optional<Packet> head_;
  std::deque<Kept> ahead_;  ///< when not empty, its first is the head
  std::uint64_t given_ = 0;
  bool ended_ = false;
  std::optional<Error> failed_;
};

RotatedSource::RotatedSource(std::vector<RotatedFile> files, bool ordered, std::uint32_t vantage)
    : files_(std::move(files)), ordered_(ordered), vantage_(vantage) {
  std::ranges::stable_sort(files_, [](const RotatedFile& a, const RotatedFile& b) {
    const auto& [first, other] = std::tie(a.beginning.first, b.beginning.first);
    if (first.has_value() != other.has_value()) return first.has_value();
    return first != other ? first < other : natural_less(a.path, b.path);
  });
}

RotatedSource::~RotatedSource() = default;

Result<Arrival> RotatedSource::next() {
  if (given_ != nullptr) std::exchange(given_, nullptr)->drop_head();
  for (;;) {
    Reading* earliest = nullptr;
    for (std::size_t i = 0; i < readings_.size();) {
      Reading& reading = *readings_[i];
      if (!reading.fill()) {
        close(i);
        continue;
      }
      if (earliest == nullptr || reading.head().time < earliest->head().time) earliest = &reading;
      ++i;
    }
    if (opened_ < files_.size()) {
      const std::optional<Time> first = files_[opened_].beginning.first;
      if (earliest == nullptr || (first && *first < earliest->head().time)) {
        open(opened_++);
        continue;
      }
    }
    if (earliest != nullptr) {
      given_ = earliest;
      return earliest->head();
    }
    if (failed_) return std::unexpected(*failed_);
    return End{};
  }
}

void RotatedSource::open(std::size_t file) {
  Chain& chain = chain_for(file);
  const auto number = static_cast<std::size_t>(&chain - chains_.data());
  auto opened = open_capture(files_[file].path, vantage_ + static_cast<std::uint32_t>(number));
  chain = {file, nullptr};
  if (!opened) {
    if (!failed_) failed_ = opened.error();
    return;
  }
  readings_.push_back(std::make_unique<Reading>(std::move(*opened), number));
  chain.reading = readings_.back().get();
}

/// The one that ended last, of those that the file can continue; else a new one.
RotatedSource::Chain& RotatedSource::chain_for(std::size_t file) {
  Chain* found = nullptr;
  for (Chain& chain : chains_) {
    if (!continues(files_[file], files_[chain.last])) continue;
    if (chain.reading != nullptr && !chain.reading->ends_soon(*files_[file].beginning.first)) {
      continue;
    }
    if (found == nullptr || chain.last > found->last) found = &chain;
  }
  return found != nullptr ? *found : chains_.emplace_back();
}

bool RotatedSource::continues(const RotatedFile& file, const RotatedFile& earlier) const {
  if (ordered_ && !natural_less(earlier.path, file.path)) return false;
  return same_interfaces(file.beginning, earlier.beginning);
}

void RotatedSource::close(std::size_t reading) {
  const std::unique_ptr<Reading> closed = std::move(readings_[reading]);
  readings_.erase(readings_.begin() + static_cast<std::ptrdiff_t>(reading));
  Chain& chain = chains_[closed->chain()];
  if (chain.reading == closed.get()) chain.reading = nullptr;
  if (closed->failed() && !failed_) failed_ = closed->failed();
  closed->file().count(closed_);
  closed->file().annotate(said_);
}

void RotatedSource::count(Ledger& ledger) const {
  ledger.add(closed_);
  for (const auto& reading : readings_) reading->file().count(ledger);
  ledger.annotations_left_out += said_.left_out;
}

void RotatedSource::annotate(Annotations& annotations) const {
  annotations.add(said_);
  for (const auto& reading : readings_) reading->file().annotate(annotations);
}

}  // namespace goldwire
