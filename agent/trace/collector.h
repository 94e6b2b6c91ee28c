// Collector: turns what is observed into spans, losses and facts.
//
// Contract: one per run. Holds a span back only when asked to keep a run; losses are bounded and
// the rest of them counted by the ledger.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/observe/observation.h"
#include "agent/observe/services.h"
#include "agent/trace/facts.h"
#include "agent/trace/trace.h"

namespace goldwire {

class Collector final : public Observer {
 public:
  /// Gives every span to `take` as it is settled; an empty `take` describes nothing. `services`
  /// outlives this.
  Collector(const Services& services, std::function<void(Span&&)> take)
      : services_(services), take_(std::move(take)) {}

  void observed(Observed&& observed) override;

  const Facts& facts() const { return facts_; }
  Facts& facts() { return facts_; }
  std::vector<LossNote>& losses() { return losses_; }
  std::uint64_t spans() const { return spans_; }
  /// Exchanges that began and have not ended; those that only wait are left aside.
  std::uint64_t open_exchanges() const { return open_.size(); }
  /// "bff -> accounts (http/1.1)" of one of them; empty when there is none.
  std::string an_open_exchange() const;
  /// Exchanges that began so far, without those that only wait.
  std::uint64_t begun() const { return begun_; }

 private:
  void note_hole(const Observed& observed, const Hole& hole);

  static constexpr std::size_t kMostLosses = 10'000;

  const Services& services_;
  std::function<void(Span&&)> take_;
  Facts facts_;
  std::vector<LossNote> losses_;
  std::uint64_t spans_ = 0;
  std::uint64_t begun_ = 0;
  /// Connection and ordinal; holds the connection, so that no other takes its place.
  std::set<std::pair<std::shared_ptr<const ConnectionInfo>, std::uint64_t>> open_;
};

}  // namespace goldwire
