// Pairs of leaves, folded, each said in words; then what one failure or statement explains in its
// own span.
#include "harness/diff/field_differences.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <ranges>

#include "harness/canonical/outcome.h"
#include "harness/canonical/outside.h"
#include "harness/diff/fold.h"
#include "harness/diff/leaf_pairs.h"
#include "harness/diff/value_difference.h"
#include "harness/golden/pattern.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

constexpr std::string_view kQueryText = "attributes.db.query.text";
constexpr std::string_view kTransaction = "attributes.goldwire.db.transaction.status";
constexpr std::string_view kRequestDigest = "attributes.goldwire.http.request.body.digest";
constexpr std::string_view kResponseDigest = "attributes.goldwire.http.response.body.digest";
constexpr std::string_view kPartition = "attributes.messaging.destination.partition.id";

/// Its place among those that say how a call ended; the most telling comes first.
std::size_t status_rank(std::string_view path) {
  const auto paths = outcome_paths();
  return static_cast<std::size_t>(std::ranges::find(paths, path) - paths.begin());
}

std::vector<std::string> names(const CanonicalSpan& span) {
  std::vector<std::string> out;
  for (const std::string_view name : span.incomplete.names()) out.emplace_back(name);
  return out;
}

/// What the connection's end cut off, and nobody ever sent.
bool is_unsent(std::string_view reason) { return reason == "no-response" || reason == "truncated"; }

/// A body that was kept in part, and whose digest is another one in every baseline run: what comes
/// after that part may be anything, unless a rule says that it may. The digest's path; else empty.
std::string_view unknown_rest(const Comparison& all, const Node& node) {
  for (const GoldenLeaf& leaf : node.golden->leaves) {
    const bool digest = leaf.path == kRequestDigest || leaf.path == kResponseDigest;
    if (digest && !is_literal(leaf.pattern) && !all.book.ignores(node.call(), leaf.path)) {
      return leaf.path;
    }
  }
  return {};
}

/// Why the pair can be compared only as far as both sides show it; empty when it is whole. What
/// cannot ever be read compares as far as it goes, when both sides have it; what was never sent on
/// one side is a difference by itself.
std::string unknown_part(const Node& node) {
  const std::vector<std::string> now = names(*node.span);
  for (const auto& [side, list] :
       {std::pair("", &now), {"the golden's ", &node.golden->incomplete}}) {
    for (const std::string& reason : *list) {
      const bool both =
          std::ranges::find(now, reason) != now.end() &&
          std::ranges::find(node.golden->incomplete, reason) != node.golden->incomplete.end();
      // Each field of it is seen to where it is missing; what breaks its protocol is told.
      if (reason == name_of(Reason::unknown_fields) || reason == name_of(Reason::undecodable)) {
        continue;
      }
      // The same limit cut both, so that as much of both is there.
      const bool cut_alike = reason == "limit" && both;
      if (!is_unsent(reason) && ((is_loss(reason) && !cut_alike) || !both)) return side + reason;
    }
  }
  return "";
}

/// What the golden knows and the run cannot show, because it was said in a field that refers to
/// what was sent before the capture began; empty when there is nothing.
std::string_view said_before(const Comparison& all, const Node& node) {
  if (!node.span->incomplete.has(Reason::unknown_fields)) return {};
  if (node.golden->operation_known && !node.span->operation_known) return "a path";
  const bool status = std::ranges::any_of(node.golden->leaves, [&](const GoldenLeaf& leaf) {
    return is_status_code(leaf.path) && node.span->find(leaf.path) == nullptr &&
           !all.book.ignores(node.call(), leaf.path);
  });
  return status ? "a status" : std::string_view{};
}

/// What the golden has under `path` and the run no longer.
void add_lost(const Node& node, std::string_view path, Difference& out) {
  for (const GoldenLeaf& leaf : node.golden->leaves) {
    if (!is_under(leaf.path, path) || node.span->find(leaf.path) != nullptr) continue;
    for (const Piece& piece : leaf.pattern) {
      (piece.kind == Piece::Kind::symbol ? out.symbols : out.before).push_back(piece.text);
    }
  }
}

Difference one_sided(const Comparison& all, std::size_t node, const Fold& fold) {
  Difference out = difference_at(all, node, FindingKind::changed, fold.path, Rule::Verb::ignore);
  out.gone = fold.leaf == nullptr;
  out.fresh = fold.golden == nullptr;
  const std::string runs = "every baseline run";
  if (out.gone) {
    const bool itself = fold.path == fold.golden->path;
    out.finding.from = itself ? excerpt(shown(*fold.golden, false)) : "an object";
    out.finding.what = fold.path + " is gone" + (itself ? " (was " + out.finding.from + ")" : "");
    out.finding.evidence = "there in " + runs;
    add_lost(all.nodes[node], fold.path, out);
  } else {
    const bool itself = fold.path == fold.leaf->path;
    out.finding.to = itself ? excerpt(shown(*fold.leaf, false)) : "an object";
    out.finding.what = fold.path + " is new" + (itself ? ": " + out.finding.to : "");
    out.finding.evidence = "in no baseline run";
  }
  return out;
}

