// LiveCapture: packets from one or several interfaces of this host.
//
// Contract: needs CAP_NET_RAW while opening, and as long as it goes on where interfaces may come
// later (awaits_interfaces()). Packet bytes are borrowed from the ring until the next call of
// next(), which gives Quiet when nothing came for 50 ms. Packets of one interface keep their order;
// those of several come in order of time (ring_order.h): while one is silent, the others' come
// later by about `hold`. A single interface's are not delayed. An interface that disappears ends
// its own part only: what its ring still held is given, then it is counted and told of. The last
// one ends the capture with its Error, unless others are awaited. Nobody else may use this object
// at the same time, except for take_news().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <poll.h>
#include <set>
#include <string>
#include <vector>

#include "agent/capture/interfaces.h"
#include "agent/capture/live_handle.h"
#include "agent/capture/live_options.h"
#include "agent/capture/ring_order.h"
#include "agent/capture/source.h"

namespace goldwire {

/// An interface that is being captured from.
struct LiveInterface {
  std::uint32_t vantage = 0;
  std::uint64_t opening = 0;  ///< counts openings: the same vantage may be another interface later
  Annotations::Interface description;
  pcapng::Drops drops;  ///< since the opening
};

class LiveCapture final : public Source {
 public:
  /// Errors: no privilege, no such interface, an interface that is down, a filter that is none. Of
  /// awaited interfaces only those that waiting does not mend.
  static Result<std::unique_ptr<LiveCapture>> open(const LiveOptions& options);
  ~LiveCapture() override;

  Result<Arrival> next() override;
  /// Adds what kernel and interfaces dropped so far, and how many interfaces went away.
  void count(Ledger& ledger) const override;
  /// Asks for the end: next() goes on with the packets that were on the wire before this call and
  /// are still in the ring (its last block comes only when `hold` is over), then gives End.
  void drain();

  bool awaits_interfaces() const { return watch_.has_value(); }
  std::vector<LiveInterface> interfaces() const;
  /// Changes with every interface that comes or goes.
  std::uint64_t changes() const { return changes_; }
  /// Lines for a person about interfaces that came or went since the last call. Any thread.
  std::vector<std::string> take_news();
  /// The first interface that went away although it was named and is not awaited.
  const std::optional<Error>& lost() const { return lost_; }

 private:
  using Moment = std::chrono::steady_clock::time_point;
  /// One interface being read.
  struct Part {
    std::unique_ptr<LiveHandle> handle;
    std::uint64_t opening = 0;
    std::size_t number = 0;  ///< of its vantage, from 0
    Ring ring;
    bool idle = false;            ///< had nothing; not asked again before poll() says so
    bool done = false;            ///< drained
    std::optional<Error> broken;  ///< it went away,
    Moment until;                 ///< and its ring may still give something until then
  };

  explicit LiveCapture(LiveOptions options);
  Result<void> open_named();
  std::expected<void, LiveHandle::Refused> join(const std::string& name, std::size_t number);
  void look_for_interfaces();
  void tell_whom_it_awaits();
  bool is_open(const std::string& name) const;
  std::size_t free_number() const;
  void read(Part& part);
  Part* earliest();
  bool is_drained() const;
  void part_with_those_gone(Moment now);
  /// Asks which interfaces have packets; waits for that at most until `deadline`.
  void poll(Moment deadline);
  void tell(std::string line);

  const LiveOptions options_;
  std::vector<std::unique_ptr<Part>> parts_;
  Part* given_ = nullptr;                ///< whose packet is borrowed by the caller
  std::optional<InterfaceWatch> watch_;  ///< where interfaces may come later
  std::set<std::string> refused_;        ///< that fit a pattern and cannot be captured from
  std::uint64_t openings_ = 0;
  std::uint64_t changes_ = 0;
  unsigned since_poll_ = 0;  ///< packets given
  std::vector<pollfd> polled_;
  const Duration late_;  ///< so much later than its stamp a packet may come out of a ring
  Time looked_;          ///< right before the kernel was last asked which rings show something
  std::optional<Duration> waits_;    ///< the earliest head must wait for other rings, so long
  std::optional<Time> last_wanted_;  ///< draining: later packets are not wanted
  Moment drained_;
  Ledger gone_;  ///< what was counted of interfaces that went away
  std::optional<Error> lost_;
  std::optional<Error> broke_off_;  ///< the last one went away: told by next() alone
  std::mutex mutex_;
  std::vector<std::string> news_;
};

}  // namespace goldwire
