// One size line after the other.
#include "protocols/http/aws_chunked.h"

#include <charconv>
#include <cstdint>

namespace goldwire::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
/// A size, an extension with a signature of 64 digits, and room to spare.
constexpr std::size_t kLongestLine = 256;

}  // namespace

AwsChunks read_aws_chunked(std::string_view octets) {
  AwsChunks out;
  const auto ended = [&](Decoding decoding) {
    out.decoding = decoding;
    return std::move(out);
  };
  while (true) {
    const std::size_t end = octets.substr(0, kLongestLine).find(kLineEnd);
    if (end == std::string_view::npos) {
      return ended(octets.size() < kLongestLine ? Decoding::cut : Decoding::damaged);
    }
    const std::string_view line = octets.substr(0, end);
    const std::string_view digits = line.substr(0, line.find(';'));
    std::uint64_t size = 0;
    const auto [last, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (error != std::errc{} || last != digits.data() + digits.size()) {
      return ended(Decoding::damaged);
    }
    octets.remove_prefix(end + kLineEnd.size());
    // Checksums and signatures trail it.
    if (size == 0) return ended(Decoding::whole);
    if (octets.size() < size) {
      out.pieces.push_back(octets);
      return ended(Decoding::cut);
    }
    out.pieces.push_back(octets.substr(0, size));
    octets.remove_prefix(size);
    if (octets.size() < kLineEnd.size()) return ended(Decoding::cut);
    if (!octets.starts_with(kLineEnd)) return ended(Decoding::damaged);
    octets.remove_prefix(kLineEnd.size());
  }
}

}  // namespace goldwire::http
