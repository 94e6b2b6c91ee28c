// libpcap compiles; bpf_filter() runs.
#include "agent/capture/bpf_filter.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include "agent/capture/link_types.h"

namespace goldwire {

struct BpfFilter::Program {
  Program() = default;
  ~Program() { pcap_freecode(&code); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  bpf_program code{};
};

BpfFilter::BpfFilter(std::string expression) : expression_(std::move(expression)) {}
BpfFilter::BpfFilter(BpfFilter&&) noexcept = default;
BpfFilter& BpfFilter::operator=(BpfFilter&&) noexcept = default;
BpfFilter::~BpfFilter() = default;

Result<BpfFilter> BpfFilter::compile(const std::string& expression) {
  BpfFilter filter(expression);
  const auto usual = filter.program_for(DLT_EN10MB);
  if (!usual && !filter.program_for(DLT_LINUX_SLL2)) return std::unexpected(usual.error());
  return filter;
}

Result<const BpfFilter::Program*> BpfFilter::program_for(std::uint32_t link_type) {
  if (const auto known = programs_.find(link_type); known != programs_.end()) {
    return known->second.get();
  }
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> dead(
      pcap_open_dead(dlt_of_link_type(link_type), 262'144), &pcap_close);
  auto program = std::make_unique<Program>();
  constexpr int kOptimise = 1;
  if (pcap_compile(dead.get(), &program->code, expression_.c_str(), kOptimise,
                   PCAP_NETMASK_UNKNOWN) != 0) {
    return failure(fmt::format("the filter cannot be used on link type {}: {}", link_type,
                               pcap_geterr(dead.get())),
                   expression_, "write it as pcap-filter(7) says, for instance 'tcp port 80'");
  }
  return programs_.emplace(link_type, std::move(program)).first->second.get();
}

Result<bool> BpfFilter::matches(const Packet& packet) {
  if (!reads_link_type(packet.link_type)) return true;
  const auto program = program_for(packet.link_type);
  if (!program) return std::unexpected(program.error());
  return bpf_filter((*program)->code.bf_insns, packet.bytes.data(), packet.wire_length,
                    static_cast<u_int>(packet.bytes.size())) != 0;
}

namespace {

class Filtered final : public Source {
 public:
  Filtered(std::unique_ptr<Source> source, BpfFilter filter)
      : source_(std::move(source)), filter_(std::move(filter)) {}

  Result<Arrival> next() override {
    for (;;) {
      auto arrival = source_->next();
      if (!arrival) return arrival;
      const auto* packet = std::get_if<Packet>(&*arrival);
      if (packet == nullptr) return arrival;
      const auto wanted = filter_.matches(*packet);
      if (!wanted) return std::unexpected(wanted.error());
      if (*wanted) return arrival;
    }
  }
  void count(Ledger& ledger) const override { source_->count(ledger); }
  void annotate(Annotations& annotations) const override { source_->annotate(annotations); }

 private:
  std::unique_ptr<Source> source_;
  BpfFilter filter_;
};

}  // namespace

std::unique_ptr<Source> filtered(std::unique_ptr<Source> source, BpfFilter filter) {
  return std::make_unique<Filtered>(std::move(source), std::move(filter));
}

}  // namespace goldwire
