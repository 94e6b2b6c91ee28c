// idle: what a connection costs that said something once and stays open.
//
//   idle CONNECTIONS
//
// Makes the packets of that many connections, one exchange of HTTP on each (six packets; request
// and answer are the bank's), and observes them as `goldwire spans --format none` does, with the
// limit on flows raised so far that none is given up. None ends before all have begun. Prints
// "CONNECTIONS EXCHANGES KIB": the last is the peak of this process's anonymous memory, ending them
// all included. Fails when a connection was given up or an exchange is not whole: then it measured
// nothing.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <string>

#include "agent/observe/observation.h"
#include "agent/trace/collector.h"
#include "tests/agent/wire/packet_octets.h"
#include "tests/bench/anonymous_memory.h"

namespace {

using namespace goldwire;

constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kMost = 1U << 24;  ///< addresses of clients in 10.0.0.0/8
constexpr std::uint8_t kSyn = 0x02;
constexpr std::uint8_t kAck = 0x10;
constexpr std::uint8_t kPush = 0x08;

constexpr std::string_view kRequest =
    "POST /deposit HTTP/1.1\r\nhost: 127.0.10.1:8080\r\nuser-agent: driver/1.0\r\n"
    "accept: application/json\r\naccept-encoding: gzip\r\ncontent-type: application/json\r\n"
    "content-length: 33\r\nConnection: keep-alive\r\n\r\n"
    "{\"amount\":12550,\"currency\":\"usd\"}";
constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nX-Powered-By: Express\r\n"
    "x-request-id: 2d9d50fb-b2ff-4a42-b2bf-c3134e7195f4\r\n"
    "Content-Type: application/json; charset=utf-8\r\nContent-Length: 158\r\n"
    "Date: Sun, 22 Nov 2026 15:46:48 GMT\r\nConnection: keep-alive\r\nKeep-Alive: "
    "timeout=65\r\n\r\n"
    "{\"transactionId\":\"b19f5c9a-1bff-450d-a778-980aec863108\",\"sequence\":38,\"amount\":12550,"
    "\"currency\":\"usd\",\"balance\":162550,\"createdAt\":\"2026-11-22T15:46:48.357Z\"}";

/// The connections, packet by packet.
class Clients {
 public:
  explicit Clients(Observation& observation) : observation_(observation) {}

  void connect(std::uint32_t client) {
    const auto request = static_cast<std::uint32_t>(kRequest.size());
    const auto answer = static_cast<std::uint32_t>(kAnswer.size());
    const std::uint32_t first = client * 2'654'435'761U;  // initial numbers, spread
    const std::uint32_t second = ~first;
    send(client, true, {.sequence = first, .acknowledgement = 0, .flags = kSyn}, {});
    send(client, false, {.sequence = second, .acknowledgement = first + 1, .flags = kSyn | kAck},
         {});
    send(client, true, {.sequence = first + 1, .acknowledgement = second + 1, .flags = kAck}, {});
    send(client, true,
         {.sequence = first + 1, .acknowledgement = second + 1, .flags = kPush | kAck}, kRequest);
    send(client, false,
         {.sequence = second + 1, .acknowledgement = first + 1 + request, .flags = kPush | kAck},
         kAnswer);
    send(client, true,
         {.sequence = first + 1 + request, .acknowledgement = second + 1 + answer, .flags = kAck},
         {});
  }

 private:
  void send(std::uint32_t client, bool asks, testing::TcpFields fields, std::string_view payload) {
    constexpr std::size_t kAddresses = 14 + 12;
    const auto port = static_cast<std::uint16_t>(32'768 + client % 28'000);
    fields.source_port = asks ? port : 8080;
    fields.destination_port = asks ? 8080 : port;
    std::string frame = testing::ethernet(testing::ipv4(testing::tcp(payload, fields)));
    const std::string address = {10, static_cast<char>(client >> 16 & 0xff),
                                 static_cast<char>(client >> 8 & 0xff),
                                 static_cast<char>(client & 0xff)};
    frame.replace(kAddresses, 8, asks ? address + server_ : server_ + address);
    Packet packet = testing::packet_of(frame, kEthernet);
    packet.time = now_ += std::chrono::microseconds(1);
    observation_.take(packet);
  }

  const std::string server_{"\x0a\xff\xff\xfe"};
  Observation& observation_;
  Time now_ = from_unix_nano(1'700'000'000'000'000'000);
};

int run(std::uint32_t connections) {
  const int status = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  const Services services;
  Collector collector(services, {}, Linking::none);
  ShardLimits limits;
  limits.flows = connections;  // in each shard: more than will come
  Observation observation(limits, collector);
  Clients clients(observation);
  std::uint64_t peak = 0;
  for (std::uint32_t client = 0; client < connections; ++client) {
    clients.connect(client);
    if (client % 1024 == 0) peak = std::max(peak, bench::anonymous_kib(status));
  }
  peak = std::max(peak, bench::anonymous_kib(status));
  const std::uint64_t given_up = observation.ledger().evicted + observation.ledger().expired;
  observation.finish(Ending::end_of_capture);
  peak = std::max(peak, bench::anonymous_kib(status));
  const Ledger ledger = observation.ledger();
  if (given_up > 0 || ledger.connections != connections || ledger.exchanges != connections ||
      ledger.incomplete > 0) {
    fmt::print(stderr, "idle: not all were kept: {}\n", ledger.json());
    return 1;
  }
  fmt::print("{} {} {}\n", ledger.connections, ledger.exchanges, peak);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint32_t connections = 0;
  if (argc == 2) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), connections);
  if (connections == 0 || connections > kMost - 2) {
    fmt::print(stderr, "usage: idle CONNECTIONS      up to 16 million\n");
    return 2;
  }
  return run(connections);
}
