// goldwire diff: any two of a golden, a run and a kept recording.
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "harness/commands/command.h"
#include "harness/commands/judge.h"
#include "harness/commands/list.h"
#include "harness/commands/obtain.h"
#include "harness/files/files.h"
#include "harness/files/outputs.h"
#include "harness/files/recording.h"
#include "harness/noise/noise.h"
#include "harness/redact/redaction.h"

namespace goldwire {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecording = "spans.jsonl.zst";

struct Options {
  std::string base;
  std::string fresh;
  RunFlags run;
  std::string json;
};

/// One side: a golden, or a run, whose secrets are redacted already when it comes from a recording.
struct Part {
  std::string name;
  std::optional<Baseline> golden;
  Scenario scenario;
  Run run;
  std::optional<RedactionSalt> salt;  ///< of what is redacted already
};

class Differ {
 public:
  Differ(const Options& options, Session session)
      : options_(options), session_(std::move(session)) {}

  int run() {
    const std::vector<std::string> sides{options_.base, options_.fresh};
    const std::vector<std::string> inputs = session_.inputs(sides, sides);
    if (auto bad = check_outputs({{"--json", options_.json}}, inputs)) return refuse(*bad);
    auto base = open(options_.base, false);
    if (!base) return refuse(base.error().error, base.error().code);
    auto fresh = open(options_.fresh, true);
    if (!fresh) return refuse(fresh.error().error, fresh.error().code);
    const RedactionSalt salt = base->salt    ? *base->salt
                               : fresh->salt ? *fresh->salt
                                             : salt_for(base->run, redaction_key());
    if (base->salt && fresh->salt && *base->salt != *fresh->salt) {
      note("the two were redacted with different salts: secrets in them look different");
    }
    if (!base->golden) {
      note(
          "BASE is one run: what is made anew in each run cannot be told from a constant; "
          "'goldwire record' learns it from several runs of one build");
    }
    scenario_ = std::move(base->scenario);
    Rules rules;
    auto seen = base->golden ? hold(*base->golden, salt, std::move(fresh->run), rules)
                             : hold(std::move(*base), salt, std::move(fresh->run), rules);
    if (!seen) return refuse(seen.error());
    Report report;
    report.scenarios.push_back(judge(rules, scenario_, *seen, fresh->name, {}));
    return print(report);
  }

 private:
  /// A scenario's name, a folder with a golden, a recording, or a run. `fresh`: a golden stands for
  /// its recording.
  std::expected<Part, Refusal> open(const std::string& what, bool fresh) {
    const auto names = session_.store().scenarios();
    const bool scenario = std::ranges::find(names, what) != names.end();
    const GoldenFolder folder(scenario ? session_.store().golden(what).path() : fs::path(what));
    if (scenario) {
      const auto sound = session_.store().baseline(what);
      if (!sound) return std::unexpected(Refusal{sound.error()});
      const auto kept = session_.store().kept_scenario(what);
      if (!kept) return std::unexpected(Refusal{kept.error()});
    }
    if (folder.exists()) return open_golden(folder, what, fresh);
    const fs::path file =
        is_there(fs::path(what) / kRecording) ? fs::path(what) / kRecording : fs::path(what);
    if (file.filename() == kRecording) return open_recording(file, what);
    if (auto bad = session_.check_there(what)) return std::unexpected(Refusal{*bad});
    auto obtained = obtain_from(session_, what);
    if (!obtained) return std::unexpected(obtained.error());
    return Part{what, std::nullopt, {}, std::move(obtained->run), std::nullopt};
  }

