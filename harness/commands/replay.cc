// goldwire replay: sends the recorded requests to a target again, and holds what follows against
// the golden.
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "harness/commands/checking.h"
#include "harness/commands/command.h"
#include "harness/commands/entries.h"
#include "harness/commands/list.h"
#include "protocols/base/semconv.h"
#include "replay/drive.h"
#include "replay/script.h"

namespace goldwire {
namespace {

struct Options {
  std::string name;
  std::string target;
  std::string bind;
  std::string pace = "serial";
  std::string stand_in;
  RunFlags run;
  ReportFlags reports;
};

std::optional<std::string> from_environment(const std::string& variable) {
  const char* const value = std::getenv(variable.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

class Replayer {
 public:
  Replayer(const Options& options, Session session)
      : options_(options), checking_(std::move(session), options.reports) {}

  int run() {
    if (auto bad = prepare()) return refuse(*bad);
    auto obtained =
        obtain_while(checking_.session(), plan_, fmt::format("replay against {}", options_.target),
                     [&](LiveRun& live) { return drive(live); });
    if (!obtained && obtained.error().code == kBadInput) return refuse(obtained.error().error);
    if (!obtained) {
      checking_.not_driven(obtained.error().error, options_.target, 0, 1);
      return checking_.conclude();
    }
    obtained->reasons.insert(obtained->reasons.begin(), reasons_.begin(), reasons_.end());
    restore_host(obtained->run);
    if (auto bad = checking_.judge(*obtained, 0, 1)) return refuse(*bad);
    for (const std::string& said : said_) note(said);
    return checking_.conclude();
  }

 private:
  std::optional<Error> prepare() {
    if (!options_.stand_in.empty()) {
      return Error{"--stand-in is not there yet", {}, "replay against the whole system"};
    }
    auto target = replay::read_target(options_.target);
    if (!target) return target.error();
    driving_.target = std::move(*target);
    driving_.bind = options_.bind;
    driving_.pace = *replay::pace_named(options_.pace);
    driving_.timeout = checking_.session().project().timeout;
    if (auto bad = checking_.load({options_.name}, {})) return bad;
    const CheckedScenario& subject = checking_.subjects().front();
    plan_ = plan_for(checking_.session(), options_.run, subject.scenario, {});
    if (plan_.interfaces.empty()) {
      return Error{
          "there is no interface to capture on, and the front end's answers alone are no run",
          {},
          "give -i IFACE where the system's traffic passes, for instance -i any"};
    }
    return read_script(subject);
  }

  std::optional<Error> read_script(const CheckedScenario& subject) {
    const Store& store = checking_.session().store();
    const GoldenFolder folder = store.golden(subject.name);
    auto recording = folder.recording();
    if (!recording) return recording.error();
    if (auto service = entered_service(*recording); !service) {
      Error error = service.error();
      error.where = folder.path().string();
      return error;
    }
    auto script =
        replay::Script::make(entries_of(*recording), subject.scenario.replay, from_environment,
                             store.scenario_path(subject.name).string());
    if (!script) return script.error();
    script_.emplace(std::move(*script));
    return std::nullopt;
  }

  Result<void> drive(LiveRun& live) {
    driving_.quiet = [&](std::size_t index) {
      std::string noisy = wait_quiet(checking_.session(), live);
      if (noisy.empty()) return;
      reasons_.push_back(
          fmt::format("after request {} ({}) {}", index + 1, script_->recorded(index).name, noisy));
    };
    const auto driven = replay::drive(*script_, driving_);
    if (!driven) return std::unexpected(driven.error());
    if (driven->stopped) reasons_.push_back(driven->stopped->line());
    tell_refusals(*driven);
    return {};
  }

  /// An answer that refuses who asks is most often the secret's or the session's fault.
  void tell_refusals(const replay::Driven& driven) {
    for (std::size_t i = 0; i < driven.statuses.size(); ++i) {
      const std::uint16_t now = driven.statuses[i];
      const std::uint16_t then = script_->recorded(i).answer.status;
      if (now == then || (now != 401 && now != 403)) continue;
      said_.push_back(fmt::format(
          "authentication failed at entry: request {} ({}) was answered {}, recorded {}; look at "
          "the variables that 'replay' in scenario.yaml names",
          i + 1, script_->recorded(i).name, now, then));
      return;
    }
  }

  /// The Host that was sent names the target, as the recorded one named the server of then; that
  /// one is compared.
  void restore_host(Run& run) const {
    const std::string key = std::string(semconv::kHttpRequestHeaderPrefix) + "host";
    const auto recorded = script_->host();
    if (!recorded) return;
    const AttributeValue ours = std::vector{driving_.target.authority};
    for (Trace& trace : run.traces) {
      for (Span& span : trace.spans) {
        const AttributeValue* const host = span.what.attributes.find(key);
        if (span.client.named || host == nullptr || *host != ours) continue;
        span.what.attributes.set(key, std::vector{*recorded});
      }
    }
  }

  const Options& options_;
  Checking checking_;
  Plan plan_;
  replay::Driving driving_;
  std::optional<replay::Script> script_;
  std::vector<std::string> reasons_;  ///< why it may be incomplete
  std::vector<std::string> said_;     ///< for a person, after the driving
};

int run(const Options& options) {
  auto session = Session::open(options.run);
  if (!session) return refuse(session.error());
  return Replayer(options, std::move(*session)).run();
}

Action prepare(CLI::App& app, const std::vector<std::string>&) {
  auto options = std::make_shared<Options>();
  app.add_option("NAME", options->name, "of the scenario")->required();
  app.add_option("--target", options->target, "URL of the system's front end: http://HOST:PORT")
      ->required();
  app.add_option("--bind", options->bind, "send from this address of this machine");
  app.add_option("--pace", options->pace,
                 "serial: each request waits until the system is quiet; recorded: as far apart as "
                 "they were; fast: each right behind the answer before it")
      ->check(CLI::IsMember({"serial", "recorded", "fast"}));
  app.add_option("--stand-in", options->stand_in, "not there yet");
  add_live_flags(app, options->run);
  add_report_flags(app, options->reports);
  return [options] { return run(*options); };
}

}  // namespace

Command replay_command() {
  return {"replay", "send the recorded requests again, and check what follows",
          "  goldwire replay deposit --target http://127.0.0.1:8080 -i any\n"
          "  goldwire replay deposit --target http://staging:80 -i eth0 --junit report.xml\n"
          "  GOLDWIRE_SECRET_DEPOSIT_PASSWORD=... goldwire replay deposit --target ... -i any\n"
          "What is carried over from answers, and which secrets come from the environment, stands\n"
          "in scenario.yaml under 'replay'. Exit codes are those of 'goldwire check'.\n",
          false, prepare};
}

}  // namespace goldwire
