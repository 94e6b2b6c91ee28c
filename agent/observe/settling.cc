// Settling: one sort per moment, and nearly always none.
#include "agent/observe/settling.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace goldwire {
namespace {

/// Where an output stands among others of the same time and connection; holes and facts stay in
/// place.
std::uint64_t ordinal_of(const Observed& observed) {
  const auto* exchange = std::get_if<Exchange>(&observed.what);
  return exchange == nullptr ? 0 : exchange->ordinal;
}

}  // namespace

void Settling::add(std::uint64_t moment, Observed& what) {
  if (moment != moment_) release();
  moment_ = moment;
  waiting_.push_back(&what);
}

void Settling::add(std::uint64_t moment, Observed&& what) {
  if (moment != moment_) release();
  moment_ = moment;
  waiting_.push_back(&kept_.emplace_back(std::move(what)));
}

void Settling::reach(std::uint64_t moment) {
  if (moment != moment_) release();
  for (std::size_t i = kept_.size(); i < waiting_.size(); ++i) {
    waiting_[i] = &kept_.emplace_back(std::move(*waiting_[i]));
  }
}

void Settling::tell() {
  const auto place = [](const Observed* one) {
    return std::tuple(one->settled, one->connection->id, ordinal_of(*one));
  };
  if (!std::ranges::is_sorted(waiting_, {}, place)) {
    std::ranges::stable_sort(waiting_, {}, place);
  }
  for (Observed* const one : waiting_) next_.observed(std::move(*one));
  waiting_.clear();
  kept_.clear();
}

}  // namespace goldwire
