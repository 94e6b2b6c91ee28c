// Every value is looked up among those that earlier answers of the recording had, and the finds are
// proved on the other runs.
#include "replay/flow.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "replay/slots.h"
#include "replay/words.h"

namespace goldwire::replay {
namespace {

constexpr std::size_t kShortest = 3;      ///< characters of a value that is carried
constexpr std::size_t kMostOrigins = 32;  ///< places looked at for one value

/// A message's slots by place.
class Places {
 public:
  explicit Places(std::vector<Slot> slots) : slots_(std::move(slots)) {
    for (const Slot& slot : slots_) by_place_.emplace(slot.place, &slot.text);
  }
  Places(const Places&) = delete;
  Places(Places&&) = default;

  const std::vector<Slot>& slots() const { return slots_; }
  const std::string* at(const std::string& place) const {
    const auto found = by_place_.find(place);
    return found == by_place_.end() ? nullptr : found->second;
  }

 private:
  std::vector<Slot> slots_;
  std::unordered_map<std::string, const std::string*> by_place_;
};

struct RunPlaces {
  std::vector<Places> requests;
  std::vector<Places> answers;
};

RunPlaces places_of(const Entries& run) {
  RunPlaces out;
  for (const Recorded& one : run) {
    out.requests.emplace_back(slots_of(one.request));
    out.answers.emplace_back(slots_of(one.answer));
  }
  return out;
}

std::string_view name_of(std::string_view place) {
  const std::size_t dot = place.find_last_of(".[");
  return dot == std::string_view::npos ? place : place.substr(dot + 1);
}

/// How a value can be told from what stands around it, most exact first. A URL's scheme and
/// authority are another target's in another run.
std::vector<std::string> likes_of(std::string_view text, std::string_view word) {
  if (word == text) return {""};
  const std::size_t at = static_cast<std::size_t>(word.data() - text.data());
  const std::string_view before = text.substr(0, at);
  const std::string_view behind = text.substr(at + word.size());
  if (text.find_first_of("*{}") != std::string_view::npos) return {};
  std::vector<std::string> heads;
  const std::size_t authority = before.find("://");
  if (authority == std::string_view::npos) heads.emplace_back(before);
  const std::size_t path =
      before.find('/', authority == std::string_view::npos ? 0 : authority + 3);
  if (authority != std::string_view::npos && path != std::string_view::npos) {
    heads.push_back("*" + std::string(before.substr(path)));
  }
  const std::size_t mark = before.find_last_of("/=: ", before.empty() ? 0 : before.size() - 2);
  if (mark != std::string_view::npos) heads.push_back("*" + std::string(before.substr(mark)));
  std::vector<std::string> tails{std::string(behind)};
  if (behind.size() > 1) tails.push_back(std::string(behind.substr(0, 1)) + "*");
  std::vector<std::string> likes;
  for (const std::string& head : heads) {
    for (const std::string& tail : tails) likes.push_back(head + "{}" + tail);
  }
  return likes;
}

class Finder {
 public:
  explicit Finder(std::span<const Entries> runs) {
    for (const Entries& run : runs) {
      if (correspond(runs.front(), run)) runs_.push_back(places_of(run));
    }
  }

  std::vector<Carry> find() {
    for (std::size_t i = 0; i < runs_.front().requests.size(); ++i) {
      const Places& request = runs_.front().requests[i];
      for (const Slot& slot : request.slots()) find_in(i, slot);
      for (const Slot& slot : request.slots()) {
        for (const std::string_view word : words_of(slot.text)) own_.insert(word);
      }
      learn(i);
    }
    return std::move(carry_);
  }

 private:
  struct Origin {
    std::size_t answer;
    const Slot* slot;
    std::string_view word;  ///< of slot->text
  };

  /// The answer's values that no request held before.
  void learn(std::size_t answer) {
    for (const Slot& slot : runs_.front().answers[answer].slots()) {
      for (const std::string_view word : words_of(slot.text)) {
        if (own_.contains(word)) continue;
        std::vector<Origin>& origins = origins_[word];
        if (origins.size() < kMostOrigins) origins.push_back({answer, &slot, word});
      }
    }
  }

  void find_in(std::size_t request, const Slot& slot) {
    std::string rest = slot.text;  // without what is carried already
    for (const std::string_view word : words_of(slot.text)) {
      if (!holds_word(rest, word)) continue;
      const auto known = origins_.find(word);
      if (known == origins_.end()) continue;
      const std::optional<Source> source = proved(known->second, request, slot);
      if (!source) continue;
      add(*source, request, slot.place);
      rest = with_word(rest, word, "");
    }
  }

