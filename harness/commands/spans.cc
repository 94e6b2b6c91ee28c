// goldwire spans: every interaction of a capture, one span each, unlinked.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <memory>

#include "agent/export/otlp.h"
#include "agent/export/text.h"
#include "agent/trace/jsonl.h"
#include "harness/commands/command.h"
#include "harness/commands/list.h"
#include "harness/commands/reading_options.h"

namespace goldwire {
namespace {

struct Options {
  ReadingFlags reading;
  std::string format = "text";
  std::string sort;
};

/// Writes the spans as they come; those formats or orders that need all of them wait for the end.
class SpanPrinter {
 public:
  explicit SpanPrinter(const Options& options)
      : options_(options), keep_(!options.sort.empty() || options.format == "otlp") {}

  void take(const Span& span, const Lost& lost) {
    if (keep_) {
      kept_.push_back({span, lost});
    } else {
      print(span, lost);
    }
  }

  void finish() {
    if (options_.sort == "start") {
      std::ranges::stable_sort(kept_, {},
                               [](const SpanLine& line) { return line.span.what.start; });
    }
    if (options_.format == "otlp") {
      std::vector<Span> spans;
      for (SpanLine& line : kept_) spans.push_back(std::move(line.span));
      out_ += otlp_json(spans);
      out_ += '\n';
    } else {
      for (const SpanLine& line : kept_) print(line.span, line.lost);
    }
    flush();
  }

 private:
  void print(const Span& span, const Lost& lost) {
    if (options_.format == "jsonl") {
      write_span(out_, span, lost);
    } else {
      write_span_text(out_, span);
    }
    out_ += '\n';
    if (out_.size() > (1U << 20)) flush();
  }
  void flush() {
    std::fwrite(out_.data(), 1, out_.size(), stdout);
    out_.clear();
  }

  const Options& options_;
  bool keep_;
  std::vector<SpanLine> kept_;
  std::string out_;
};

int run(const Options& options) {
  auto reading = reading_options(options.reading);
  if (!reading) return refuse(reading.error());
  SpanPrinter printer(options);
  std::function<void(const Span&, const Lost&)> take;
  if (options.format != "none") {
    take = [&](const Span& span, const Lost& lost) { printer.take(span, lost); };
  }
  const auto streamed = stream_spans(*reading, take);
  if (!streamed) return refuse(streamed.error());
  printer.finish();
  for (const std::string& one : streamed->notes) note(one);
  if (const auto failed = write_stats(options.reading, streamed->ledger)) return refuse(*failed);
  return streamed->stopped ? refuse(*streamed->stopped) : 0;
}

Action prepare(CLI::App& app, const std::vector<std::string>&) {
  auto options = std::make_shared<Options>();
  add_reading_flags(app, options->reading);
  app.add_option("--format", options->format,
                 "text, jsonl, otlp, or none (read all, print nothing)")
      ->check(CLI::IsMember({"text", "jsonl", "otlp", "none"}));
  app.add_option("--sort", options->sort, "start: order by start instead of by settling")
      ->check(CLI::IsMember({"start"}));
  return [options] { return run(*options); };
}

}  // namespace

Command spans_command() {
  return {.name = "spans",
          .summary = "print every interaction of a capture as a span",
          .examples =
              "  goldwire spans run.pcapng --services services.yaml\n"
              "  goldwire spans run.pcap --format jsonl | jq .name\n"
              "  goldwire spans host-a.pcap host-b.pcap --format otlp > trace.json\n"
              "  goldwire spans run.pcap --format none --stats\n",
          .drives = false,
          .prepare = prepare};
}

}  // namespace goldwire
