// goldwire accept, reject and review: what becomes of proposals.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <optional>
#include <unistd.h>

#include "harness/canonical/canonical.h"
#include "harness/commands/command.h"
#include "harness/commands/list.h"
#include "harness/commands/parties.h"
#include "harness/commands/session.h"
#include "harness/diff/diff.h"
#include "harness/files/nearest.h"

namespace goldwire {
namespace {

struct Options {
  std::vector<std::string> names;
  std::string folder = kDefaultFolder;
  std::optional<std::string> rule;
};

/// The proposals that are meant; an Error when a name has none.
Result<std::vector<std::string>> proposals(const Store& store,
                                           const std::vector<std::string>& names) {
  const std::vector<std::string> pending = store.pending();
  for (const std::string& name : names) {
    if (std::ranges::find(pending, name) != pending.end()) continue;
    std::string known;
    for (const std::string& one : nearest_first(name, pending)) {
      known += (known.empty() ? "" : ", ") + one;
    }
    return failure(
        fmt::format("there is no proposal for '{}'", name), (store.folder() / ".pending").string(),
        known.empty() ? "'goldwire check' makes one where a run differs" : "there are: " + known);
  }
  return names.empty() ? pending : each_once(names);
}

int for_each(const Options& options, std::string_view done,
             const std::function<Result<void>(const Store&, const std::string&)>& act) {
  const Store store(options.folder);
  const auto names = proposals(store, options.names);
  if (!names) return refuse(names.error());
  if (names->empty()) tell("no proposals\n");
  for (const std::string& name : *names) {
    if (auto acted = act(store, name); !acted) return refuse(acted.error());
    tell("{}: {}\n", name, done);
  }
  return 0;
}

/// A rule as the finding shows it, perhaps with blanks around it.
Result<Rule> read_rule(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  const auto control = [](unsigned char c) { return c < ' ' || c == 0x7f; };
  if (std::ranges::any_of(text, control)) {
    return failure("a rule is one line, without tabs and control characters", "--rule",
                   "give the line behind 'accept by', and each rule by itself");
  }
  return Rule::parse(text);
}

/// A rule about nobody or nothing in the golden may be about what is new, or mistyped.
void tell_what_is_unknown(const Rule& rule, const Golden& golden, const Services& services) {
  for (const std::string& party : {rule.caller, rule.callee}) {
    const auto others = others_than(party, golden, services);
    if (!others) continue;
    return note(
        fmt::format("the rule is about '{}', which nobody in the golden is called; there are: {}",
                    party, fmt::join(*others, ", ")));
  }
  const bool any = std::ranges::any_of(golden.spans, [&](const GoldenSpan& span) {
    return matches_glob(rule.caller, span.caller) && matches_glob(rule.callee, span.callee) &&
           matches_glob(rule.operation, span.operation);
  });
  if (!any) note("no call in the golden fits the rule");
}

/// Adds a rule that a person accepted to noise.yaml.
int accept_rule(const Options& options) {
  const Store store(options.folder);
  auto rule = read_rule(*options.rule);
  if (!rule) return refuse(rule.error());
  if (options.names.size() != 1) {
    return refuse({"--rule belongs to one scenario", {}, "name it"});
  }
  if (auto known = store.known(options.names.front()); !known) return refuse(known.error());
  const GoldenFolder folder = store.golden(options.names.front());
  auto baseline = store.baseline(options.names.front());
  if (!baseline) return refuse(baseline.error());
  const std::string line = rule->line();
  for (const Rule& one : baseline->rules) {
    if (one.line() != line) continue;
    tell("{}: the rule is there already\n", options.names.front());
    return 0;
  }
  const auto project = store.project();
  if (!project) return refuse(project.error());
  tell_what_is_unknown(*rule, baseline->golden.golden, project->services);
  rule->evidence = {"accepted by a person"};
  baseline->rules.push_back(std::move(*rule));
  if (auto written = folder.write_rules(baseline->rules); !written) return refuse(written.error());
  tell("{}: rule added: {}\n", options.names.front(), line);
  return 0;
}

/// What the proposal's own run shows against the golden as it is.
Result<std::string> difference(const Store& store, const std::string& name, TextStyle style) {
  const auto scenario = store.kept_scenario(name);
  if (!scenario) return std::unexpected(scenario.error());
  auto baseline = store.baseline(name);
  if (!baseline) return std::unexpected(baseline.error());
  const auto run = store.proposal(name).recording();
  if (!run) return std::unexpected(run.error());
  const CanonicalRun seen = canonical(*run);
  Report report;
  ScenarioReport one;
  one.run = store.proposal(name).path().string();
  one.diff = compare(baseline->golden.golden, baseline->rules, seen, scenario->budgets);
  one.diff.scenario = name;
  one.traces = run->traces.size();
  one.spans = seen.spans.size();
  report.scenarios.push_back(std::move(one));
  return text_report(report, style);
}

/// Asks until the answer is one of the four.
char ask(const std::string& name) {
  for (;;) {
    tell("{}: [a]ccept, [r]eject, [s]kip, [q]uit? ", name);
    std::fflush(stdout);
    std::string answer;
    if (!std::getline(std::cin, answer)) return 'q';
    if (answer.size() == 1 && std::string_view("arsq").find(answer[0]) != std::string::npos) {
      return answer[0];
    }
  }
}

int review(const Options& options) {
  const Store store(options.folder);
  const auto names = proposals(store, options.names);
  if (!names) return refuse(names.error());
  if (names->empty()) tell("no proposals\n");
  const bool interactive = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  for (const std::string& name : *names) {
    const auto text = difference(store, name, style_of_stdout());
    if (!text) return refuse(text.error());
    tell("{}", *text);
    if (!interactive) continue;
    const char answer = ask(name);
    if (answer == 'q') break;
    if (answer == 's') continue;
    const auto acted = answer == 'a' ? store.accept(name) : store.reject(name);
    if (!acted) return refuse(acted.error());
    tell("{}: {}\n", name, answer == 'a' ? "accepted" : "rejected");
  }
  return 0;
}

std::shared_ptr<Options> add_options(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("NAME", options->names, "of the scenarios (default: all with a proposal)");
  add_folder_flag(app, options->folder);
  return options;
}

Action prepare_accept(CLI::App& app, const std::vector<std::string>&) {
  auto options = add_options(app);
  app.add_option("--rule", options->rule, "add this rule to noise.yaml instead");
  return [options] {
    if (options->rule) return accept_rule(*options);
    return for_each(*options, "accepted",
                    [](const Store& store, const std::string& name) { return store.accept(name); });
  };
}

Action prepare_reject(CLI::App& app, const std::vector<std::string>&) {
  auto options = add_options(app);
  return [options] {
    return for_each(*options, "rejected",
                    [](const Store& store, const std::string& name) { return store.reject(name); });
  };
}

Action prepare_review(CLI::App& app, const std::vector<std::string>&) {
  auto options = add_options(app);
  return [options] { return review(*options); };
}

}  // namespace

Command accept_command() {
  return {"accept", "make proposals the goldens",
          "  goldwire accept deposit\n"
          "  goldwire accept                                          all proposals\n"
          "  goldwire accept deposit --rule 'ignore bff -> accounts: GET /x @ response.body.now'\n",
          false, prepare_accept};
}

Command reject_command() {
  return {"reject", "drop proposals", "  goldwire reject deposit\n", false, prepare_reject};
}

Command review_command() {
  return {"review", "show what proposals would change; on a terminal, decide",
          "  goldwire review\n  goldwire review deposit\n", false, prepare_review};
}

}  // namespace goldwire
