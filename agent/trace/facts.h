// Facts: what one connection knows that another's spans need (design, law 10).
//
// Contract: joined in one ordered place, in the order facts were observed. complete() fills what is
// missing in a span and never changes what its own connection said. What stays unknown stays
// unknown.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "agent/observe/connection.h"
#include "agent/trace/commits.h"
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

  std::map<std::string, std::string> topics_;  ///< topic id -> name; ids are unique everywhere
  std::map<std::pair<Address, std::string>, std::string>
      members_;  ///< consumer, client id -> group
  /// Consumer, topic, partition -> group, as it committed.
  std::map<std::tuple<Address, std::string, std::string>, std::string> groups_;
  std::vector<Commit> commits_;
};

}  // namespace goldwire
