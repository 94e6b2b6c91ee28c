// Pieces in a sorted map; the first arrival of an octet is the one that stays.
#include "agent/wire/backlog.h"

#include <algorithm>

namespace goldwire {
namespace {

constexpr std::size_t kPieceCost = 128;  // a map node and a string, roughly

}  // namespace

OctetRun OctetRun::part(std::uint64_t from, std::uint64_t to) const {
  OctetRun part = *this;
  part.begin = from;
  part.length = to - from;
  const std::size_t first = std::min<std::size_t>(from - begin, bytes.size());
  part.bytes = bytes.subspan(first, std::min<std::size_t>(bytes.size() - first, to - from));
  return part;
}

std::uint64_t Backlog::keep(const OctetRun& run, Ledger& ledger) {
  auto piece = pieces_.lower_bound(run.begin);
  if (piece != pieces_.begin()) {
    const auto before = std::prev(piece);
    if (before->first + before->second.length > run.begin) piece = before;
  }
  std::uint64_t again = 0;
  std::uint64_t at = run.begin;
  while (at < run.end()) {
    const bool more = piece != pieces_.end() && piece->first < run.end();
    const std::uint64_t gap_end = more ? std::max(at, piece->first) : run.end();
    if (gap_end > at) {
      const OctetRun part = run.part(at, gap_end);
      pieces_.emplace_hint(
          piece, at, Piece{part.length, std::string(as_text(part.bytes)), part.time, part.acked});
      held_ += part.bytes.size() + kPieceCost;
      at = gap_end;
    }
    if (!more) break;
    const std::uint64_t both_end = std::min(run.end(), piece->first + piece->second.length);
    again += compare(piece->first, piece->second, run.part(at, both_end), ledger);
    at = both_end;
    ++piece;
  }
  return again;
}

std::optional<std::uint64_t> Backlog::first_acknowledging(std::uint64_t offset) const {
  for (const auto& [begin, piece] : pieces_) {
    if (piece.acked > offset) return begin;
  }
  return std::nullopt;
}

/// Counts the octets that differ; gives how many do not.
std::uint64_t Backlog::compare(std::uint64_t begin, const Piece& piece, const OctetRun& part,
                               Ledger& ledger) {
  const std::size_t from = std::min<std::size_t>(part.begin - begin, piece.bytes.size());
  const Bytes kept = as_bytes(piece.bytes).subspan(from);
  const std::size_t both = std::min(kept.size(), part.bytes.size());
  std::uint64_t differing = 0;
  for (std::size_t i = 0; i < both; ++i) differing += kept[i] != part.bytes[i] ? 1 : 0;
  ledger.overlaps += differing;
  return part.bytes.size() - differing;
}

OctetRun Backlog::front() const {
  const auto& [begin, piece] = *pieces_.begin();
  return {begin, piece.length, as_bytes(piece.bytes), piece.time, piece.acked};
}

void Backlog::drop_front() {
  held_ -= pieces_.begin()->second.bytes.size() + kPieceCost;
  pieces_.erase(pieces_.begin());
}

std::uint64_t Backlog::end() const {
  if (pieces_.empty()) return 0;
  const auto& [begin, piece] = *std::prev(pieces_.end());
  return begin + piece.length;
}

std::uint64_t Backlog::octets() const { return held_ - pieces_.size() * kPieceCost; }

}  // namespace goldwire
