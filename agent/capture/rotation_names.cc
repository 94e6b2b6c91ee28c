// Names, split where their digits stand.
#include "agent/capture/rotation_names.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace goldwire {
namespace {

constexpr std::size_t kDigitsOfATime = 4;  ///< %H%M; anything shorter may be a host's number

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }

std::string_view without_compression(std::string_view path) {
  for (const std::string_view suffix : {".gz", ".zst", ".zstd"}) {
    if (path.ends_with(suffix)) path.remove_suffix(suffix.size());
  }
  return path;
}

/// `path` without the counter behind it: "cap.pcap" for "cap.pcap12".
std::string_view without_counter(std::string_view path) {
  while (!path.empty() && is_digit(path.back())) path.remove_suffix(1);
  return path;
}

/// True when `path` ends with a dot and letters, behind which only a counter can stand.
bool has_extension(std::string_view path) {
  const std::size_t letters = static_cast<std::size_t>(
      std::find_if_not(path.rbegin(), path.rend(), is_letter) - path.rbegin());
  return letters > 0 && letters + 1 < path.size() && path[path.size() - letters - 1] == '.';
}

/// Length of the IPv4 address that stands at `at`; 0 when none does.
std::size_t address_at(std::string_view path, std::size_t at) {
  std::size_t end = at;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (end >= path.size() || path[end++] != '.')) return 0;
    const std::size_t begin = end;
    while (end < path.size() && is_digit(path[end])) ++end;
    if (end == begin || end - begin > 3) return 0;
  }
  return end - at;
}

/// A path, and the runs of digits in its name apart.
struct Skeleton {
  std::string text;  ///< '\0' for each run
  std::vector<std::string> runs;
};

Skeleton skeleton_of(std::string_view path) {
  const std::size_t folder = path.rfind('/') + 1;  // 0 without one
  Skeleton skeleton{std::string(path.substr(0, folder)), {}};
  for (std::size_t at = folder; at < path.size();) {
    if (!is_digit(path[at])) {
      skeleton.text += path[at++];
    } else if (const std::size_t address = address_at(path, at); address > 0) {
      skeleton.text += path.substr(at, address);
      at += address;
    } else {
      const auto end =
          std::find_if_not(path.begin() + static_cast<std::ptrdiff_t>(at), path.end(), is_digit);
      skeleton.runs.emplace_back(path.begin() + static_cast<std::ptrdiff_t>(at), end);
      skeleton.text += '\0';
      at += skeleton.runs.back().size();
    }
  }
  return skeleton;
}

/// A file's name, taken apart.
struct Name {
  std::string stem;  ///< without compression and counter
  bool counted = false;
  Skeleton skeleton;  ///< of the stem
};

Name name_of(std::string_view path, const std::set<std::string_view>& all) {
  const std::string_view stem = without_counter(path);
  const bool counted = stem != path && (has_extension(stem) || all.contains(stem));
  Name name;
  name.counted = counted;
  name.stem = counted ? stem : path;
  name.skeleton = skeleton_of(name.stem);
  return name;
}

using Members = std::vector<std::size_t>;

/// How many digits stand where the stems of `members` differ.
std::size_t differing_digits(const std::vector<Name>& names, const Members& members) {
  const std::vector<std::string>& first = names[members.front()].skeleton.runs;
  std::size_t digits = 0;
  for (std::size_t run = 0; run < first.size(); ++run) {
    const bool differs = std::ranges::any_of(
        members, [&](std::size_t one) { return names[one].skeleton.runs[run] != first[run]; });
    if (differs) digits += first[run].size();
  }
  return digits;
}

/// `members` by what `key` says of their names.
template <class Key>
std::vector<Members> grouped(const std::vector<Name>& names, const Members& members, Key key) {
  std::map<std::string, Members> groups;
  for (const std::size_t one : members) groups[key(names[one])].push_back(one);
  std::vector<Members> all;
  for (auto& [text, group] : groups) all.push_back(std::move(group));
  return all;
}

}  // namespace

std::vector<Family> families_of(const std::vector<std::string>& paths) {
  std::set<std::string_view> all;
  for (const std::string& path : paths) all.insert(without_compression(path));
  std::vector<Name> names;
  Members everybody;
  for (const std::string& path : paths) {
    everybody.push_back(names.size());
    names.push_back(name_of(without_compression(path), all));
  }
  std::vector<Family> families;
  for (Members& alike : grouped(names, everybody, [](auto& name) { return name.skeleton.text; })) {
    const std::size_t differing = differing_digits(names, alike);
    if (differing >= kDigitsOfATime) {
      const bool counters =
          std::ranges::any_of(alike, [&](auto one) { return names[one].counted; });
      families.push_back({std::move(alike), !counters});
      continue;
    }
    for (Members& same : grouped(names, alike, [](auto& name) { return name.stem; })) {
      families.push_back({std::move(same), false});
    }
  }
  std::ranges::sort(families, {}, [](const Family& family) { return family.members.front(); });
  return families;
}

bool natural_less(std::string_view a, std::string_view b) {
  const auto number = [](std::string_view text, std::size_t at) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
    while (at + 1 < end && text[at] == '0') ++at;
    return text.substr(at, end - at);
  };
  for (std::size_t i = 0, j = 0;;) {
    if (i == a.size() || j == b.size()) return i == a.size() && j < b.size();
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
      continue;
    }
    const std::string_view x = number(a, i);
    const std::string_view y = number(b, j);
    if (x.size() != y.size()) return x.size() < y.size();
    if (x != y) return x < y;
    i = static_cast<std::size_t>(x.data() + x.size() - a.data());
    j = static_cast<std::size_t>(y.data() + y.size() - b.data());
  }
}

}  // namespace goldwire
