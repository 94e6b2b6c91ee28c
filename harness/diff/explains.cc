// One small function per way in which a difference travels.
#include "harness/diff/explains.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "harness/canonical/leaf.h"

namespace goldwire {
namespace {

bool is_call_kind(FindingKind kind) {
  return kind == FindingKind::missing || kind == FindingKind::extra || kind == FindingKind::count ||
         kind == FindingKind::retry || kind == FindingKind::transaction;
}

/// A whole call is missing, extra or repeated (and no value differs).
bool is_call(const Difference& one) {
  return is_call_kind(one.finding.kind) && one.finding.path.empty();
}

std::string_view path_above(std::string_view path) {
  return path.substr(0, std::min(path.find_last_of(".["), path.size()));
}

bool contains(const std::vector<std::size_t>& nodes, std::size_t node) {
  return std::ranges::find(nodes, node) != nodes.end();
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool near(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

/// The same change in other units or signs (12.50 and 1250), or of a sum that holds it.
bool same_change_of_numbers(const std::pair<std::string, std::string>& cause,
                            const std::pair<std::string, std::string>& effect) {
  const auto a = number(cause.first);
  const auto b = number(cause.second);
  const auto c = number(effect.first);
  const auto d = number(effect.second);
  if (!a || !b || !c || !d || near(*a, *b)) return false;
  if (near(std::abs(*a - *b), std::abs(*c - *d))) return true;
  if (*a == 0 || *b == 0) return false;
  const double scale = *c / *a;
  const double power = std::log10(std::abs(scale));
  return near(scale, *d / *b) && near(power, std::round(power));
}

bool same_change(const std::pair<std::string, std::string>& cause,
                 const std::pair<std::string, std::string>& effect) {
  if (cause == effect || same_change_of_numbers(cause, effect)) return true;
  // Part of a longer text: only that part became another.
  const std::size_t at = effect.first.find(cause.first);
  if (cause.first.empty() || at == std::string::npos) return false;
  std::string replaced = effect.first;
  return replaced.replace(at, cause.first.size(), cause.second) == effect.second;
}

bool same_trace(const Comparison& all, const Difference& a, const Difference& b) {
  return all.nodes[a.node].root == all.nodes[b.node].root;
}

/// Every word that changed in `effect` changed the same way in `cause`. Short words, which change
/// the same way for many reasons, count within one trace only.
bool by_value(const Comparison& all, const Difference& cause, const Difference& effect) {
  const bool near = same_trace(all, cause, effect);
  return !effect.words.empty() && std::ranges::all_of(effect.words, [&](const auto& changed) {
    if (!near && changed.first.size() < 3 && changed.second.size() < 3) return false;
    return std::ranges::any_of(cause.words,
                               [&](const auto& before) { return same_change(before, changed); });
  });
}

bool shares_symbol(const Difference& cause, const Difference& effect) {
  return std::ranges::any_of(effect.symbols, [&](const std::string& symbol) {
    return std::ranges::find(cause.symbols, symbol) != cause.symbols.end();
  });
}

/// A value that is gone, or new, is so wherever it was passed on.
bool by_absence(const Comparison& all, const Difference& cause, const Difference& effect) {
  const bool both_gone = cause.gone && effect.gone;
  const bool both_fresh = cause.fresh && effect.fresh;
  if (!both_gone && !both_fresh) {
    // What was made of a value that is gone holds something else now.
    return cause.gone && shares_symbol(cause, effect);
  }
  if (!same_trace(all, cause, effect)) return false;
  if (last_name(cause.finding.path) == last_name(effect.finding.path)) return true;
  if (both_gone && shares_symbol(cause, effect)) return true;
  return both_fresh && !cause.finding.to.empty() && cause.finding.to == effect.finding.to;
}

/// What was taken from an answer that is gone cannot come any more.
bool by_lost_value(const Comparison& all, const Difference& cause, const Difference& effect) {
  return cause.gone && cause.answer && !effect.before.empty() && same_trace(all, cause, effect) &&
         std::ranges::all_of(effect.before, [&](const std::string& value) {
           return std::ranges::find(cause.before, value) != cause.before.end();
         });
}

bool same_kind_of_call(const Comparison& all, const Difference& a, const Difference& b) {
  const Node& one = all.nodes[a.node];
  const Node& other = all.nodes[b.node];
  return one.caller() == other.caller() && one.callee() == other.callee() &&
         one.operation() == other.operation();
}

/// The callee numbers its calls: one more or less moves the numbers of those after it.
bool by_numbering(const Comparison& all, const Difference& cause, const Difference& effect) {
  if (!is_call(cause) || !effect.answer || !same_kind_of_call(all, cause, effect)) return false;
  return effect.words.size() == 1 && number(effect.words[0].first) &&
         number(effect.words[0].second);
}

/// An id that is wrong, or whose call is missing or failed, is wrong wherever it is used.
bool by_id(const Ids& ids, const Difference& cause, const Difference& effect) {
  if (effect.symbols.empty()) return false;
  if (cause.finding.kind == FindingKind::id && effect.finding.kind == FindingKind::id) {
    return shares_symbol(cause, effect) && cause.finding.to == effect.finding.to;
  }
  const bool value_lost = is_call(cause) || cause.failure;
  return value_lost && std::ranges::any_of(effect.symbols, [&](const std::string& symbol) {
           const std::size_t origin = ids.origin(symbol);
           return origin != kNoSpan && (contains(cause.nodes, origin) || cause.node == origin);
         });
}

/// An extra call's answer is used in place of the one that there was before.
bool by_extra_answer(const Comparison& all, const Difference& cause, const Difference& effect) {
  if (!is_call(cause) || effect.words.empty()) return false;
  const auto answered = [&](const std::string& value) {
    return value.size() >= 8 && std::ranges::any_of(cause.nodes, [&](std::size_t node) {
             const Node& extra = all.nodes[node];
             return extra.golden == nullptr &&
                    std::ranges::any_of(extra.span->leaves, [&](const Leaf& leaf) {
                      return is_answer(leaf.path) && leaf.text.find(value) != std::string::npos;
                    });
           });
  };
  return std::ranges::all_of(effect.words,
                             [&](const auto& changed) { return answered(changed.second); });
}

/// A service that is not called, or gets no record, makes no calls. Those whose cause was a guess
/// hang elsewhere in the tree.
bool by_silence(const Comparison& all, const Difference& cause, const Difference& effect) {
  if (!is_call(cause) || !is_call(effect)) return false;
  const Node& silent = all.nodes[effect.node];
  if (silent.span != nullptr || silent.golden->sure_parent) return false;
  return std::ranges::any_of(cause.nodes, [&](std::size_t node) {
    const Node& missing = all.nodes[node];
    const std::string& would_act =
        missing.kind() == SpanKind::consumer ? missing.caller() : missing.callee();
    return missing.span == nullptr && would_act == silent.caller();
  });
}

/// Calls under a call that is itself missing, extra or repeated; and edges that lead to one.
bool by_tree(const Comparison& all, const Difference& cause, const Difference& effect) {
  if (!is_call(cause)) return false;
  if (effect.finding.kind == FindingKind::moved) {
    return std::ranges::any_of(effect.nodes,
                               [&](std::size_t node) { return contains(cause.nodes, node); });
  }
  return std::ranges::any_of(cause.nodes,
                             [&](std::size_t node) { return all.is_above(node, effect.node); });
}

/// What the cause then does instead, or no longer: other calls by the same caller under the same
/// cause.
bool by_same_cause(const Comparison& all, const Difference& cause, const Difference& effect) {
  if (!is_call(cause) || !is_call(effect)) return false;
  const Node& a = all.nodes[cause.node];
  const Node& b = all.nodes[effect.node];
  const bool replaced = cause.finding.kind == FindingKind::missing ||
                        cause.finding.kind == FindingKind::extra ||
                        cause.finding.kind == FindingKind::transaction;
  return replaced && a.parent == b.parent && a.caller() == b.caller() &&
         effect.finding.kind != FindingKind::retry;
}

/// Within one call: the statement decides its parameters and rows, the request its answer, the key
/// its partition, a failure all that comes back. A call made another number of times is another
/// call.
bool by_same_call(const Comparison& all, const Difference& cause, const Difference& effect) {
  const Node& a = all.nodes[cause.node];
  const Node& b = all.nodes[effect.node];
  if (is_call(cause)) {
    return !is_call(effect) && a.parent == b.parent && same_kind_of_call(all, cause, effect);
  }
  if (cause.node != effect.node || is_call(effect)) return false;
  const std::string& path = cause.finding.path;
  if (path == "attributes.db.query.text") return true;
  // One member in another's place.
  if (cause.gone && effect.fresh && path_above(path) == path_above(effect.finding.path))
    return true;
  if (cause.failure) return effect.answer;
  if (effect.finding.path == "attributes.messaging.destination.partition.id") {
    return is_under(path, "request.body.key");
  }
  return !cause.answer && effect.answer;
}

/// A call that fails, or does not happen, changes what those above it answer, and what follows in
/// the same trace.
bool by_failure(const Comparison& all, const Difference& cause, const Difference& effect) {
  if (!same_trace(all, cause, effect)) return false;
  const bool lost = cause.failure || cause.finding.kind == FindingKind::missing ||
                    cause.finding.kind == FindingKind::transaction;
  if (!lost) return false;
  if (effect.answer && all.is_above(effect.node, cause.node)) return true;
  if (!cause.failure) {
    return cause.finding.kind == FindingKind::transaction &&
           effect.finding.kind == FindingKind::transaction;
  }
  return is_call(effect) || effect.finding.kind == FindingKind::transaction ||
         effect.finding.kind == FindingKind::order;
}

/// Whoever waits for a slow call is slow.
bool by_waiting(const Comparison& all, const Difference& cause, const Difference& effect) {
  const bool slow =
      cause.finding.kind == FindingKind::slower || cause.finding.kind == FindingKind::retry;
  return slow && effect.finding.kind == FindingKind::slower &&
         (cause.node == effect.node || all.is_above(effect.node, cause.node));
}

}  // namespace

bool explains(const Comparison& all, const Ids& ids, const Difference& cause,
              const Difference& effect) {
  if (effect.finding.kind == FindingKind::slower) return by_waiting(all, cause, effect);
  if (cause.renumbered) return same_trace(all, cause, effect) && by_value(all, cause, effect);
  return by_tree(all, cause, effect) || by_silence(all, cause, effect) ||
         by_extra_answer(all, cause, effect) || by_same_call(all, cause, effect) ||
         by_value(all, cause, effect) || by_absence(all, cause, effect) ||
         by_lost_value(all, cause, effect) || by_numbering(all, cause, effect) ||
         by_id(ids, cause, effect) || by_same_cause(all, cause, effect) ||
         by_failure(all, cause, effect);
}

}  // namespace goldwire
