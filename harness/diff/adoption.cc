// Ids shared with what the caller received; unique or nothing.
#include "harness/diff/adoption.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/canonical/flow.h"

namespace goldwire {
namespace {

using Symbols = std::set<std::string_view>;

Symbols symbols_of(const Node& node, bool answers) {
  Symbols out;
  if (node.golden == nullptr) return out;
  const bool received = node.kind() == SpanKind::consumer;
  for (const GoldenLeaf& leaf : node.golden->leaves) {
    if (!received && is_answer(leaf.path) != answers) continue;
    for (const Piece& piece : leaf.pattern) {
      if (piece.kind == Piece::Kind::symbol) out.insert(piece.text);
    }
  }
  return out;
}

std::size_t shared(const Symbols& a, const Symbols& b) {
  return static_cast<std::size_t>(
      std::ranges::count_if(a, [&](std::string_view symbol) { return b.contains(symbol); }));
}

/// True when `node` is something that `service` received and may have acted on.
bool received_by(const Node& node, std::string_view service) {
  return node.kind() == SpanKind::consumer
             ? node.caller() == service
             : node.kind() == SpanKind::server && node.callee() == service;
}

bool is_guessed(const Node& node) { return node.golden != nullptr && !node.golden->sure_parent; }

std::size_t best_cause(const std::vector<Node>& nodes, std::size_t orphan) {
  const Symbols asked = symbols_of(nodes[orphan], false);
  std::size_t best = kNoSpan;
  std::size_t most = 0;
  bool unique = false;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i == orphan || !received_by(nodes[i], nodes[orphan].caller())) continue;
    const std::size_t count = shared(asked, symbols_of(nodes[i], false));
    if (count == 0 || count < most) continue;
    unique = count > most;
    best = i;
    most = count;
  }
  return unique ? best : kNoSpan;
}

bool is_below(const std::vector<std::size_t>& parents, std::size_t node, std::size_t above) {
  for (std::size_t at = node; at != kNoSpan; at = parents[at]) {
    if (at == above) return true;
  }
  return false;
}

}  // namespace

Placement adopt(const std::vector<Node>& nodes, std::vector<std::size_t> order) {
  Placement out;
  for (const Node& node : nodes) out.parents.push_back(node.parent);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!is_guessed(nodes[i])) continue;
    const std::size_t cause = best_cause(nodes, i);
    if (cause == kNoSpan || cause == nodes[i].parent || is_below(out.parents, cause, i)) continue;
    out.parents[i] = cause;
    const Symbols answered = symbols_of(nodes[i], true);
    std::erase(order, i);
    const auto user = std::ranges::find_if(order, [&](std::size_t other) {
      return out.parents[other] == cause && shared(answered, symbols_of(nodes[other], false)) > 0;
    });
    order.insert(user, i);
  }
  out.order = std::move(order);
  return out;
}

}  // namespace goldwire
