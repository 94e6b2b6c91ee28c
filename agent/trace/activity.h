// Activity: a service at work for one cause: a request it serves, or a record it received.
//
// Contract: activities are what calls can be children of. One that was served ends with its answer;
// one that began with a record ends when its consumer commits it, or is forgotten after a while.
// Contexts, tokens and names of operations and services outlive the Activities that are told of
// them.
#pragma once

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/trace/context.h"
#include "agent/trace/span.h"
#include "agent/trace/tokens.h"

namespace goldwire {

struct Activity {
  std::size_t span = 0;  ///< index of the SERVER or CONSUMER span
  Time start;
  Time end;               ///< Time::max() when no answer and no commit was seen
  bool served = false;    ///< a request; else a record
  bool end_known = true;  ///< false: the answer was lost, `end` is when that was noticed
  std::string_view service;
  const Context* context = nullptr;
  /// What its payloads showed so far, and in which operation first; empty for what it began with.
  boost::unordered_flat_map<std::uint64_t, std::string_view> tokens;
};

/// The activities of all services, begun and asked for in time order: `now` never goes back.
class Activities {
 public:
  /// The index of a new activity.
  std::size_t begin(const Activity& activity);
  /// Those of `service` that had begun by `now` and were not over by `since`, which is `now`, or
  /// kGrace before it (work may go on after the answer).
  std::vector<std::size_t> open(std::string_view service, Time since, Time now);
  /// The same; where more than kFew are, only those that share one of `tokens` with no more than
  /// kFew others: what more have in common tells nobody apart.
  std::vector<std::size_t> open_sharing(std::string_view service, Time since, Time now,
                                        const Tokens& tokens);
  /// Those of `service`, open up to kGrace before `now`, whose context has the trace, or the
  /// correlation id.
  std::vector<std::size_t> of_trace(std::string_view service, const TraceId& trace, Time now) const;
  std::vector<std::size_t> of_request(std::string_view service, std::string_view id,
                                      Time now) const;
  const Activity& at(std::size_t index) const { return all_[index]; }

  /// The activity began with these.
  void begin_with(std::size_t index, const Tokens& tokens);
  /// A call `operation` of the activity showed these; what stands in heads says nothing.
  void learn(std::size_t index, const Tokens& tokens, std::string_view operation);
  /// How much the `tokens` of a call `operation` speak for the activity: shared tokens, rare ones
  /// counting more. That it made such a call before says nothing: what all calls of a kind have in
  /// common would speak for the one that made the first.
  double score(std::size_t index, const Tokens& tokens, std::string_view operation);

  static constexpr Duration kGrace = std::chrono::seconds(2);
  static constexpr Duration kRecordMemory = std::chrono::minutes(1);
  static constexpr std::size_t kFew = 64;

 private:
  /// What an activity was told to learn.
  struct Lesson {
    std::size_t index;
    const Tokens* tokens;
    std::string_view operation;
    bool heads;  ///< whether what stands in heads counts
  };
  using Indexes = std::vector<std::size_t>;
  /// Activities that have a token; nearly always few.
  using Holders = boost::container::small_vector<std::size_t, 2>;

  void study();
  bool is_open(std::size_t index, Time since, Time now) const;
  Indexes only_open(const Indexes& indexes, Time since, Time now) const;

  std::vector<Activity> all_;
  /// By service, with the moment at which each is over.
  std::unordered_map<std::string_view, std::set<std::pair<Time, std::size_t>>> open_;
  std::map<std::pair<std::string_view, TraceId>, Indexes> by_trace_;
  std::map<std::pair<std::string_view, std::string_view>, Indexes> by_request_;
  std::vector<Lesson> lessons_;  ///< not studied yet: who is never in doubt needs no tokens
  boost::unordered_flat_map<std::uint64_t, Holders> holders_;  ///< of each token
};

}  // namespace goldwire
