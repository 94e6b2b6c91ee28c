// OpenExchanges: which exchanges have begun and not ended. What a live run waits for.
//
// Contract: stands before another Observer and hands everything on to it.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "agent/observe/connection.h"
#include "agent/observe/services.h"

namespace goldwire {

class OpenExchanges final : public Observer {
 public:
  /// Both outlive this.
  OpenExchanges(const Services& services, Observer& next) : services_(services), next_(next) {}

  void observed(Observed&& observed) override;
  void describe(Observed& observed) const override { next_.describe(observed); }

  /// Those that only wait are left aside.
  std::uint64_t count() const { return open_.size(); }
  /// "bff -> accounts (http/1.1)" of one of them; empty when there is none.
  std::string one() const;
  /// Exchanges that began so far, without those that only wait.
  std::uint64_t begun() const { return begun_; }

 private:
  const Services& services_;
  Observer& next_;
  std::uint64_t begun_ = 0;
  /// Connection and ordinal; holds the connection, so that no other takes its place.
  std::set<std::pair<std::shared_ptr<const ConnectionInfo>, std::uint64_t>> open_;
};

}  // namespace goldwire
