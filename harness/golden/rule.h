// Rule: one line that says what may differ. Learned from baseline runs, or accepted by a person.
//
//   noise     CALLER -> CALLEE: OPERATION @ PATH is KIND      any value of that kind (noise_kind.h)
//   rename    CALLER -> CALLEE: OPERATION @ PATH is NAME      an id; NAME#n everywhere it occurs
//   ignore    CALLER -> CALLEE: OPERATION @ PATH              nothing at or under it is compared
//   optional  CALLER -> CALLEE: OPERATION @ PATH              may be absent; else it is compared
//   count     CALLER -> CALLEE: OPERATION is MIN..MAX         how many one cause may make
//   unordered CALLER -> CALLEE: OPERATION                     its place among siblings is free
//   anywhere  CALLER -> CALLEE: OPERATION                     its parent does not count
//
// '*' in CALLER, CALLEE, OPERATION and PATH stands for any characters. A PATH covers all that is
// under it. A golden's noise and symbols hold only as long as a rule of noise.yaml allows them:
// deleting a `noise` or `rename` line makes the value a difference again. What a kind says beyond
// its class ("timestamp now", "token 27") holds until a person adds the line without it
// ("timestamp").
//
// Contract: parse(line()) gives the same rule back. Evidence is for people and never interpreted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/result.h"

namespace goldwire {

struct Rule {
  enum class Verb : std::uint8_t { noise, rename, ignore, optional, count, unordered, anywhere };
  Verb verb = Verb::ignore;
  std::string caller = "*";
  std::string callee = "*";
  std::string operation = "*";
  std::string path;                   ///< empty for count, unordered, anywhere
  std::string argument;               ///< the kind, the name, or "MIN..MAX"
  std::vector<std::string> evidence;  ///< for instance one value per baseline run
  bool learned = false;               ///< from baseline runs; false: a person accepted it

  std::string line() const;
  /// The Error says what is wrong with the line and shows the right form.
  static Result<Rule> parse(std::string_view line);
  friend bool operator==(const Rule&, const Rule&) = default;
};

using Rules = std::vector<Rule>;

/// The argument of a `count` rule.
struct CountRange {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  /// Reads "MIN..MAX".
  static std::optional<CountRange> parse(std::string_view text);
};

/// True when `text` fits `pattern`, in which '*' stands for any characters, none too.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace goldwire
