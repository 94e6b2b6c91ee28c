// Groups the unpaired nodes by cause and call, then says what each group is.
#include "harness/diff/calls.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "harness/canonical/outcome.h"

namespace goldwire {
namespace {

struct CallGroup {
  std::vector<std::size_t> missing;
  std::vector<std::size_t> extra;
  std::uint64_t golden = 0;  ///< how often the golden's cause makes the call
  bool varies = false;       ///< it did so another number of times in some baseline runs
  bool guessed = false;      ///< some edge of it is a guess
};

/// The cause, then the call.
using Key = std::tuple<std::size_t, std::string_view, std::string_view, std::string_view>;

Key key_of(const Node& node) {
  return {node.parent, node.caller(), node.callee(), node.operation()};
}

/// A statement known only by its name may be any call between the two that seems to be missing;
/// one of more calls than there were is none of them. What was lost in part may be two halves of
/// one call, and is not counted.
bool may_be_a_missing_one(const Comparison& all, const Node& node) {
  if (node.span->operation_known) return false;
  std::size_t before = 0;
  std::size_t now = 0;
  for (const Node& other : all.nodes) {
    if (other.caller() != node.caller() || other.callee() != node.callee()) continue;
    before += other.golden != nullptr ? 1U : 0U;
    now += other.span != nullptr && !other.span->loss() ? 1U : 0U;
  }
  return now <= before;
}

/// Why a call that only the run has is no difference; nothing when it is one.
std::optional<std::string> doubt(const Comparison& all, const Node& node) {
  if (const auto loss = node.span->loss()) return "was not seen whole: " + std::string(*loss);
  if (may_be_a_missing_one(all, node))
    return "is one whose text or path was sent before the capture began";
  return std::nullopt;
}

std::map<Key, CallGroup> groups_of(const Comparison& all, std::vector<std::string>& reasons) {
  std::map<Key, CallGroup> out;
  for (std::size_t i = 0; i < all.nodes.size(); ++i) {
    const Node& node = all.nodes[i];
    CallGroup& group = out[key_of(node)];
    if (node.golden != nullptr) {
      ++group.golden;
      group.varies = group.varies || node.golden->optional;
      group.guessed = group.guessed || !node.golden->sure_parent;
    }
    if (node.span == nullptr) group.missing.push_back(i);
    if (node.golden == nullptr) {
      if (const auto why = doubt(all, node)) {
        reasons.push_back(node.caller() + " -> " + node.callee() + ": " + node.operation() + " " +
                          *why);
        continue;
      }
      group.extra.push_back(i);
      group.guessed = group.guessed || node.span->confidence < kSureParent;
    }
  }
  return out;
}

bool steers_transaction(std::string_view operation) {
  for (const std::string_view word : {"BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK",
                                      "SAVEPOINT", "RELEASE", "ABORT"}) {
    if (operation == word || (operation.starts_with(word) && operation[word.size()] == ' ')) {
      return true;
    }
  }
  return false;
}

std::string times(std::uint64_t count) {
  return count == 1 ? "once" : std::to_string(count) + " times";
}

/// What of a request stays the same when it is sent again: all of it, but for what is noise at this
/// call.
bool same_request(const Comparison& all, const CanonicalSpan& a, const CanonicalSpan& b,
                  const Call& call) {
  const auto noise = [&](std::string_view path) {
    return !all.book.at(call, Rule::Verb::noise, path).empty() || all.book.ignores(call, path);
  };
  for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    for (const Leaf& leaf : one->leaves) {
      if (is_answer(leaf.path) || noise(leaf.path)) continue;
      const Leaf* same = other->find(leaf.path);
      // A header may count the attempts ("retry-count: 1").
      if (leaf.path.starts_with("attributes.http.request.header.")) continue;
      if (same == nullptr || *same != leaf) return false;
    }
  }
  return true;
}

/// The calls of a group that failed and were then sent again. True when they explain every extra
/// one.
bool is_retry(const Comparison& all, const CallGroup& group, std::size_t& failures) {
  if (group.extra.empty()) return false;
  const Node& first = all.nodes[group.extra.front()];
  std::vector<const CanonicalSpan*> calls;
  for (const Node& node : all.nodes) {
    if (node.span != nullptr && key_of(node) == key_of(first)) calls.push_back(node.span);
  }
  // All point into one vector, so that addresses settle what began together.
  std::ranges::sort(calls, {},
                    [](const CanonicalSpan* call) { return std::pair(call->start, call); });
  failures = 0;
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const Reasons& cut = calls[i]->incomplete;
    const bool failed =
        calls[i]->failed || cut.has(Reason::no_response) || cut.has(Reason::truncated);
    if (!failed) continue;
    ++failures;
    for (std::size_t k = i + 1; k < calls.size(); ++k) {
      if (!same_request(all, *calls[i], *calls[k], first.call())) continue;
      ++repeated;
      break;
    }
  }
  return repeated >= group.extra.size();
}

