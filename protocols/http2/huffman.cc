// Huffman: the code is canonical, so the lengths of its words say all.
#include "protocols/http2/huffman.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace goldwire::http2 {
namespace {

constexpr std::size_t kSymbols = 257;  ///< the octets, and the end of string
constexpr unsigned kLongest = 30;

/// Bits of each symbol's word (RFC 7541 appendix B).
constexpr std::array<std::uint8_t, kSymbols> kLengths = {
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6,  10, 10, 12, 13, 6,  8,  11, 10, 10, 8,  11, 8,  6,  6,  6,
    5,  5,  5,  6,  6,  6,  6,  6,  6,  6,  7,  8,  15, 6,  12, 10, 13, 6,  7,  7,  7,  7,  7,  7,
    7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  8,  7,  8,  13, 19, 13, 14, 6,
    15, 5,  6,  5,  6,  5,  6,  6,  6,  5,  7,  7,  6,  6,  6,  5,  6,  7,  6,  5,  5,  6,  7,  7,
    7,  7,  7,  15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
    23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24,
    21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30};

/// Words up to this length are found by one look; nearly all text has no others.
constexpr unsigned kLook = 11;

struct Code {
  std::array<std::uint32_t, kSymbols> words{};
  std::array<std::uint16_t, kSymbols> sorted{};        ///< symbols by length, then by value
  std::array<std::uint32_t, kLongest + 2> first{};     ///< the first word of each length
  std::array<std::uint16_t, kLongest + 2> position{};  ///< of its symbol in `sorted`
};

constexpr Code make_code() {
  Code code;
  std::uint16_t at = 0;
  std::uint32_t word = 0;
  for (unsigned length = 1; length <= kLongest; ++length) {
    word <<= 1;
    code.first[length] = word;
    code.position[length] = at;
    for (std::size_t symbol = 0; symbol < kSymbols; ++symbol) {
      if (kLengths[symbol] != length) continue;
      code.words[symbol] = word++;
      code.sorted[at++] = static_cast<std::uint16_t>(symbol);
    }
  }
  code.position[kLongest + 1] = at;
  return code;
}

constexpr Code kCode = make_code();

/// What one look at kLook bits tells: the words that lie in them whole, at most two.
struct Look {
  std::uint8_t symbols[2] = {0, 0};
  std::uint8_t count = 0;  ///< 0: the first word is longer than kLook
  std::uint8_t first = 0;  ///< bits of the first one
  std::uint8_t bits = 0;   ///< of all
};

/// The symbol whose word `bits` begins with, counted from its highest of `size` bits.
constexpr int short_symbol(std::uint32_t bits, unsigned size) {
  for (unsigned length = 5; length <= size; ++length) {
    const std::uint32_t word = bits >> (size - length);
    const auto count =
        static_cast<std::uint32_t>(kCode.position[length + 1] - kCode.position[length]);
    if (word - kCode.first[length] < count) {
      return kCode.sorted[kCode.position[length] + word - kCode.first[length]];
    }
  }
  return -1;
}

std::array<Look, 1U << kLook> make_looks() {
  std::array<Look, 1U << kLook> looks{};
  for (std::uint32_t bits = 0; bits < looks.size(); ++bits) {
    Look& look = looks[bits];
    const int one = short_symbol(bits, kLook);
    if (one < 0) continue;
    look.symbols[0] = static_cast<std::uint8_t>(one);
    look.count = 1;
    look.first = look.bits = kLengths[static_cast<std::size_t>(one)];
    const unsigned rest = kLook - look.first;
    const int two = short_symbol(bits & ((1U << rest) - 1), rest);
    if (two < 0) continue;
    look.symbols[1] = static_cast<std::uint8_t>(two);
    look.count = 2;
    look.bits = static_cast<std::uint8_t>(look.first + kLengths[static_cast<std::size_t>(two)]);
  }
  return looks;
}

/// A word longer than kLook at the top of `bits`.
int long_symbol(std::uint64_t bits) {
  for (unsigned length = kLook + 1; length <= kLongest; ++length) {
    const auto word = static_cast<std::uint32_t>(bits >> (64 - length));
    const auto count =
        static_cast<std::uint32_t>(kCode.position[length + 1] - kCode.position[length]);
    if (word - kCode.first[length] < count) {
      return kCode.sorted[kCode.position[length] + word - kCode.first[length]];
    }
  }
  return 256;
}

/// Bits not yet decoded, the next one highest; zeros below them.
class Bits {
 public:
  explicit Bits(Bytes coded) : rest_(coded) {}

