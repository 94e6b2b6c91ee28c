// From linked spans to what is compared: one order, indices for parents, leaves for everything
// else.
#include "harness/canonical/canonical.h"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/canonical/content.h"
#include "harness/canonical/outside.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

bool statement_unknown(const Interaction& what) {
  return what.attributes.text(semconv::kDbSystemName) == "postgresql" &&
         what.attributes.find(semconv::kDbQueryText) == nullptr;
}

bool path_unknown(const Interaction& what) {
  return what.incomplete.has(Reason::unknown_fields) &&
         (what.attributes.find(semconv::kUrlPath) == nullptr ||
          what.attributes.find(semconv::kHttpRequestMethod) == nullptr);
}

CanonicalSpan canonical_span(const Span& span, const Outside& outside) {
  CanonicalSpan out;
  out.caller = outside.is_entry(span) ? std::string(kOutside) : span.client.service;
  out.callee = span.server.service;
  out.operation = span.what.name;
  out.operation_known = !statement_unknown(span.what) && !path_unknown(span.what);
  out.kind = span.kind;
  out.confidence = span.parent.confidence;
  out.failed = answered_with_error(span.what);
  out.incomplete = span.what.incomplete;
  out.start = span.what.start;
  out.end = std::max(span.what.start, span.what.end);
  out.span_id = span.span_id;
  out.leaves = leaves_of(span.what);
  return out;
}

/// What stays the same however spans were given: time first, then what they are.
auto place_of(const Span* span) {
  return std::tuple(span->what.start, span->what.end, std::string_view(span->what.name),
                    span->span_id);
}

/// Appends `span` and what it caused, parents first.
class Forest {
 public:
  explicit Forest(std::vector<const Span*> spans) : spans_(std::move(spans)) {
    std::ranges::sort(spans_, {}, place_of);
    std::set<std::uint64_t> known;
    for (const Span* span : spans_) known.insert(span->span_id);
    for (const Span* span : spans_) {
      outside_.see(*span);
      const std::uint64_t parent = span->parent.span_id;
      children_[known.contains(parent) && parent != span->span_id ? parent : 0].push_back(span);
    }
  }

  std::vector<CanonicalSpan> flatten() {
    std::vector<CanonicalSpan> out;
    for (const Span* root : std::exchange(children_[0], {})) add(out, root, kNoSpan);
    // Edges that form a ring have no root; their spans are shown all the same.
    for (auto& [parent, rest] : children_) {
      for (const Span* span : std::exchange(rest, {})) add(out, span, kNoSpan);
    }
    return out;
  }

 private:
  void add(std::vector<CanonicalSpan>& out, const Span* first, std::size_t above) {
    std::vector<std::pair<const Span*, std::size_t>> open{{first, above}};
    while (!open.empty()) {
      const auto [span, parent] = open.back();
      open.pop_back();
      const std::size_t here = out.size();
      out.push_back(canonical_span(*span, outside_));
      out.back().parent = parent;
      // Nobody can be the parent of what a party sends that never receives anything itself.
      if (parent == kNoSpan) out.back().confidence = outside_.may_act(span->client) ? 0 : 1;
      const auto below = children_.find(span->span_id);
      if (below == children_.end()) continue;
      const std::vector<const Span*> next = std::exchange(below->second, {});
      for (const Span* child : next | std::views::reverse) open.emplace_back(child, here);
    }
  }

  std::vector<const Span*> spans_;
  Outside outside_;
  std::map<std::uint64_t, std::vector<const Span*>> children_;
};

void add_losses(CanonicalRun& out, const Run& run) {
  bool named = false;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) named = named || span.client.named || span.server.named;
  }
  for (const LossNote& loss : run.losses) {
    if (!named || loss.client.named || loss.server.named) out.losses.push_back(loss);
  }
  const auto count = [&](std::uint64_t packets, std::string_view what) {
    if (packets > 0) out.lost.push_back(std::to_string(packets).append(what));
  };
  count(run.ledger.kernel_drops, " packets dropped by the kernel");
  count(run.ledger.interface_drops, " packets dropped by the interface");
  count(run.ledger.undecodable, " packets whose headers are cut or broken");
  count(run.ledger.fragments, " IP fragments that could not be put together");
}

}  // namespace

bool answered_with_error(const Interaction& what) {
  const std::optional<std::int64_t> code =
      what.attributes.integer(semconv::kHttpResponseStatusCode);
  const std::optional<std::int64_t> grpc = what.attributes.integer(semconv::kRpcGrpcStatusCode);
  return what.status.code == StatusCode::error || (code && *code >= 400) || (grpc && *grpc != 0);
}

const Leaf* CanonicalSpan::find(std::string_view path) const {
  const auto at = std::ranges::lower_bound(leaves, path, path_less, &Leaf::path);
  return at != leaves.end() && at->path == path ? &*at : nullptr;
}

bool is_loss(std::string_view reason) {
  constexpr std::array<std::string_view, 5> kLosses = {"gap", "midstream", "limit", "no-request",
                                                       "open"};
  return std::ranges::find(kLosses, reason) != kLosses.end();
}

std::optional<std::string_view> CanonicalSpan::loss() const {
  for (const std::string_view reason : incomplete.names()) {
    const bool text_only = reason == "midstream" && !operation_known;
    if (is_loss(reason) && !text_only) return reason;
  }
  return std::nullopt;
}

CanonicalRun canonical(const Run& run) {
  std::vector<const Span*> spans;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      if (!span.what.control) spans.push_back(&span);
    }
  }
  CanonicalRun out;
  out.spans = Forest(std::move(spans)).flatten();
  add_losses(out, run);
  out.unfinished = run.unfinished;
  return out;
}

}  // namespace goldwire
