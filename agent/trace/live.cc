// LiveRun: one thread captures and observes; the caller waits for quiet.
#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "agent/capture/live_capture.h"
#include "agent/trace/assemble.h"
#include "agent/trace/collector.h"
#include "agent/trace/lag.h"
#include "agent/trace/open_exchanges.h"
#include "agent/trace/reading.h"

namespace goldwire {
namespace {

using Clock = std::chrono::steady_clock;

class Capturing final : public LiveRun {
 public:
  Capturing(const ReadingOptions& options, std::unique_ptr<LiveCapture> capture)
      : options_(options),
        capture_(std::move(capture)),
        collector_(
            options_.services, [this](Span&& span) { keep(std::move(span)); }, Linking::none),
        open_(options_.services, collector_),
        observation_(options_.limits, open_, nullptr, 1, options_.checksums),
        last_look_(Clock::now()),
        last_activity_(last_look_),
        worker_([this](const std::stop_token& stop) { work(stop); }) {}

  bool wait_quiet(Duration settle, Duration timeout) override {
    const auto begin = Clock::now();
    const auto deadline = begin + timeout;
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto now = Clock::now();
      const bool busy = open_.count() > 0 || lag_.behind(packet_time_);
      // What happened right before the call may not have come through the capture yet.
      const auto quiet_at = std::max(begin, last_activity_) + settle;
      if (!busy && now >= quiet_at) return true;
      if (now >= deadline || failed_) return false;
      // Woken by every packet; without one, time alone can make it quiet.
      changed_.wait_until(lock, busy ? deadline : std::min(deadline, quiet_at));
    }
  }

  std::string unfinished() override {
    const std::lock_guard lock(mutex_);
    if (const std::string open = open_.one(); !open.empty()) {
      return open + " has no answer yet";
    }
    const std::string behind = lag_.who_is_behind(packet_time_);
    return behind.empty() ? std::string() : "a consumer is behind: " + behind;
  }

  std::uint64_t begun() override {
    const std::lock_guard lock(mutex_);
    return open_.begun() - std::exchange(begun_told_, open_.begun());
  }

  Result<Reading> stop() override {
    worker_.request_stop();
    worker_.join();
    observation_.finish(Ending::end_of_capture);
    Ledger ledger = observation_.ledger();
    ledger.spans = collector_.spans();
    capture_->count(ledger);
    Reading reading;
    spans_.insert(spans_.end(), std::make_move_iterator(control_.begin()),
                  std::make_move_iterator(control_.end()));
    reading.run = assemble(std::move(spans_), collector_, ledger);
    reading.stopped = failed_ ? failed_ : capture_->lost();
    reading.notes = capture_->take_news();
    if (reading.stopped) std::erase(reading.notes, reading.stopped->line());  // told as that
    return reading;
  }

 private:
  void work(const std::stop_token& stop) {
    bool draining = false;
    for (;;) {
      if (stop.stop_requested() && !std::exchange(draining, true)) capture_->drain();
      auto arrival = capture_->next();
      const std::lock_guard lock(mutex_);
      if (!arrival) {
        failed_ = arrival.error();
        changed_.notify_all();
        return;
      }
      if (std::holds_alternative<End>(*arrival)) return;
      observe(std::get_if<Packet>(&*arrival));
      changed_.notify_all();
    }
  }

  /// One packet, or (null) a while without any: then packet time goes on with the clock.
  void observe(const Packet* packet) {
    const std::uint64_t begun = open_.begun();
    const std::size_t spans = spans_.size();
    const auto now = Clock::now();
    if (packet != nullptr) {
      packet_time_ = packet->time;
      observation_.take(*packet);
    } else if (packet_time_ != Time{}) {
      packet_time_ += now - last_look_;
      observation_.advance(packet_time_);
    }
    last_look_ = now;
    const auto& commits = collector_.facts().commits();
    for (; commits_seen_ < commits.size(); ++commits_seen_) lag_.see(commits[commits_seen_]);
    if (open_.begun() != begun || spans_.size() != spans) last_activity_ = Clock::now();
  }

  void keep(Span&& span) {
    collector_.facts().complete(span);
    lag_.see(span);
    (span.what.control ? control_ : spans_).push_back(std::move(span));
  }

  ReadingOptions options_;
  std::unique_ptr<LiveCapture> capture_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Span> spans_;
  std::vector<Span> control_;
  Lag lag_;
  Collector collector_;
  OpenExchanges open_;
  Observation observation_;
  Time packet_time_;
  std::size_t commits_seen_ = 0;
  std::uint64_t begun_told_ = 0;
  Clock::time_point last_look_;
  Clock::time_point last_activity_;
  std::optional<Error> failed_;
  std::jthread worker_;  ///< last: everything it uses stands when it starts
};

}  // namespace

Result<std::unique_ptr<LiveRun>> LiveRun::start(const ReadingOptions& options) {
  LiveOptions live;
  live.interfaces = options.inputs;
  live.filter = options.filter;
  live.snaplen = options.snaplen;
  live.buffer = options.ring;
  auto capture = LiveCapture::open(live);
  if (!capture) return std::unexpected(capture.error());
  return std::make_unique<Capturing>(options, std::move(*capture));
}

}  // namespace goldwire
