// The ones' complement sum, word by word.
#include "agent/wire/checksum.h"

#include <arpa/inet.h>
#include <cstring>

namespace goldwire {
namespace {

/// Not folded. In the machine's byte order, of which the folded sum's being right does not depend
/// (RFC 1071 section 2 B). What is missing in the last word counts as 0.
std::uint64_t sum_of(Bytes octets) {
  std::uint64_t sum = 0;
  std::uint32_t word = 0;
  while (octets.size() >= sizeof word) {
    std::memcpy(&word, octets.data(), sizeof word);
    sum += word;
    octets = octets.subspan(sizeof word);
  }
  word = 0;
  if (!octets.empty()) std::memcpy(&word, octets.data(), octets.size());
  return sum + word;
}

/// A sum that has the checksum in it is all ones.
bool is_right(std::uint64_t sum) {
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

}  // namespace

bool is_right_ipv4_header(Bytes octets) {
  return is_right(sum_of(octets.first(std::size_t{octets[0] & 0x0fU} * 4)));
}

bool is_right_segment(const IpPacket& ip) {
  if (ip.missing > 0 || ip.rerouted) return true;
  // The pseudo header. IPv4 addresses stand here as mapped ones, whose first octets sum up to 0 or,
  // twice, to ffff, which is another 0.
  const auto length = static_cast<std::uint32_t>(ip.payload.size());
  return is_right(sum_of(ip.source.octets) + sum_of(ip.destination.octets) + htonl(length) +
                  htons(ip.protocol) + sum_of(ip.payload));
}

}  // namespace goldwire
