// goldwire record: learns a golden from runs of one build.
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "harness/commands/command.h"
#include "harness/commands/entries.h"
#include "harness/commands/first_entries.h"
#include "harness/commands/host.h"
#include "harness/commands/judge.h"
#include "harness/commands/list.h"
#include "harness/commands/obtain.h"
#include "harness/files/recording.h"
#include "harness/noise/noise.h"
#include "harness/redact/redaction.h"
#include "replay/flow.h"

namespace goldwire {
namespace {

constexpr int kIncomplete = 3;

struct Options {
  std::string name;
  RunFlags run;
  unsigned runs = 0;
  bool accept_losses = false;
  std::vector<std::string> command;
};

/// Nobody in it has a name.
bool only_strangers(const Run& run) {
  return std::ranges::all_of(run.traces, [](const Trace& trace) {
    return std::ranges::none_of(
        trace.spans, [](const Span& span) { return span.client.named || span.server.named; });
  });
}

/// A checkpoint for every pair of parties.
std::vector<Checkpoint> checkpoints_for(const Golden& golden) {
  std::vector<Checkpoint> checkpoints;
  std::set<std::pair<std::string, std::string>> seen;
  for (const GoldenSpan& span : golden.spans) {
    if (!seen.emplace(span.caller, span.callee).second) continue;
    const auto quoted = [](std::string text) {
      for (std::size_t at = 0; (at = text.find_first_of("\\\"", at)) != std::string::npos;
           at += 2) {
        text.insert(at, 1, '\\');
      }
      return '"' + text + '"';
    };
    checkpoints.push_back(
        {span.caller + " -> " + span.callee,
         *Selector::parse(fmt::format("span[client.service={} server.service={}]",
                                      quoted(span.caller), quoted(span.callee)))});
  }
  return checkpoints;
}

/// "ids renamed: 12 (order, token); values that may differ: 31 (timestamp 12, integer 19)".
std::string learned_line(const Learned& learned) {
  std::map<std::string, std::size_t> ids;
  for (const Symbol& symbol : learned.golden.symbols) {
    ++ids[symbol.name.substr(0, symbol.name.find('#'))];
  }
  std::map<std::string, std::size_t> classes;
  for (const GoldenSpan& span : learned.golden.spans) {
    for (const GoldenLeaf& leaf : span.leaves) {
      for (const Piece& piece : leaf.pattern) {
        if (piece.kind == Piece::Kind::noise) ++classes[piece.text];
      }
    }
  }
  const auto list = [](const std::map<std::string, std::size_t>& counts) {
    std::vector<std::string> parts;
    for (const auto& [name, count] : counts) parts.push_back(fmt::format("{} {}", count, name));
    return parts.empty() ? std::string("none") : fmt::format("{}", fmt::join(parts, ", "));
  };
  return fmt::format("ids renamed: {}; values that may differ: {}", list(ids), list(classes));
}

/// The first reasons, and how many more there are.
std::string first_of(const std::vector<std::string>& reasons) {
  constexpr std::size_t kMost = 3;
  if (reasons.size() <= kMost) return fmt::format("{}", fmt::join(reasons, "; "));
  return fmt::format("{}; and {} more losses",
                     fmt::join(reasons.begin(), reasons.begin() + kMost, "; "),
                     reasons.size() - kMost);
}

class Recorder {
 public:
  Recorder(const Options& options, Session session)
      : options_(options), session_(std::move(session)) {}

  int run() {
    if (auto bad = prepare()) return refuse(*bad);
    const bool live = options_.run.from.empty();
    const std::size_t count = live ? runs_ : options_.run.from.size();
    for (std::size_t i = 0; i < count; ++i) {
      auto obtained =
          live ? obtain_live(session_, plan_) : obtain_from(session_, options_.run.from[i]);
      if (!obtained) return refuse(obtained.error().error, obtained.error().code);
      const std::string name =
          live ? fmt::format("run {} of {}", i + 1, count) : options_.run.from[i];
      if (auto refused = learn_from(std::move(*obtained), name)) return *refused;
    }
    return conclude();
  }

 private:
  /// One run that was learned from.
  struct Taken {
    std::string name;
    std::vector<std::string> reasons;  ///< why it may be incomplete
    std::size_t traces = 0;            ///< before any was left aside
  };

