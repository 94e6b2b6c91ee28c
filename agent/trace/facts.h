// Facts: what one connection knows that another's spans need (design, law 10).
//
// Contract: joined in one ordered place, in the order facts were observed. complete() fills what is
// missing in a span and never changes what its own connection said. What stays unknown stays
// unknown. All but the commits is bounded; those are forgotten by whoever needs them no more.
#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "agent/observe/connection.h"
#include "agent/trace/commits.h"
#include "agent/trace/recent.h"
#include "agent/trace/span.h"
#include "protocols/base/value.h"

namespace goldwire {

class Facts {
 public:
  /// `connection` is where the fact was heard.
  void learn(const ConnectionInfo& connection, const Fact& fact);
  /// What a control span tells whose facts were not kept: a spans file holds spans only.
  void learn(const Span& control);
  void complete(Span& span) const;
  /// In the order they were observed.
  const std::vector<Commit>& commits() const { return commits_; }
  /// Drops commits from before `time`; an agent that never ends needs them for a while only.
  void forget_commits(Time time);

 private:
  void learn_commit(const ConnectionInfo& connection, const Fact& fact, const Value::List& parts);

  /// Of each kind: more than a system has at a time.
  static constexpr std::size_t kMost = 16'384;

  /// Topic id -> name; ids are unique everywhere.
  Recent<std::string, std::string> topics_{kMost};
  /// Consumer, client id -> group.
  Recent<std::pair<Address, std::string>, std::string> members_{kMost};
  /// Consumer, topic, partition -> group, as it committed.
  Recent<std::tuple<Address, std::string, std::string>, std::string> groups_{kMost};
  std::vector<Commit> commits_;
};

}  // namespace goldwire