  void fill() {
    if (rest_.size() >= 8) {
      std::uint64_t next;
      std::memcpy(&next, rest_.data(), sizeof next);
      if constexpr (std::endian::native == std::endian::little) next = std::byteswap(next);
      const unsigned whole = (64 - count_) / 8;
      if (whole == 0) return;
      bits_ |= (next >> (64 - 8 * whole)) << (64 - 8 * whole - count_);
      count_ += 8 * whole;
      rest_ = rest_.subspan(whole);
      return;
    }
    while (count_ <= 56 && !rest_.empty()) {
      bits_ |= std::uint64_t{rest_.front()} << (56 - count_);
      count_ += 8;
      rest_ = rest_.subspan(1);
    }
  }
  std::uint64_t top() const { return bits_; }
  unsigned count() const { return count_; }
  bool last() const { return rest_.empty(); }
  void drop(unsigned bits) {
    bits_ <<= bits;
    count_ -= bits;
  }

 private:
  Bytes rest_;
  std::uint64_t bits_ = 0;
  unsigned count_ = 0;
};

}  // namespace

bool huffman_decode(Bytes coded, std::string& out) {
  static const std::array<Look, 1U << kLook> looks = make_looks();
  bool fits = true;
  // The shortest word has five bits; a look may write one symbol too many.
  out.resize_and_overwrite(coded.size() * 8 / 5 + 2, [&](char* to, std::size_t) {
    char* const begin = to;
    Bits bits(coded);
    bits.fill();
    while (true) {
      while (bits.count() >= kLongest) {
        const Look& look = looks[bits.top() >> (64 - kLook)];
        if (look.count != 0) {
          to[0] = static_cast<char>(look.symbols[0]);
          to[1] = static_cast<char>(look.symbols[1]);
          to += look.count;
          bits.drop(look.bits);
          continue;
        }
        const int symbol = long_symbol(bits.top());
        if (symbol == 256) return fits = false, std::size_t{0};
        *to++ = static_cast<char>(symbol);
        bits.drop(kLengths[static_cast<std::size_t>(symbol)]);
      }
      if (bits.last()) break;
      bits.fill();
    }
    while (bits.count() >= 5) {
      const Look& look = looks[bits.top() >> (64 - kLook)];
      const int symbol = look.count != 0 ? look.symbols[0] : long_symbol(bits.top());
      if (symbol == 256) break;
      const unsigned length = kLengths[static_cast<std::size_t>(symbol)];
      if (length > bits.count()) break;
      *to++ = static_cast<char>(symbol);
      bits.drop(length);
    }
    const std::uint64_t ones = bits.count() == 0 ? 0 : ~std::uint64_t{0} << (64 - bits.count());
    fits = bits.count() < 8 && bits.top() == ones;
    return static_cast<std::size_t>(to - begin);
  });
  return fits;
}

std::size_t huffman_size(std::string_view text) {
  std::size_t bits = 0;
  for (const char c : text) bits += kLengths[static_cast<std::uint8_t>(c)];
  return (bits + 7) / 8;
}

void huffman_encode(std::string_view text, std::string& out) {
  std::uint64_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const auto symbol = static_cast<std::uint8_t>(c);
    bits = bits << kLengths[symbol] | kCode.words[symbol];
    count += kLengths[symbol];
    while (count >= 8) {
      count -= 8;
      out.push_back(static_cast<char>(static_cast<std::uint8_t>(bits >> count)));
    }
  }
  if (count == 0) return;
  const std::uint64_t padded = bits << (8 - count) | ((1U << (8 - count)) - 1);
  out.push_back(static_cast<char>(static_cast<std::uint8_t>(padded)));
}

}  // namespace goldwire::http2