  std::optional<Error> prepare() {
    const Store& store = session_.store();
    if (auto named = check_name(options_.name); !named) return named.error();
    auto scenario = store.scenario(options_.name);
    if (!scenario) return scenario.error();
    fresh_scenario_ = !scenario->has_value();
    scenario_ = scenario->value_or(Scenario{});
    if (!fresh_scenario_ && !session_.choice().empty()) {
      return Error{"--include and --exclude choose the entries of a new scenario only",
                   store.scenario_path(options_.name).string(), "change its entries"};
    }
    const GoldenFolder golden = store.golden(options_.name);
    if (golden.exists()) {
      if (in_ci()) {
        return Error{"there is a golden, and a proposal is never written when CI is set",
                     golden.path().string(), "record on your own machine, then accept"};
      }
      auto baseline = store.baseline(options_.name);
      if (!baseline) return baseline.error();
      old_ = std::move(*baseline);
    }
    return choose_source();
  }

  std::optional<Error> choose_source() {
    const RunFlags& flags = options_.run;
    if (!flags.from.empty()) {
      if (!flags.interfaces.empty() || !options_.command.empty() || options_.runs != 0) {
        return Error{"--from reads captures; -i, --runs and -- COMMAND make new ones",
                     {},
                     "give one or the other"};
      }
      return std::nullopt;
    }
    plan_ = plan_for(session_, flags, scenario_, options_.command);
    runs_ = options_.runs == 0 ? scenario_.runs : options_.runs;
    if (plan_.interfaces.empty()) {
      return Error{"there is nothing to record from",
                   {},
                   "give --from CAPTURE (once for each run), or -i IFACE and -- COMMAND"};
    }
    if (plan_.command.empty()) {
      return Error{"nothing drives the system while it is captured",
                   {},
                   "add -- COMMAND, or 'driven' to scenario.yaml"};
    }
    return std::nullopt;
  }

  /// An exit code when the run cannot be learned from.
  std::optional<int> learn_from(Obtained obtained, const std::string& name) {
    if (parts_.empty()) {
      salt_ = old_ ? old_->golden.salt : salt_for(obtained.run, redaction_key());
      if (fresh_scenario_) {
        choose_entries(obtained.run);
        scenario_.except = session_.choice().exclude;
      }
    }
    const std::size_t traces = obtained.run.traces.size();
    const bool strangers = !session_.project().services.empty() && only_strangers(obtained.run);
    auto parted = part_of(session_, scenario_, old_ ? old_->golden.golden : Golden(), salt_,
                          std::move(obtained.run));
    if (!parted) return refuse(parted.error());
    if (parted->run.traces.empty()) {
      const std::string what =
          traces == 0 ? "nothing was captured"
          : strangers ? "nothing of the named services was captured"
                      : fmt::format("none of its {} traces belongs to the scenario", traces);
      return refuse({what, name, "look at the capture with 'goldwire show', and at 'entries'"},
                    kIncomplete);
    }
    taken_.push_back({name, std::move(obtained.reasons), traces});
    parts_.push_back(std::move(*parted));
    return std::nullopt;
  }

  /// What the user chose, else what the run shows.
  void choose_entries(const Run& run) {
    scenario_.entries = session_.choice().include;
    if (!scenario_.entries.empty()) return;
    FirstEntries first = first_entries(run, !session_.project().services.empty());
    scenario_.entries = std::move(first.selectors);
    if (!first.caution.empty()) note(first.caution);
  }

  /// What is unsure in one run is settled by the others.
  void settle() {
    even_out(parts_);
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const PartedRun& one = parts_[i];
      const std::size_t unsure = one.unsure.size();
      const std::size_t aside = taken_[i].traces - one.run.traces.size();
      if (aside > 0) {
        note(fmt::format("{}: {} of {} traces left aside: their roots fit no entry{}",
                         taken_[i].name, aside, taken_[i].traces,
                         unsure == 0 ? "" : fmt::format(", or nobody can tell ({})", unsure)));
      }
      canonicals_.push_back(canonical(one.run));
      entries_.push_back(entries_of(one.run));
      traces_ += one.run.traces.size();
    }
    recording_ = write_recording(parts_.front().run);
  }

  int conclude() {
    settle();
    Learned learned = learn(canonicals_);
    learned.golden.scenario = options_.name;
    if (auto refused = check_for_losses(learned)) return *refused;
    for (const std::string& warning : learned.warnings) note(warning);
    const GoldenFile file{learned.golden, salt_};
    if (auto written = write(file, learned.rules); !written) return refuse(written.error());
    tell("{}: {} traces, {} spans in {} run{}; {}; {}\n", options_.name,
         traces_ / canonicals_.size(), learned.golden.spans.size(), canonicals_.size(),
         canonicals_.size() == 1 ? "" : "s", learned_line(learned), outcome_);
    return check_against_itself(learned);
  }

