// MergedSource: several captures of one run as one, by packet time.
//
// Contract: packets come in order of time; at the same time in the order the sources were given.
// Each source keeps its own order, even where its clock went back. Where one fails, the packets of
// the others still come first, then its Error. While a live source is quiet the others do not wait
// for it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "agent/capture/source.h"

namespace goldwire {

class MergedSource final : public Source {
 public:
  explicit MergedSource(std::vector<std::unique_ptr<Source>> sources);
  Result<Arrival> next() override;
  void count(Ledger& ledger) const override;
  void annotate(Annotations& annotations) const override;

 private:
  struct Input {
    std::unique_ptr<Source> source;
    std::optional<Packet> head;  ///< read, not yet given; borrowed from the source
    bool ended = false;
  };
  std::vector<Input> inputs_;
  std::optional<std::size_t> given_;  ///< whose head was given last and is still borrowed
  std::optional<Error> failed_;       ///< the first failure
};

}  // namespace goldwire
