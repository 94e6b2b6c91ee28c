// Traces as JSON: spans are written as jsonl writes them.
#include "agent/trace/traces_json.h"

#include <algorithm>
#include <set>
#include <utility>

#include "agent/trace/jsonl.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

Time end_of(const Trace& trace) {
  Time end{};
  for (const Span& span : trace.spans) end = std::max(end, span.what.end);
  return end;
}

Value ledger_of(const Trace& trace, const Run& run) {
  std::set<std::pair<std::string, std::string>> parties;
  std::size_t incomplete = 0;
  std::size_t no_response = 0;
  for (const Span& span : trace.spans) {
    parties.emplace(span.client.service, span.server.service);
    if (!span.what.incomplete.empty()) ++incomplete;
    if (span.what.incomplete.has(Reason::no_response)) ++no_response;
  }
  Value::List losses;
  const Time start = trace.spans.front().what.start;
  const Time end = end_of(trace);
  for (const LossNote& loss : run.losses) {
    if (loss.time < start || loss.time > end) continue;
    if (!parties.contains({loss.client.service, loss.server.service})) continue;
    losses.push_back(Value::Object{{"client", loss.client.service},
                                   {"server", loss.server.service},
                                   {"time_unix_nano", std::to_string(unix_nano(loss.time))},
                                   {"what", loss.what}});
  }
  const auto count = [](std::size_t number) {
    return Value::integer(static_cast<long long>(number));
  };
  return Value::Object{{"spans", count(trace.spans.size())},
                       {"incomplete", count(incomplete)},
                       {"no_response", count(no_response)},
                       {"losses", std::move(losses)}};
}

}  // namespace

std::string traces_json(const Run& run) {
  std::string out = "[";
  for (const Trace& trace : run.traces) {
    out += out.size() > 1 ? ",\n" : "\n";
    out += R"({"trace_id":")" + trace.id.hex() + R"(","root_span_id":")" + hex(trace.root_span_id);
    out += R"(","start_unix_nano":")" + std::to_string(unix_nano(trace.spans.front().what.start));
    out += R"(","end_unix_nano":")" + std::to_string(unix_nano(end_of(trace)));
    out += R"(","ledger":)";
    write_json(out, ledger_of(trace, run));
    out += R"(,"spans":[)";
    for (const Span& span : trace.spans) {
      if (out.back() != '[') out += ',';
      write_span(out, span);
    }
    out += "]}";
  }
  return out + "\n]\n";
}

}  // namespace goldwire
