// goldwire check: holds a run against the goldens.
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "harness/commands/checking.h"
#include "harness/commands/command.h"
#include "harness/commands/list.h"

namespace goldwire {
namespace {

struct Options {
  std::vector<std::string> names;
  RunFlags run;
  ReportFlags reports;
  std::vector<std::string> command;
};

class Checker {
 public:
  Checker(const Options& options, Session session)
      : options_(options), checking_(std::move(session), options.reports) {}

  int run() {
    if (auto bad = checking_.load(options_.names, options_.run.from)) return refuse(*bad);
    if (auto refused = options_.run.from.empty() ? check_live() : check_captures()) {
      return refuse(refused->error, refused->code);
    }
    return checking_.conclude();
  }

 private:
  std::optional<Refusal> check_captures() {
    if (!options_.run.interfaces.empty() || !options_.command.empty()) {
      return Refusal{
          {"--from reads captures; -i and -- COMMAND make new ones", {}, "give one or the other"}};
    }
    for (const std::string& from : options_.run.from) {
      auto obtained = obtain_from(checking_.session(), from);
      if (!obtained) return obtained.error();
      if (auto bad = checking_.judge(*obtained, 0, checking_.subjects().size())) {
        return Refusal{*bad};
      }
    }
    return std::nullopt;
  }

  /// With a COMMAND one run is held against all scenarios; else each is driven by its own.
  std::optional<Refusal> check_live() {
    const std::size_t count = checking_.subjects().size();
    if (!options_.command.empty()) return drive(0, count);
    for (std::size_t i = 0; i < count; ++i) {
      if (auto refused = drive(i, i + 1)) return refused;
    }
    return std::nullopt;
  }

  std::optional<Refusal> drive(std::size_t begin, std::size_t end) {
    const CheckedScenario& subject = checking_.subjects()[begin];
    const Plan plan =
        plan_for(checking_.session(), options_.run, subject.scenario, options_.command);
    if (plan.interfaces.empty() || plan.command.empty()) {
      return Refusal{{fmt::format("nothing to check '{}' with", subject.name),
                      {},
                      "give --from CAPTURE, or -i IFACE and -- COMMAND"}};
    }
    auto obtained = obtain_live(checking_.session(), plan);
    if (obtained) {
      if (auto bad = checking_.judge(*obtained, begin, end)) return Refusal{*bad};
      return std::nullopt;
    }
    if (obtained.error().code == kBadInput) return obtained.error();
    checking_.not_driven(obtained.error().error, plan.command.front(), begin, end);
    return std::nullopt;
  }

  const Options& options_;
  Checking checking_;
};

int run(const Options& options) {
  auto session = Session::open(options.run);
  if (!session) return refuse(session.error());
  return Checker(options, std::move(*session)).run();
}

Action prepare(CLI::App& app, const std::vector<std::string>& driven) {
  auto options = std::make_shared<Options>();
  options->command = driven;
  app.add_option("NAME", options->names, "of the scenarios (default: all)");
  add_run_flags(app, options->run);
  add_report_flags(app, options->reports);
  return [options] { return run(*options); };
}

}  // namespace

Command check_command() {
  return {"check", "hold a new run against the goldens",
          "  goldwire check deposit --from new.pcap                 a capture made elsewhere\n"
          "  goldwire check deposit -i any -- ./drive.sh            capture while this drives\n"
          "  goldwire check --from new.pcap --junit report.xml      all scenarios, for CI\n"
          "  goldwire check deposit --from new.pcap --json - | jq .verdict\n"
          "Exit codes: 0 same, 1 different, 2 usage or bad input, 3 incomplete, 4 not driven.\n",
          true, prepare};
}

}  // namespace goldwire
