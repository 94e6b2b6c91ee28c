// OwnEndpoints: where the agent itself speaks from, so that it does not watch itself.
//
// Contract: what an agent exports passes interfaces that it captures from; described, it would be
// exported again, for ever. Who opens a connection for the agent adds its local address and port
// before the first octet is sent. Any thread may call. The latest `kKept` are kept: packets of a
// connection that is gone may still wait in the kernel's ring.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>

#include "agent/wire/segment.h"

namespace goldwire {

class OwnEndpoints {
 public:
  static constexpr std::size_t kKept = 64;

  void add(const Endpoint& endpoint);
  /// Adds `descriptor`'s, where that is a TCP socket (a stdout that leads to another host).
  void add_socket(int descriptor);
  /// One of both ends is the agent.
  bool has_part_in(const Segment& segment) const;

 private:
  mutable std::mutex mutex_;
  std::deque<Endpoint> endpoints_;  ///< oldest first
};

}  // namespace goldwire