  std::expected<Part, Refusal> open_golden(const GoldenFolder& folder, const std::string& name,
                                           bool fresh) {
    auto baseline = folder.read();
    if (!baseline) return std::unexpected(Refusal{baseline.error()});
    Part part{name, std::nullopt, {}, {}, baseline->golden.salt};
    if (fresh) {
      auto run = folder.recording();
      if (!run) return std::unexpected(Refusal{run.error()});
      part.run = std::move(*run);
      return part;
    }
    const fs::path file = folder.path() / "scenario.yaml";
    if (is_there(file)) {
      const auto text = read_file(file);
      if (!text) return std::unexpected(Refusal{text.error()});
      auto scenario = read_scenario(*text, file.string());
      if (!scenario) return std::unexpected(Refusal{scenario.error()});
      part.scenario = std::move(*scenario);
    }
    part.golden = std::move(*baseline);
    return part;
  }

  static std::expected<Part, Refusal> open_recording(const fs::path& file,
                                                     const std::string& name) {
    const auto octets = read_file(file);
    if (!octets) return std::unexpected(Refusal{octets.error()});
    auto run = read_recording(*octets, file.string());
    if (!run) return std::unexpected(Refusal{run.error()});
    Part part{name, std::nullopt, {}, std::move(*run), std::nullopt};
    const GoldenFolder folder(fs::absolute(file).parent_path().parent_path());
    if (auto baseline = folder.read()) part.salt = baseline->golden.salt;
    return part;
  }

  /// A run beside a golden.
  Result<Seen> hold(const Baseline& base, const RedactionSalt& salt, Run fresh, Rules& rules) {
    rules = base.rules;
    return see(session_, scenario_, {{base.golden.golden, salt}, {}}, std::move(fresh));
  }

  /// A run beside one that stands for a golden.
  Result<Seen> hold(Part base, const RedactionSalt& salt, Run fresh, Rules& rules) {
    std::vector<PartedRun> runs;
    for (Run* const run : {&base.run, &fresh}) {
      auto parted = part_of(session_, scenario_, {}, salt, std::move(*run));
      if (!parted) return std::unexpected(parted.error());
      runs.push_back(std::move(*parted));
    }
    even_out(runs);
    const CanonicalRun baseline = canonical(runs[0].run);
    Learned learned = learn({&baseline, 1});
    learned.golden.scenario = base.name;
    rules = std::move(learned.rules);
    CanonicalRun seen = canonical(runs[1].run);
    return Seen{std::move(runs[1].run), std::move(seen), std::move(learned.golden)};
  }

  int print(const Report& report) {
    if (!options_.json.empty()) {
      const std::string text = json_report(report);
      if (options_.json == "-") {
        tell("{}", text);
      } else if (auto written = write_file(options_.json, text); !written) {
        return refuse(written.error());
      }
    }
    if (options_.json != "-") tell("{}", text_report(report, style_of_stdout()));
    return exit_code(report.verdict());
  }

  const Options& options_;
  Session session_;
  Scenario scenario_;
};

int run(const Options& options) {
  auto session = Session::open(options.run);
  if (!session) return refuse(session.error());
  return Differ(options, std::move(*session)).run();
}

Action prepare(CLI::App& app, const std::vector<std::string>&) {
  auto options = std::make_shared<Options>();
  app.add_option("BASE", options->base, "a scenario, a golden's folder, a recording, or a run")
      ->required();
  app.add_option("NEW", options->fresh, "the same; of a golden, its recording is taken")
      ->required();
  add_choice_flags(app, options->run);
  app.add_option("--json", options->json, "write the findings as JSON here; -: to stdout, alone");
  return [options] { return run(*options); };
}

}  // namespace

Command diff_command() {
  return {
      "diff", "compare two runs, or a run with a golden",
      "  goldwire diff deposit new.pcap                     a golden and a run\n"
      "  goldwire diff old.pcap new.pcap                    two runs\n"
      "  goldwire diff deposit goldwire/.pending/deposit    a golden and what is proposed\n"
      "Between two runs nothing is known of noise: an id or a time that is made anew in each run\n"
      "cannot be told from a constant that changed. Record two runs of one build to know.\n",
      false, prepare};
}

}  // namespace goldwire