  /// A loss would be learned as truth.
  std::optional<int> check_for_losses(const Learned& learned) {
    for (std::size_t i = 0; i < canonicals_.size(); ++i) {
      std::vector<std::string> reasons =
          compare(learned.golden, learned.rules, canonicals_[i]).reasons;
      std::ranges::copy(taken_[i].reasons, std::back_inserter(reasons));
      if (reasons.empty()) continue;
      const std::string what = fmt::format("{}: {}", taken_[i].name, first_of(reasons));
      if (options_.accept_losses) {
        note(what);
        continue;
      }
      return refuse(
          {printable(what, 2000), {}, "capture again, or learn what is whole with --accept-losses"},
          kIncomplete);
    }
    return std::nullopt;
  }

  /// A golden that finds something in the very runs it was learned from finds it in every run; it
  /// is there to be looked at and mended, but nobody may take it for good.
  int check_against_itself(const Learned& learned) {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      fill(parts_[i], count_calls(learned.golden));
      const Diff diff = compare(learned.golden, learned.rules, canonical(parts_[i].run));
      if (diff.verdict != Verdict::different) continue;
      const auto first = std::ranges::find(diff.findings, false, &Finding::note);
      return refuse(
          {fmt::format("the golden does not hold for its own run: {}", headline(*first)),
           taken_[i].name,
           first->rule.empty() ? "record other runs"
                               : fmt::format("if it comes and goes: goldwire accept {} --rule '{}'",
                                             options_.name, first->rule)},
          exit_code(diff.verdict));
    }
    return 0;
  }

  Result<void> write(const GoldenFile& file, const Rules& rules) {
    const Store& store = session_.store();
    if (fresh_scenario_) {
      scenario_.checkpoints = checkpoints_for(file.golden);
      scenario_.replay = replay::find_rules(entries_, options_.name);
      scenario_.command = plan_.command;
      scenario_.interfaces = options_.run.interfaces;
      scenario_.filter = options_.run.from.empty() ? options_.run.filter : std::string();
      if (runs_ != 0) scenario_.runs = runs_;
      if (auto written = store.write_scenario(options_.name, scenario_); !written) return written;
    }
    const GoldenFolder golden = store.golden(options_.name);
    if (!old_) {
      outcome_ = "written to " + golden.path().string();
      if (auto written = golden.write_rules(rules); !written) return written;
      return golden.write(file, recording_);
    }
    if (old_->golden == file) {
      outcome_ = "as it was before; nothing to accept";
      return {};
    }
    outcome_ = fmt::format("proposed; see 'goldwire review {0}', then 'goldwire accept {0}'",
                           options_.name);
    return store.propose(options_.name, file, recording_, rules);
  }

  const Options& options_;
  Session session_;
  Scenario scenario_;
  bool fresh_scenario_ = false;
  std::optional<Baseline> old_;
  Plan plan_;
  unsigned runs_ = 0;
  RedactionSalt salt_;
  std::vector<Taken> taken_;
  std::vector<PartedRun> parts_;
  std::vector<CanonicalRun> canonicals_;
  std::vector<replay::Entries> entries_;  ///< of each run
  std::string recording_;
  std::size_t traces_ = 0;
  std::string outcome_;
};

int run(const Options& options) {
  auto session = Session::open(options.run);
  if (!session) return refuse(session.error());
  return Recorder(options, std::move(*session)).run();
}

Action prepare(CLI::App& app, const std::vector<std::string>& driven) {
  auto options = std::make_shared<Options>();
  options->command = driven;
  app.add_option("NAME", options->name, "of the scenario")->required();
  add_run_flags(app, options->run);
  app.add_option(
         "--runs", options->runs,
         "how often COMMAND is run (default 3; what differs between runs is learned as noise)")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--accept-losses", options->accept_losses,
               "learn although something was lost; what is not whole is not compared");
  return [options] { return run(*options); };
}

}  // namespace

Command record_command() {
  return {
      "record", "learn a golden from runs of one build",
      "  goldwire record deposit -i any -- ./drive.sh                three runs, captured live\n"
      "  goldwire record deposit --from a.pcap --from b.pcap         two runs from captures\n"
      "  goldwire record deposit --from host-a.pcap,host-b.pcap      one run, seen at two hosts\n"
      "  goldwire record pay --from a.pcap --include 'name=\"POST /pay\"'   one entry only\n"
      "Where there is a golden already, a proposal is written: see 'goldwire review'.\n",
      true, prepare};
}

}  // namespace goldwire
