// Levenshtein distance over octets; names are short.
#include "harness/files/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace goldwire {
namespace {

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> nearest_first(std::string_view name, std::vector<std::string> known) {
  std::vector<std::pair<std::size_t, std::string>> ranked;
  ranked.reserve(known.size());
  for (std::string& one : known) ranked.emplace_back(distance(name, one), std::move(one));
  std::ranges::sort(ranked);
  std::vector<std::string> sorted;
  sorted.reserve(ranked.size());
  for (auto& [likeness, one] : ranked) sorted.push_back(std::move(one));
  return sorted;
}

}  // namespace goldwire