std::string ledger(const Comparison& all, const Call& call) {
  return "of all causes together: " + times(all.golden_total(call)) + " in the golden, " +
         times(all.run_total(call)) + " now";
}

std::string range(std::uint64_t a, std::uint64_t b) {
  return std::to_string(std::min(a, b)) + ".." + std::to_string(std::max(a, b));
}

/// Calls that fail came in addition, and no call of this kind failed in the golden.
bool fails_anew(const Comparison& all, const CallGroup& group) {
  const auto failed = [&](std::size_t node) { return all.nodes[node].span->failed; };
  if (std::ranges::none_of(group.extra, failed)) return false;
  const Call call = all.nodes[group.extra.front()].call();
  return std::ranges::none_of(all.nodes, [&](const Node& node) {
    return node.golden != nullptr && node.golden->failed && node.caller() == call.caller &&
           node.callee() == call.callee && node.operation() == call.operation;
  });
}

/// The statement of an additional call, when the golden has none like it; else empty.
std::string new_statement(const Comparison& all, const CallGroup& group) {
  constexpr std::string_view kText = "attributes.db.query.text";
  for (const std::size_t extra : group.extra) {
    const Leaf* const text = all.nodes[extra].span->find(kText);
    if (text == nullptr) continue;
    const bool known = std::ranges::any_of(all.nodes, [&](const Node& node) {
      const Leaf* const other = node.paired() ? node.span->find(kText) : nullptr;
      return other != nullptr && other->text == text->text;
    });
    if (!known) return text->text;
  }
  return "";
}

/// Why the failed calls failed: "500, 500".
std::string answers(const Comparison& all, const CallGroup& group) {
  std::string out;
  for (const std::size_t node : group.extra) {
    const CanonicalSpan& span = *all.nodes[node].span;
    if (!span.failed) continue;
    for (const std::string_view path : outcome_paths()) {
      if (!is_status_code(path)) continue;
      const Leaf* const code = span.find(path);
      if (code == nullptr) continue;
      out += (out.empty() ? "" : ", ") + outcome_word(path, code->text);
      break;
    }
  }
  return out;
}

/// The word that ends or begins the transaction now, where `node` did.
std::string instead(const Comparison& all, std::size_t node) {
  for (const Node& other : all.nodes) {
    if (other.golden == nullptr && other.parent == all.nodes[node].parent &&
        other.caller() == all.nodes[node].caller() && steers_transaction(other.operation())) {
      return other.operation();
    }
  }
  return "";
}

