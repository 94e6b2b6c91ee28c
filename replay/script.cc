// Binding, then filling in.
#include "replay/script.h"

#include <algorithm>
#include <fmt/format.h>

#include "replay/slots.h"
#include "replay/words.h"

namespace goldwire::replay {
namespace {

constexpr const char* kStale =
    "mend the rule; 'goldwire record' of a new NAME writes the rules anew";

const Slot* find(const std::vector<Slot>& slots, std::string_view place) {
  const auto at = std::ranges::find(slots, place, &Slot::place);
  return at == slots.end() ? nullptr : &*at;
}

std::optional<std::string> value_of(const http::Response& answer, const Source& source) {
  const std::vector<Slot> slots = slots_of(answer);
  const Slot* const slot = find(slots, source.place);
  if (slot == nullptr) return std::nullopt;
  const auto value = value_in(slot->text, source.like);
  return value ? std::optional<std::string>(*value) : std::nullopt;
}

}  // namespace

Result<Script> Script::make(Entries recording, const Rules& rules, const Secrets& secrets,
                            const std::string& file) {
  Script script(std::move(recording));
  for (std::size_t i = 0; i < script.size(); ++i) {
    const Recorded& one = script.recorded(i);
    if (one.obstacle.empty()) continue;
    return failure(
        fmt::format("request {} ({}) cannot be sent again: {}", i + 1, one.name, one.obstacle), {},
        "record a scenario without it");
  }
  if (auto bad = script.bind(rules, secrets, file)) return std::unexpected(*bad);
  if (auto bad = script.check(file)) return std::unexpected(*bad);
  return script;
}

std::optional<Error> Script::bind(const Rules& rules, const Secrets& secrets,
                                  const std::string& file) {
  changes_.resize(size());
  statuses_.resize(size());
  for (std::size_t i = 0; i < rules.carry.size(); ++i) {
    if (auto bad = bind(i, rules.carry[i], file)) return bad;
  }
  live_.resize(sources_.size());
  for (const Secret& rule : rules.secrets) {
    const auto value = secrets(rule.variable);
    if (!value) {
      return Error{fmt::format("the environment variable {} is not set", rule.variable), file,
                   fmt::format("set it to the secret of {}, which is on no disk",
                               rule.to.empty() ? "no request" : spell(rule.to.front()))};
    }
    if (auto bad = bind(rule, *value, file)) return bad;
  }
  return std::nullopt;
}

std::optional<Error> Script::bind(std::size_t carry, const Carry& rule, const std::string& file) {
  sources_.push_back(rule.from);
  const std::string source = spell(rule.from);
  if (rule.from.answer == 0 || rule.from.answer > size()) {
    return Error{fmt::format("'{}': the recording has {} answers", source, size()), file, kStale};
  }
  const auto value = value_of(recording_[rule.from.answer - 1].answer, rule.from);
  if (!value) {
    return Error{fmt::format("the recorded {} has no such value", source), file, kStale};
  }
  for (const Destination& to : rule.to) {
    if (to.requests.empty() || to.requests.front() > rule.from.answer) continue;
    return Error{fmt::format("'{}' is sent before '{}' is known", spell(to), source), file, kStale};
  }
  return add(rule.to,
             {.place = {}, .recorded = *value, .carried = carry, .is_secret = false, .secret = {}},
             source, file);
}

std::optional<Error> Script::bind(const Secret& rule, const std::string& value,
                                  const std::string& file) {
  for (const Destination& to : rule.to) {
    for (const std::size_t request : to.requests) {
      if (request == 0 || request > size()) continue;  // add() says it
      const std::vector<Slot> slots = slots_of(recording_[request - 1].request);
      const Slot* const slot = find(slots, to.place);
      const auto words =
          slot == nullptr ? std::vector<std::string_view>() : redacted_words(slot->text);
      // One that a carry rule fills already is not meant.
      const auto open = std::ranges::find_if(words, [&](std::string_view word) {
        return std::ranges::none_of(changes_[request - 1], [&](const Change& change) {
          return change.place == to.place && change.recorded == word;
        });
      });
      const std::string recorded = open == words.end() ? std::string() : std::string(*open);
      if (slot != nullptr && recorded.empty()) {
        return Error{fmt::format("no secret was redacted at request {} {}", request, to.place),
                     file, kStale};
      }
      const Change change{
          .place = {}, .recorded = recorded, .carried = 0, .is_secret = true, .secret = value};
      if (auto bad = add({{{request}, to.place}}, change, rule.variable, file)) return bad;
    }
  }
  return std::nullopt;
}

std::optional<Error> Script::add(const std::vector<Destination>& to, const Change& change,
                                 const std::string& source, const std::string& file) {
  for (const Destination& one : to) {
    for (const std::size_t request : one.requests) {
      const std::string where = fmt::format("request {} {}", request, one.place);
      if (request == 0 || request > size()) {
        return Error{fmt::format("'{}': the recording has {} requests", where, size()), file,
                     kStale};
      }
      const std::vector<Slot> slots = slots_of(recording_[request - 1].request);
      const Slot* const slot = find(slots, one.place);
      if (slot == nullptr || !holds_word(slot->text, change.recorded)) {
        return Error{fmt::format("the recorded {} does not hold the value of {}", where, source),
                     file, kStale};
      }
      changes_[request - 1].push_back(change);
      changes_[request - 1].back().place = one.place;
    }
  }
  return std::nullopt;
}

std::optional<Error> Script::check(const std::string& file) const {
  for (std::size_t i = 0; i < size(); ++i) {
    for (const Slot& slot : slots_of(recording_[i].request)) {
      for (const std::string_view word : redacted_words(slot.text)) {
        const bool known = std::ranges::any_of(changes_[i], [&](const Change& change) {
          return change.place == slot.place && change.recorded == word;
        });
        if (known) continue;
        return Error{
            fmt::format("request {} ({}) has a redacted value at {}, and no rule says where "
                        "it comes from",
                        i + 1, recording_[i].name, slot.place),
            file,
            fmt::format("add to replay.secrets: {{variable: NAME, to: [\"request {} {}\"]}}", i + 1,
                        slot.place)};
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> Script::host() const {
  std::optional<std::string> one;
  for (const Recorded& recorded : recording_) {
    const auto host = recorded.request.fields.find("host");
    if (!host || (one && *one != *host)) return std::nullopt;
    one = *host;
  }
  return one;
}

Result<http::Request> Script::request(std::size_t index) const {
  http::Request request = recording_[index].request;
  for (const Change& change : changes_[index]) {
    if (!change.is_secret && !live_[change.carried]) {
      const Source& source = sources_[change.carried];
      return failure(fmt::format(
          "request {} ({}) cannot be made: answer {} ({}, status {}) has no {}", index + 1,
          recording_[index].name, source.answer, recording_[source.answer - 1].name,
          statuses_[source.answer - 1], source.place));
    }
    const std::string& value = change.is_secret ? change.secret : *live_[change.carried];
    const std::vector<Slot> slots = slots_of(request);
    const Slot* const slot = find(slots, change.place);
    put(request, change.place, with_word(slot->text, change.recorded, value));
  }
  return request;
}

void Script::answered(std::size_t index, const http::Response& answer) {
  statuses_[index] = answer.status;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i].answer == index + 1) live_[i] = value_of(answer, sources_[i]);
  }
}

}  // namespace goldwire::replay
