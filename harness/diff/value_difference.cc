// In order: the type, the literal parts, the classes, the ids, the times, the shapes.
#include "harness/diff/value_difference.h"

#include <algorithm>

#include "harness/canonical/noise_kind.h"
#include "harness/golden/pattern.h"

namespace goldwire {
namespace {

/// A piece that no rule allows any more stands for itself; what no rule says of it is not held.
Pattern allowed(const Comparison& all, const Call& call, const GoldenLeaf& golden) {
  Pattern out = golden.pattern;
  for (Piece& piece : out) {
    if (piece.kind == Piece::Kind::literal) continue;
    if (!all.book.allows(call, golden.path, piece)) {
      piece = {Piece::Kind::literal, "{" + piece.text + "}"};
    } else if (piece.kind == Piece::Kind::noise) {
      piece.text = all.book.held_kind(call, golden.path, piece);
    }
  }
  return out;
}

bool is_anything(const Pattern& pattern) {
  return pattern.size() == 1 && pattern.front().kind == Piece::Kind::noise &&
         pattern.front().text == name_of(ValueClass::any);
}

std::vector<std::string> symbols_in(const Pattern& pattern) {
  std::vector<std::string> out;
  for (const Piece& piece : pattern) {
    if (piece.kind == Piece::Kind::symbol) out.push_back(piece.text);
  }
  return out;
}

std::vector<std::string> literals_in(const Pattern& pattern) {
  std::vector<std::string> out;
  for (const Piece& piece : pattern) {
    if (piece.kind == Piece::Kind::literal) out.push_back(piece.text);
  }
  return out;
}

/// The golden's text with ids as they are in this run; other volatile pieces stay in braces.
std::string expected_text(const Ids& ids, const Pattern& pattern) {
  std::string out;
  for (const Piece& piece : pattern) {
    const std::string_view id = piece.kind == Piece::Kind::symbol ? ids.value(piece.text) : "";
    if (piece.kind == Piece::Kind::literal) {
      out += piece.text;
    } else if (!id.empty()) {
      out += id;
    } else {
      out += "\x01";  // one word that nothing on the wire holds
    }
  }
  return out;
}

/// The words that became others, leaving out those that may differ; both texts whole when they are
/// built differently.
std::vector<std::pair<std::string, std::string>> changed_words(const Ids& ids,
                                                               const Pattern& pattern,
                                                               std::string_view text) {
  const std::string expected = expected_text(ids, pattern);
  std::vector<std::pair<std::string, std::string>> out;
  const std::vector<Word> left = words_of(expected);
  const std::vector<Word> right = words_of(text);
  // A volatile piece is no word of `left`; what stands between words there says how many pieces to
  // skip.
  std::size_t at = 0;
  bool alike = true;
  for (const Word& token : left) {
    if (token.word) {
      alike = at < right.size() && right[at].word;
      if (alike && token.text != right[at].text) out.emplace_back(token.text, right[at].text);
      ++at;
    } else {
      std::string_view rest = token.text;
      while (alike && !rest.empty()) {
        const std::size_t mark = std::min(rest.find('\x01'), rest.size());
        if (mark > 0) alike = at < right.size() && right[at++].text == rest.substr(0, mark);
        if (mark < rest.size()) alike = alike && at < right.size() && right[at++].word;
        rest = rest.substr(std::min(mark + 1, rest.size()));
      }
    }
    if (!alike) break;
  }
  if (alike && at == right.size()) return out;
  return {{spell(pattern), std::string(text)}};
}

std::size_t first_difference(std::string_view a, std::string_view b) {
  const auto [at, other] = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(at - a.begin());
}

void say_changed(Difference& out, const GoldenLeaf& golden, const Leaf& leaf, bool quoted) {
  const std::string from = shown(golden, quoted);
  const std::string to = shown(leaf, quoted);
  const std::size_t at = first_difference(from, to);
  out.finding.from = excerpt(from, at);
  out.finding.to = excerpt(to, at);
  out.finding.what = out.finding.path + " " + out.finding.from + " -> " + out.finding.to;
}

std::string in_all(const Comparison& all, std::string_view what) {
  const std::string runs = std::to_string(all.golden.runs);
  return std::string(what) + " in " +
         (all.golden.runs == 1 ? "the one baseline run" : "all " + runs + " baseline runs");
}

std::optional<Difference> type_difference(const Comparison& all, std::size_t node,
                                          const GoldenLeaf& golden, const Leaf& leaf) {
  Difference out = difference_at(all, node, FindingKind::changed, golden.path, Rule::Verb::ignore);
  say_changed(out, golden, leaf, true);
  const std::string before(name_of(golden.type));
  const std::string after(name_of(leaf.type));
  out.finding.evidence = in_all(all, "a " + before) + ", a " + after + " now";
  const bool same_text = is_literal(golden.pattern) && spell(golden.pattern) == leaf.text;
  const std::string name = same_text ? leaf.text : std::string(last_name(golden.path));
  out.words = {{before + " " + name, after + " " + name}};
  out.symbols = symbols_in(golden.pattern);
  out.before = literals_in(golden.pattern);
  return out;
}

/// The first id that is not the value it is elsewhere.
std::optional<Difference> id_difference(const Comparison& all, const Ids& ids, std::size_t node,
                                        const GoldenLeaf& golden, const Pattern& pattern,
                                        const std::vector<std::string_view>& values) {
  std::size_t at = 0;
  for (const Piece& piece : pattern) {
    if (piece.kind == Piece::Kind::literal) continue;
    const std::string_view value = values[at++];
    const std::string_view here = ids.symbol(value);
    const bool symbol = piece.kind == Piece::Kind::symbol;
    const std::string_view wanted = symbol ? ids.value(piece.text) : std::string_view{};
    // Noise that turns out to be an id; calls that come and go are too loosely known to judge.
    const bool taken = !symbol && !here.empty() && !all.nodes[node].golden->optional;
    if (symbol ? wanted == value : !taken) continue;
    // No value of this run looks like one of these ids: told as a matter of shape.
    if (symbol && wanted.empty() && here.empty()) continue;
    Difference out = difference_at(all, node, FindingKind::id, golden.path, Rule::Verb::ignore);
    out.finding.from = symbol ? piece.text : "{" + piece.text + "}";
    out.finding.to = excerpt(here.empty() ? value : here);
    out.finding.what = golden.path + " holds " + out.finding.to + " where " +
                       (symbol ? out.finding.from : "a value of its own") + " belongs";
    out.finding.evidence =
        symbol ? in_all(all, "the same value as everywhere else that " + piece.text + " stands")
               : in_all(all, "no other id's value");
    out.symbols = {out.finding.from};
    out.words = {{std::string(wanted.empty() ? piece.text : wanted), std::string(value)}};
    return out;
  }
  return std::nullopt;
}

/// Where a time lies, in a person's words.
std::string said(std::optional<Duration> after) {
  if (!after) return "no time";
  if (std::chrono::abs(*after) < std::chrono::minutes(1)) return "close to its call";
  return length_text(*after) + (*after < Duration{} ? " before" : " after") + " its call";
}

/// The first time that lies elsewhere than in the baseline, from its call.
std::optional<Difference> time_difference(const Comparison& all, std::size_t node,
                                          const GoldenLeaf& golden, const Pattern& pattern,
                                          const std::vector<std::string_view>& values,
                                          const CanonicalSpan& call) {
  std::size_t at = 0;
  for (const Piece& piece : pattern) {
    if (piece.kind == Piece::Kind::literal) continue;
    const std::string_view value = values[at++];
    const auto kind = piece.kind == Piece::Kind::noise ? noise_kind_named(piece.text)
                                                       : std::optional<NoiseKind>();
    if (!kind || !kind->after_call) continue;
    const CallTime time = all.clocks->at(call, golden.path, value);
    if (keeps_relation(value, *kind, time)) continue;
    Difference out = difference_at(all, node, FindingKind::changed, golden.path, Rule::Verb::noise,
                                   name_of(kept(*kind, value, time)));
    out.finding.from = "{" + piece.text + "}";
    out.finding.to = excerpt(value);
    const auto counted = counted_time(value);
    if (kind->value_class == ValueClass::epoch && counted && counted->unit != kind->unit) {
      out.finding.what = golden.path + ": counts " + std::string(name_of(counted->unit)) +
                         ", was counting " + std::string(name_of(kind->unit));
    } else {
      out.finding.what = golden.path + ": a time " + said(after_call(value, *kind, time)) +
                         ", was " + said(kind->after_call);
    }
    out.finding.evidence = in_all(all, said(kind->after_call));
    out.words = {{"a time " + said(kind->after_call), std::string(value)}};
    return out;
  }
  return std::nullopt;
}

std::string quote(std::string text, LeafType type, bool quoted) {
  switch (type) {
    case LeafType::null:
      return "null";
    case LeafType::empty_list:
      return "[]";
    case LeafType::empty_object:
      return "{}";
    case LeafType::json:
      return "a text that holds JSON";
    case LeafType::blob:
      return std::to_string(text.size()) + " octets";
    case LeafType::text:
      return quoted || text.empty() ? "\"" + text + "\"" : text;
    default:
      return text;
  }
}

/// The first value of another shape than all were in the baseline. Of an id the whole value is
/// accepted.
std::optional<Difference> shape_difference(const Comparison& all, const Ids& ids, std::size_t node,
                                           const GoldenLeaf& golden, const Pattern& pattern,
                                           const std::vector<std::string_view>& values,
                                           const CanonicalSpan& call) {
  std::size_t at = 0;
  for (const Piece& piece : pattern) {
    if (piece.kind == Piece::Kind::literal) continue;
    const std::string_view value = values[at++];
    const bool symbol = piece.kind == Piece::Kind::symbol;
    const std::optional<NoiseKind> kind =
        symbol ? ids.kind(piece.text) : noise_kind_named(piece.text);
    if (!kind) continue;
    if (has_shape(*kind, value)) continue;
    const NoiseKind wider = kept(*kind, value, all.clocks->at(call, golden.path, value));
    Difference out =
        symbol ? difference_at(all, node, FindingKind::changed, golden.path, Rule::Verb::ignore)
               : difference_at(all, node, FindingKind::changed, golden.path, Rule::Verb::noise,
                               name_of(wider));
    out.finding.from = said(kind->shape, kind->value_class);
    out.finding.to = excerpt(value);
    out.finding.what =
        golden.path + ": " + quote(out.finding.to, golden.type, true) + ", was " + out.finding.from;
    out.finding.evidence = in_all(all, out.finding.from);
    out.words = {{out.finding.from, std::string(value)}};
    if (symbol) out.symbols = {piece.text};
    return out;
  }
  return std::nullopt;
}

}  // namespace

std::string shown(const GoldenLeaf& leaf, bool quoted) {
  if (is_literal(leaf.pattern)) {
    return quote(leaf.pattern.empty() ? "" : leaf.pattern.front().text, leaf.type, quoted);
  }
  return leaf.type == LeafType::blob ? spell(leaf.pattern)
                                     : quote(spell(leaf.pattern), leaf.type, quoted);
}

std::string shown(const Leaf& leaf, bool quoted) { return quote(leaf.text, leaf.type, quoted); }

std::optional<Difference> value_difference(const Comparison& all, const Ids& ids, std::size_t node,
                                           const GoldenLeaf& golden, const Leaf& leaf,
                                           const CanonicalSpan& call) {
  const Pattern pattern = allowed(all, all.nodes[node].call(), golden);
  if (is_anything(pattern)) return std::nullopt;
  if (golden.type != leaf.type) return type_difference(all, node, golden, leaf);
  if (const auto values = ids.captured(pattern, leaf.text)) {
    if (auto id = id_difference(all, ids, node, golden, pattern, *values)) return id;
    if (auto time = time_difference(all, node, golden, pattern, *values, call)) return time;
    return shape_difference(all, ids, node, golden, pattern, *values, call);
  }
  Difference out = difference_at(all, node, FindingKind::changed, golden.path, Rule::Verb::ignore);
  say_changed(out, golden, leaf, false);
  out.words = changed_words(ids, pattern, leaf.text);
  out.symbols = symbols_in(pattern);
  out.before = literals_in(pattern);
  out.finding.evidence =
      in_all(all, is_literal(pattern) ? "the same" : "of the form " + excerpt(spell(pattern)));
  return out;
}

}  // namespace goldwire
