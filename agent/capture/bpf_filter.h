// BpfFilter: a packet filter in tcpdump's language, applied to packets of any source.
//
// Contract: an expression is compiled once per link type it meets. Where it makes no sense for a
// link type (pcap-filter(7) says which), that is the one Error. Packets of a link type that nobody
// reads pass: they are counted as they are without a filter.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "agent/capture/source.h"

namespace goldwire {

class BpfFilter {
 public:
  /// Checks `expression` against Ethernet and, for what only the `any` interface knows, SLL2. The
  /// error's `where` is the expression.
  static Result<BpfFilter> compile(const std::string& expression);

  BpfFilter(BpfFilter&&) noexcept;
  BpfFilter& operator=(BpfFilter&&) noexcept;
  ~BpfFilter();

  /// True when the packet is wanted.
  Result<bool> matches(const Packet& packet);
  const std::string& expression() const { return expression_; }

 private:
  struct Program;
  explicit BpfFilter(std::string expression);
  Result<const Program*> program_for(std::uint32_t link_type);

  std::string expression_;
  std::map<std::uint32_t, std::unique_ptr<Program>> programs_;  ///< by link type
};

/// `source` without the packets that `filter` does not want.
std::unique_ptr<Source> filtered(std::unique_ptr<Source> source, BpfFilter filter);

}  // namespace goldwire
