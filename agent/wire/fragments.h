// Fragments: IP datagrams that came in pieces, put together again (RFC 791 section 3.2, RFC
// 8200 4.5).
//
// Contract: bounded: few datagrams at a time, each at most 65535 octets, oldest given up first, and
// none waits longer than a reassembly timeout of packet time. Pieces that overlap each other with
// other content, or do not fit, spoil their datagram (RFC 5722). A capture may show a piece several
// times: its copies are told from a later datagram with the same identification by their content,
// also after the datagram is complete, for as long as a timeout and for the latest few thousand.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/wire/ip_layer.h"
#include "protocols/base/time.h"

namespace goldwire {

class Fragments {
 public:
  enum class Fate : std::uint8_t { lacks, copy, completes };
  struct Taken {
    Fate fate = Fate::lacks;  ///< of the fragment: others lack, it was seen before, or it was last
    // Of what is complete:
    std::uint8_t protocol = 0;  ///< as the first piece says (RFC 8200 section 4.5)
    Bytes payload{};            ///< borrowed until the next call
    std::uint64_t earlier = 0;  ///< how many packets of it came before
  };
  /// Takes one fragment, which came in so many packets.
  Taken take(const IpPacket& fragment, std::uint32_t vantage, Time now, std::uint64_t packets = 1);
  std::size_t held() const { return held_; }  ///< octets

 private:
  struct Key {
    Address source;
    Address destination;
    std::uint32_t identification;
    std::uint32_t vantage;
    std::uint8_t protocol;  ///< 0 of IPv6, whose fragments may each say another
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Datagram {
    Key key;
    Time first;
    std::map<std::uint32_t, std::string> pieces;  ///< by offset, not overlapping
    std::optional<std::uint32_t> end;             ///< known from the last fragment
    std::size_t octets = 0;
    std::uint64_t packets = 0;  ///< taken, without copies
    std::uint8_t protocol = 0;  ///< known from the first fragment
    bool spoiled = false;       ///< swallows what still comes of it
  };
  using Datagrams = std::list<Datagram>;
  /// A piece of a datagram that is complete.
  struct Used {
    std::uint64_t digest = 0;
    Time time;
  };

  Datagrams::iterator find(const Key& key, Time now);
  Datagrams::iterator make(const Key& key, Time now);
  void drop(Datagrams::iterator datagram);
  void spoil(Datagram& datagram);
  void remember(const Datagram& datagram, Time now);
  bool was_used(std::uint64_t digest, Time now) const;
  static std::uint64_t digest_of(const Key& key, std::uint32_t offset, bool last, Bytes content);

  Datagrams datagrams_;  ///< oldest first
  std::size_t held_ = 0;
  std::string whole_;
  std::vector<Used> used_;   ///< a ring: the n-th stands at n % its most
  std::uint64_t count_ = 0;  ///< of those that were used
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> latest_;  ///< which n, by digest
};

}  // namespace goldwire
