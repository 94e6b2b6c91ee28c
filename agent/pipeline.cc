// Pipeline: two threads and the queue between them.
#include "agent/pipeline.h"

#include <memory>
#include <utility>

namespace goldwire {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookAround{500};
/// So long a packet waits at most until the workers get it.
constexpr std::chrono::milliseconds kHandOver{20};
/// A packet may still stand in the kernel's ring for so long.
constexpr std::chrono::milliseconds kInRing{100};
/// Of the queue between the threads: pulled in small steps, so that room is made soon.
constexpr BatchLimits kStep{256, 4U << 20, {}};

/// About what it holds: payloads are kept up to a limit, so this is never too little by much.
std::size_t octets_of(const Observed& observed) {
  const auto* exchange = std::get_if<Exchange>(&observed.what);
  if (exchange == nullptr) return sizeof observed;
  return sizeof observed + (exchange->request.end - exchange->request.begin) +
         (exchange->response.end - exchange->response.begin);
}

}  // namespace

Pipeline::Pipeline(PipelineOptions options, Input input, std::vector<Sink*> sinks,
                   const OwnEndpoints& own)
    : options_(std::move(options)),
      input_(std::move(input)),
      sinks_(std::move(sinks)),
      queue_(options_.room),
      observation_(options_.limits, static_cast<Observer&>(*this), &own, options_.workers,
                   options_.checksums),
      collector_(
          options_.services, [this](Span&& span) { take(std::move(span)); }, Linking::later),
      rolling_(options_.linking, collector_.facts(),
               [this](const SharedSpan& span) { give(span); }),
      linker_([this] { link(); }),
      reader_([this](const std::stop_token& stop) { read(stop); }) {}

Pipeline::~Pipeline() { stop({}); }

void Pipeline::stop(Moment deadline) {
  if (!reader_.joinable()) return;
  patience_ = deadline.time_since_epoch().count();
  reader_.request_stop();
  reader_.join();
  linker_.join();
}

// ---- the thread that reads --------------------------------------------------------------------

void Pipeline::read(const std::stop_token& stop) {
  bool draining = false;
  for (;;) {
    if (stop.stop_requested() && !std::exchange(draining, true)) input_.drain();
    auto arrival = input_.source.next();
    if (!arrival) {
      const std::lock_guard lock(mutex_);
      failed_ = arrival.error();
      break;
    }
    if (std::holds_alternative<End>(*arrival)) break;
    const Moment now = Clock::now();
    if (const auto* packet = std::get_if<Packet>(&*arrival)) {
      packet_time_ = packet->time;
      last_packet_ = now;
      observation_.take(*packet);
    }
    if (now - last_hand_over_ >= kHandOver) {
      last_hand_over_ = now;
      observation_.hand_over();
    }
    if (now - last_look_ >= kLookAround) look_around(now);
  }
  observation_.finish(Ending::end_of_capture);
  queue_.close();
  publish();
  // Who told it to stop is not told back.
  if (failed() && !draining) input_.broken();
}

/// While no packet comes, packet time goes on as the clock does.
void Pipeline::look_around(Moment now) {
  last_look_ = now;
  publish();
  if (packet_time_ == Time{}) return;
  Time time = packet_time_;
  if (const auto silence = now - last_packet_; silence > kInRing) {
    time += silence - kInRing;
    observation_.advance(time);
  }
  // Without room it can wait for the next look.
  queue_.push(time, sizeof(Item), patience());
}

void Pipeline::publish() {
  Ledger ledger = observation_.ledger();
  input_.source.count(ledger);
  const std::lock_guard lock(mutex_);
  ledger_ = ledger;
}

/// One worker has better things to do: it reads.
void Pipeline::describe(Observed& observed) const {
  if (options_.workers > 1) collector_.describe(observed);
}

void Pipeline::observed(Observed&& observed) {
  // That a request has begun is of interest only to who waits for its end.
  if (std::holds_alternative<Opened>(observed.what)) return;
  const std::size_t octets = octets_of(observed);
  if (!queue_.push(std::move(observed), octets, patience())) ++dropped_;
}

// ---- the thread that links --------------------------------------------------------------------

void Pipeline::link() {
  for (;;) {
    std::vector<Item> items = queue_.pull(kStep, {});
    if (items.empty()) break;
    for (Item& item : items) {
      if (auto* observed = std::get_if<Observed>(&item)) {
        collector_.observed(std::move(*observed));
      } else {
        rolling_.advance(std::get<Time>(item));
      }
    }
    spans_ = collector_.spans();
  }
  rolling_.finish();
}

void Pipeline::take(Span&& span) {
  if (span.what.control && !options_.control) {
    ++control_left_out_;
  } else {
    rolling_.take(std::move(span));
  }
}

void Pipeline::give(const SharedSpan& span) {
  for (Sink* const sink : sinks_) sink->take(span, patience());
}

// ---- what it tells ----------------------------------------------------------------------------

Ledger Pipeline::ledger() const {
  const std::lock_guard lock(mutex_);
  Ledger ledger = ledger_;
  ledger.spans = spans_;
  return ledger;
}

PipelineCounts Pipeline::counts() const { return {dropped_, control_left_out_}; }

std::optional<Error> Pipeline::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

}  // namespace goldwire
