// libpcap's live handles, polled together.
#include "agent/capture/live_capture.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pcap/pcap.h>
#include <poll.h>

#include "agent/capture/link_types.h"

namespace goldwire {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kQuiet{50};

Time wall_clock() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

}  // namespace

struct LiveCapture::Handle {
  ~Handle() {
    if (pcap != nullptr) pcap_close(pcap);
  }
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  std::string name;
  pcap_t* pcap = nullptr;
  int descriptor = -1;
  std::uint32_t link_type = 0;
  std::uint32_t vantage = 0;
  std::int64_t fraction = 1000;  ///< nanoseconds in one unit of the time's second field
  std::optional<Packet> head;    ///< read, not yet given
  bool done = false;             ///< drained
};

namespace {

std::unexpected<Error> refused(const std::string& name, int status, pcap_t* pcap) {
  switch (status) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return failure("may not be captured from", name,
                     "run as root, or give the program the right once: setcap "
                     "cap_net_raw,cap_net_admin=eip PROGRAM");
    case PCAP_ERROR_NO_SUCH_DEVICE: {
      std::vector<std::string> names;
      if (const auto known = list_interfaces()) {
        for (const InterfaceInfo& one : *known) names.push_back(one.name);
      }
      return failure("no such interface", name,
                     fmt::format("choose one of {}", fmt::join(names, ", ")));
    }
    case PCAP_ERROR_IFACE_NOT_UP:
      return failure("the interface is down", name, fmt::format("ip link set {} up", name));
    default:
      return failure(fmt::format("cannot be captured from: {}", pcap_geterr(pcap)), name);
  }
}

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

}  // namespace

LiveCapture::LiveCapture() = default;
LiveCapture::~LiveCapture() = default;

Result<std::unique_ptr<LiveCapture>> LiveCapture::open(const LiveOptions& options) {
  std::unique_ptr<LiveCapture> capture(new LiveCapture);
  capture->hold_ = options.hold;
  for (const std::string& name : options.interfaces) {
    auto handle = std::make_unique<Handle>();
    std::array<char, PCAP_ERRBUF_SIZE> message{};
    handle->name = name;
    handle->vantage = options.vantage + static_cast<std::uint32_t>(capture->handles_.size());
    handle->pcap = pcap_create(name.c_str(), message.data());
    if (handle->pcap == nullptr) {
      return failure(fmt::format("cannot be captured from: {}", message.data()), name);
    }
    pcap_t* const pcap = handle->pcap;
    pcap_set_snaplen(pcap, options.snaplen);
    pcap_set_buffer_size(pcap, options.buffer);
    pcap_set_timeout(pcap, static_cast<int>(options.hold.count()));
    pcap_set_promisc(pcap, options.promiscuous ? 1 : 0);
    pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    if (const int status = pcap_activate(pcap); status < 0) return refused(name, status, pcap);
    // SLL2 names the interface, which the older cooked header does not; others have no such choice.
    if (pcap_datalink(pcap) == DLT_LINUX_SLL) pcap_set_datalink(pcap, DLT_LINUX_SLL2);
    if (!options.filter.empty()) {
      if (auto set = set_filter(pcap, options.filter); !set) return std::unexpected(set.error());
    }
    if (pcap_setnonblock(pcap, 1, message.data()) != 0) {
      return failure(fmt::format("cannot be captured from: {}", message.data()), name);
    }
    handle->descriptor = pcap_get_selectable_fd(pcap);
    handle->link_type = link_type_of_dlt(pcap_datalink(pcap));
    if (!reads_link_type(handle->link_type)) return unread_link_type(handle->link_type, name);
    if (pcap_get_tstamp_precision(pcap) == PCAP_TSTAMP_PRECISION_NANO) handle->fraction = 1;
    capture->handles_.push_back(std::move(handle));
  }
  return capture;
}

