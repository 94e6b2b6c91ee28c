// live: reads an interface as the agent does, frames, pairs and counts, and describes nothing: what
// `goldwire spans --format none` is to a file.
//
//   live INTERFACE RING_MB
//
// Says "capturing" on stderr when it does. SIGTERM or SIGINT ends it: what is in the ring is read,
// and the ledger printed as one JSON object.
#include <atomic>
#include <csignal>
#include <fmt/format.h>
#include <string>

#include "agent/capture/live_capture.h"
#include "agent/observe/observation.h"
#include "agent/trace/collector.h"

namespace {

using namespace goldwire;

std::atomic<bool> ending{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // a signal handler writes it

int refuse(std::string_view why) {
  fmt::print(stderr, "live: {}\n", why);
  return 2;
}

int run(const LiveOptions& options) {
  auto capture = LiveCapture::open(options);
  if (!capture) return refuse(capture.error().line());
  for (const int signal : {SIGTERM, SIGINT}) std::signal(signal, [](int) { ending = true; });
  fmt::print(stderr, "capturing\n");
  const Services services;
  Collector collector(services, {}, Linking::none);
  Observation observation({}, collector);
  for (bool draining = false;;) {
    if (ending && !std::exchange(draining, true)) (*capture)->drain();
    auto arrival = (*capture)->next();
    if (!arrival) return refuse(arrival.error().line());
    if (std::holds_alternative<End>(*arrival)) break;
    if (const auto* packet = std::get_if<Packet>(&*arrival)) observation.take(*packet);
  }
  observation.finish(Ending::end_of_capture);
  Ledger ledger = observation.ledger();
  (*capture)->count(ledger);
  fmt::print("{}\n", ledger.json());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return refuse("usage: live INTERFACE RING_MB");
  LiveOptions options;
  options.interfaces = {argv[1]};
  options.buffer = std::stoi(argv[2]) << 20;
  return run(options);
}
