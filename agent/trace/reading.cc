// Reading: the passes from captures to a Run.
#include "agent/trace/reading.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "agent/trace/assemble.h"
#include "agent/trace/collector.h"
#include "agent/trace/inputs.h"
#include "agent/trace/jsonl.h"

namespace goldwire {
namespace {

/// Every line of a spans file; the first bad line ends it with an Error naming the line.
std::optional<Error> read_spans_file(InputFile& file, const std::function<void(SpanLine&&)>& take) {
  std::string line;
  for (std::uint64_t number = 1; next_line(file, line); ++number) {
    if (line.empty()) continue;
    auto span = read_line(line);
    if (!span) {
      Error error = span.error();
      error.where = fmt::format("{}:{}", file.name(), number);
      // What is damaged ends in the middle of a line.
      return file.stopped() != nullptr ? *file.stopped() : error;
    }
    take(std::move(*span));
  }
  return file.stopped() != nullptr ? std::optional(*file.stopped()) : std::nullopt;
}

/// The clocks of several hosts may be apart by so much: what one vantage alone shows may come so
/// long after another showed that it was acknowledged.
constexpr Duration kSkew = std::chrono::seconds(2);

/// Reads every packet of the captures into `collector`. The ledger counts all layers.
Streamed read_packets(const ReadingOptions& options, const Inputs& inputs, Collector& collector) {
  Streamed streamed;
  Source& source = *inputs.captures;
  ShardLimits limits = options.limits;
  Duration& grace = limits.connection.reassembly.grace;
  if (inputs.vantages > 1) grace = std::max(grace, kSkew);
  Observation observation(limits, collector, nullptr, options.workers, options.checksums);
  for (;;) {
    auto arrival = source.next();
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
  source.count(streamed.ledger);
  if (const std::uint64_t left_out = streamed.ledger.annotations_left_out; left_out > 0) {
    streamed.notes.push_back(
        fmt::format("{} names, secrets or interfaces that captures tell of beyond what is kept; "
                    "left out",
                    left_out));
  }
  return streamed;
}

}  // namespace

Result<Reading> read_run(const ReadingOptions& options) {
  auto inputs = open_inputs(options.inputs, options.filter);
  if (!inputs) return std::unexpected(inputs.error());
  std::vector<Span> spans;
  Collector collector(
      options.services, [&](Span&& span) { spans.push_back(std::move(span)); }, Linking::none);
  Reading reading;
  Ledger ledger;
  const auto keep = [&](SpanLine&& line) {
    if (line.span.what.control) collector.facts().learn(line.span);
    std::ranges::move(line.lost.holes, std::back_inserter(collector.losses()));
    ledger.kernel_drops += line.lost.kernel_drops;
    ledger.interface_drops += line.lost.interface_drops;
    spans.push_back(std::move(line.span));
  };
  if (inputs->captures) {
    Streamed streamed = read_packets(options, *inputs, collector);
    ledger = streamed.ledger;
    reading.stopped = std::move(streamed.stopped);
    std::ranges::move(streamed.notes, std::back_inserter(inputs->notes));
  } else {
    for (InputFile& file : inputs->spans) {
      reading.stopped = read_spans_file(file, keep);
      if (reading.stopped) break;
    }
    ledger.spans = spans.size();
  }
  reading.notes = std::move(inputs->notes);
  reading.run = assemble(std::move(spans), collector, ledger);
  return reading;
}

Result<Streamed> stream_spans(const ReadingOptions& options,
                              const std::function<void(const Span&, const Lost&)>& take) {
  auto inputs = open_inputs(options.inputs, options.filter);
  if (!inputs) return std::unexpected(inputs.error());
  if (!inputs->captures) {
    Streamed streamed;
    streamed.notes = std::move(inputs->notes);
    for (InputFile& file : inputs->spans) {
      streamed.stopped = read_spans_file(file, [&](SpanLine&& line) {
        ++streamed.ledger.spans;
        streamed.ledger.kernel_drops += line.lost.kernel_drops;
        streamed.ledger.interface_drops += line.lost.interface_drops;
        if (take) take(line.span, line.lost);
      });
      if (streamed.stopped) break;
    }
    return streamed;
  }
  Collector* known = nullptr;
  std::optional<Span> last;
  std::function<void(Span &&)> each;
  if (take) {
    each = [&](Span&& span) {
      if (last) take(*last, {std::exchange(known->losses(), {})});
      known->facts().complete(span);
      known->facts().forget_commits(Time::max());
      last = std::move(span);
    };
  }
  Collector collector(options.services, each, Linking::none);
  known = &collector;
  Streamed streamed = read_packets(options, *inputs, collector);
  streamed.notes.insert(streamed.notes.begin(), inputs->notes.begin(), inputs->notes.end());
  if (last) {
    take(*last, {std::move(collector.losses()), streamed.ledger.kernel_drops,
                 streamed.ledger.interface_drops});
  }
  return streamed;
}

}  // namespace goldwire