Difference list_length(const Comparison& all, std::size_t node, const Fold& fold) {
  Difference out = difference_at(all, node, FindingKind::changed, fold.path, Rule::Verb::ignore);
  out.finding.from = std::to_string(fold.golden_items);
  out.finding.to = std::to_string(fold.items);
  out.finding.what = fold.path + " has " + out.finding.to + " items instead of " + out.finding.from;
  out.finding.evidence = "as many in every baseline run";
  out.words = {{out.finding.from, out.finding.to}};
  if (fold.items >= fold.golden_items) return out;
  out.gone = true;
  add_lost(all.nodes[node], fold.path, out);
  return out;
}

int rank_of(std::string_view path) {
  if (path == kQueryText) return 0;
  if (is_outcome(path)) return 1;
  if (path == kPartition) return 9;
  if (path.starts_with("request") || path.starts_with("response")) return 3;
  return path.starts_with("attributes.url") ? 2 : 5;
}

/// An HTTP answer that reached its caller as an error too is seen; one that did not is hidden.
bool reaches_caller(const Comparison& all, std::size_t node) {
  for (std::size_t at = all.nodes[node].parent; at != kNoSpan; at = all.nodes[at].parent) {
    const Node& above = all.nodes[at];
    if (above.paired() && above.span->failed && !above.golden->failed) return true;
  }
  const Node& here = all.nodes[node];
  if (here.parent != kNoSpan) return false;
  return here.span->confidence >= kSureParent || here.caller() == kOutside;
}

/// "POST /deposit still answers 200".
std::string success_above(const Comparison& all, std::size_t node) {
  const Node& root = all.nodes[all.nodes[node].root];
  const Leaf* code =
      root.span == nullptr ? nullptr : root.span->find("attributes.http.response.status_code");
  if (code == nullptr) return "what caused it goes on as before";
  return root.operation() + " still answers " + code->text;
}

void say_status(const Comparison& all, Difference& out) {
  const Node& node = all.nodes[out.node];
  Finding& finding = out.finding;
  // A call that broke off has no status; of SQL, only a failed one has.
  const auto word = [&](const std::string& code, bool failed) -> std::string {
    if (code.empty()) return failed ? "no status" : "success";
    return outcome_word(finding.path, code);
  };
  const std::string before = word(finding.from, node.golden->failed);
  const std::string after = word(finding.to, node.span->failed);
  finding.kind = FindingKind::status;
  finding.what = "answers " + after + " instead of " + before;
  if (!node.span->failed || node.golden->failed) return;
  out.failure = true;
  if (reaches_caller(all, out.node)) {
    finding.what = "fails with " + after + " (was " + before + ")";
    return;
  }
  finding.kind = FindingKind::hidden_error;
  finding.what = "fails with " + after + ", but " + success_above(all, out.node);
  finding.evidence += "; no call above it in the flow answers with an error";
}

/// A failure is told once, by the code that says most; what says the same again is dropped.
void set_kinds(const Comparison& all, Differences& found) {
  // A code that is gone says least: a call that broke off has none, and says why elsewhere.
  const auto telling = [](const Difference& one) {
    return std::pair(one.finding.to.empty(), status_rank(one.finding.path));
  };
  const auto is_code = [](const Difference& one) { return is_status_code(one.finding.path); };
  auto codes = found | std::views::filter(is_code);
  const auto code = std::ranges::min_element(codes, {}, telling);
  if (code != codes.end()) {
    const std::string path = code->finding.path;
    const std::string said = code->finding.to;
    const std::string word = outcome_word(path, said);
    say_status(all, *code);
    std::erase_if(found, [&](const Difference& one) {
      return one.finding.path != path && is_outcome(one.finding.path) &&
             (one.finding.to.empty() || one.finding.to == said || one.finding.to == word);
    });
  }
  for (Difference& one : found) {
    one.rank = rank_of(one.finding.path);
    if (one.finding.path != kTransaction) continue;
    one.finding.kind = FindingKind::transaction;
    one.finding.what = "transaction status " + one.finding.to + " instead of " + one.finding.from;
  }
}

