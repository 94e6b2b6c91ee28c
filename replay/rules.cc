// Rules: their spelling, strictly read.
#include "replay/rules.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "replay/slots.h"

namespace goldwire::replay {
namespace {

constexpr std::size_t kMostRequests = 100'000;

/// A number from 1 on, without leading zeros.
std::optional<std::size_t> read_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || text.front() == '0' || number > kMostRequests) return std::nullopt;
  return number;
}

/// "2-5, 7" in ascending order.
std::optional<std::vector<std::size_t>> read_numbers(std::string_view text) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(", ", at), text.size());
    const std::string_view range = text.substr(at, end - at);
    const std::size_t dash = range.find('-');
    const auto first = read_number(range.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : read_number(range.substr(dash + 1));
    if (!first || !last || *first > *last || (!out.empty() && *first <= out.back())) {
      return std::nullopt;
    }
    for (std::size_t number = *first; number <= *last; ++number) out.push_back(number);
    at = end + 2;
  }
  return out;
}

std::string spell_numbers(const std::vector<std::size_t>& numbers) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    out += fmt::format("{}{}", out.empty() ? "" : ", ", numbers[i]);
    if (last > i) out += fmt::format("-{}", numbers[last]);
    i = last + 1;
  }
  return out;
}

/// The place behind the last blank of `text`, which quoted member names may hold blanks before.
std::optional<std::pair<std::string_view, std::string_view>> cut_place(std::string_view text) {
  for (std::size_t at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1)) {
    if (is_place(text.substr(at + 1))) return std::pair(text.substr(0, at), text.substr(at + 1));
  }
  return std::nullopt;
}

}  // namespace

std::string spell(const Source& source) {
  return fmt::format("answer {} {}", source.answer, source.place);
}

std::string spell(const Destination& destination) {
  return fmt::format("request{} {} {}", destination.requests.size() == 1 ? "" : "s",
                     spell_numbers(destination.requests), destination.place);
}

std::optional<Source> read_source(std::string_view text) {
  constexpr std::string_view kBegin = "answer ";
  const auto cut = cut_place(text);
  if (!cut || !cut->first.starts_with(kBegin)) return std::nullopt;
  const auto number = read_number(cut->first.substr(kBegin.size()));
  if (!number || cut->second.starts_with("path[") || cut->second.starts_with("query.")) {
    return std::nullopt;
  }
  return Source{*number, std::string(cut->second), {}};
}

std::optional<Destination> read_destination(std::string_view text) {
  const auto cut = cut_place(text);
  if (!cut) return std::nullopt;
  const bool several = cut->first.starts_with("requests ");
  if (!several && !cut->first.starts_with("request ")) return std::nullopt;
  auto numbers = read_numbers(cut->first.substr(several ? 9 : 8));
  if (!numbers || (numbers->size() > 1) != several) return std::nullopt;
  return Destination{std::move(*numbers), std::string(cut->second)};
}

bool is_like(std::string_view like) {
  const std::size_t hole = like.find("{}");
  if (hole == std::string_view::npos || like.find("{}", hole + 2) != std::string_view::npos) {
    return false;
  }
  const std::size_t star = like.find('*', like.starts_with('*') ? 1 : 0);
  return star == std::string_view::npos || star + 1 == like.size();
}

std::optional<std::string_view> value_in(std::string_view text, std::string_view like) {
  if (like.empty()) return text;
  const std::size_t hole = like.find("{}");
  std::string_view before = like.substr(0, hole);
  std::string_view behind = like.substr(hole + 2);
  if (before.starts_with('*')) {
    before.remove_prefix(1);
    const std::size_t at = text.rfind(before);
    if (at == std::string_view::npos) return std::nullopt;
    text.remove_prefix(at + before.size());
  } else if (text.starts_with(before)) {
    text.remove_prefix(before.size());
  } else {
    return std::nullopt;
  }
  if (behind.ends_with('*')) {
    behind.remove_suffix(1);
    const std::size_t at = text.find(behind);
    if (at == std::string_view::npos) return std::nullopt;
    text = text.substr(0, at);
  } else if (text.ends_with(behind)) {
    text.remove_suffix(behind.size());
  } else {
    return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  return text;
}

void add_destination(std::vector<Destination>& to, std::size_t request, std::string_view place) {
  const auto known = std::ranges::find(to, place, &Destination::place);
  if (known == to.end()) {
    to.push_back({{request}, std::string(place)});
  } else if (known->requests.back() != request) {
    known->requests.push_back(request);
  }
}

}  // namespace goldwire::replay
