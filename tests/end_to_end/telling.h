// Telling: what one side says about a run, and the comparison of two sides.
//
// Contract: a subject is compared as a multiset, both ways (nothing missing, nothing invented), and
// then in its order, where one connection or one partition gives an order.
#pragma once

#include <algorithm>
#include <compare>
#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

namespace goldwire::truth {

struct Said {
  std::string who;    ///< for the table of counts
  std::string where;  ///< the connection or partition whose order it keeps
  std::string what;
  friend auto operator<=>(const Said&, const Said&) = default;
};

/// What is said by subject, in the order in which it happened: "postgres" (statements), "databases"
/// (who is connected to which), "access" (HTTP, as servers see it), "calls" (as clients see it),
/// "served" (gRPC, as servers see it), "called" (as clients see it), "produced", "consumed" (Kafka
/// records), "other" (whatever else is no control traffic).
using Telling = std::map<std::string, std::vector<Said>>;

struct Difference {
  std::string subject;
  std::string kind;  ///< "missing" (no span says it), "invented" (only a span says it), "order"
  std::string where;
  std::string what;
};

inline std::vector<Said> without(std::vector<Said> from, std::vector<Said> these) {
  std::ranges::sort(from);
  std::ranges::sort(these);
  std::vector<Said> rest;
  std::ranges::set_difference(from, these, std::back_inserter(rest));
  return rest;
}

inline std::map<std::string, std::vector<std::string>> by_where(const std::vector<Said>& all) {
  std::map<std::string, std::vector<std::string>> out;
  for (const Said& said : all) out[said.where].push_back(said.what);
  return out;
}

inline std::vector<Difference> differences(const std::string& subject,
                                           const std::vector<Said>& truth,
                                           const std::vector<Said>& spans) {
  std::vector<Difference> out;
  for (const Said& said : without(truth, spans)) {
    out.push_back({subject, "missing", said.where, said.what});
  }
  for (const Said& said : without(spans, truth)) {
    out.push_back({subject, "invented", said.where, said.what});
  }
  if (!out.empty()) return out;
  auto heard = by_where(spans);
  for (const auto& [where, told] : by_where(truth)) {
    const auto at = std::ranges::mismatch(told, heard[where]).in1;
    if (at != told.end()) out.push_back({subject, "order", where, *at});
  }
  return out;
}

inline std::vector<Difference> differences(Telling truth, Telling spans) {
  for (const auto& [subject, told] : truth) spans[subject];
  std::vector<Difference> out;
  for (const auto& [subject, heard] : spans) {
    for (auto& difference : differences(subject, truth[subject], heard)) out.push_back(difference);
  }
  return out;
}

/// Both sides' counts, and each difference.
inline std::string table(Telling truth, Telling spans) {
  for (const auto& [subject, told] : truth) spans[subject];
  std::string out = fmt::format("  {:<10} {:<24} {:>6} {:>6}\n", "", "", "truth", "spans");
  const auto row = [&](const std::string& subject, const std::string& who, auto told, auto heard) {
    out += fmt::format("  {:<10} {:<24} {:>6} {:>6}\n", subject, who, told, heard);
  };
  for (const auto& [subject, heard] : spans) {
    std::map<std::string, std::pair<int, int>> counts;
    for (const Said& said : truth[subject]) ++counts[said.who].first;
    for (const Said& said : heard) ++counts[said.who].second;
    row(subject, "", truth[subject].size(), heard.size());
    for (const auto& [who, count] : counts) row("", who, count.first, count.second);
  }
  for (const auto& [subject, kind, where, what] : differences(truth, spans)) {
    out += fmt::format("  {} in {}: {}: {}\n", kind, subject, where, what);
  }
  return out;
}

}  // namespace goldwire::truth
