// Rule: written as one line and read back.
#include "harness/golden/rule.h"

#include <array>
#include <charconv>
#include <optional>

#include "harness/canonical/noise_kind.h"

namespace goldwire {
namespace {

struct Form {
  std::string_view name;
  bool path;      ///< "@ PATH" must stand
  bool argument;  ///< "is ARGUMENT" must stand
};

constexpr std::array<Form, 7> kForms = {{{"noise", true, true},
                                         {"rename", true, true},
                                         {"ignore", true, false},
                                         {"optional", true, false},
                                         {"count", false, true},
                                         {"unordered", false, false},
                                         {"anywhere", false, false}}};

std::unexpected<Error> bad(
    std::string_view line, std::string what,
    std::string remedy = "write VERB CALLER -> CALLEE: OPERATION [@ PATH] [is ARGUMENT]") {
  return failure(std::move(what), "rule \"" + std::string(line) + "\"", std::move(remedy));
}

/// Where the bracket that opens at `at` ends; nothing when it does not, or holds neither an index
/// nor a quoted name.
std::optional<std::size_t> bracket_end(std::string_view path, std::size_t at) {
  if (!path.substr(at).starts_with("[\"")) {
    const std::size_t end = path.find_first_not_of("0123456789*", at + 1);
    const bool closed = end != std::string_view::npos && end > at + 1 && path[end] == ']';
    return closed ? std::optional(end + 1) : std::nullopt;
  }
  for (std::size_t i = at + 2; i < path.size(); ++i) {
    if (path[i] == '\\') {
      ++i;
    } else if (path.substr(i).starts_with("\"]")) {
      return i + 2;
    }
  }
  return std::nullopt;
}

/// Every bracket is one of leaf.h's paths.
bool brackets_close(std::string_view path) {
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] == ']') return false;
    const std::optional<std::size_t> next = path[at] == '[' ? bracket_end(path, at) : at + 1;
    if (!next) return false;
    at = *next;
  }
  return true;
}

/// Takes what stands before `mark` off the front of `text`.
std::optional<std::string_view> before(std::string_view& text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const std::string_view out = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return out;
}

/// Takes what stands after the last `mark` off the end of `text`.
std::optional<std::string_view> after(std::string_view& text, std::string_view mark) {
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos || at + mark.size() == text.size()) return std::nullopt;
  const std::string_view out = text.substr(at + mark.size());
  text = text.substr(0, at);
  return out;
}

}  // namespace

std::optional<CountRange> CountRange::parse(std::string_view text) {
  CountRange out;
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return std::nullopt;
  const auto number = [](std::string_view digits, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size();
  };
  if (!number(text.substr(0, dots), out.least)) return std::nullopt;
  if (!number(text.substr(dots + 2), out.most) || out.most < out.least) return std::nullopt;
  return out;
}

std::string Rule::line() const {
  const Form& form = kForms[static_cast<std::size_t>(verb)];
  std::string out(form.name);
  out += " " + caller + " -> " + callee + ": " + operation;
  if (form.path) out += " @ " + path;
  if (form.argument) out += " is " + argument;
  return out;
}

Result<Rule> Rule::parse(std::string_view line) {
  std::string_view rest = line;
  const std::optional<std::string_view> verb = before(rest, " ");
  Rule rule;
  const Form* form = nullptr;
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    if (!verb || kForms[i].name != *verb) continue;
    form = &kForms[i];
    rule.verb = static_cast<Verb>(i);
  }
  if (form == nullptr) {
    return bad(line,
               "begins with none of noise, rename, ignore, optional, count, unordered, anywhere");
  }
  const std::optional<std::string_view> caller = before(rest, " -> ");
  const std::optional<std::string_view> callee = before(rest, ": ");
  if (!caller || !callee) return bad(line, "has no CALLER -> CALLEE: OPERATION");
  rule.caller = *caller;
  rule.callee = *callee;
  if (form->argument) {
    const std::optional<std::string_view> argument = after(rest, " is ");
    if (!argument) return bad(line, "has no \"is ...\" at its end");
    rule.argument = *argument;
  }
  if (form->path) {
    const std::optional<std::string_view> path = after(rest, " @ ");
    if (!path) return bad(line, "has no \"@ PATH\"");
    rule.path = *path;
  }
  if (rest.empty()) return bad(line, "has no operation");
  rule.operation = rest;
  if (rule.verb == Verb::count && !CountRange::parse(rule.argument)) {
    return bad(line, "wants a count such as 0..3");
  }
  if (rule.verb == Verb::noise && !noise_kind_named(rule.argument)) {
    return bad(line, "knows no class '" + rule.argument + "'",
               "it is one of uuid, timestamp, epoch, integer, decimal, hex, token, text, octets, "
               "any; with "
               "what it has to keep: \"timestamp now+24h zone\", \"epoch ms now\", \"token 27\", "
               "\"integer "
               "positive\"");
  }
  if (form->path && !brackets_close(rule.path)) {
    return bad(line, "has a bracket that is not closed, or holds no number, '*' or quoted name",
               "write for instance response.body.rows[*].id or request.body[\"a b\"]");
  }
  return rule;
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace goldwire
