// multiply: makes a large capture out of small ones, for measuring.
//
//   multiply OUT.pcap MEGABYTES IN.pcap...
//
// Every copy of each input gets addresses of its own (so each is a new set of connections) and its
// own times; eight copies run side by side, as a busy host's connections do. Only Ethernet with
// IPv4 is changed; other packets are copied as they are. Checksums are left wrong: goldwire does
// not verify them.
#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture/capture_file.h"
#include "agent/capture/capture_writer.h"

namespace {

using namespace goldwire;

constexpr std::size_t kSideBySide = 8;
constexpr std::size_t kEthernetHeader = 14;
constexpr std::uint32_t kEthernet = 1;

struct Kept {
  Duration since_start;
  std::size_t input;
  std::uint32_t link_type;
  std::uint32_t wire_length;
  std::string octets;
};

Result<std::vector<Kept>> read_all(const std::vector<std::string>& files) {
  std::vector<Kept> packets;
  Duration offset{};
  for (std::size_t input = 0; input < files.size(); ++input) {
    auto source = open_capture(files[input], 0);
    if (!source) return std::unexpected(source.error());
    std::optional<Time> first;
    Duration last = offset;
    for (;;) {
      auto arrival = (*source)->next();
      if (!arrival) return std::unexpected(arrival.error());
      const auto* packet = std::get_if<Packet>(&*arrival);
      if (packet == nullptr) break;
      if (!first) first = packet->time;
      last = offset + (packet->time - *first);
      packets.push_back({last, input, packet->link_type, packet->wire_length,
                         std::string(as_text(packet->bytes))});
    }
    offset = last + std::chrono::milliseconds(1);
  }
  return packets;
}

/// The middle 16 bits of both IPv4 addresses take part of the copy's number.
void readdress(std::string& octets, std::uint16_t copy) {
  if (octets.size() < kEthernetHeader + 20 || octets[12] != 0x08 || octets[13] != 0x00) return;
  for (const std::size_t at : {kEthernetHeader + 13, kEthernetHeader + 17}) {
    octets[at] = static_cast<char>(octets[at] ^ static_cast<char>(copy >> 8));
    octets[at + 1] = static_cast<char>(octets[at + 1] ^ static_cast<char>(copy & 0xff));
  }
}

int run(const std::vector<std::string>& arguments) {
  std::uint64_t megabytes = 0;
  const std::string& size = arguments[1];
  std::from_chars(size.data(), size.data() + size.size(), megabytes);
  auto packets = read_all({arguments.begin() + 2, arguments.end()});
  if (!packets || packets->empty() || megabytes == 0) {
    fmt::print(stderr, "multiply: {}\n", packets ? "nothing to multiply" : packets.error().line());
    return 2;
  }
  auto writer = PcapWriter::create(arguments[0], kEthernet);
  if (!writer) {
    fmt::print(stderr, "multiply: {}\n", writer.error().line());
    return 2;
  }
  const Duration round_length = packets->back().since_start + std::chrono::milliseconds(10);
  const std::size_t inputs = arguments.size() - 2;
  std::uint64_t written = 0;
  std::string octets;
  for (std::uint64_t round = 0; written < megabytes << 20; ++round) {
    const Time start =
        from_unix_nano(1'700'000'000'000'000'000) + round_length * static_cast<std::int64_t>(round);
    for (const Kept& kept : *packets) {
      for (std::size_t side = 0; side < kSideBySide; ++side) {
        octets = kept.octets;
        const std::size_t copy = (round * inputs + kept.input) * kSideBySide + side;
        readdress(octets, static_cast<std::uint16_t>(copy));
        Packet packet;
        packet.time = start + kept.since_start + Duration(side);
        packet.link_type = kept.link_type;
        packet.wire_length = kept.wire_length;
        packet.bytes = as_bytes(octets);
        writer->write(packet);
        written += octets.size() + 16;
      }
    }
  }
  const auto closed = writer->close();
  if (!closed) fmt::print(stderr, "multiply: {}\n", closed.error().line());
  return closed ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 3) {
    fmt::print(stderr, "usage: multiply OUT.pcap MEGABYTES IN.pcap...\n");
    return 2;
  }
  return run(arguments);
}
