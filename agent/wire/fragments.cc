// Pieces by offset until none lacks.
#include "agent/wire/fragments.h"

#include <algorithm>

namespace goldwire {
namespace {

constexpr std::size_t kDatagrams = 64;
constexpr std::size_t kLargest = 65'535;
constexpr std::size_t kPieces = 512;  // of one datagram: 128 octets each, at least
constexpr Duration kTimeout = std::chrono::seconds(30);  // as Linux's ipfrag_time

}  // namespace

std::optional<Fragments::Whole> Fragments::take(const IpPacket& fragment, std::uint32_t vantage,
                                                Time now) {
  const Key key{fragment.source, fragment.destination, fragment.fragment.identification, vantage,
                fragment.protocol};
  const auto datagram = find_or_make(key, now);
  ++datagram->packets;
  if (datagram->spoiled) return std::nullopt;
  const std::uint32_t offset = fragment.fragment.offset;
  const std::size_t end = offset + fragment.payload.size();
  const bool last = !fragment.fragment.more;
  const bool fits = fragment.missing == 0 && end <= kLargest && !fragment.payload.empty() &&
                    (last || fragment.payload.size() % 8 == 0) &&
                    (!datagram->end || (last ? end == *datagram->end : end <= *datagram->end));
  if (!fits) {
    spoil(*datagram);
    return std::nullopt;
  }
  auto& pieces = datagram->pieces;
  const auto after = pieces.lower_bound(offset);
  if (after != pieces.end() && after->first == offset &&
      after->second == as_text(fragment.payload)) {
    return std::nullopt;  // an exact copy
  }
  const bool meets_next = after != pieces.end() && after->first < end;
  const bool meets_previous =
      after != pieces.begin() && std::prev(after)->first + std::prev(after)->second.size() > offset;
  const bool behind_end =
      last && !pieces.empty() &&
      std::prev(pieces.end())->first + std::prev(pieces.end())->second.size() > end;
  if (meets_next || meets_previous || behind_end || pieces.size() == kPieces) {
    spoil(*datagram);
    return std::nullopt;
  }
  pieces.emplace_hint(after, offset, as_text(fragment.payload));
  datagram->octets += fragment.payload.size();
  held_ += fragment.payload.size();
  if (last) datagram->end = static_cast<std::uint32_t>(end);
  if (!datagram->end || datagram->octets != *datagram->end) return std::nullopt;

  whole_.clear();
  for (const auto& [at, piece] : pieces) whole_ += piece;
  const std::uint64_t earlier = datagram->packets - 1;
  drop(datagram);
  return Whole{as_bytes(whole_), earlier};
}

Fragments::Datagrams::iterator Fragments::find_or_make(const Key& key, Time now) {
  const auto known = std::ranges::find(datagrams_, key, &Datagram::key);
  if (known != datagrams_.end()) {
    if (now - known->first <= kTimeout) return known;
    drop(known);
  }
  if (datagrams_.size() == kDatagrams) drop(datagrams_.begin());
  Datagram datagram;
  datagram.key = key;
  datagram.first = now;
  datagrams_.push_back(std::move(datagram));
  return std::prev(datagrams_.end());
}

void Fragments::drop(Datagrams::iterator datagram) {
  held_ -= datagram->octets;
  datagrams_.erase(datagram);
}

void Fragments::spoil(Datagram& datagram) {
  held_ -= datagram.octets;
  datagram.octets = 0;
  datagram.pieces.clear();
  datagram.spoiled = true;
}

}  // namespace goldwire
