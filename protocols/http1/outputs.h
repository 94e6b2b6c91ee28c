// Outputs: what a conversation tells, and the octets of the messages that it has not told yet.
//
// Contract: what is told waits in order until it is taken away.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "protocols/base/conversation.h"
#include "protocols/base/queue.h"
#include "protocols/http1/pairing.h"

namespace goldwire::http1 {

class Outputs {
 public:
  // --- octets ---

  /// So many octets were added to its messages.
  void add(Pending& pending, std::size_t octets);
  /// Counts its messages anew.
  void count(Pending& pending);
  /// Octets of all that was counted and not told.
  std::size_t kept() const { return kept_; }

  // --- what is told ---

  /// A request has begun.
  void open(const Pending& pending);
  /// Its answer has begun: an event stream that was not announced as one waits from here on.
  void announce_stream(Pending& pending);
  void settle(Pending&& pending);
  /// As settle(), for a request whose 101 is only an interim answer, which came at `time`: the
  /// final one comes in the next protocol (RFC 7540 section 3.2), whose client octets begin at
  /// `begin`.
  Exchange answered_elsewhere(Pending&& pending, Time time, std::uint64_t begin);
  void change(Switch&& to) { queue_.push_back(std::move(to)); }

  std::optional<Output> take_front() { return queue_.take_front(); }
  bool empty() const { return queue_.empty(); }

 private:
  Queue<Output> queue_;
  std::size_t kept_ = 0;
};

std::size_t octets_of(const http::Response& response);

}  // namespace goldwire::http1
