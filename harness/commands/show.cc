// goldwire show: a capture's traces, or a golden, as readable trees.
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>

#include "harness/commands/command.h"
#include "harness/commands/list.h"
#include "harness/commands/obtain.h"
#include "harness/commands/session.h"
#include "harness/golden/fields.h"
#include "harness/report/tree.h"

namespace goldwire {
namespace {

struct Options {
  std::vector<std::string> inputs;
  RunFlags run;
};

/// `golden` with the trees whose root `choice` takes.
Golden chosen(const Golden& golden, const Choice& choice) {
  if (choice.empty()) return golden;
  Golden out = golden;
  out.spans.clear();
  std::map<std::string, bool> taken;  // by id; parents stand first
  for (const GoldenSpan& span : golden.spans) {
    const auto parent = taken.find(span.parent);
    const bool takes = parent != taken.end() ? parent->second : choice.takes(fields_of(span));
    taken.emplace(span.id, takes);
    if (takes) out.spans.push_back(span);
  }
  return out;
}

int show_golden(const Session& session, const Result<Baseline>& baseline) {
  if (!baseline) return refuse(baseline.error());
  const Golden golden = chosen(baseline->golden.golden, session.choice());
  tell("{}", golden_tree(golden, style_of_stdout()));
  return 0;
}

/// What was lost, in one line; empty when nothing was.
std::string losses(const Run& run) {
  std::string text;
  const auto add = [&](std::uint64_t count, std::string_view what) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
  };
  add(run.ledger.kernel_drops + run.ledger.interface_drops, "packets dropped");
  add(run.ledger.snaplen_cut, "packets cut");
  add(run.ledger.holes, "holes");
  add(run.ledger.undecodable, "undecodable packets");
  add(run.ledger.bad_checksum, "packets with a wrong checksum");
  add(run.ledger.incomplete, "incomplete exchanges");
  return text;
}

int show_runs(const Session& session, const std::vector<std::string>& inputs) {
  ReadingOptions options = session.reading(inputs.front());
  for (std::size_t i = 1; i < inputs.size(); ++i) {
    const ReadingOptions more = session.reading(inputs[i]);
    options.inputs.insert(options.inputs.end(), more.inputs.begin(), more.inputs.end());
  }
  auto reading = read_run(options);
  if (!reading) return refuse(reading.error());
  for (const std::string& one : reading->notes) note(one);
  const TextStyle style = style_of_stdout();
  bool first = true;
  for (const Trace& trace : reading->run.traces) {
    if (!session.choice().takes(trace)) continue;
    tell("{}{}", std::exchange(first, false) ? "" : "\n", trace_tree(trace, style));
  }
  if (first)
    note(reading->run.traces.empty() ? "no exchange was recognised" : "no trace was chosen");
  if (const std::string lost = losses(reading->run); !lost.empty()) note("lost: " + lost);
  return reading->stopped ? refuse(*reading->stopped) : 0;
}

int run(const Options& options) {
  const auto session = Session::open(options.run);
  if (!session) return refuse(session.error());
  const std::string& first = options.inputs.front();
  const std::vector<std::string> names = session->store().scenarios();
  const bool name = std::ranges::find(names, first) != names.end();
  if (options.inputs.size() == 1 && name) {
    return show_golden(*session, session->store().baseline(first));
  }
  if (const GoldenFolder folder(first); options.inputs.size() == 1 && folder.exists()) {
    return show_golden(*session, folder.read());
  }
  if (options.inputs.size() == 1) {
    if (auto bad = session->check_there(first)) return refuse(*bad);
  }
  return show_runs(*session, options.inputs);
}

Action prepare(CLI::App& app, const std::vector<std::string>&) {
  auto options = std::make_shared<Options>();
  app.add_option("NAME|INPUT", options->inputs,
                 "a scenario, the folder of a golden, or captures and spans files of one run")
      ->required();
  add_choice_flags(app, options->run);
  return [options] { return run(*options); };
}

}  // namespace

Command show_command() {
  return {"show", "a trace as a readable tree",
          "  goldwire show run.pcapng --services services.yaml\n"
          "  goldwire show run.pcap --include 'name=\"POST /deposit\"'\n"
          "  goldwire show deposit                                    the golden\n"
          "  goldwire show goldwire/.pending/deposit                  what is proposed\n",
          false, prepare};
}

}  // namespace goldwire
