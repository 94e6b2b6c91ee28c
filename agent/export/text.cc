// Text: the line a person scans.
#include "agent/export/text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "protocols/base/semconv.h"
#include "protocols/grpc/status.h"

namespace goldwire {

std::string outcome_of(const Span& span) {
  const Attributes& attributes = span.what.attributes;
  std::string outcome;
  const auto say = [&](const std::string& part) {
    if (!outcome.empty()) outcome += ' ';
    outcome += part;
  };
  const auto called = attributes.integer(semconv::kRpcGrpcStatusCode);
  const auto code = attributes.integer(semconv::kHttpResponseStatusCode);
  if (called) {  // HTTP says 200 to every call
    const std::string_view name = grpc::status_name(*called);
    say(name.empty() ? std::to_string(*called) : std::string(name));
  } else if (code) {
    say(std::to_string(*code));
  }
  if (const auto state = attributes.text(semconv::kDbResponseStatusCode); !state.empty()) {
    say(std::string(state));
  } else if (const auto rows = attributes.integer(semconv::kDbResponseReturnedRows)) {
    say(fmt::format("{} row{}", *rows, *rows == 1 ? "" : "s"));
  } else if (const auto affected = attributes.integer(semconv::kDbAffectedRows)) {
    say(fmt::format("{} affected", *affected));
  }
  if (const auto offset = attributes.integer(semconv::kMessagingKafkaOffset)) {
    say(fmt::format("{}@{}", attributes.text(semconv::kMessagingDestinationPartitionId), *offset));
  }
  if (span.what.status.code == StatusCode::error) {
    say(span.what.status.message.empty() ? "ERROR" : "ERROR " + span.what.status.message);
  }
  return outcome;
}

void write_span_text(std::string& out, const Span& span) {
  const auto since_midnight =
      span.what.start - std::chrono::floor<std::chrono::days>(span.what.start);
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(since_midnight).count();
  const std::chrono::duration<double, std::milli> took = span.what.end - span.what.start;
  fmt::format_to(std::back_inserter(out), "{:02}:{:02}:{:02}.{:06} {:>10.3f}ms  {} -> {}  {}",
                 micros / 3'600'000'000, micros / 60'000'000 % 60, micros / 1'000'000 % 60,
                 micros % 1'000'000, took.count(), span.client.service, span.server.service,
                 span.what.name);
  std::string outcome = outcome_of(span);
  for (const std::string_view reason : span.what.incomplete.names()) {
    outcome += fmt::format("{}[{}]", outcome.empty() ? "" : " ", reason);
  }
  if (!outcome.empty()) out.append("  ").append(outcome);
}

}  // namespace goldwire