/// The difference of a group whose count is another one.
Difference count_difference(const Comparison& all, const CallGroup& group) {
  const std::vector<std::size_t>& nodes = group.missing.empty() ? group.extra : group.missing;
  const Call call = all.nodes[nodes.front()].call();
  std::uint64_t before = group.golden;
  std::uint64_t after = before - group.missing.size() + group.extra.size();
  if (group.guessed && !group.extra.empty()) {
    before = all.golden_total(call);
    after = all.run_total(call);
  }
  Difference out = difference_at(all, nodes.front(), FindingKind::count, "", Rule::Verb::count,
                                 range(before, after));
  out.nodes = nodes;
  out.needs_all = !group.missing.empty();
  out.finding.from = std::to_string(before);
  out.finding.to = std::to_string(after);
  out.finding.what = "happens " + times(after) + " instead of " + times(before);
  out.finding.evidence = ledger(all, call);
  std::size_t failures = 0;
  if (after == 0) {
    out.finding.kind = FindingKind::missing;
    out.finding.what = all.nodes[nodes.front()].operation() + " no longer happens";
    if (before > 1) out.finding.what += " (was made " + times(before) + ")";
  } else if (before == 0) {
    out.finding.kind = FindingKind::extra;
    out.finding.what = "never happened before, now happens " + times(after);
  } else if (is_retry(all, group, failures)) {
    out.finding.kind = FindingKind::retry;
    const std::string codes = answers(all, group);
    out.finding.what = "sent " + times(after) + " instead of " + times(before) + ": " +
                       std::to_string(failures) + " failed" +
                       (codes.empty() ? "" : " (" + codes + ")") + " and were sent again";
  }
  if (out.finding.kind != FindingKind::retry && fails_anew(all, group)) {
    out.failure = true;
    const std::string codes = answers(all, group);
    out.finding.what += "; no call of this kind failed before, now one does";
    if (!codes.empty()) out.finding.what += " (" + codes + ")";
  }
  if (const std::string text = new_statement(all, group); !text.empty()) {
    out.finding.evidence += "; new is " + excerpt(text);
  }
  if (steers_transaction(all.nodes[nodes.front()].operation())) {
    out.finding.kind = FindingKind::transaction;
    const std::string now = group.missing.empty() ? "" : instead(all, nodes.front());
    if (!now.empty()) out.finding.what = out.finding.operation + " became " + now;
  }
  return out;
}

/// A failure among calls whose number is accepted: that they may be more does not say that they may
/// fail. Nothing when it is accepted too.
std::optional<Difference> failure_difference(const Comparison& all, const CallGroup& group) {
  const auto failed = std::ranges::find_if(
      group.extra, [&](std::size_t node) { return all.nodes[node].span->failed; });
  constexpr const char* kPath = "status";
  if (all.book.ignores(all.nodes[*failed].call(), kPath)) return std::nullopt;
  Difference out =
      difference_at(all, *failed, FindingKind::hidden_error, kPath, Rule::Verb::ignore);
  const std::string codes = answers(all, group);
  out.nodes = {*failed};
  out.failure = true;
  out.finding.what = "fails" + (codes.empty() ? "" : " with " + codes) +
                     " among calls that may be more, and none of them failed before";
  out.finding.evidence = "no call of this kind fails in the golden";
  return out;
}

/// Calls under one that is missing or extra by itself.
bool follows_unpaired(const Comparison& all, std::size_t node) {
  const std::size_t parent = all.nodes[node].parent;
  return parent != kNoSpan && !all.nodes[parent].paired();
}

bool is_within(const std::optional<CountRange>& range, std::uint64_t count) {
  return range && range->least <= count && count <= range->most;
}

}  // namespace

void compare_calls(const Comparison& all, Differences& out, std::vector<std::string>& reasons) {
  std::vector<bool> accepted(all.nodes.size(), false);
  const std::map<Key, CallGroup> groups = groups_of(all, reasons);
  // Causes first, so that what is accepted takes what lies under it along.
  std::vector<const CallGroup*> ordered;
  for (const auto& [key, group] : groups) {
    if (!group.missing.empty() || !group.extra.empty()) ordered.push_back(&group);
  }
  const auto first = [](const CallGroup* group) {
    return std::min(group->missing.empty() ? kNoSpan : group->missing.front(),
                    group->extra.empty() ? kNoSpan : group->extra.front());
  };
  std::ranges::sort(ordered, {}, first);
  for (const CallGroup* group : ordered) {
    const std::size_t node = first(group);
    const std::size_t parent = all.nodes[node].parent;
    const Call call = all.nodes[node].call();
    const std::uint64_t after = group->golden - group->missing.size() + group->extra.size();
    const bool under_accepted = parent != kNoSpan && accepted[parent];
    const bool within = is_within(all.book.count(call, group->varies), after);
    if (under_accepted || within) {
      if (!under_accepted && fails_anew(all, *group)) {
        if (auto found = failure_difference(all, *group)) out.push_back(*std::move(found));
      }
      for (const std::size_t one : group->missing) accepted[one] = true;
      for (const std::size_t one : group->extra) accepted[one] = true;
      continue;
    }
    Difference found = count_difference(all, *group);
    found.rank = follows_unpaired(all, node) ? 4 : 0;
    out.push_back(std::move(found));
  }
}

}  // namespace goldwire
