// Heads of all sources; the earliest is given.
#include "agent/capture/merged_source.h"

namespace goldwire {

MergedSource::MergedSource(std::vector<std::unique_ptr<Source>> sources) {
  inputs_.reserve(sources.size());
  for (auto& source : sources) inputs_.push_back({std::move(source), std::nullopt, false});
}

Result<Arrival> MergedSource::next() {
  if (given_) inputs_[*given_].head.reset();
  given_.reset();
  bool quiet = false;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    Input& input = inputs_[i];
    if (!input.head && !input.ended) {
      auto arrival = input.source->next();
      if (!arrival) {
        if (!failed_) failed_ = arrival.error();
        input.ended = true;
        continue;
      }
      if (std::holds_alternative<End>(*arrival)) input.ended = true;
      if (std::holds_alternative<Quiet>(*arrival)) quiet = true;
      if (const auto* packet = std::get_if<Packet>(&*arrival)) input.head = *packet;
    }
    if (input.head && (!given_ || input.head->time < inputs_[*given_].head->time)) given_ = i;
  }
  if (given_) return *inputs_[*given_].head;
  if (quiet) return Quiet{};
  if (failed_) return std::unexpected(*failed_);
  return End{};
}

void MergedSource::count(Ledger& ledger) const {
  for (const Input& input : inputs_) input.source->count(ledger);
}

void MergedSource::annotate(Annotations& annotations) const {
  for (const Input& input : inputs_) input.source->annotate(annotations);
}

}  // namespace goldwire