/// What one side can read and the other cannot, though every octet of it was seen.
std::optional<Difference> readability(const Comparison& all, std::size_t node) {
  const Node& here = all.nodes[node];
  const std::vector<std::string>& before = here.golden->incomplete;
  const bool now = here.span->incomplete.has(Reason::undecodable);
  const bool then = std::ranges::find(before, name_of(Reason::undecodable)) != before.end();
  constexpr const char* kPath = "encoding";
  if (now == then || here.span->loss() || std::ranges::any_of(before, is_loss) ||
      all.book.ignores(here.call(), kPath)) {
    return std::nullopt;
  }
  Difference out = difference_at(all, node, FindingKind::changed, kPath, Rule::Verb::ignore);
  out.answer = true;
  out.needs_all = true;
  out.rank = 1;
  out.finding.what = now ? "cannot be read any more: what it says breaks its own protocol"
                         : "can be read: what it said broke its own protocol";
  out.finding.evidence = now ? "well-formed in every baseline run" : "malformed in the golden";
  return out;
}

/// What the end of the connection cut off in the run and not in the golden, or the other way round.
struct Cut {
  bool now = false;         ///< in the run
  bool unanswered = false;  ///< no octet of the answer came
};

std::optional<Cut> cut_of(const Node& node) {
  const std::vector<std::string>& before = node.golden->incomplete;
  for (const Reason reason : {Reason::no_response, Reason::truncated}) {
    const bool now = node.span->incomplete.has(reason);
    const bool then = std::ranges::find(before, name_of(reason)) != before.end();
    if (now != then) return Cut{now, reason == Reason::no_response};
  }
  return std::nullopt;
}

bool in_body(const LeafPair& pair) {
  const std::string& path = pair.first != nullptr ? pair.first->path : pair.second->path;
  return is_under(path, "request") || is_under(path, "response") || path == kRequestDigest ||
         path == kResponseDigest;
}

/// Whether the cut explains the pair: an answer that never came, contents that stop short.
bool explains(const Cut& cut, const LeafPair& pair) {
  return cut.unanswered ? in_answer(pair) : in_body(pair);
}

Difference cut_difference(const Comparison& all, std::size_t node, const Cut& cut) {
  Difference out =
      difference_at(all, node, FindingKind::connection, "connection", Rule::Verb::ignore);
  out.answer = true;
  out.failure = cut.now;
  out.needs_all = true;
  out.rank = 1;
  const std::string missing = cut.unanswered ? "its answer" : "all of it was sent";
  const std::string runs = "every baseline run";
  if (cut.now) {
    out.finding.what = (cut.unanswered ? "gets no answer" : "breaks off") +
                       (": the connection ended before " + missing);
    out.finding.evidence = (cut.unanswered ? "answered in " : "whole in ") + runs;
  } else {
    out.finding.what = cut.unanswered ? "is answered" : "is sent whole";
    out.finding.evidence = "the connection ended before " + missing + " in " + runs;
  }
  return out;
}

}  // namespace

void compare_fields(const Comparison& all, const Ids& ids, Differences& out,
                    std::vector<std::string>& reasons) {
  for (std::size_t node = 0; node < all.nodes.size(); ++node) {
    const Node& here = all.nodes[node];
    if (!here.paired()) continue;
    if (const std::string_view rest = unknown_rest(all, here); !rest.empty()) {
      reasons.push_back(here.golden->headline() +
                        ": what of its body is not kept is another one in every run; if it may be: "
                        "ignore " +
                        here.golden->headline() + " @ " + std::string(rest));
    }
    std::vector<LeafPair> pairs = differing_leaves(all, ids, node, *here.span);
    const std::optional<Cut> cut = cut_of(here);
    if (cut) std::erase_if(pairs, [&](const LeafPair& pair) { return explains(*cut, pair); });
    if (auto malformed = readability(all, node)) {
      std::erase_if(pairs, [](const LeafPair& pair) { return in_body(pair); });
      out.push_back(*std::move(malformed));
    }
    const std::string unknown = unknown_part(here);
    if (!unknown.empty()) {
      // What was not seen makes no pair: a cut body may read like a whole one, and a lost answer
      // may have caused what is missing below.
      if (!pairs.empty() || here.span->loss())
        reasons.push_back(here.golden->headline() + " was not seen whole: " + unknown);
      continue;
    }
    if (const std::string_view what = said_before(all, here); !what.empty()) {
      reasons.push_back(here.golden->headline() + " has " + std::string(what) +
                        " that was first sent before the capture began; begin before its "
                        "connection opens");
    }
    Differences found;
    for (const Fold& fold : folded(*here.golden, *here.span, pairs)) {
      if (fold.list) {
        found.push_back(list_length(all, node, fold));
      } else if (fold.golden == nullptr || fold.leaf == nullptr) {
        found.push_back(one_sided(all, node, fold));
      } else {
        found.push_back(*value_difference(all, ids, node, *fold.golden, *fold.leaf, *here.span));
      }
    }
    set_kinds(all, found);
    if (cut && !all.book.ignores(here.call(), "connection")) {
      found.push_back(cut_difference(all, node, *cut));
    }
    std::ranges::move(found, std::back_inserter(out));
  }
}

}  // namespace goldwire
