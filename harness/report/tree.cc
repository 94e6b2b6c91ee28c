// Drawing, and the two things that are drawn.
#include "harness/report/tree.h"

#include <algorithm>
#include <array>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

#include "agent/export/text.h"
#include "harness/canonical/canonical.h"
#include "harness/canonical/outcome.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kCyan = "\x1b[36m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::size_t kFewestEqual = 3;

std::string coloured(std::string_view text, std::string_view colour, TextStyle style) {
  return style.colour && !text.empty() ? fmt::format("{}{}\x1b[0m", colour, text)
                                       : std::string(text);
}

/// "0.04 ms", "12.3 ms", "1.25 s".
std::string spell(Duration duration) {
  const double ms = std::chrono::duration<double, std::milli>(duration).count();
  if (ms >= 10'000) return fmt::format("{:.1f} s", ms / 1000);
  if (ms >= 1'000) return fmt::format("{:.2f} s", ms / 1000);
  if (ms >= 1) return fmt::format("{:.1f} ms", ms);
  return fmt::format("{:.2f} ms", ms);
}

bool same_line(const TreeNode& a, const TreeNode& b) {
  return a.who == b.who && a.operation == b.operation && a.outcome == b.outcome &&
         a.mark == b.mark && a.children.empty() && b.children.empty();
}

class Drawing {
 public:
  explicit Drawing(TextStyle style) : style_(style) {}

  void add(const std::vector<TreeNode>& nodes, const std::string& stem, bool root) {
    for (std::size_t i = 0; i < nodes.size();) {
      std::size_t end = i + 1;
      while (end < nodes.size() && same_line(nodes[i], nodes[end])) ++end;
      if (end - i < kFewestEqual) end = i + 1;
      const bool last = end == nodes.size();
      add_line(nodes[i], end - i, root ? "" : stem + (last ? "└─ " : "├─ "));
      add(nodes[i].children, root ? "" : stem + (last ? "   " : "│  "), false);
      i = end;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void add_line(const TreeNode& node, std::size_t times, const std::string& stem) {
    std::string line =
        coloured(fmt::format("{:>10}  {:>9}", node.begin, node.duration), kDim, style_);
    line += "  " + coloured(stem, kDim, style_) + coloured(node.who, kCyan, style_);
    line += "  " + coloured(node.operation, kBold, style_);
    if (!node.outcome.empty()) {
      line += "  " + (node.failed ? coloured(node.outcome, kRed, style_) : node.outcome);
    }
    if (times > 1) line += fmt::format("  x{}", times);
    if (!node.mark.empty()) line += "  " + coloured(node.mark, kYellow, style_);
    out_ += line + '\n';
  }

  TextStyle style_;
  std::string out_;
};

std::string who(SpanKind kind, std::string_view caller, std::string_view callee) {
  return fmt::format("{} {} {}", printable(caller), kind == SpanKind::consumer ? "<-" : "->",
                     printable(callee));
}

std::string mark_of(const Span& span) {
  std::string mark;
  if (span.parent.span_id != 0 && span.parent.confidence < kSureParent) {
    mark = fmt::format("? {} {:.2f}", name_of(span.parent.evidence), span.parent.confidence);
  }
  if (!span.what.incomplete.empty()) {
    mark += mark.empty() ? "[" : " [";
    for (const std::string_view reason : span.what.incomplete.names()) {
      mark.append(reason).append(" ");
    }
    mark.back() = ']';
  }
  return mark;
}

TreeNode node_of(const Span& span, Time start) {
  TreeNode node;
  const Duration began = span.what.start - start;
  node.begin = (began < Duration{} ? "-" : "+") + spell(std::chrono::abs(began));
  node.duration = spell(std::max(span.what.end - span.what.start, Duration{}));
  node.who = who(span.kind, span.client.service, span.server.service);
  node.operation = printable(span.what.name);
  node.outcome = printable(outcome_of(span), 60);
  node.mark = mark_of(span);
  node.failed = answered_with_error(span.what);
  return node;
}

/// Children by parent, each in the order given; `add` makes a node of an item.
template <class Item, class Id, class Parent, class Make>
std::vector<TreeNode> forest(const std::vector<Item>& items, Id id, Parent parent, Make make) {
  using Key = std::decay_t<decltype(id(items.front()))>;
  std::map<Key, std::vector<const Item*>> children;
  std::set<Key> known;
  for (const Item& item : items) known.insert(id(item));
  std::vector<const Item*> roots;
  for (const Item& item : items) {
    const bool root = !known.contains(parent(item)) || parent(item) == id(item);
    (root ? roots : children[parent(item)]).push_back(&item);
  }
  const auto grow = [&](const auto& self, const Item& item) -> TreeNode {
    TreeNode node = make(item);
    const auto below = children.find(id(item));
    if (below == children.end()) return node;
    for (const Item* const child : std::exchange(below->second, {})) {
      node.children.push_back(self(self, *child));
    }
    return node;
  };
  std::vector<TreeNode> nodes;
  for (const Item* const root : roots) nodes.push_back(grow(grow, *root));
  return nodes;
}

/// The golden's value at a path; nothing when it is absent or may differ.
std::string literal(const GoldenSpan& span, std::string_view path) {
  const GoldenLeaf* const leaf = span.find(path);
  return leaf == nullptr ? std::string() : goldwire::spell(leaf->pattern);
}

std::string outcome_of(const GoldenSpan& span) {
  for (const std::string_view path : outcome_paths()) {
    const std::string value = literal(span, path);
    if (!value.empty()) return outcome_word(path, value);
  }
  const std::string rows =
      literal(span, fmt::format("attributes.{}", semconv::kDbResponseReturnedRows));
  return rows.empty() ? rows : rows + (rows == "1" ? " row" : " rows");
}

TreeNode node_of(const GoldenSpan& span) {
  TreeNode node;
  node.duration = "< " + spell(std::chrono::milliseconds(span.slowest_ms));
  node.who = who(span.kind, span.caller, span.callee);
  node.operation = printable(span.operation);
  node.outcome = printable(outcome_of(span), 60);
  node.failed = span.failed;
  if (!span.sure_parent) node.mark = "? parent";
  if (span.optional) node.mark += node.mark.empty() ? "optional" : ", optional";
  return node;
}

}  // namespace

std::string draw(const std::vector<TreeNode>& roots, TextStyle style) {
  Drawing drawing(style);
  drawing.add(roots, "", true);
  return drawing.take();
}

std::string trace_tree(const Trace& trace, TextStyle style) {
  if (trace.spans.empty()) return {};
  Time start = trace.spans.front().what.start;
  Time end = start;
  for (const Span& span : trace.spans) {
    start = std::min(start, span.what.start);
    end = std::max(end, span.what.end);
  }
  const auto second = std::chrono::floor<std::chrono::seconds>(start);
  const std::string head =
      fmt::format("trace {}  {:%Y-%m-%d %H:%M:%S}.{:06} UTC  {} span{}, {}", trace.id.hex(),
                  fmt::gmtime(std::chrono::system_clock::to_time_t(second)),
                  std::chrono::duration_cast<std::chrono::microseconds>(start - second).count(),
                  trace.spans.size(), trace.spans.size() == 1 ? "" : "s", spell(end - start));
  const auto nodes = forest(
      trace.spans, [](const Span& span) { return span.span_id; },
      [](const Span& span) { return span.parent.span_id; },
      [&](const Span& span) { return node_of(span, start); });
  return coloured(head, kDim, style) + '\n' + draw(nodes, style);
}

std::string golden_tree(const Golden& golden, TextStyle style) {
  const auto nodes = forest(
      golden.spans, [](const GoldenSpan& span) { return span.id; },
      [](const GoldenSpan& span) { return span.parent; },
      [](const GoldenSpan& span) { return node_of(span); });
  const std::string head = fmt::format(
      "golden {}  {} span{}, learned from {} run{}", golden.scenario, golden.spans.size(),
      golden.spans.size() == 1 ? "" : "s", golden.runs, golden.runs == 1 ? "" : "s");
  return coloured(head, kDim, style) + '\n' + draw(nodes, style);
}

}  // namespace goldwire
