// Lookups over few hundred rules: by call once, then by path.
#include "harness/golden/rule_book.h"

#include <algorithm>

#include "harness/canonical/noise_kind.h"

namespace goldwire {
namespace {

/// "order" of "order#1".
std::string_view noun_of(std::string_view symbol) { return symbol.substr(0, symbol.find('#')); }

bool covers(const Rule& rule, std::string_view path) {
  return matches_glob(rule.path, path) || matches_glob(rule.path + ".*", path) ||
         matches_glob(rule.path + "[*", path);
}

/// Whether the rule's kind says nothing but what `kind` says.
bool is_wider(const Rule& rule, const NoiseKind& kind) {
  const std::optional<NoiseKind> wider = noise_kind_named(rule.argument);
  return wider && wider->value_class == kind.value_class && common(*wider, kind) == *wider;
}

}  // namespace

const std::vector<const Rule*>& RuleBook::of(const Call& call, Rule::Verb verb) const {
  const Key key(call.caller, call.callee, call.operation, verb);
  const auto [at, fresh] = found_.try_emplace(key);
  if (!fresh) return at->second;
  for (const Rule& rule : rules_) {
    if (rule.verb == verb && matches_glob(rule.caller, call.caller) &&
        matches_glob(rule.callee, call.callee) && matches_glob(rule.operation, call.operation)) {
      at->second.push_back(&rule);
    }
  }
  return at->second;
}

std::vector<const Rule*> RuleBook::at(const Call& call, Rule::Verb verb,
                                      std::string_view path) const {
  std::vector<const Rule*> out;
  for (const Rule* rule : of(call, verb)) {
    if (covers(*rule, path)) out.push_back(rule);
  }
  return out;
}

bool RuleBook::ignores(const Call& call, std::string_view path) const {
  return !at(call, Rule::Verb::ignore, path).empty();
}

bool RuleBook::optional(const Call& call, std::string_view path, bool seen_to_vary) const {
  return std::ranges::any_of(at(call, Rule::Verb::optional, path),
                             [&](const Rule* rule) { return seen_to_vary || !rule->learned; });
}

std::optional<CountRange> RuleBook::count(const Call& call, bool seen_to_vary) const {
  std::optional<CountRange> out;
  for (const Rule* rule : of(call, Rule::Verb::count)) {
    const std::optional<CountRange> range = CountRange::parse(rule->argument);
    if (!range || (rule->learned && !seen_to_vary)) continue;
    out = out ? CountRange{std::min(out->least, range->least), std::max(out->most, range->most)}
              : *range;
  }
  return out;
}

bool RuleBook::allows(const Call& call, std::string_view path, const Piece& piece) const {
  if (piece.kind == Piece::Kind::symbol) {
    return std::ranges::any_of(at(call, Rule::Verb::rename, path), [&](const Rule* rule) {
      return rule->argument == noun_of(piece.text);
    });
  }
  const std::optional<NoiseKind> kind = noise_kind_named(piece.text);
  return kind && std::ranges::any_of(at(call, Rule::Verb::noise, path),
                                     [&](const Rule* rule) { return is_wider(*rule, *kind); });
}

std::string RuleBook::held_kind(const Call& call, std::string_view path, const Piece& piece) const {
  const std::vector<const Rule*> rules = at(call, Rule::Verb::noise, path);
  const bool itself = std::ranges::find(rules, piece.text, &Rule::argument) != rules.end();
  const std::optional<NoiseKind> kind = noise_kind_named(piece.text);
  if (!kind) return piece.text;
  NoiseKind out = *kind;
  for (const Rule* rule : rules) {
    if (!is_wider(*rule, *kind) || (rule->learned && itself)) continue;
    out = common(out, *noise_kind_named(rule->argument));
  }
  return name_of(out);
}

}  // namespace goldwire
