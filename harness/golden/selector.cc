// Selector: a hand-written reader of one line, and the conditions' meaning.
#include "harness/golden/selector.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <utility>

#include "harness/golden/fields.h"
#include "harness/golden/rule.h"

namespace goldwire {
namespace {

constexpr std::string_view kForm =
    "write for instance span[service=payments name contains \"INSERT\"]";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

bool is_word(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet > 0x20 && std::string_view("[],=!<>\"").find(c) == std::string_view::npos;
}

std::optional<double> number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || value != value) return std::nullopt;
  return value;
}

}  // namespace

class Selector::Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<std::vector<std::vector<Condition>>> read() {
    std::vector<std::vector<Condition>> alternatives;
    do {
      auto one = alternative();
      if (!one) return std::unexpected(one.error());
      alternatives.push_back(std::move(*one));
      skip_blanks();
    } while (take(','));
    if (at_ < text_.size()) return broken("an end or a comma");
    return alternatives;
  }

 private:
  std::unexpected<Error> broken(std::string_view wanted) const {
    return failure(fmt::format("selector '{}' needs {} at character {}", text_, wanted, at_ + 1),
                   {}, std::string(kForm));
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  Result<std::vector<Condition>> alternative() {
    skip_blanks();
    const std::size_t begin = at_;
    const bool span = word() == "span" && (at_ == text_.size() || is_blank(text_[at_]) ||
                                           text_[at_] == '[' || text_[at_] == ',');
    if (!span) {
      at_ = begin;
      return conditions(false);
    }
    skip_blanks();
    if (!take('[')) return std::vector<Condition>();
    auto inside = conditions(true);
    if (inside && !take(']')) return broken("']'");
    return inside;
  }

  /// Up to ']' when `bracketed`, else up to the end or a comma.
  Result<std::vector<Condition>> conditions(bool bracketed) {
    std::vector<Condition> all;
    for (skip_blanks(); at_ < text_.size() && text_[at_] != ']' && text_[at_] != ',';
         skip_blanks()) {
      auto one = condition();
      if (!one) return std::unexpected(one.error());
      all.push_back(std::move(*one));
    }
    if (all.empty() && !bracketed) return broken("a condition");
    return all;
  }

  Result<Condition> condition() {
    Condition condition;
    condition.name = word();
    if (condition.name.empty()) return broken("the name of a field");
    if (!is_field(condition.name)) {
      return failure(
          fmt::format("selector '{}' asks for '{}', which no span has", text_, condition.name), {},
          "'goldwire spans --format jsonl' shows the names of fields and attributes");
    }
    const auto how = operation();
    if (!how) return condition;
    condition.how = *how;
    skip_blanks();
    if (take('"')) {
      while (at_ < text_.size() && text_[at_] != '"') {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        condition.value += text_[at_++];
      }
      if (!take('"')) return broken("a closing '\"'");
    } else {
      condition.value = word();
      if (condition.value.empty()) return broken("a value (\"\" for an empty one)");
    }
    const bool ordered = condition.how >= Operator::less && condition.how <= Operator::at_least;
    if (ordered && !number(condition.value)) return broken("a number before it");
    const bool equality = condition.how == Operator::equal || condition.how == Operator::unequal;
    const std::vector<std::string_view> values = values_of_field(condition.name);
    if (equality && !values.empty() && std::ranges::find(values, condition.value) == values.end()) {
      return failure(
          fmt::format("selector '{}': {} is never '{}'", text_, condition.name, condition.value),
          {}, fmt::format("it is one of {}", fmt::join(values, ", ")));
    }
    return condition;
  }

  std::optional<Operator> operation() {
    static constexpr std::array<std::pair<std::string_view, Operator>, 10> kOperators{{
        {"!=", Operator::unequal},
        {"<=", Operator::at_most},
        {">=", Operator::at_least},
        {"=", Operator::equal},
        {"<", Operator::less},
        {">", Operator::greater},
        {"contains", Operator::contains},
        {"starts-with", Operator::starts},
        {"ends-with", Operator::ends},
        {"matches", Operator::matches},
    }};
    const std::size_t begin = at_;
    skip_blanks();
    for (const auto& [spelling, how] : kOperators) {
      if (!text_.substr(at_).starts_with(spelling)) continue;
      const std::size_t end = at_ + spelling.size();
      const bool whole = !is_word(spelling.back()) || end == text_.size() || !is_word(text_[end]);
      if (!whole) continue;
      at_ = end;
      return how;
    }
    at_ = begin;
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool Selector::Condition::holds(const Fields& fields) const {
  const std::vector<std::string> values = fields(name);
  const auto one = [&](auto fits) { return std::ranges::any_of(values, fits); };
  const auto compare = [&](auto fits) {
    const double wanted = number(value).value_or(0);
    return one([&](const std::string& is) {
      const auto have = number(is);
      return have && fits(*have, wanted);
    });
  };
  switch (how) {
    case Operator::present:
      return !values.empty();
    case Operator::equal:
      return one([&](const std::string& is) { return is == value; });
    case Operator::unequal:
      return !one([&](const std::string& is) { return is == value; });
    case Operator::less:
      return compare(std::less{});
    case Operator::at_most:
      return compare(std::less_equal{});
    case Operator::greater:
      return compare(std::greater{});
    case Operator::at_least:
      return compare(std::greater_equal{});
    case Operator::contains:
      return one([&](const std::string& is) { return is.find(value) != std::string::npos; });
    case Operator::starts:
      return one([&](const std::string& is) { return is.starts_with(value); });
    case Operator::ends:
      return one([&](const std::string& is) { return is.ends_with(value); });
    case Operator::matches:
      return one([&](const std::string& is) { return matches_glob(value, is); });
  }
  return false;
}

Result<Selector> Selector::parse(std::string_view text) {
  auto alternatives = Reader(text).read();
  if (!alternatives) return std::unexpected(alternatives.error());
  Selector selector;
  selector.text_ = text;
  selector.alternatives_ = std::move(*alternatives);
  return selector;
}

bool Selector::matches(const Fields& fields) const {
  return std::ranges::any_of(alternatives_, [&](const std::vector<Condition>& conditions) {
    return std::ranges::all_of(conditions, [&](const Condition& one) { return one.holds(fields); });
  });
}

}  // namespace goldwire
