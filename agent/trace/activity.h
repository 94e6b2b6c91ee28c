// Activity: a service at work for one cause: a request it serves, or a record it received.
//
// Contract: activities are what calls can be children of. One that was served ends with its answer;
// one that began with a record ends when its consumer commits it, or is forgotten after a while.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
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
  Context context;
  /// What its payloads showed so far, and in which operation first; empty for what it began with.
  std::unordered_map<std::uint64_t, std::string> tokens;
};

/// The activities of all services, begun and pushed out in time order.
class Activities {
 public:
  /// The index of a new activity of `service`.
  std::size_t begin(const std::string& service, Activity activity);
  /// Those of `service` that were not over by `now`, and those that ended up to `kGrace` ago (work
  /// may go on after the answer). Oldest first. `now` never goes back.
  const std::vector<std::size_t>& open(const std::string& service, Time now);
  const Activity& at(std::size_t index) const { return all_[index]; }

  /// The activity began with these.
  void begin_with(std::size_t index, const Tokens& tokens);
  /// A call `operation` of the activity showed these; what stands in heads says nothing.
  void learn(std::size_t index, const Tokens& tokens, std::string_view operation);
  /// How much the `tokens` of a call `operation` speak for the activity: shared tokens, rare ones
  /// counting more. That it made such a call before says nothing: what all calls of a kind have in
  /// common would speak for the one that made the first.
  double score(std::size_t index, const Tokens& tokens, std::string_view operation) const;

  static constexpr Duration kGrace = std::chrono::seconds(2);
  static constexpr Duration kRecordMemory = std::chrono::minutes(1);

 private:
  void add(std::size_t index, const Token& token, std::string_view operation);

  std::vector<Activity> all_;
  std::map<std::string, std::vector<std::size_t>> open_;
  std::unordered_map<std::uint64_t, std::uint32_t> holders_;  ///< token -> activities that have it
};

}  // namespace goldwire
