// multiply: makes a large capture out of small ones, for measuring.
//
//   multiply [--filter BPF] OUT.pcap MEGABYTES IN.pcap...
//
// Every copy of each input gets addresses of its own (so each is a new set of connections) and its
// own times. Eight copies of all inputs, one after the other, run side by side, each begun an
// eighth later than the one before, as a busy host's connections do. Only Ethernet with IPv4 is
// changed, and its checksums made right, which offload left wrong in captures of a loopback; other
// packets are copied as they are. The same arguments give the same octets; a smaller size gives
// their beginning.
#include <charconv>
#include <cstdio>
#include <fmt/format.h>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "agent/capture/bpf_filter.h"
#include "agent/capture/capture_file.h"
#include "agent/capture/capture_writer.h"
#include "tests/bench/checksum.h"

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

/// The packets of all files that `filter` wants, those of one file after those of the one before.
Result<std::vector<Kept>> read_all(const std::vector<std::string>& files,
                                   const std::string& filter) {
  std::vector<Kept> packets;
  Duration offset{};
  for (std::size_t input = 0; input < files.size(); ++input) {
    auto file = open_capture(files[input], 0);
    if (!file) return std::unexpected(file.error());
    std::unique_ptr<Source> source = std::move(*file);
    if (!filter.empty()) {
      auto compiled = BpfFilter::compile(filter);
      if (!compiled) return std::unexpected(compiled.error());
      source = filtered(std::move(source), std::move(*compiled));
    }
    std::optional<Time> first;
    Duration last = offset;
    for (;;) {
      auto arrival = source->next();
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
void readdress(std::string& octets, std::size_t copy) {
  if (octets.size() < kEthernetHeader + 20 || octets[12] != 0x08 || octets[13] != 0x00) return;
  for (const std::size_t at : {kEthernetHeader + 13, kEthernetHeader + 17}) {
    octets[at] = static_cast<char>(octets[at] ^ static_cast<char>(copy >> 8 & 0xff));
    octets[at + 1] = static_cast<char>(octets[at + 1] ^ static_cast<char>(copy & 0xff));
  }
  bench::make_checksums_right(octets, kEthernetHeader);
}

/// Where one of the copies that run side by side has come to.
struct Place {
  Time time;  ///< of its next packet
  std::size_t side;
  std::size_t round = 0;
  std::size_t next = 0;
  bool operator>(const Place& other) const {
    return std::pair(time, side) > std::pair(other.time, other.side);
  }
};

void write_copies(PcapWriter& writer, const std::vector<Kept>& packets, std::size_t inputs,
                  std::uint64_t octets_wanted) {
  const Duration length = packets.back().since_start + std::chrono::milliseconds(10);
  const auto start_of = [&](std::size_t side, std::size_t round) {
    return from_unix_nano(1'700'000'000'000'000'000) +
           length * static_cast<std::int64_t>(round * kSideBySide + side) / kSideBySide;
  };
  std::priority_queue<Place, std::vector<Place>, std::greater<>> places;
  for (std::size_t side = 0; side < kSideBySide; ++side) {
    places.push({start_of(side, 0) + packets[0].since_start, side});
  }
  std::string octets;
  for (std::uint64_t written = 0; written < octets_wanted;) {
    Place place = places.top();
    places.pop();
    const Kept& kept = packets[place.next];
    octets = kept.octets;
    readdress(octets, (place.round * inputs + kept.input) * kSideBySide + place.side);
    Packet packet;
    packet.time = place.time;
    packet.link_type = kept.link_type;
    packet.wire_length = kept.wire_length;
    packet.bytes = as_bytes(octets);
    writer.write(packet);
    written += octets.size() + 16;
    if (++place.next == packets.size()) {
      place.next = 0;
      ++place.round;
    }
    place.time = start_of(place.side, place.round) + packets[place.next].since_start;
    places.push(place);
  }
}

int refuse(std::string_view why) {
  fmt::print(stderr, "multiply: {}\n", why);
  return 2;
}

int run(std::vector<std::string> arguments) {
  std::string filter;
  if (arguments.size() > 1 && arguments[0] == "--filter") {
    filter = arguments[1];
    arguments.erase(arguments.begin(), arguments.begin() + 2);
  }
  if (arguments.size() < 3) {
    return refuse("usage: multiply [--filter BPF] OUT.pcap MEGABYTES IN.pcap...");
  }
  std::uint64_t megabytes = 0;
  const std::string& size = arguments[1];
  std::from_chars(size.data(), size.data() + size.size(), megabytes);
  if (megabytes == 0) return refuse("the size is a number of megabytes, from 1 on");
  auto packets = read_all({arguments.begin() + 2, arguments.end()}, filter);
  if (!packets) return refuse(packets.error().line());
  if (packets->empty()) return refuse("nothing to multiply");
  auto writer = PcapWriter::create(arguments[0], kEthernet);
  if (!writer) return refuse(writer.error().line());
  write_copies(*writer, *packets, arguments.size() - 2, megabytes * 1'000'000);
  const auto closed = writer->close();
  return closed ? 0 : refuse(closed.error().line());
}

}  // namespace

int main(int argc, char** argv) { return run({argv + 1, argv + argc}); }
