// RingOrder: which packet of several rings comes next, so that packets are given in order of time.
//
// The kernel stamps a packet with the host's wall clock (CLOCK_REALTIME) as it puts it into a
// ring's block, and shows the block when it is full or its retire time is over (packet(7),
// TPACKET_V3). So one ring may show a packet while another still hides an earlier one, but not for
// longer than `late`: the retire time and what the kernel's timer and the reader may add.
//
// Contract: a head waits as long as a ring without one may still hide an earlier packet, and no
// longer. A single ring never waits, nor does anything where the clock was put back. No clock is
// read here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>

#include "agent/capture/packet.h"

namespace goldwire {

/// What is known of one ring.
struct Ring {
  std::optional<Packet> head;   ///< read, not yet given
  Time complete = Time::min();  ///< all that was stamped before was read

  void show(const Packet& packet) {
    head = packet;
    complete = std::max(complete, packet.time);
  }
  /// It had nothing to show at `now`. What it showed far ahead of that was stamped by a clock that
  /// was put back since.
  void show_nothing(Time now, Duration late) {
    complete = complete > now + late ? now - late : std::max(complete, now - late);
  }
  /// Nothing more of it is wanted.
  void end() { complete = Time::max(); }
};

/// Asked anew for each packet, after it has seen all rings.
class RingOrder {
 public:
  void see(std::size_t number, const Ring& ring) {
    if (!ring.head) {
      complete_ = std::min(complete_, ring.complete);
    } else if (!earliest_ || ring.head->time < stamp_) {
      earliest_ = number;
      stamp_ = ring.head->time;
    }
  }
  /// The ring with the earliest head; empty when there is none.
  std::optional<std::size_t> earliest() const { return earliest_; }
  /// No other ring hides an earlier packet.
  bool is_certain() const { return complete_ >= stamp_; }
  /// Another ring may still hide one, for all that is known of it at `now`.
  bool must_wait(Time now) const { return !is_certain() && stamp_ <= now; }
  /// That is no longer so once the rings were looked at then, or later.
  Time until(Duration late) const { return stamp_ + late; }

 private:
  std::optional<std::size_t> earliest_;
  Time stamp_ = Time::min();
  Time complete_ = Time::max();  ///< of all rings without a head
};

}  // namespace goldwire
