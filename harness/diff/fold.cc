// Lists first, from the outermost; then objects, up to where the other side has something too.
#include "harness/diff/fold.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

namespace goldwire {
namespace {

using Pair = std::pair<const GoldenLeaf*, const Leaf*>;

std::string_view path_of(const Pair& pair) {
  return pair.first != nullptr ? std::string_view(pair.first->path)
                               : std::string_view(pair.second->path);
}

/// How many items the list at `path` has; nothing when there is no list.
template <class Leaves>
std::optional<std::uint64_t> items_at(const Leaves& leaves, std::string_view path) {
  std::optional<std::uint64_t> out;
  for (const auto& leaf : leaves) {
    const std::string_view here = leaf.path;
    if (here == path && leaf.type == LeafType::empty_list) return 0;
    if (here.size() <= path.size() + 1 || !here.starts_with(path) || here[path.size()] != '[') {
      continue;
    }
    std::uint64_t index = 0;
    const char* begin = here.data() + path.size() + 1;
    const auto [end, error] = std::from_chars(begin, here.data() + here.size(), index);
    if (error != std::errc{} || *end != ']') continue;
    out = std::max(out.value_or(0), index + 1);
  }
  return out;
}

/// The lists that `path` stands in, outermost first; itself too, for an empty list.
std::vector<std::string_view> lists_above(std::string_view path) {
  std::vector<std::string_view> out;
  for (const std::size_t end : ends_above(path)) {
    const bool item = end + 1 < path.size() && path[end + 1] >= '0' && path[end + 1] <= '9';
    if (path[end] == '[' && item) out.push_back(path.substr(0, end));
  }
  out.push_back(path);
  return out;
}

template <class Leaves>
bool has_under(const Leaves& leaves, std::string_view above) {
  return std::ranges::any_of(leaves, [&](const auto& leaf) { return is_under(leaf.path, above); });
}

/// The highest place above `path`, not above a payload's own top, under which `other` has nothing.
template <class Leaves>
std::string_view highest_without(const Leaves& other, std::string_view path) {
  for (const std::string_view top : {"request.body", "response.body"}) {
    if (!is_under(path, top)) continue;
    for (const std::size_t end : ends_above(path)) {
      if (end < top.size()) continue;
      if (!has_under(other, path.substr(0, end))) return path.substr(0, end);
    }
  }
  return path;
}

}  // namespace

std::vector<Fold> folded(const GoldenSpan& golden, const CanonicalSpan& span,
                         const std::vector<Pair>& differing) {
  std::set<std::string, std::less<>> lists;
  std::vector<Fold> out;
  for (const Pair& pair : differing) {
    if (pair.first != nullptr && pair.second != nullptr &&
        pair.first->type != LeafType::empty_list && pair.second->type != LeafType::empty_list) {
      continue;
    }
    for (const std::string_view list : lists_above(path_of(pair))) {
      const auto before = items_at(golden.leaves, list);
      const auto after = items_at(span.leaves, list);
      if (!before || !after || *before == *after) continue;
      if (lists.emplace(list).second) {
        out.push_back({std::string(list), nullptr, nullptr, *before, *after, true});
      }
      break;
    }
  }
  std::set<std::string, std::less<>> objects;
  for (const Pair& pair : differing) {
    const std::string_view path = path_of(pair);
    if (std::ranges::any_of(lists, [&](const auto& list) { return is_under(path, list); })) {
      continue;
    }
    Fold fold{std::string(path), pair.first, pair.second, 0, 0, false};
    if (pair.first == nullptr) fold.path = highest_without(golden.leaves, path);
    if (pair.second == nullptr) fold.path = highest_without(span.leaves, path);
    const bool one_side = pair.first == nullptr || pair.second == nullptr;
    if (one_side && !objects.insert(fold.path).second) continue;
    out.push_back(std::move(fold));
  }
  return out;
}

}  // namespace goldwire
