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
  const bool noise = piece.kind == Piece::Kind::noise;
  const std::string_view wanted = noise ? std::string_view(piece.text) : noun_of(piece.text);
  const std::string_view wider = noise ? class_in(wanted) : wanted;
  return std::ranges::any_of(
      at(call, noise ? Rule::Verb::noise : Rule::Verb::rename, path),
      [&](const Rule* rule) { return rule->argument == wanted || rule->argument == wider; });
}

bool RuleBook::allows_unrelated(const Call& call, std::string_view path, const Piece& piece) const {
  bool related = false;
  for (const Rule* rule : at(call, Rule::Verb::noise, path)) {
    related = related || rule->argument == piece.text;
    if (!rule->learned && rule->argument == class_in(piece.text)) return true;
  }
  return !related;
}

}  // namespace goldwire
