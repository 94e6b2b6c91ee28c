// LiveHandle: one interface of this host being captured from, through libpcap.
//
// Contract: needs CAP_NET_RAW while opening. Never waits. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include "agent/capture/annotations.h"
#include "agent/capture/live_options.h"
#include "agent/capture/packet.h"
#include "agent/capture/pcapng_blocks.h"
#include "protocols/base/result.h"

struct pcap;  // libpcap's pcap_t

namespace goldwire {

class LiveHandle {
 public:
  struct Refused {
    Error error;
    bool absent = false;  ///< there is no such interface now, or it is down
  };
  /// Packets carry `vantage`. `fanout` is the group to join.
  static std::expected<std::unique_ptr<LiveHandle>, Refused> open(
      const std::string& name, const LiveOptions& options, std::uint32_t vantage,
      std::optional<std::uint16_t> fanout);
  ~LiveHandle();
  LiveHandle(const LiveHandle&) = delete;
  LiveHandle& operator=(const LiveHandle&) = delete;

  /// The next packet, borrowed until the next call; nothing when there is none now. An Error when
  /// the interface is gone: what its ring still holds may come later all the same.
  Result<std::optional<Packet>> read();
  int descriptor() const { return descriptor_; }  ///< readable when a block is there
  /// The interface is down: only reading tells whether it still exists.
  bool is_down() const;

  const Annotations::Interface& description() const { return description_; }
  std::uint32_t vantage() const { return vantage_; }
  /// Since the opening. The last count that could be read where it cannot be any more.
  const pcapng::Drops& drops() const;

 private:
  struct Closer {
    void operator()(::pcap* open) const;
  };
  LiveHandle(std::unique_ptr<::pcap, Closer> open, const std::string& name);
  static Refused refused(const std::string& name, int status, ::pcap* open);

  std::unique_ptr<::pcap, Closer> pcap_;
  Annotations::Interface description_;
  unsigned index_;  ///< the kernel's, of the interface that was opened; 0 for "any"
  int descriptor_ = -1;
  std::uint32_t vantage_ = 0;
  std::int64_t fraction_ = 1000;  ///< nanoseconds in one unit of the time's second field
  Time from_;  ///< earlier packets were given to the other members of the fanout group
  mutable pcapng::Drops drops_;  ///< as counted last
};

}  // namespace goldwire
