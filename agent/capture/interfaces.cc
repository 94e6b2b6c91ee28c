// Interfaces: libpcap's list, the kernel's names, and its netlink group of links.
#include "agent/capture/interfaces.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <fnmatch.h>
#include <linux/rtnetlink.h>
#include <memory>
#include <pcap/pcap.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace goldwire {

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

std::vector<std::string> names_of_those_up() {
  std::vector<std::string> names;
  const auto interfaces = list_interfaces();
  if (!interfaces) return names;
  for (const InterfaceInfo& one : *interfaces) {
    if (one.up && one.name != "any") names.push_back(one.name);
  }
  return names;
}

bool is_pattern(std::string_view name) { return name.find_first_of("*?[") != std::string::npos; }

bool fits_pattern(const std::string& pattern, const std::string& name) {
  return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

Result<InterfaceWatch> InterfaceWatch::open() {
  const int number = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  if (number < 0 ||
      ::bind(number, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const int why = errno;
    if (number >= 0) ::close(number);
    return failure(fmt::format("new interfaces cannot be watched for: {}", std::strerror(why)), {},
                   "name interfaces that are there");
  }
  return InterfaceWatch(number);
}

InterfaceWatch::InterfaceWatch(InterfaceWatch&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)) {}

InterfaceWatch::~InterfaceWatch() {
  if (socket_ >= 0) ::close(socket_);
}

bool InterfaceWatch::changed() const {
  bool news = false;
  std::array<char, 16384> message{};
  for (;;) {
    const ssize_t got = ::recv(socket_, message.data(), message.size(), 0);
    if (got > 0) {
      news = true;
    } else if (got < 0 && errno == ENOBUFS) {
      news = true;  // more than it could keep
    } else if (got == 0 || errno != EINTR) {
      return news;
    }
  }
}

}  // namespace goldwire