/// Reads one packet into the head; false when there is none now.
Result<bool> LiveCapture::read(Handle& handle) {
  pcap_pkthdr* header = nullptr;
  const u_char* octets = nullptr;
  const int status = pcap_next_ex(handle.pcap, &header, &octets);
  if (status == 0) return false;
  if (status < 0) {
    return failure(fmt::format("the capture broke off: {}", pcap_geterr(handle.pcap)), handle.name,
                   "see whether the interface still exists");
  }
  Packet packet;
  packet.time = from_unix_nano(std::int64_t{header->ts.tv_sec} * 1'000'000'000 +
                               std::int64_t{header->ts.tv_usec} * handle.fraction);
  packet.vantage = handle.vantage;
  packet.link_type = handle.link_type;
  packet.wire_length = header->len;
  packet.bytes = {octets, header->caplen};
  if (last_wanted_ && packet.time > *last_wanted_) {
    handle.done = true;
    return false;
  }
  handle.head = packet;
  return true;
}

Result<Arrival> LiveCapture::next() {
  if (given_ != nullptr) given_->head.reset();
  given_ = nullptr;
  std::optional<Steady::time_point> deadline;
  for (;;) {
    bool all_done = true;
    for (const auto& handle : handles_) {
      if (!handle->head && !handle->done) {
        if (auto got = read(*handle); !got) return std::unexpected(got.error());
      }
      all_done &= handle->done;
      if (handle->head && (given_ == nullptr || handle->head->time < given_->head->time)) {
        given_ = handle.get();
      }
    }
    if (given_ != nullptr) return *given_->head;
    const auto now = Steady::now();
    if (last_wanted_ && (all_done || now >= drained_)) return End{};
    if (!deadline) deadline = now + kQuiet;
    if (now >= *deadline) return Quiet{};
    wait(last_wanted_ ? std::min(*deadline, drained_) : *deadline);
  }
}

void LiveCapture::wait(Steady::time_point deadline) {
  std::vector<pollfd> waited;
  for (const auto& handle : handles_) {
    if (!handle->done) waited.push_back({handle->descriptor, POLLIN, 0});
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Steady::now());
  if (left.count() > 0) ::poll(waited.data(), waited.size(), static_cast<int>(left.count()));
}

void LiveCapture::drain() {
  if (last_wanted_) return;
  last_wanted_ = wall_clock();
  // The kernel hands over a block at the latest after `hold`; twice that allows for its timer.
  drained_ = Steady::now() + 2 * hold_ + kQuiet;
}

void LiveCapture::count(Ledger& ledger) const {
  for (const auto& handle : handles_) {
    pcap_stat statistics{};
    if (pcap_stats(handle->pcap, &statistics) != 0) continue;
    ledger.kernel_drops += statistics.ps_drop;
    ledger.interface_drops += statistics.ps_ifdrop;
  }
}

Result<std::vector<InterfaceInfo>> list_interfaces() {
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  pcap_if_t* all = nullptr;
  if (pcap_findalldevs(&all, message.data()) != 0) {
    return failure(fmt::format("the interfaces cannot be listed: {}", message.data()));
  }
  const std::unique_ptr<pcap_if_t, decltype(&pcap_freealldevs)> owned(all, &pcap_freealldevs);
  // Devices of other kinds, by the names libpcap gives them.
  constexpr std::array<std::string_view, 6> kOthers{"bluetooth", "usbmon", "nflog",
                                                    "nfqueue",   "dbus-",  "rdma"};
  std::vector<InterfaceInfo> found;
  for (const pcap_if_t* one = all; one != nullptr; one = one->next) {
    const std::string_view name = one->name;
    if (std::ranges::any_of(kOthers, [&](auto other) { return name.starts_with(other); })) continue;
    found.push_back({std::string(name), one->description != nullptr ? one->description : "",
                     (one->flags & PCAP_IF_UP) != 0, (one->flags & PCAP_IF_LOOPBACK) != 0});
  }
  return found;
}

}  // namespace goldwire
