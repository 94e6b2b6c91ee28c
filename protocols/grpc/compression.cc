// Snappy is read here; the others are content codings.
#include "protocols/grpc/compression.h"

#include <algorithm>
#include <snappy.h>

#include "protocols/http/fields.h"

namespace goldwire::grpc {
namespace {

using http::Content;
using http::ContentLimits;
using http::Decoding;
using namespace std::string_view_literals;

/// What snappy's framing format begins with.
constexpr std::string_view kStreamIdentifier = "\xff\x06\x00\x00sNaPpY"sv;

/// One block of snappy's own format, behind what `out` holds already.
Decoding add_block(Content& out, std::string_view block, const ContentLimits& limits) {
  std::size_t length = 0;
  if (!snappy::GetUncompressedLength(block.data(), block.size(), &length)) {
    return Decoding::damaged;
  }
  // A block tells its own length, which nothing else bounds before it is read.
  if (length > limits.expanded - std::min<std::uint64_t>(limits.expanded, out.size)) {
    return Decoding::limit;
  }
  std::string plain;
  if (!snappy::Uncompress(block.data(), block.size(), &plain)) return Decoding::damaged;
  out.size += plain.size();
  plain.resize(std::min(plain.size(), limits.kept - std::min(limits.kept, out.octets.size())));
  out.octets += plain;
  return Decoding::whole;
}

/// The framing format of snappy: chunks of a type and a length of 24 bits, little-endian.
Decoding unframe(Content& out, std::string_view octets, const ContentLimits& limits) {
  constexpr std::size_t kHead = 4;
  constexpr std::size_t kChecksum = 4;
  constexpr std::uint8_t kCompressedData = 0x00;
  constexpr std::uint8_t kUncompressedData = 0x01;
  constexpr std::uint8_t kFirstSkippable = 0x80;
  while (!octets.empty()) {
    if (octets.size() < kHead) return Decoding::cut;
    const auto octet = [&](std::size_t i) -> std::size_t {
      return static_cast<std::uint8_t>(octets[i]);
    };
    const std::size_t type = octet(0);
    const std::size_t length = octet(1) | octet(2) << 8U | octet(3) << 16U;
    octets.remove_prefix(kHead);
    if (length > octets.size()) return Decoding::cut;
    std::string_view chunk = octets.substr(0, length);
    octets.remove_prefix(length);
    if (type >= kFirstSkippable) continue;
    if (type > kUncompressedData || length < kChecksum) return Decoding::damaged;
    chunk.remove_prefix(kChecksum);
    if (type == kCompressedData) {
      const Decoding decoded = add_block(out, chunk, limits);
      if (decoded != Decoding::whole) return decoded;
    } else {
      out.size += chunk.size();
      const std::size_t room = limits.kept - std::min(limits.kept, out.octets.size());
      out.octets.append(chunk.substr(0, room));
    }
  }
  return Decoding::whole;
}

Content decode_snappy(std::string_view octets, const ContentLimits& limits) {
  Content out;
  out.decoding = octets.starts_with(kStreamIdentifier) ? unframe(out, octets, limits)
                                                       : add_block(out, octets, limits);
  return out;
}

}  // namespace

std::string_view encoding_by_magic(std::string_view octets) {
  constexpr std::string_view kGzip = "\x1f\x8b\x08"sv;      // RFC 1952 section 2.3.1
  constexpr std::string_view kZstd = "\x28\xb5\x2f\xfd"sv;  // RFC 8878 section 3.1.1
  if (octets.starts_with(kGzip)) return "gzip";
  if (octets.starts_with(kZstd)) return "zstd";
  if (octets.starts_with(kStreamIdentifier)) return "snappy";
  if (octets.size() < 2) return {};
  // RFC 1950 section 2.2: the method, and a check of the first two octets.
  const auto first = static_cast<std::uint8_t>(octets[0]);
  const auto second = static_cast<std::uint8_t>(octets[1]);
  return (first & 0xFU) == 8 && (first * 256U + second) % 31 == 0 ? "deflate" : std::string_view{};
}

Content decompress(std::string_view encoding, std::string_view octets,
                   const ContentLimits& limits) {
  encoding = http::trimmed(encoding);
  if (http::same_name(encoding, "snappy")) return decode_snappy(octets, limits);
  if (encoding.empty() || http::same_name(encoding, "identity")) {
    return {.octets = std::string(octets), .size = octets.size(), .decoding = Decoding::unknown};
  }
  return http::decode_content(encoding, octets, limits);
}

}  // namespace goldwire::grpc
