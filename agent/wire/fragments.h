// Fragments: IP datagrams that came in pieces, put together again (RFC 791 section 3.2, RFC
// 8200 4.5).
//
// Contract: bounded: few datagrams at a time, each at most 65535 octets, oldest given up first, and
// none waits longer than a reassembly timeout of packet time. Pieces that overlap each other with
// other content, or do not fit, spoil their datagram (RFC 5722); an exact copy is left aside.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>

#include "agent/wire/ip_layer.h"
#include "protocols/base/time.h"

namespace goldwire {

class Fragments {
 public:
  struct Whole {
    Bytes payload;              ///< borrowed until the next call
    std::uint64_t earlier = 0;  ///< how many packets of it came before
  };
  /// Takes one fragment; the datagram's payload when this was the last one that lacked.
  std::optional<Whole> take(const IpPacket& fragment, std::uint32_t vantage, Time now);
  std::size_t held() const { return held_; }  ///< octets

 private:
  struct Key {
    Address source;
    Address destination;
    std::uint32_t identification;
    std::uint32_t vantage;
    std::uint8_t protocol;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Datagram {
    Key key;
    Time first;
    std::map<std::uint32_t, std::string> pieces;  ///< by offset, not overlapping
    std::optional<std::uint32_t> end;             ///< known from the last fragment
    std::size_t octets = 0;
    std::uint64_t packets = 0;  ///< taken, copies too
    bool spoiled = false;       ///< swallows what still comes of it
  };
  using Datagrams = std::list<Datagram>;

  Datagrams::iterator find_or_make(const Key& key, Time now);
  void drop(Datagrams::iterator datagram);
  void spoil(Datagram& datagram);

  Datagrams datagrams_;  ///< oldest first
  std::size_t held_ = 0;
  std::string whole_;
};

}  // namespace goldwire
