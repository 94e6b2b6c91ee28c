// What every pass fills in alike.
#include "harness/diff/difference.h"

#include <algorithm>

#include "harness/golden/rule.h"

namespace goldwire {
namespace {

constexpr std::size_t kShown = 160;
constexpr std::size_t kBefore = 40;

}  // namespace

Difference difference_at(const Comparison& all, std::size_t node, FindingKind kind,
                         std::string path, Rule::Verb accepted_by, std::string argument) {
  const Node& here = all.nodes[node];
  Difference out;
  out.node = node;
  out.answer = is_answer(path);
  out.finding.kind = kind;
  out.finding.caller = here.caller();
  out.finding.callee = here.callee();
  out.finding.operation = here.operation();
  out.finding.path = path;
  if (here.span != nullptr) out.finding.span_id = hex(here.span->span_id);
  Rule rule;
  rule.verb = accepted_by;
  rule.caller = here.caller();
  rule.callee = here.callee();
  rule.operation = here.operation();
  rule.path = any_item(path);
  rule.argument = std::move(argument);
  out.finding.rule = rule.line();
  return out;
}

std::string excerpt(std::string_view text, std::size_t at) {
  if (text.size() <= kShown) return std::string(text);
  // Never in the middle of a UTF-8 character.
  const auto boundary = [&](std::size_t i) {
    while (i > 0 && i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) --i;
    return i;
  };
  const std::size_t begin = boundary(at > kBefore ? at - kBefore : 0);
  const std::size_t end = boundary(std::min(begin + kShown, text.size()));
  return (begin > 0 ? "..." : "") + std::string(text.substr(begin, end - begin)) +
         (end < text.size() ? "..." : "");
}

}  // namespace goldwire
