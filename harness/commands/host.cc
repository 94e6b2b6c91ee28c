// Host: /proc and /sys read as text; ring sizes by the ethtool request.
#include "harness/commands/host.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <linux/capability.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string_view>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <system_error>
#include <unistd.h>

namespace goldwire {
namespace {

std::string first_line(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

std::optional<std::uint64_t> number_in(const std::string& file) {
  const std::string text = first_line(file);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return number;
}

std::uint64_t effective_capabilities() {
  constexpr std::string_view kKey = "CapEff:\t";
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(kKey)) continue;
    std::uint64_t bits = 0;
    std::from_chars(line.data() + kKey.size(), line.data() + line.size(), bits, 16);
    return bits;
  }
  return 0;
}

void read_ring(Interface& interface) {
  const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return;
  ethtool_ringparam ring{};
  ring.cmd = ETHTOOL_GRINGPARAM;
  ifreq request{};
  std::strncpy(request.ifr_name, interface.name.c_str(), IFNAMSIZ - 1);
  request.ifr_data = reinterpret_cast<char*>(&ring);
  if (::ioctl(socket, SIOCETHTOOL, &request) == 0) {
    interface.ring = ring.rx_pending;
    interface.ring_most = ring.rx_max_pending;
  }
  ::close(socket);
}

}  // namespace

bool in_ci() {
  const char* const value = std::getenv("CI");
  const std::string_view text = value == nullptr ? "" : value;
  return !text.empty() && text != "0" && text != "false";
}

Host this_host() {
  Host host;
  utsname names{};
  if (::uname(&names) == 0) host.kernel = std::string(names.sysname) + ' ' + names.release;
  const std::uint64_t capabilities = effective_capabilities();
  host.may_capture = ((capabilities >> CAP_NET_RAW) & 1U) != 0;
  host.may_configure = ((capabilities >> CAP_NET_ADMIN) & 1U) != 0;
  host.receive_buffer_most = number_in("/proc/sys/net/core/rmem_max");
  host.ci = in_ci();

  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/class/net", unreadable)) {
    Interface interface;
    interface.name = entry.path().filename().string();
    std::uint64_t flags = 0;
    const std::string text = first_line(entry.path() / "flags");
    if (text.starts_with("0x")) {
      std::from_chars(text.data() + 2, text.data() + text.size(), flags, 16);
    }
    interface.up = (flags & IFF_UP) != 0;
    interface.dropped = number_in(entry.path() / "statistics/rx_dropped");
    read_ring(interface);
    host.interfaces.push_back(std::move(interface));
  }
  std::ranges::sort(host.interfaces, {}, &Interface::name);
  return host;
}

}  // namespace goldwire
