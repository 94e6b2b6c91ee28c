// From the most telling place to the least: a field named after the thing, a path, any field, the
// call.
#include "harness/noise/noun.h"

#include <algorithm>
#include <array>

#include "harness/canonical/leaf.h"

namespace goldwire {
namespace {

/// "transactionId", "transaction_id", "X-Transaction-ID" -> "transaction-id".
std::string kebab(std::string_view name) {
  std::string out;
  bool lower_before = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (upper && lower_before) out += '-';
    if (!word && !out.empty() && out.back() != '-') out += '-';
    if (word) out += upper ? static_cast<char>(c + 32) : c;
    lower_before = word && !upper;
  }
  while (out.ends_with('-')) out.pop_back();
  if (out.starts_with("x-")) out.erase(0, 2);
  return out;
}

bool is_generic(std::string_view word) {
  constexpr std::array<std::string_view, 15> kGeneric = {
      "id", "parameters", "rows", "value", "key", "values", "body", "json",
      "s",  "text",       "data", "name",  "url", "path",   "ids"};
  return word.empty() || std::ranges::find(kGeneric, word) != kGeneric.end();
}

/// "/accounts/" -> "account"; "orders:" -> "order".
std::string path_word(std::string_view before) {
  while (!before.empty() && (before.back() == '/' || before.back() == ':')) before.remove_suffix(1);
  std::size_t begin = before.size();
  while (begin > 0 && before[begin - 1] != '/' && before[begin - 1] != ':') --begin;
  std::string word = kebab(before.substr(begin));
  if (word.size() > 3 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
  return word;
}

/// The last word of "INSERT payments" or "POST /deposits/{id}".
std::string operation_word(std::string_view operation) {
  const std::size_t brace = operation.find("/{");
  operation = operation.substr(0, brace);
  return path_word(operation.substr(operation.find_last_of(" ./") + 1));
}

}  // namespace

Noun noun_of(std::string_view path, std::string_view before, std::string_view operation) {
  std::string field = kebab(last_name(path));
  // DynamoDB writes the type of a value as a member of its own.
  if (field == "s" || field == "n" || field == "b") {
    field = kebab(last_name(path.substr(0, path.rfind('.'))));
  }
  for (const std::string_view suffix : {"-id", "-key", "-token", "-uuid"}) {
    if (field.size() > suffix.size() && field.ends_with(suffix)) {
      return {field.substr(0, field.size() - suffix.size()), 0};
    }
  }
  if (before.ends_with('/') || before.ends_with(':')) {
    const std::string word = path_word(before);
    if (!is_generic(word)) return {word, 1};
  }
  const bool header = path.find(".header.") != std::string_view::npos;
  if (!is_generic(field)) return {field, header ? 3 : 2};
  const std::string word = operation_word(operation);
  return is_generic(word) ? Noun{"id", 5} : Noun{word, 4};
}

}  // namespace goldwire
