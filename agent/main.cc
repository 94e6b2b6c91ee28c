// goldwire-agent: watches interfaces and gives spans away until it is told to end.
//
// The passes, each with what is true after it: settings read and checked; interfaces and outlets
// open; privileges gone; threads running; told to end; everything on the wire settled, linked and
// given away; the ledger printed.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "agent/capture/kept_packets.h"
#include "agent/capture/live_capture.h"
#include "agent/observe/descriptors_file.h"
#include "agent/observe/services_file.h"
#include "agent/outlets.h"
#include "agent/pipeline.h"
#include "agent/privileges.h"
#include "agent/ready.h"
#include "agent/settings.h"

namespace goldwire {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kEnded = 0;
constexpr int kBadInput = 2;
constexpr int kIncomplete = 3;

/// One line on stderr; a stderr that nobody reads any more is no reason to stop.
void say(std::string_view line) {
  std::fputs(fmt::format("goldwire-agent: {}\n", line).c_str(), stderr);
}

int refuse(const Error& error) {
  say(error.line());
  return kBadInput;
}

// ---- signals ----------------------------------------------------------------------------------

sigset_t awaited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

/// From here on signals wait for who asks; threads begun later inherit that.
void hold_signals() {
  const sigset_t signals = awaited_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is a failed write
}

/// The next signal, or 0 after `seconds`.
int next_signal(std::uint64_t seconds) {
  const sigset_t signals = awaited_signals();
  const timespec limit{static_cast<time_t>(seconds), 0};
  return std::max(::sigtimedwait(&signals, nullptr, &limit), 0);
}

/// From here on a signal ends the process where it stands. Also as process 1, whom the kernel
/// spares a signal that nobody handles.
void end_at_next_signal() {
  struct sigaction action {};
  action.sa_handler = [](int signal) { ::_exit(128 + signal); };
  for (const int signal : {SIGTERM, SIGINT}) ::sigaction(signal, &action, nullptr);
  std::signal(SIGHUP, SIG_IGN);
  const sigset_t signals = awaited_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

// ---- what the agent tells of itself -----------------------------------------------------------

/// All counters as one JSON object. `kept` may be null.
std::string stats_json(const Pipeline& pipeline, const Outlets& outlets, const KeptPackets* kept) {
  std::string json = pipeline.ledger().json();
  const PipelineCounts counts = pipeline.counts();
  json.pop_back();
  json += fmt::format(R"(,"agent":{{"dropped":{},"control_left_out":{}}},"export":{})",
                      counts.dropped, counts.control_left_out, outlets.counts_json());
  if (kept != nullptr) {
    const KeptCounts packets = kept->counts();
    json += fmt::format(R"(,"keep":{{"packets":{},"lost":{},"files":{},"octets":{}}})",
                        packets.packets, packets.lost, packets.files, packets.octets);
  }
  return json + "}";
}

class Reports {
 public:
  /// `kept` and `stats` may be null. All outlive this.
  Reports(const Pipeline& pipeline, const Outlets& outlets, LiveCapture& capture, KeptPackets* kept,
          std::FILE* stats)
      : pipeline_(pipeline), outlets_(outlets), capture_(capture), kept_(kept), stats_(stats) {}

  /// A line for each interface that came or went, and when packets cannot be kept.
  void news() {
    for (const std::string& line : capture_.take_news()) say(line);
    if (kept_ == nullptr) return;
    for (const std::string& line : kept_->take_news()) say(line);
  }

  /// News, a line when something was lost since the last look, and the stats file.
  void heartbeat() {
    news();
    const Ledger ledger = pipeline_.ledger();
    const std::uint64_t unseen = ledger.kernel_drops + ledger.interface_drops;
    const std::uint64_t lost = unseen + pipeline_.counts().dropped + outlets_.lost();
    if (lost != lost_) {
      std::string line =
          fmt::format("lost so far: {} packets, {} exchanges", unseen, pipeline_.counts().dropped);
      if (const std::string more = outlets_.complaints(); !more.empty()) line += "; " + more;
      if (unseen > 0) line += "; a larger --ring or a narrower --filter may help";
      say(line);
    }
    lost_ = lost;
    keep_stats();
  }

  std::string stats() const { return stats_json(pipeline_, outlets_, kept_) + "\n"; }

  /// The stats file, over what it held.
  void keep_stats() {
    if (stats_ == nullptr) return;
    const std::string text = stats();
    std::rewind(stats_);
    std::fwrite(text.data(), 1, text.size(), stats_);
    std::fflush(stats_);
    if (::ftruncate(::fileno(stats_), static_cast<off_t>(text.size())) != 0) {
      say("the stats file cannot be cut to its length");
    }
  }

 private:
  const Pipeline& pipeline_;
  const Outlets& outlets_;
  LiveCapture& capture_;
  KeptPackets* const kept_;
  std::FILE* const stats_;
  std::uint64_t lost_ = 0;
};

/// Until it is told to end.
void run(const Settings& settings, Outlets& outlets, Reports& reports) {
  for (;;) {
    switch (next_signal(settings.heartbeat)) {
      case SIGTERM:
      case SIGINT:
        return;
      case SIGHUP:
        if (auto reopened = outlets.reopen(); reopened) {
          say("output opened anew");
        } else {
          say(reopened.error().line());
        }
        break;
      default:
        reports.heartbeat();
        if (outlets.abandoned()) {
          say("nobody reads stdout any more");
          return;
        }
    }
  }
}

// ---- the passes -------------------------------------------------------------------------------

LiveOptions live_options(const Settings& settings) {
  LiveOptions live;
  live.interfaces = settings.interfaces;
  live.filter = settings.filter;
  live.await = settings.await_interfaces;
  live.buffer = static_cast<int>(settings.ring << 20);
  live.snaplen = static_cast<int>(settings.snaplen);
  live.promiscuous = settings.promiscuous;
  return live;
}

PipelineOptions pipeline_options(const Settings& settings, Services services) {
  PipelineOptions options;
  options.services = std::move(services);
  options.limits.connection.conversation.body = settings.body << 10;
  options.linking.hold = std::chrono::milliseconds(settings.hold);
  options.control = settings.control;
  options.workers = settings.workers;
  options.checksums = settings.verify_checksums ? Checksums::verified : Checksums::tolerated;
  return options;
}

KeepOptions keep_options(const Settings& settings, const Services& services) {
  KeepOptions keep{settings.keep_folder, *settings.keep, settings.keylog, {}};
  for (const auto& [address, name] : services.addresses()) {
    constexpr std::size_t kMapped = 12;  // octets in front of an IPv4 address
    const std::string_view octets = as_text(address.octets);
    keep.names.push_back({std::string(octets.substr(address.is_v4() ? kMapped : 0)), name});
  }
  return keep;
}

int agent(const Settings& settings) {
  Services services;
  if (!settings.services.empty()) {
    auto loaded = load_services(settings.services);
    if (!loaded) return refuse(loaded.error());
    services = std::move(*loaded);
  }
  if (auto added = add_descriptors(services.terms(), settings.descriptors); !added) {
    return refuse(added.error());
  }
  auto otlp = otlp_config(settings);
  if (!otlp) return refuse(otlp.error());
  auto capture = LiveCapture::open(live_options(settings));
  if (!capture) return refuse(capture.error());
  OwnEndpoints own;
  auto outlets = Outlets::open(settings.output, std::move(*otlp), own);
  if (!outlets) return refuse(outlets.error());
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> stats(nullptr, &std::fclose);
  if (!settings.stats.empty()) {
    stats.reset(std::fopen(settings.stats.c_str(), "we"));
    if (stats == nullptr) {
      return refuse({"cannot be opened for writing", settings.stats,
                     "name a file in a folder that may be written"});
    }
  }

  const auto dropped = drop_privileges(settings.user, (*capture)->awaits_interfaces());
  if (!dropped) return refuse(dropped.error());
  std::unique_ptr<KeptPackets> kept;  // made by whom the agent is now
  if (settings.keep) {
    auto opened = KeptPackets::open(keep_options(settings, services));
    if (!opened) return refuse(opened.error());
    kept = std::move(*opened);
  }
  say(fmt::format("privileges dropped: {}", *dropped));
  std::optional<KeepingSource> keeping;
  if (kept) keeping.emplace(**capture, *kept);
  Source& source = keeping ? static_cast<Source&>(*keeping) : **capture;

  QueueRoom room;
  room.items = settings.queue;
  outlets->start(room);
  Pipeline pipeline(pipeline_options(settings, std::move(services)),
                    {source, [&] { (*capture)->drain(); }, [] { ::kill(::getpid(), SIGTERM); }},
                    outlets->sinks(), own);
  say(fmt::format("capturing on {}; spans to {}{}", fmt::join(settings.interfaces, ", "),
                  outlets->places(), kept ? "; packets kept in " + settings.keep_folder : ""));
  notify_service_manager("READY=1");
  Reports reports(pipeline, *outlets, **capture, kept.get(), stats.get());
  reports.news();
  run(settings, *outlets, reports);

  end_at_next_signal();
  reports.news();
  say("ending: settling and writing out what is left; a second signal ends at once");
  notify_service_manager("STOPPING=1");
  const auto deadline = Clock::now() + std::chrono::seconds(settings.flush);
  pipeline.stop(deadline);
  if (kept) kept->finish();
  outlets->finish(deadline);
  reports.news();
  reports.keep_stats();
  std::fputs(reports.stats().c_str(), stderr);
  const auto failed = pipeline.failed();
  if (failed) say(failed->line());
  const int code = failed ? kIncomplete : kEnded;
  // A thread that waits for a name server cannot be ended, only left.
  if (outlets->stuck()) std::_Exit(code);
  return code;
}

}  // namespace
}  // namespace goldwire

int main(int argc, char** argv) {
  goldwire::hold_signals();
  auto line = goldwire::read_command_line(std::vector<std::string>(argv + 1, argv + argc));
  if (!line) return goldwire::refuse(line.error());
  if (line->say) {
    std::fputs(line->say->c_str(), stdout);
    return 0;
  }
  return goldwire::agent(line->settings);
}
