// Selector: which spans are meant, in a small language like CSS over spans.
//
//   span[db.system.name=postgresql name contains "INSERT"]     all conditions in the brackets hold
//   service=payments peer=stripe                               the same without span[...]
//   span[name="POST /deposit"], span[name="POST /transfer"]    one of several
//   span                                                       every span
//
// A condition is NAME OPERATOR VALUE, or NAME alone: present. Operators: = != < <= > >= (numbers),
// contains, starts-with, ends-with, matches ('*' stands for any characters). A value with blanks,
// brackets, commas or quotes stands in double quotes, where \" and \\ are a quote and a backslash.
// NAME is a field (fields.h) or an attribute of the semantic conventions.
//
// Contract: of a name with several values (headers) one has to fit; != holds when none is equal.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/result.h"

namespace goldwire {

/// The values a span has under a name; none when it has no such field.
using Fields = std::function<std::vector<std::string>(std::string_view name)>;

class Selector {
 public:
  /// Selects every span.
  Selector() : text_("span"), alternatives_(1) {}
  /// An Error says at which character the selector breaks and shows the right form.
  static Result<Selector> parse(std::string_view text);

  bool matches(const Fields& fields) const;
  /// As it was written.
  const std::string& text() const { return text_; }

 private:
  enum class Operator : std::uint8_t {
    present,
    equal,
    unequal,
    less,
    at_most,
    greater,
    at_least,
    contains,
    starts,
    ends,
    matches
  };
  struct Condition {
    std::string name;
    Operator how = Operator::present;
    std::string value;
    bool holds(const Fields& fields) const;
  };
  class Reader;

  std::string text_;
  std::vector<std::vector<Condition>> alternatives_;
};

}  // namespace goldwire
