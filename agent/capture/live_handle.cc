// One libpcap handle, in the order in which libpcap wants it opened.
#include "agent/capture/live_handle.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <sys/socket.h>

#include "agent/capture/interfaces.h"
#include "agent/capture/link_types.h"

namespace goldwire {
namespace {

/// Sets the kernel's filter of an open handle.
Result<void> set_filter(pcap_t* pcap, const std::string& expression) {
  bpf_program program{};
  constexpr int kOptimise = 1;
  if (pcap_compile(pcap, &program, expression.c_str(), kOptimise, PCAP_NETMASK_UNKNOWN) != 0) {
    return failure(fmt::format("the filter cannot be used: {}", pcap_geterr(pcap)), expression,
                   "write it as pcap-filter(7) says, for instance 'tcp port 80'");
  }
  const int status = pcap_setfilter(pcap, &program);
  pcap_freecode(&program);
  if (status != 0) {
    return failure(fmt::format("the filter cannot be used: {}", pcap_geterr(pcap)), expression);
  }
  return {};
}

/// Fragments are put together first, so that they follow the rest of their connection.
Result<void> join_fanout(int descriptor, std::uint16_t group, const std::string& name) {
  constexpr std::uint32_t kHow = PACKET_FANOUT_HASH | PACKET_FANOUT_FLAG_DEFRAG;
  const std::uint32_t how = kHow << 16U | group;
  if (::setsockopt(descriptor, SOL_PACKET, PACKET_FANOUT, &how, sizeof how) == 0) return {};
  return failure(fmt::format("its packets cannot be shared: {}", std::strerror(errno)), name,
                 "capture with one member");
}

}  // namespace

void LiveHandle::Closer::operator()(pcap_t* open) const { pcap_close(open); }

LiveHandle::LiveHandle(std::unique_ptr<pcap_t, Closer> open, const std::string& name)
    : pcap_(std::move(open)), index_(::if_nametoindex(name.c_str())) {
  description_.name = name;
}
LiveHandle::~LiveHandle() = default;

LiveHandle::Refused LiveHandle::refused(const std::string& name, int status, pcap_t* open) {
  switch (status) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return {{"may not be captured from", name,
               "run as root, or give the program the right once: setcap "
               "cap_net_raw,cap_net_admin=eip PROGRAM"}};
    case PCAP_ERROR_NO_SUCH_DEVICE: {
      std::vector<std::string> names;
      if (const auto known = list_interfaces()) {
        for (const InterfaceInfo& one : *known) names.push_back(one.name);
      }
      return {{"no such interface", name, fmt::format("choose one of {}", fmt::join(names, ", "))},
              true};
    }
    case PCAP_ERROR_IFACE_NOT_UP:
      return {{"the interface is down", name, fmt::format("ip link set {} up", name)}, true};
    default:
      return {{fmt::format("cannot be captured from: {}", pcap_geterr(open)), name, {}}};
  }
}

std::expected<std::unique_ptr<LiveHandle>, LiveHandle::Refused> LiveHandle::open(
    const std::string& name, const LiveOptions& options, std::uint32_t vantage,
    std::optional<std::uint16_t> fanout) {
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  std::unique_ptr<pcap_t, Closer> created(pcap_create(name.c_str(), message.data()));
  const auto cannot = [&] {
    return std::unexpected(
        Refused{{fmt::format("cannot be captured from: {}", message.data()), name, {}}});
  };
  if (!created) return cannot();
  std::unique_ptr<LiveHandle> handle(new LiveHandle(std::move(created), name));
  pcap_t* const pcap = handle->pcap_.get();
  pcap_set_snaplen(pcap, options.snaplen);
  pcap_set_buffer_size(pcap, options.buffer);
  pcap_set_timeout(pcap, static_cast<int>(options.hold.count()));
  pcap_set_promisc(pcap, options.promiscuous ? 1 : 0);
  pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
  if (const int status = pcap_activate(pcap); status < 0) {
    return std::unexpected(refused(name, status, pcap));
  }
  // SLL2 names the interface, which the older cooked header does not; others have no such choice.
  if (pcap_datalink(pcap) == DLT_LINUX_SLL) pcap_set_datalink(pcap, DLT_LINUX_SLL2);
  if (!options.filter.empty()) {
    if (auto set = set_filter(pcap, options.filter); !set) {
      return std::unexpected(Refused{set.error()});
    }
  }
  if (pcap_setnonblock(pcap, 1, message.data()) != 0) return cannot();
  handle->descriptor_ = pcap_get_selectable_fd(pcap);
  if (fanout) {
    if (auto joined = join_fanout(handle->descriptor_, *fanout, name); !joined) {
      return std::unexpected(Refused{joined.error()});
    }
    handle->from_ = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
  const std::uint32_t link_type = link_type_of_dlt(pcap_datalink(pcap));
  if (!reads_link_type(link_type)) {
    return std::unexpected(Refused{unread_link_type(link_type, name).error()});
  }
  if (pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO) handle->fraction_ = 1;
  handle->description_.link_type = link_type;
  handle->description_.snaplen = static_cast<std::uint32_t>(options.snaplen);
  handle->vantage_ = vantage;
  return handle;
}

Result<std::optional<Packet>> LiveHandle::read() {
  Packet packet;
  pcap_pkthdr* header = nullptr;
  const u_char* octets = nullptr;
  do {
    const int status = pcap_next_ex(pcap_.get(), &header, &octets);
    if (status == 0) return std::nullopt;
    if (status < 0) {
      return failure(fmt::format("the capture broke off: {}", pcap_geterr(pcap_.get())),
                     description_.name, "see whether the interface still exists");
    }
    packet.time = from_unix_nano(std::int64_t{header->ts.tv_sec} * 1'000'000'000 +
                                 std::int64_t{header->ts.tv_usec} * fraction_);
  } while (packet.time < from_);
  packet.vantage = vantage_;
  packet.link_type = description_.link_type;
  packet.wire_length = header->len;
  packet.bytes = {octets, header->caplen};
  return packet;
}

bool LiveHandle::is_down() const {
  // On Linux libpcap wants to be asked at times only then.
  return pcap_get_required_select_timeout(pcap_.get()) != nullptr;
}

const pcapng::Drops& LiveHandle::drops() const {
  pcap_stat statistics{};
  if (pcap_stats(pcap_.get(), &statistics) != 0) return drops_;
  drops_.kernel = std::max<std::uint64_t>(drops_.kernel, statistics.ps_drop);
  // libpcap takes this from the counters of the interface with this name; those of one that went
  // away, or came anew, are below what they were.
  if (::if_nametoindex(description_.name.c_str()) == index_) {
    drops_.interface = std::max<std::uint64_t>(drops_.interface, statistics.ps_ifdrop);
  }
  return drops_;
}

}  // namespace goldwire
