// Ledger: what each layer saw, used, dropped and why. Plain counters, added up over shards.
//
// Contract: every counter has one name, listed once in `visit`; the names are the JSON keys of
// --stats, grouped as "layer.counter". A layer that drops something without counting it here has a
// bug.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goldwire {

struct Ledger {
  // capture: what the sources gave
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;         ///< captured octets of all packets
  std::uint64_t kernel_drops = 0;  ///< packets the kernel had no room for
  std::uint64_t interface_drops = 0;
  std::uint64_t interfaces_lost = 0;       ///< that went away while they were captured from
  std::uint64_t snaplen_cut = 0;           ///< packets whose end the capture left out
  std::uint64_t annotations_left_out = 0;  ///< names, secrets and interfaces that a file told of
  // dissect
  std::uint64_t tcp_segments = 0;
  std::uint64_t other_packets = 0;  ///< well-formed, but no TCP
  std::uint64_t undecodable = 0;    ///< headers cut or broken
  std::uint64_t bad_checksum = 0;   ///< refused for a wrong checksum, where those are verified
  std::uint64_t fragments = 0;      ///< IP fragments that could not be put together
  std::uint64_t duplicates = 0;     ///< segments and fragments seen before, mostly elsewhere
  std::uint64_t own_segments = 0;   ///< of the agent's own export, left aside
  // reassembly
  std::uint64_t connections = 0;
  std::uint64_t midstream = 0;      ///< connections joined after their first byte
  std::uint64_t retransmitted = 0;  ///< payload octets sent again
  std::uint64_t duplicated = 0;     ///< payload octets of the same packets, seen elsewhere as well
  /// Octets seen again with other content while the first, which win, still waited. Those that were
  /// delivered are not kept: what differs from them counts as sent again.
  std::uint64_t overlaps = 0;
  std::uint64_t out_of_order = 0;   ///< segments that had to wait
  std::uint64_t out_of_window = 0;  ///< octets refused: before the joining point, too late, too far
  std::uint64_t delivered = 0;      ///< payload octets handed on
  std::uint64_t holes = 0;          ///< gaps, any cause
  std::uint64_t hole_bytes = 0;
  std::uint64_t evicted = 0;  ///< connections given up for a limit
  std::uint64_t expired = 0;  ///< connections closed by silence in packet time
  // protocols
  std::uint64_t exchanges = 0;
  std::uint64_t incomplete = 0;  ///< exchanges with a reason
  std::uint64_t no_response = 0;
  std::uint64_t taken_bytes = 0;
  std::uint64_t skipped_bytes = 0;  ///< delivered, but part of no message
  std::uint64_t unknown_bytes = 0;  ///< of connections whose protocol nobody recognised
  std::uint64_t limit_hits = 0;
  std::uint64_t spans = 0;
  std::uint64_t empty_fetches = 0;

  /// Calls f(layer, name, counter) for every counter, in a fixed order. `Self` is Ledger or const
  /// Ledger.
  template <class Self, class F>
  static void visit(Self& self, F&& f) {
    f("capture", "packets", self.packets);
    f("capture", "bytes", self.bytes);
    f("capture", "kernel_drops", self.kernel_drops);
    f("capture", "interface_drops", self.interface_drops);
    f("capture", "interfaces_lost", self.interfaces_lost);
    f("capture", "snaplen_cut", self.snaplen_cut);
    f("capture", "annotations_left_out", self.annotations_left_out);
    f("dissect", "tcp_segments", self.tcp_segments);
    f("dissect", "other_packets", self.other_packets);
    f("dissect", "undecodable", self.undecodable);
    f("dissect", "bad_checksum", self.bad_checksum);
    f("dissect", "fragments", self.fragments);
    f("dissect", "duplicates", self.duplicates);
    f("dissect", "own_segments", self.own_segments);
    f("reassembly", "connections", self.connections);
    f("reassembly", "midstream", self.midstream);
    f("reassembly", "retransmitted", self.retransmitted);
    f("reassembly", "duplicated", self.duplicated);
    f("reassembly", "overlaps", self.overlaps);
    f("reassembly", "out_of_order", self.out_of_order);
    f("reassembly", "out_of_window", self.out_of_window);
    f("reassembly", "delivered", self.delivered);
    f("reassembly", "holes", self.holes);
    f("reassembly", "hole_bytes", self.hole_bytes);
    f("reassembly", "evicted", self.evicted);
    f("reassembly", "expired", self.expired);
    f("protocols", "exchanges", self.exchanges);
    f("protocols", "incomplete", self.incomplete);
    f("protocols", "no_response", self.no_response);
    f("protocols", "taken_bytes", self.taken_bytes);
    f("protocols", "skipped_bytes", self.skipped_bytes);
    f("protocols", "unknown_bytes", self.unknown_bytes);
    f("protocols", "limit_hits", self.limit_hits);
    f("protocols", "empty_fetches", self.empty_fetches);
    f("trace", "spans", self.spans);
  }

  void add(const Ledger& other);
  /// One JSON object: {"capture":{...},"dissect":{...},...}.
  std::string json() const;
  friend bool operator==(const Ledger&, const Ledger&) = default;
};

}  // namespace goldwire
