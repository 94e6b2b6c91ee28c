// Reading: the passes from captures to a Run.
#include "agent/trace/reading.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>

#include "agent/trace/assemble.h"
#include "agent/trace/collector.h"
#include "agent/trace/inputs.h"
#include "agent/trace/jsonl.h"

namespace goldwire {
namespace {

/// Every line of a spans file; the first bad line ends it with an Error naming the line.
std::optional<Error> read_spans_file(const std::string& file,
                                     const std::function<void(Span&&)>& take) {
  std::ifstream in(file);
  std::string line;
  for (std::uint64_t number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    auto span = read_span(line);
    if (!span) {
      Error error = span.error();
      error.where = fmt::format("{}:{}", file, number);
      return error;
    }
    take(std::move(*span));
  }
  return std::nullopt;
}

/// Reads every packet of `files` into `collector`. The ledger counts all layers.
Result<Streamed> read_packets(const ReadingOptions& options, const std::vector<std::string>& files,
                              Collector& collector) {
  auto source = open_captures(files, options.filter);
  if (!source) return std::unexpected(source.error());
  Streamed streamed;
  Observation observation(options.limits, collector);
  for (;;) {
    auto arrival = (*source)->next();
    if (!arrival) {
      streamed.stopped = arrival.error();
      break;
    }
    if (std::holds_alternative<End>(*arrival)) break;
    if (const auto* packet = std::get_if<Packet>(&*arrival)) observation.take(*packet);
  }
  observation.finish(Ending::end_of_capture);
  streamed.ledger = observation.ledger();
  streamed.ledger.spans = collector.spans();
  (*source)->count(streamed.ledger);
  return streamed;
}

bool all_spans_files(const std::vector<std::string>& files) {
  return std::ranges::all_of(files, is_spans_file);
}

}  // namespace

Result<Reading> read_run(const ReadingOptions& options) {
  auto files = expand_inputs(options.inputs);
  if (!files) return std::unexpected(files.error());
  std::vector<Span> spans;
  const auto keep = [&](Span&& span) { spans.push_back(std::move(span)); };
  Collector collector(options.services, keep);
  Reading reading;
  Ledger ledger;
  if (all_spans_files(*files)) {
    for (const std::string& file : *files) {
      reading.stopped = read_spans_file(file, keep);
      if (reading.stopped) break;
    }
    ledger.spans = spans.size();
  } else {
    auto streamed = read_packets(options, *files, collector);
    if (!streamed) return std::unexpected(streamed.error());
    ledger = streamed->ledger;
    reading.stopped = streamed->stopped;
  }
  reading.run = assemble(std::move(spans), collector, ledger);
  return reading;
}

Result<Streamed> stream_spans(const ReadingOptions& options,
                              const std::function<void(const Span&)>& take) {
  auto files = expand_inputs(options.inputs);
  if (!files) return std::unexpected(files.error());
  if (all_spans_files(*files)) {
    Streamed streamed;
    for (const std::string& file : *files) {
      streamed.stopped = read_spans_file(file, [&](Span&& span) {
        ++streamed.ledger.spans;
        if (take) take(span);
      });
      if (streamed.stopped) break;
    }
    return streamed;
  }
  const Collector* known = nullptr;
  std::function<void(Span &&)> each;
  if (take) {
    each = [&](Span&& span) {
      known->facts().complete(span);
      take(span);
    };
  }
  Collector collector(options.services, each);
  known = &collector;
  return read_packets(options, *files, collector);
}

}  // namespace goldwire
