// Selectors asked about a root.
#include "harness/golden/choice.h"

#include <algorithm>

#include "harness/golden/fields.h"

namespace goldwire {

bool Choice::takes(const Fields& root) const {
  const auto fits = [&](const Selector& one) { return one.matches(root); };
  return (include.empty() || std::ranges::any_of(include, fits)) &&
         std::ranges::none_of(exclude, fits);
}

bool Choice::means(const Fields& root) const {
  const auto fits = [&](const Selector& one) { return one.matches(root); };
  return std::ranges::any_of(include, fits) || std::ranges::any_of(exclude, fits);
}

bool Choice::takes(const Trace& trace) const {
  const Span* const root = root_of(trace);
  return root != nullptr && takes(fields_of(*root));
}

const Span* root_of(const Trace& trace) {
  const auto root = std::ranges::find(trace.spans, trace.root_span_id, &Span::span_id);
  if (root != trace.spans.end()) return &*root;
  return trace.spans.empty() ? nullptr : &trace.spans.front();
}

}  // namespace goldwire
