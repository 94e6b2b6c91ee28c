// RuleBook: the rules as they are asked for: what holds for this call, at this path.
//
// Contract: borrows the rules. Answers for one call are found once and kept; not for several
// threads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/golden/golden.h"
#include "harness/golden/rule.h"

namespace goldwire {

/// Who calls whom for what: the part of a span that rules select by.
struct Call {
  std::string_view caller;
  std::string_view callee;
  std::string_view operation;
};

class RuleBook {
 public:
  explicit RuleBook(const Rules& rules) : rules_(rules) {}

  bool ignores(const Call& call, std::string_view path) const;
  /// Lines that were learned hold only where the golden itself saw a value or call come and go
  /// (`seen_to_vary`); a person's lines hold everywhere.
  bool optional(const Call& call, std::string_view path, bool seen_to_vary) const;
  bool unordered(const Call& call) const { return !of(call, Rule::Verb::unordered).empty(); }
  bool anywhere(const Call& call) const { return !of(call, Rule::Verb::anywhere).empty(); }
  /// The widest range that the count rules for this call give together.
  std::optional<CountRange> count(const Call& call, bool seen_to_vary) const;
  /// Whether a rule lets noise or a symbol of this name stand at `path`. Noise is also allowed by
  /// a rule for a kind of its class that says less (noise_kind.h).
  bool allows(const Call& call, std::string_view path, const Piece& piece) const;
  /// What of its kind such noise has to keep: what the rules say that a person wrote; without a
  /// rule for this very kind, what all rules say that allow it.
  std::string held_kind(const Call& call, std::string_view path, const Piece& piece) const;
  /// The rules of `verb` that hold at `path`.
  std::vector<const Rule*> at(const Call& call, Rule::Verb verb, std::string_view path) const;

 private:
  const std::vector<const Rule*>& of(const Call& call, Rule::Verb verb) const;

  using Key = std::tuple<std::string, std::string, std::string, Rule::Verb>;
  const Rules& rules_;
  mutable std::map<Key, std::vector<const Rule*>> found_;
};

}  // namespace goldwire
