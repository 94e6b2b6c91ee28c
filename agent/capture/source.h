// Source: where packets come from. Files and live interfaces look alike to what follows.
//
// Contract: next() gives packets in the order of the capture. After an Error or End it is not
// called again. A file cut in the middle gives every packet before the cut, then the Error.
#pragma once

#include <variant>

#include "agent/capture/annotations.h"
#include "agent/capture/packet.h"
#include "protocols/base/ledger.h"
#include "protocols/base/result.h"

namespace goldwire {

struct Quiet {};  ///< live only: nothing came for a while; the caller may look at its stop flag
struct End {};    ///< no more packets will come

using Arrival = std::variant<Packet, Quiet, End>;

class Source {
 public:
  virtual ~Source() = default;
  virtual Result<Arrival> next() = 0;
  /// Adds this source's own counters (drops) to `ledger`. Called once, at the end, and by --stats.
  virtual void count(Ledger& ledger) const = 0;
  /// Adds what this source said besides packets so far: a live one says nothing.
  virtual void annotate(Annotations& annotations) const { static_cast<void>(annotations); }
};

}  // namespace goldwire
