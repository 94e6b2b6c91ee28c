// Test tool: a network namespace of the test's own, with loopback and as many veth pairs as it
// wants. Nothing from outside is on these wires.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace goldwire {

/// The thread that makes it is in it until it goes.
class OwnNetwork {
 public:
  OwnNetwork() : outside_(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) {
    inside_ = ::unshare(CLONE_NEWNET) == 0 && ip("link set lo up");
  }
  ~OwnNetwork() {
    if (inside_) static_cast<void>(::setns(outside_, CLONE_NEWNET));
    ::close(outside_);
  }
  OwnNetwork(const OwnNetwork&) = delete;
  OwnNetwork& operator=(const OwnNetwork&) = delete;

  bool is_there() const { return inside_; }
  /// Runs ip(8).
  static bool ip(const std::string& arguments) {
    return std::system(("ip " + arguments + " 2>/dev/null").c_str()) == 0;
  }
  /// A pair of interfaces that are up: what one sends the other one receives.
  static bool add_pair(const std::string& one, const std::string& other) {
    return ip("link add " + one + " type veth peer name " + other) &&
           ip("link set " + other + " up") && ip("link set " + one + " up");
  }

 private:
  int outside_;
  bool inside_ = false;
};

/// Sends frames on one interface, as they are.
class FrameSender {
 public:
  explicit FrameSender(const std::string& interface)
      : socket_(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)) {
    to_.sll_family = AF_PACKET;
    to_.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    to_.sll_halen = ETH_ALEN;
  }
  ~FrameSender() { ::close(socket_); }
  FrameSender(const FrameSender&) = delete;
  FrameSender& operator=(const FrameSender&) = delete;

  /// A broadcast with a made-up type and `text`, filled up to `size` octets.
  bool send(std::string_view text, std::size_t size = 60) const {
    std::string frame(12, '\xff');
    frame += "\x88\xb5";  // for local experiments
    frame += text;
    frame.resize(std::max(size, frame.size()), '\0');
    return send_frame(frame);
  }
  /// A whole frame.
  bool send_frame(std::string_view frame) const {
    return ::sendto(socket_, frame.data(), frame.size(), 0, reinterpret_cast<const sockaddr*>(&to_),
                    sizeof to_) == static_cast<ssize_t>(frame.size());
  }

 private:
  int socket_;
  sockaddr_ll to_{};
};

#define NEEDS_OWN_NETWORK(network)                                                              \
  const ::goldwire::OwnNetwork network;                                                         \
  if (!network.is_there()) {                                                                    \
    GTEST_SKIP() << "a network of its own needs root (CAP_SYS_ADMIN, CAP_NET_ADMIN) and ip(8)"; \
  }

}  // namespace goldwire
