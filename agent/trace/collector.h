// Collector: turns what is observed into spans, losses and facts.
//
// Contract: one per run. Holds a span back only when asked to keep a run; losses are bounded and
// the rest of them counted by the ledger.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "agent/observe/observation.h"
#include "agent/observe/services.h"
#include "agent/trace/facts.h"
#include "agent/trace/trace.h"

namespace goldwire {

/// Whether spans are linked later: then what that needs is read where they are described, which is
/// where their content is at hand.
enum class Linking : bool { none, later };

class Collector final : public Observer {
 public:
  /// Gives every span to `take` as it is settled; an empty `take` describes nothing. `services`
  /// outlives this.
  Collector(const Services& services, std::function<void(Span&&)> take, Linking linking)
      : services_(services), take_(std::move(take)), linking_(linking) {}

  void observed(Observed&& observed) override;
  void describe(Observed& observed) const override;

  const Facts& facts() const { return facts_; }
  Facts& facts() { return facts_; }
  std::vector<LossNote>& losses() { return losses_; }
  std::uint64_t spans() const { return spans_; }

 private:
  void note_loss(const Observed& observed, std::string what);

  static constexpr std::size_t kMostLosses = 10'000;

  const Services& services_;
  std::function<void(Span&&)> take_;
  const Linking linking_;
  Facts facts_;
  std::vector<LossNote> losses_;
  std::uint64_t spans_ = 0;
};

}  // namespace goldwire
