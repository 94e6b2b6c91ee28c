// Activity: a service at work for one cause: a request it serves, or a record it received.
//
// Contract: activities are what calls can be children of. One that was served ends with its answer;
// one that began with a record ends when its consumer commits it, or is forgotten after a while.
// Contexts, tokens and names of operations and services outlive the Activities that are told of
// them.
#pragma once

#include <cstddef>
#include <cstdint>
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
  const Context* context = nullptr;
  /// What its payloads showed so far, and in which operation first; empty for what it began with.
  std::unordered_map<std::uint64_t, std::string_view> tokens;
};

/// The activities of all services, begun and pushed out in time order.
class Activities {
 public:
  /// The index of a new activity of `service`.
  std::size_t begin(std::string_view service, Activity activity);
  /// Those of `service` that were not over by `now`, and those that ended up to `kGrace` ago (work
  /// may go on after the answer). Oldest first. `now` never goes back.
  const std::vector<std::size_t>& open(std::string_view service, Time now);
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

 private:
  /// What an activity was told to learn.
  struct Lesson {
    std::size_t index;
    const Tokens* tokens;
    std::string_view operation;
    bool heads;  ///< whether what stands in heads counts
  };
  void study();

  std::vector<Activity> all_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> open_;
  std::vector<Lesson> lessons_;  ///< not studied yet: who is never in doubt needs no tokens
  std::unordered_map<std::uint64_t, std::uint32_t> holders_;  ///< token -> activities that have it
};

}  // namespace goldwire
