// goldwire traces: the interactions of a run, linked into the traces they belong to.
#include <cstdio>
#include <memory>

#include "agent/export/otlp.h"
#include "agent/trace/traces_json.h"
#include "harness/commands/command.h"
#include "harness/commands/list.h"
#include "harness/commands/reading_options.h"
#include "harness/report/tree.h"

namespace goldwire {
namespace {

struct Options {
  ReadingFlags reading;
  std::string format = "text";
};

std::string otlp_of(const Run& run) {
  std::vector<Span> spans;
  for (const Trace& trace : run.traces) {
    spans.insert(spans.end(), trace.spans.begin(), trace.spans.end());
  }
  return otlp_json(spans) + "\n";
}

std::string text_of(const Run& run) {
  std::string out;
  for (const Trace& trace : run.traces) {
    if (!out.empty()) out += '\n';
    out += trace_tree(trace, TextStyle{});
  }
  return out;
}

int run_traces(const Options& options) {
  auto reading = reading_options(options.reading);
  if (!reading) return refuse(reading.error());
  const auto read = read_run(*reading);
  if (!read) return refuse(read.error());
  for (const std::string& one : read->notes) note(one);
  const std::string out = options.format == "json"   ? traces_json(read->run)
                          : options.format == "otlp" ? otlp_of(read->run)
                                                     : text_of(read->run);
  std::fwrite(out.data(), 1, out.size(), stdout);
  if (const auto failed = write_stats(options.reading, read->run.ledger)) return refuse(*failed);
  return read->stopped ? refuse(*read->stopped) : 0;
}

Action prepare(CLI::App& app, const std::vector<std::string>&) {
  auto options = std::make_shared<Options>();
  add_reading_flags(app, options->reading);
  app.add_option("--format", options->format, "text (trees), json, or otlp")
      ->check(CLI::IsMember({"text", "json", "otlp"}));
  return [options] { return run_traces(*options); };
}

}  // namespace

Command traces_command() {
  return {.name = "traces",
          .summary = "print the traces of a run, from its entry down to third parties",
          .examples =
              "  goldwire traces run.pcapng --services services.yaml\n"
              "  goldwire traces host-a.pcap host-b.pcap --format json | jq '.[0].spans'\n"
              "  goldwire traces run.pcap --format otlp > trace.json\n",
          .drives = false,
          .prepare = prepare};
}

}  // namespace goldwire
