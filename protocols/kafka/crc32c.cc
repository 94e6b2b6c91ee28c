// CRC-32C: the processor's own instruction where it has one, else eight tables.
#include "protocols/kafka/crc32c.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace goldwire::kafka {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // reflected

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? kPolynomial : 0);
    tables[0][i] = crc;
  }
  for (std::size_t t = 1; t < 8; ++t) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t before = tables[t - 1][i];
      tables[t][i] = (before >> 8) ^ tables[0][before & 0xffU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

std::uint32_t by_tables(std::uint32_t crc, Bytes octets) {
  std::size_t at = 0;
  for (; at + 8 <= octets.size(); at += 8) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      next ^= kTables[7 - i][((crc >> (8 * i)) ^ octets[at + i]) & 0xffU];
      next ^= kTables[3 - i][octets[at + 4 + i]];
    }
    crc = next;
  }
  for (; at < octets.size(); ++at) crc = (crc >> 8) ^ kTables[0][(crc ^ octets[at]) & 0xffU];
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::uint32_t crc, Bytes octets) {
  std::uint64_t wide = crc;
  std::size_t at = 0;
  for (; at + 8 <= octets.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, octets.data() + at, 8);
    wide = __builtin_ia32_crc32di(wide, word);
  }
  auto narrow = static_cast<std::uint32_t>(wide);
  for (; at < octets.size(); ++at) narrow = __builtin_ia32_crc32qi(narrow, octets[at]);
  return narrow;
}
#endif

}  // namespace

std::uint32_t crc32c(Bytes octets) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~by_instruction(~0U, octets);
#endif
  return ~by_tables(~0U, octets);
}

}  // namespace goldwire::kafka
