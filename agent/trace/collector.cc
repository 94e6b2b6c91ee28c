// Collector: one observed thing at a time.
#include "agent/trace/collector.h"

#include <fmt/format.h>

#include "agent/trace/clues.h"
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

std::string_view name_of(Side side) { return side == Side::client ? "client" : "server"; }

struct Described final : Description {
  std::vector<Span> spans;
};

}  // namespace

void Collector::describe(Observed& observed) const {
  const auto* exchange = std::get_if<Exchange>(&observed.what);
  if (exchange == nullptr || !take_) return;
  auto described = std::make_shared<Described>();
  described->spans = spans_of(*observed.connection, observed.settled, *exchange, services_);
  for (Span& span : described->spans) {
    span.lags = observed.lags;
    if (linking_ == Linking::later && !span.what.control) read_clues(span);
  }
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
    note_loss(observed, fmt::format("hole of {} octets in what the {} sent: {}", hole->length,
                                    name_of(hole->side), cause_of(hole->cause)));
  } else if (const auto* refused = std::get_if<Refused>(&observed.what)) {
    note_loss(observed, fmt::format("{} octets of the {} fit nowhere in the connection",
                                    refused->octets, name_of(refused->side)));
  }
}

void Collector::note_loss(const Observed& observed, std::string what) {
  if (losses_.size() >= kMostLosses) return;
  const ConnectionInfo& connection = *observed.connection;
  losses_.push_back({client_party(connection, services_), server_party(connection, {}, services_),
                     observed.settled, std::move(what)});
}

}  // namespace goldwire
