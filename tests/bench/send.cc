// send: puts a capture's packets on an interface at a steady rate, for measuring live capture.
//
//   send INTERFACE IN.pcap PACKETS_PER_SECOND SECONDS       a rate of 0: as fast as it goes
//
// Reads the capture into memory first and sends it over and over until the time is up. Each time
// round gets addresses of its own, so that it is made of new connections: the first octet of both
// IPv4 addresses takes part of its number (checksums stay as they are: who looks on does not verify
// them). Prints "PACKETS OCTETS SECONDS" of what was sent. Needs CAP_NET_RAW, and an MTU as large
// as the packets.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <string>
#include <sys/socket.h>
#include <vector>

#include "agent/capture/capture_file.h"
#include "agent/wire/network_order.h"

namespace {

using namespace goldwire;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 64;  ///< packets to one call of the system
constexpr std::size_t kEthernetHeader = 14;

/// All packets, one behind the other.
struct Frames {
  std::vector<std::uint8_t> octets;
  std::vector<std::pair<std::size_t, std::size_t>> places;  ///< begin and length of each
};

Result<Frames> read_frames(const std::string& file) {
  auto source = open_capture(file, 0);
  if (!source) return std::unexpected(source.error());
  Frames frames;
  for (;;) {
    auto arrival = (*source)->next();
    if (!arrival) return std::unexpected(arrival.error());
    const auto* packet = std::get_if<Packet>(&*arrival);
    if (packet == nullptr) break;
    frames.places.emplace_back(frames.octets.size(), packet->bytes.size());
    frames.octets.insert(frames.octets.end(), packet->bytes.begin(), packet->bytes.end());
  }
  if (frames.places.empty()) return failure("no packet to send", file);
  return frames;
}

/// A socket that sends on `interface` only and past its queue; negative when there is none.
int open_socket(const char* interface) {
  const int descriptor = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof yes);
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_protocol = 0;  // it hears nothing
  address.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
  if (address.sll_ifindex == 0) return -1;
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  return ::bind(descriptor, generic, sizeof address) == 0 ? descriptor : -1;
}

/// What goes to the system in one call.
class Batch {
 public:
  void add(std::span<std::uint8_t> frame) {
    vectors_[size_] = {frame.data(), frame.size()};
    messages_[size_].msg_hdr.msg_iov = &vectors_[size_];
    messages_[size_].msg_hdr.msg_iovlen = 1;
    octets_ += frame.size();
    ++size_;
  }
  bool full() const { return size_ == kBatch; }
  std::size_t size() const { return size_; }
  std::size_t octets() const { return octets_; }
  /// Sends all; waits where the interface has no room.
  bool send(int descriptor) {
    for (std::size_t sent = 0; sent < size_;) {
      const int count =
          ::sendmmsg(descriptor, &messages_[sent], static_cast<unsigned>(size_ - sent), 0);
      if (count < 0 && errno != ENOBUFS && errno != EAGAIN) return false;
      sent += static_cast<std::size_t>(std::max(count, 0));
    }
    size_ = octets_ = 0;
    return true;
  }

 private:
  std::array<iovec, kBatch> vectors_{};
  std::array<mmsghdr, kBatch> messages_{};
  std::size_t size_ = 0;
  std::size_t octets_ = 0;
};

/// Turns the first octets of the IPv4 addresses from time `round` to the next.
void readdress(std::span<std::uint8_t> frame, std::uint8_t change) {
  if (frame.size() < kEthernetHeader + 20 || u16_at(frame, 12) != ETHERTYPE_IP) return;
  frame[kEthernetHeader + 12] ^= change;
  frame[kEthernetHeader + 16] ^= change;
}

bool send_all(int descriptor, Frames frames, double rate, double limit) {
  const auto begin = Clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  std::uint8_t change = 0;
  Batch batch;
  for (std::uint8_t round = 0; passed() < limit; ++round) {
    for (const auto& [at, length] : frames.places) {
      const std::span frame(frames.octets.data() + at, length);
      readdress(frame, change);
      batch.add(frame);
      if (!batch.full() && at != frames.places.back().first) continue;
      while (rate > 0 && passed() * rate < static_cast<double>(packets)) {
      }
      packets += batch.size();
      octets += batch.octets();
      if (!batch.send(descriptor)) return false;
      if (passed() >= limit) break;
    }
    change = static_cast<std::uint8_t>(round ^ (round + 1));
  }
  fmt::print("{} {} {:.3f}\n", packets, octets, passed());
  return true;
}

int refuse(std::string_view why) {
  fmt::print(stderr, "send: {}\n", why);
  return 2;
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() != 4) {
    return refuse("usage: send INTERFACE IN.pcap PACKETS_PER_SECOND SECONDS");
  }
  auto frames = read_frames(arguments[1]);
  if (!frames) return refuse(frames.error().line());
  const int descriptor = open_socket(arguments[0].c_str());
  if (descriptor < 0) return refuse("no such interface, or no right to send on it");
  if (!send_all(descriptor, std::move(*frames), std::stod(arguments[2]), std::stod(arguments[3]))) {
    return refuse("the interface refused a packet; is its MTU as large as the packets?");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return run({argv + 1, argv + argc}); }
