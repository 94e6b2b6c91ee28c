// The classic capture file.
#include "agent/capture/pcap_format.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "agent/capture/link_types.h"

namespace goldwire {
namespace {

constexpr std::size_t kFileHeader = 24;
/// What libpcap believes a record may be (its MAXIMUM_SNAPLEN), and what a snaplen may raise that
/// to.
constexpr std::uint32_t kUsualLargest = 262'144;
constexpr std::uint32_t kEverLargest = 128U << 20;

struct Variant {
  std::uint32_t magic;
  std::uint32_t fraction;
  std::size_t record_header;
};
constexpr std::array kVariants{
    Variant{0xa1b2c3d4, 1000, 16},
    Variant{0xa1b23c4d, 1, 16},
    Variant{0xa1b2cd34, 1000, 24},
};

struct Recognised {
  const Variant* variant = nullptr;
  bool swapped = false;
};

Recognised recognise(Bytes start) {
  for (const bool swapped : {false, true}) {
    const std::uint32_t magic = FileFields(swapped).u32(start, 0);
    for (const Variant& variant : kVariants) {
      if (variant.magic == magic) return {&variant, swapped};
    }
  }
  return {};
}

}  // namespace

bool PcapFormat::recognises(Bytes start) {
  return start.size() >= 4 && recognise(start).variant != nullptr;
}

Result<PcapFormat> PcapFormat::begin(InputFile& file) {
  const Bytes header = file.need(kFileHeader);
  if (header.size() < kFileHeader) {
    if (const Error* stopped = file.stopped()) return std::unexpected(*stopped);
    return failure("is cut inside the pcap file header", file.place(header.size()),
                   "record the capture again");
  }
  const Recognised recognised = recognise(header);
  PcapFormat format;
  format.fields_ = FileFields(recognised.swapped);
  format.fraction_ = recognised.variant->fraction;
  format.record_header_ = recognised.variant->record_header;
  const std::uint16_t major = format.fields_.u16(header, 4);
  format.minor_ = format.fields_.u16(header, 6);
  if (major != 2) {
    return failure(fmt::format("is pcap of the unknown version {}.{}", major, format.minor_),
                   file.place(4), "convert it with editcap");
  }
  const std::uint32_t snaplen = format.fields_.u32(header, 16);
  format.largest_ = std::max(kUsualLargest, std::min(snaplen, kEverLargest));
  // The upper bits tell of a frame check sequence, which IP's own length leaves out anyway.
  format.link_type_ = format.fields_.u32(header, 20) & 0xffffU;
  if (!reads_link_type(format.link_type_)) {
    return unread_link_type(format.link_type_, file.place(20));
  }
  file.consume(kFileHeader);
  return format;
}

Result<Arrival> PcapFormat::next(InputFile& file, std::uint32_t vantage) {
  const auto cut = [&](std::uint64_t packet) -> std::unexpected<Error> {
    if (const Error* stopped = file.stopped()) return std::unexpected(*stopped);
    return failure(
        fmt::format("is cut inside packet {}", packet), file.place(file.offset()),
        "packets before it were read; record the capture again or stop its writer cleanly");
  };
  if (left_ > 0 && !file.skip(std::exchange(left_, 0))) return cut(records_);
  const std::uint64_t offset = file.offset();
  const Bytes header = file.need(record_header_);
  if (header.size() < record_header_) {
    if (header.empty() && file.stopped() == nullptr) return End{};
    return cut(records_ + 1);
  }
  const std::uint32_t seconds = fields_.u32(header, 0);
  const std::uint32_t fraction = fields_.u32(header, 4);
  std::uint32_t captured = fields_.u32(header, 8);
  std::uint32_t length = fields_.u32(header, 12);
  // Before version 2.3 the two lengths stood the other way round; in 2.3 either may be.
  if (minor_ < 3 || (minor_ == 3 && captured > length)) std::swap(captured, length);
  if (captured > largest_) {
    return failure(fmt::format("is damaged: packet {} claims {} octets", records_ + 1, captured),
                   file.place(offset), "packets before it were read; record the capture again");
  }
  const std::size_t given = std::min<std::size_t>(captured, kLargestPacket);
  const Bytes record = file.need(record_header_ + given);
  if (record.size() < record_header_ + given) return cut(records_ + 1);
  Packet packet;
  packet.time = from_unix_nano(std::int64_t{seconds} * 1'000'000'000 +
                               std::int64_t{fraction} * std::int64_t{fraction_});
  packet.vantage = vantage;
  packet.link_type = link_type_;
  packet.wire_length = std::max(length, captured);
  packet.bytes = record.subspan(record_header_, given);
  file.consume(record_header_ + given);
  left_ = captured - given;
  ++records_;
  return packet;
}

}  // namespace goldwire
