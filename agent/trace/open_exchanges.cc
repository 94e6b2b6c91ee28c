// OpenExchanges: Opened puts one in, Exchange takes it out.
#include "agent/trace/open_exchanges.h"

#include <fmt/format.h>

#include "agent/trace/spans.h"

namespace goldwire {

void OpenExchanges::observed(Observed&& observed) {
  if (const auto* exchange = std::get_if<Exchange>(&observed.what)) {
    open_.erase({observed.connection, exchange->ordinal});
  } else if (const auto* opened = std::get_if<Opened>(&observed.what)) {
    // Said again when a request turns out to wait (a stream's answer tells).
    if (opened->waits) {
      open_.erase({observed.connection, opened->ordinal});
    } else if (open_.insert({observed.connection, opened->ordinal}).second) {
      ++begun_;
    }
  }
  next_.observed(std::move(observed));
}

std::string OpenExchanges::one() const {
  if (open_.empty()) return {};
  const ConnectionInfo& connection = *open_.begin()->first;
  return fmt::format("{} -> {} ({})", client_party(connection, services_).service,
                     server_party(connection, {}, services_).service,
                     connection.protocol == nullptr ? "unknown" : connection.protocol->name);
}

}  // namespace goldwire
