// Looks at the roots of a run: who asked whom.
#include "harness/commands/first_entries.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <string_view>

#include "harness/golden/choice.h"

namespace goldwire {
namespace {

Selector selector(std::string_view kind, std::string_view server) {
  return *Selector::parse(fmt::format("span[{}client.known=false{}]", kind, server));
}

/// Where somebody named answers.
std::set<Address> answering_addresses(const Run& run) {
  std::set<Address> out;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      const bool served = span.server.named && span.kind == SpanKind::server;
      if (served) out.insert(span.server.endpoint.address);
    }
  }
  return out;
}

/// Those of these addresses from which somebody without a name calls: it may be the service whose
/// name covers its port alone.
std::set<std::string> half_named(const Run& run, const std::set<Address>& answering) {
  std::set<std::string> out;
  for (const Trace& trace : run.traces) {
    const Span* const root = root_of(trace);
    if (root == nullptr || root->client.named || !root->server.named) continue;
    // Requests may come from a driver on the same host; statements and records of it are rare.
    const bool inner = root->kind != SpanKind::server;
    const Address& address = root->client.endpoint.address;
    if (inner && answering.contains(address)) out.insert(address.text());
  }
  return out;
}

/// Those without a name through which requests from outside reached somebody named, and those that
/// were called from another host where somebody named answers.
std::set<std::string> unnamed_doors(const Run& run, const std::set<Address>& answering) {
  std::set<std::string> out;
  for (const Trace& trace : run.traces) {
    const Span* const root = root_of(trace);
    if (root == nullptr || root->client.named || root->server.named) continue;
    const Address& caller = root->client.endpoint.address;
    const bool leaves = caller != root->server.endpoint.address && answering.contains(caller);
    const bool reaches = std::ranges::any_of(
        trace.spans, [](const Span& span) { return span.client.named || span.server.named; });
    if (leaves || reaches) out.insert(root->server.service);
  }
  return out;
}

bool asks_named(const Run& run, bool request) {
  return std::ranges::any_of(run.traces, [&](const Trace& trace) {
    const Span* const root = root_of(trace);
    return root != nullptr && !root->client.named && root->server.named &&
           (root->kind == SpanKind::server || !request);
  });
}

}  // namespace

FirstEntries first_entries(const Run& run, bool named) {
  FirstEntries out;
  if (!named) {
    const bool requests = std::ranges::any_of(run.traces, [](const Trace& trace) {
      const Span* const root = root_of(trace);
      return root != nullptr && root->kind == SpanKind::server;
    });
    out.selectors = {selector(requests ? "kind=SERVER " : "", "")};
    return out;
  }
  const std::set<Address> answering = answering_addresses(run);
  const std::set<std::string> half = half_named(run, answering);
  const std::set<std::string> doors = unnamed_doors(run, answering);
  if (asks_named(run, true) && half.empty()) {
    out.selectors.push_back(selector("kind=SERVER ", " server.known=true"));
  } else if (asks_named(run, false) || doors.empty()) {
    out.selectors.push_back(selector("", " server.known=true"));
  }
  for (const std::string& door : doors) {
    out.selectors.push_back(selector("", fmt::format(" server.service=\"{}\"", door)));
  }
  if (!half.empty()) {
    out.caution = fmt::format(
        "nobody is named who calls from {}: every call of theirs is an entry of its own, and no "
        "request is known to have caused it; give these services' addresses, not only their ports",
        fmt::join(half, ", "));
  }
  return out;
}

}  // namespace goldwire
