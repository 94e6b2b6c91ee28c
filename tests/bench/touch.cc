// touch: reads a capture as every program on libpcap must, and takes up each octet once, eight at a
// time: the limit that others are held against.
//
//   touch IN.pcap
//
// Prints packets, octets and the sum of the words, so that no compiler leaves the looking out.
#include <array>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>
#include <pcap/pcap.h>

#include "protocols/base/bytes.h"

namespace {

std::uint64_t sum_of(goldwire::Bytes octets) {
  std::uint64_t sum = 0;
  std::uint64_t word = 0;
  for (; octets.size() >= sizeof word; octets = octets.subspan(sizeof word)) {
    std::memcpy(&word, octets.data(), sizeof word);
    sum += word;
  }
  for (const std::uint8_t octet : octets) sum += octet;
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: touch IN.pcap\n");
    return 2;
  }
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  pcap_t* const capture = pcap_open_offline(argv[1], message.data());
  if (capture == nullptr) {
    fmt::print(stderr, "touch: {}\n", message.data());
    return 2;
  }
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
  std::uint64_t sum = 0;
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  int status = 0;
  while ((status = pcap_next_ex(capture, &header, &data)) == 1) {
    ++packets;
    octets += header->caplen;
    sum += sum_of({data, header->caplen});
  }
  if (status == PCAP_ERROR) fmt::print(stderr, "touch: {}\n", pcap_geterr(capture));
  fmt::print("{} {} {}\n", packets, octets, sum);
  pcap_close(capture);
  return status == PCAP_ERROR ? 2 : 0;
}
