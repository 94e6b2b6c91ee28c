// LiveCapture: packets from one or several interfaces of this host, through libpcap.
//
// Contract: needs CAP_NET_RAW while opening. Packet bytes are borrowed from the ring until the next
// call of next(), which gives Quiet when nothing came for 50 ms. Packets of one interface keep
// their order; between interfaces the earliest of those at hand comes first. Nobody else may use
// this object at the same time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture/source.h"

namespace goldwire {

struct LiveOptions {
  std::vector<std::string> interfaces;  ///< names; "any" is all of them (as SLL2)
  std::string filter;                   ///< pcap-filter(7); empty takes all
  int snaplen = 262'144;                ///< octets kept of a packet
  int buffer = 32 << 20;                ///< octets of the kernel's ring, per interface
  std::chrono::milliseconds hold{20};   ///< how long the kernel may keep a block that is not full
  bool promiscuous = false;
  std::uint32_t vantage = 0;  ///< of the first interface; the others count on
};

class LiveCapture final : public Source {
 public:
  /// Errors: no privilege, no such interface, an interface that is down, a filter that is none.
  static Result<std::unique_ptr<LiveCapture>> open(const LiveOptions& options);
  ~LiveCapture() override;

  Result<Arrival> next() override;
  /// Adds what kernel and interfaces dropped so far.
  void count(Ledger& ledger) const override;
  /// Asks for the end: next() goes on with the packets that were on the wire before this call and
  /// are still in the ring (its last block comes only when `hold` is over), then gives End.
  void drain();

 private:
  struct Handle;
  LiveCapture();
  Result<bool> read(Handle& handle);
  /// Waits for packets, at most until `deadline`.
  void wait(std::chrono::steady_clock::time_point deadline);

  std::vector<std::unique_ptr<Handle>> handles_;
  Handle* given_ = nullptr;  ///< whose packet is borrowed by the caller
  std::chrono::milliseconds hold_{};
  std::optional<Time> last_wanted_;  ///< draining: later packets are not wanted
  std::chrono::steady_clock::time_point drained_;
};

/// An interface of this host that packets can be captured from.
struct InterfaceInfo {
  std::string name;
  std::string description;
  bool up = false;
  bool loopback = false;
};
/// Network interfaces, "any" included; other capture devices (USB, D-Bus) are left out.
Result<std::vector<InterfaceInfo>> list_interfaces();

}  // namespace goldwire
