// Pieces by offset until none lacks.
#include "agent/wire/fragments.h"

#include <algorithm>
#include <array>
#include <xxhash.h>

namespace goldwire {
namespace {

constexpr std::size_t kDatagrams = 64;
constexpr std::size_t kLargest = 65'535;
constexpr std::size_t kPieces = 512;  // of one datagram: 128 octets each, at least
constexpr std::size_t kUsed = 4096;   // pieces whose copies are known
constexpr Duration kTimeout = std::chrono::seconds(30);  // as Linux's ipfrag_time

}  // namespace

Fragments::Taken Fragments::take(const IpPacket& fragment, std::uint32_t vantage, Time now,
                                 std::uint64_t packets) {
  const std::uint8_t protocol = fragment.version == 4 ? fragment.protocol : std::uint8_t{0};
  const Key key{fragment.source, fragment.destination, fragment.fragment.identification, vantage,
                protocol};
  const std::uint32_t offset = fragment.fragment.offset;
  const std::size_t end = offset + fragment.payload.size();
  const bool last = !fragment.fragment.more;
  auto datagram = find(key, now);
  if (datagram == datagrams_.end()) {
    if (was_used(digest_of(key, offset, last, fragment.payload), now)) return {.fate = Fate::copy};
    datagram = make(key, now);
  }
  auto& pieces = datagram->pieces;
  const auto after = pieces.lower_bound(offset);
  if (after != pieces.end() && after->first == offset &&
      after->second == as_text(fragment.payload)) {
    return {.fate = Fate::copy};
  }
  datagram->packets += packets;
  if (datagram->spoiled) return {};
  const bool fits = fragment.missing == 0 && end <= kLargest && !fragment.payload.empty() &&
                    (last || fragment.payload.size() % 8 == 0) &&
                    (!datagram->end || (last ? end == *datagram->end : end <= *datagram->end));
  const bool meets_next = after != pieces.end() && after->first < end;
  const bool meets_previous =
      after != pieces.begin() && std::prev(after)->first + std::prev(after)->second.size() > offset;
  const bool behind_end =
      last && !pieces.empty() &&
      std::prev(pieces.end())->first + std::prev(pieces.end())->second.size() > end;
  if (!fits || meets_next || meets_previous || behind_end || pieces.size() == kPieces) {
    spoil(*datagram);
    return {};
  }
  pieces.emplace_hint(after, offset, as_text(fragment.payload));
  datagram->octets += fragment.payload.size();
  held_ += fragment.payload.size();
  if (offset == 0) datagram->protocol = fragment.protocol;
  if (last) datagram->end = static_cast<std::uint32_t>(end);
  if (!datagram->end || datagram->octets != *datagram->end) return {};

  whole_.clear();
  for (const auto& [at, piece] : pieces) whole_ += piece;
  remember(*datagram, now);
  const Taken taken{Fate::completes, datagram->protocol, as_bytes(whole_),
                    datagram->packets - packets};
  drop(datagram);
  return taken;
}

/// Forgets it when it waited for too long: its identification is used again then (RFC 791 section
/// 3.2: it is unique for as long as a datagram may live).
Fragments::Datagrams::iterator Fragments::find(const Key& key, Time now) {
  const auto known = std::ranges::find(datagrams_, key, &Datagram::key);
  if (known == datagrams_.end() || now - known->first <= kTimeout) return known;
  drop(known);
  return datagrams_.end();
}

Fragments::Datagrams::iterator Fragments::make(const Key& key, Time now) {
  if (datagrams_.size() == kDatagrams) drop(datagrams_.begin());
  Datagram datagram;
  datagram.key = key;
  datagram.first = now;
  datagrams_.push_back(std::move(datagram));
  return std::prev(datagrams_.end());
}

void Fragments::remember(const Datagram& datagram, Time now) {
  for (const auto& [offset, piece] : datagram.pieces) {
    const bool last = offset + piece.size() == datagram.end;
    const Used used{digest_of(datagram.key, offset, last, as_bytes(piece)), now};
    const std::uint64_t number = count_++;
    if (used_.size() < kUsed) {
      used_.push_back(used);
    } else {
      Used& oldest = used_[number % kUsed];
      const auto forgotten = latest_.find(oldest.digest);
      if (forgotten != latest_.end() && forgotten->second + kUsed == number) {
        latest_.erase(forgotten);
      }
      oldest = used;
    }
    latest_[used.digest] = number;
  }
}

bool Fragments::was_used(std::uint64_t digest, Time now) const {
  const auto known = latest_.find(digest);
  return known != latest_.end() && now - used_[known->second % kUsed].time <= kTimeout;
}

std::uint64_t Fragments::digest_of(const Key& key, std::uint32_t offset, bool last, Bytes content) {
  const std::array<std::uint32_t, 5> numbers{key.identification, key.vantage, key.protocol, offset,
                                             last ? 1U : 0U};
  std::uint64_t digest = XXH3_64bits(numbers.data(), sizeof numbers);
  for (const Address& address : {key.source, key.destination}) {
    digest = XXH3_64bits_withSeed(address.octets.data(), address.octets.size(), digest);
  }
  return XXH3_64bits_withSeed(content.data(), content.size(), digest);
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
