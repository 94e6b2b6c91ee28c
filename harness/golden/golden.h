// Golden: the canonical traces of a scenario, with what may differ written as what it is.
//
// Contract: plain data, a flat list that a file can hold one to one. Spans stand parents first;
// `id` is derived from a span's place (its parents' and its own headline and its number among
// equals), so that an unrelated change keeps it. Same runs, same golden, byte for byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/trace/span.h"
#include "harness/canonical/leaf.h"
#include "harness/canonical/value_class.h"
#include "protocols/base/result.h"

namespace goldwire {

/// A part of a golden value.
struct Piece {
  enum class Kind : std::uint8_t {
    literal,  ///< `text` itself
    noise,    ///< any value of kind `text`: "timestamp now", "integer", ... (noise_kind.h)
    symbol    ///< a renamed id, `text` its name: "order#1"; the same value wherever the name stands
  };
  Kind kind = Kind::literal;
  std::string text;
  friend bool operator==(const Piece&, const Piece&) = default;
};

using Pattern = std::vector<Piece>;

/// One line: literals as they are with '{' and '}' doubled, others in braces: "Order {order#1} at
/// {timestamp}". Kind is told by the '#'.
std::string spell(const Pattern& pattern);
Decoded<Pattern> read_pattern(std::string_view text);

struct GoldenLeaf {
  std::string path;
  LeafType type = LeafType::text;
  Pattern pattern;        ///< a single literal piece (or none for "") when nothing in it may differ
  bool optional = false;  ///< absent in some baseline runs
  friend bool operator==(const GoldenLeaf&, const GoldenLeaf&) = default;
};

/// A symbol and how its values look; the values themselves are not kept.
struct Symbol {
  std::string name;        ///< "order#1"
  std::string value_kind;  ///< "uuid", "integer positive", ... (noise_kind.h)
  friend bool operator==(const Symbol&, const Symbol&) = default;
};

/// The class in its kind; any when it is none.
ValueClass class_of(const Symbol& symbol);

struct GoldenSpan {
  std::string id;           ///< unique in the golden; letters and digits
  std::string parent;       ///< id; empty for a root
  bool sure_parent = true;  ///< every baseline run agreed on the parent with confidence
  std::string caller;
  std::string callee;
  std::string operation;
  bool operation_known = true;
  SpanKind kind = SpanKind::internal;
  bool failed = false;
  bool optional = false;           ///< absent in some baseline runs; a `count` rule says how often
  std::vector<std::string> after;  ///< ids of siblings that always ended before this one began
  std::uint64_t slowest_ms =
      0;  ///< of the baseline runs, rounded up to 1, 2 or 5 times a power of ten
  std::vector<std::string> incomplete;  ///< Reasons' names; what is unknown of it is not compared
  std::vector<GoldenLeaf> leaves;       ///< sorted by path
  friend bool operator==(const GoldenSpan&, const GoldenSpan&) = default;

  const GoldenLeaf* find(std::string_view path) const;
  /// "bff -> accounts: POST /deposits".
  std::string headline() const;
};

struct Golden {
  std::string scenario;           ///< set by the caller
  unsigned runs = 0;              ///< baseline runs it was learned from
  std::vector<Symbol> symbols;    ///< in order of first appearance
  std::vector<GoldenSpan> spans;  ///< parents before children
  friend bool operator==(const Golden&, const Golden&) = default;

  const GoldenSpan* find(std::string_view id) const;
};

}  // namespace goldwire
