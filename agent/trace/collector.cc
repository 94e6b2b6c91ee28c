// Collector: one observed thing at a time.
#include "agent/trace/collector.h"

#include <fmt/format.h>

#include "agent/trace/spans.h"

namespace goldwire {
namespace {

std::string_view cause_of(Loss loss) {
  switch (loss) {
    case Loss::acknowledged:
      return "the peer acknowledged what the capture did not show";
    case Loss::snaplen:
      return "the capture cut the packet";
    case Loss::limit:
      return "a limit was reached";
    case Loss::silence:
      return "the octets never came";
    case Loss::end:
      return "the capture ended first";
  }
  return "";
}

struct Described final : Description {
  std::vector<Span> spans;
};

}  // namespace

void Collector::describe(Observed& observed) const {
  const auto* exchange = std::get_if<Exchange>(&observed.what);
  if (exchange == nullptr || !take_) return;
  auto described = std::make_shared<Described>();
  described->spans = spans_of(*observed.connection, observed.settled, *exchange, services_);
  for (Span& span : described->spans) span.lags = observed.lags;
  observed.description = std::move(described);
}

void Collector::observed(Observed&& observed) {
  const auto* connection = observed.connection.get();
  if (std::holds_alternative<Exchange>(observed.what)) {
    if (!take_) return;
    if (!observed.description) describe(observed);
    for (Span& span : static_cast<Described&>(*observed.description).spans) {
      ++spans_;
      take_(std::move(span));
    }
  } else if (const auto* fact = std::get_if<Fact>(&observed.what)) {
    if (take_) facts_.learn(*connection, *fact);
  } else if (const auto* hole = std::get_if<Hole>(&observed.what)) {
    note_hole(observed, *hole);
  }
}

void Collector::note_hole(const Observed& observed, const Hole& hole) {
  if (losses_.size() >= kMostLosses) return;
  const ConnectionInfo& connection = *observed.connection;
  losses_.push_back(
      {client_party(connection, services_), server_party(connection, {}, services_),
       observed.settled,
       fmt::format("hole of {} octets in what the {} sent: {}", hole.length,
                   hole.side == Side::client ? "client" : "server", cause_of(hole.cause))});
}

}  // namespace goldwire