  /// The best source that holds in every run: the earliest answer, there the same name, there a
  /// value of its own.
  std::optional<Source> proved(std::vector<Origin> origins, std::size_t request,
                               const Slot& slot) const {
    std::ranges::stable_sort(origins, {}, [&](const Origin& origin) {
      return std::tuple(origin.answer, name_of(origin.slot->place) != name_of(slot.place),
                        origin.word.size() != origin.slot->text.size());
    });
    for (const Origin& origin : origins) {
      for (std::string& like : likes_of(origin.slot->text, origin.word)) {
        Source source{origin.answer + 1, origin.slot->place, std::move(like)};
        if (holds(source, request, slot.place)) return source;
      }
    }
    return std::nullopt;
  }

  bool holds(const Source& source, std::size_t request, const std::string& place) const {
    std::set<std::string_view> values;
    for (const RunPlaces& run : runs_) {
      const std::string* const from = run.answers[source.answer - 1].at(source.place);
      const std::string* const to = run.requests[request].at(place);
      if (from == nullptr || to == nullptr) return false;
      const auto value = value_in(*from, source.like);
      if (!value || !holds_word(*to, *value)) return false;
      values.insert(*value);
    }
    const std::string_view first = *values.begin();
    const bool differs = values.size() == runs_.size() && runs_.size() > 1;
    return (differs && (first.size() >= kShortest || runs_.size() > 2)) || is_distinctive(first);
  }

  void add(const Source& source, std::size_t request, const std::string& place) {
    auto known = std::ranges::find(carry_, source, &Carry::from);
    if (known == carry_.end()) known = carry_.insert(carry_.end(), {source, {}});
    add_destination(known->to, request + 1, place);
  }

  std::vector<RunPlaces> runs_;
  std::unordered_map<std::string_view, std::vector<Origin>> origins_;
  std::set<std::string_view> own_;  ///< values that requests held so far
  std::vector<Carry> carry_;
};

bool is_carried(const std::vector<Carry>& carry, const Entries& run, std::size_t request,
                const Slot& slot, std::string_view word) {
  return std::ranges::any_of(carry, [&](const Carry& one) {
    const bool here = std::ranges::any_of(one.to, [&](const Destination& to) {
      return to.place == slot.place && std::ranges::binary_search(to.requests, request);
    });
    if (!here) return false;
    for (const Slot& from : slots_of(run[one.from.answer - 1].answer)) {
      if (from.place != one.from.place) continue;
      // What is hidden may be a part of what is carried.
      const auto value = value_in(from.text, one.from.like);
      return value && holds_word(*value, word);
    }
    return false;
  });
}

std::string capitals(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool alnum = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (alnum) {
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    } else if (!out.empty() && out.back() != '_') {
      out += '_';
    }
  }
  while (out.ends_with('_')) out.pop_back();
  return out;
}

std::vector<Secret> find_secrets(const Entries& run, const std::vector<Carry>& carry,
                                 std::string_view scenario) {
  std::vector<Secret> out;
  std::map<std::string, std::size_t, std::less<>> known;  // redacted -> index in `out`
  std::set<std::string> names;
  for (std::size_t i = 0; i < run.size(); ++i) {
    for (const Slot& slot : slots_of(run[i].request)) {
      for (const std::string_view word : redacted_words(slot.text)) {
        if (is_carried(carry, run, i + 1, slot, word)) continue;
        const auto [at, fresh] = known.emplace(word, out.size());
        if (fresh) {
          std::string name = "GOLDWIRE_SECRET_" + capitals(scenario);
          const std::string last = capitals(name_of(slot.place));
          if (!last.empty()) name += "_" + last;
          std::string unique = name;
          for (int n = 2; !names.insert(unique).second; ++n)
            unique = name + "_" + std::to_string(n);
          out.push_back({unique, {}});
        }
        add_destination(out[at->second].to, i + 1, slot.place);
      }
    }
  }
  return out;
}

}  // namespace

bool correspond(const Entries& a, const Entries& b) {
  return std::ranges::equal(a, b, {}, &Recorded::name, &Recorded::name);
}

Rules find_rules(std::span<const Entries> runs, std::string_view scenario) {
  if (runs.empty()) return {};
  Rules rules;
  rules.carry = Finder(runs).find();
  rules.secrets = find_secrets(runs.front(), rules.carry, scenario);
  return rules;
}

}  // namespace goldwire::replay
