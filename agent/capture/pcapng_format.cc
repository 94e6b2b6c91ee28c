// The block-structured capture file. Section numbers are those of draft-ietf-opsawg-pcapng.
#include "agent/capture/pcapng_format.h"

#include <algorithm>
#include <fmt/format.h>

#include "agent/capture/link_types.h"

namespace goldwire {
namespace {

enum BlockType : std::uint32_t {
  kInterfaceDescription = 1,
  kOldPacket = 2,
  kSimplePacket = 3,
  kNameResolution = 4,
  kInterfaceStatistics = 5,
  kEnhancedPacket = 6,
  kDecryptionSecrets = 10,
  kSectionHeader = 0x0a0d0d0a
};

constexpr std::uint32_t kByteOrderMagic = 0x1a2b3c4d;
constexpr std::size_t kFrame = 12;             ///< type and two lengths around a block's body
constexpr std::size_t kLargest = 16U << 20;    ///< a block that has to be seen whole
constexpr std::size_t kInterfaces = 1U << 16;  ///< of one section

constexpr std::size_t padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

constexpr const char* kDamagedRemedy = "packets before it were read; record the capture again";

std::unexpected<Error> damaged(std::string_view what, const std::string& place) {
  return failure(fmt::format("is damaged: {}", what), place, kDamagedRemedy);
}

}  // namespace

template <class F>
void PcapngFormat::each_option(Bytes options, F&& f) const {
  while (options.size() >= 4) {
    const std::uint16_t code = fields_.u16(options, 0);
    const std::size_t length = fields_.u16(options, 2);
    if (code == 0 || 4 + length > options.size()) return;
    f(code, options.subspan(4, length));
    options = options.subspan(std::min(options.size(), 4 + padded(length)));
  }
}

bool PcapngFormat::recognises(Bytes start) {
  return start.size() >= 4 && FileFields().u32(start, 0) == kSectionHeader;
}

Result<PcapngFormat> PcapngFormat::begin(InputFile& file) {
  PcapngFormat format;
  if (auto header = format.section_header(file); !header) return std::unexpected(header.error());
  return format;
}

std::unexpected<Error> PcapngFormat::cut(const InputFile& file, std::uint64_t offset) const {
  if (const Error* stopped = file.stopped()) return std::unexpected(*stopped);
  return failure(
      fmt::format("is cut inside a block after packet {}", packets_), file.place(offset),
      "packets before it were read; record the capture again or stop its writer cleanly");
}

/// Section 4.1. Interfaces are numbered from 0 in every section.
Result<void> PcapngFormat::section_header(InputFile& file) {
  const std::uint64_t offset = file.offset();
  const Bytes header = file.need(28);
  if (header.size() < 28) return cut(file, offset);
  const std::uint32_t magic = FileFields().u32(header, 8);
  if (magic != kByteOrderMagic && __builtin_bswap32(magic) != kByteOrderMagic) {
    return damaged("the section header has no byte-order magic", file.place(offset + 8));
  }
  fields_ = FileFields(magic != kByteOrderMagic);
  const std::uint16_t major = fields_.u16(header, 12);
  if (major != 1) {
    return failure(
        fmt::format("is pcapng of the unknown version {}.{}", major, fields_.u16(header, 14)),
        file.place(offset + 12), "convert it with editcap");
  }
  const std::size_t length = fields_.u32(header, 4);
  if (length < 28 || length > kLargest) {
    return damaged(fmt::format("a section header of {} octets", length), file.place(offset));
  }
  if (file.need(padded(length)).size() < padded(length)) return cut(file, offset);
  file.consume(padded(length));
  for (const Interface& interface : interfaces_) interface.drops.count(earlier_);
  interfaces_.clear();
  return {};
}

Result<Arrival> PcapngFormat::next(InputFile& file, std::uint32_t vantage) {
  for (;;) {
    const std::uint64_t offset = file.offset();
    const Bytes header = file.need(kFrame);
    if (header.empty() && file.stopped() == nullptr) return end(file);
    if (header.size() < kFrame) return cut(file, offset);
    const std::uint32_t type = fields_.u32(header, 0);
    if (type == kSectionHeader) {
      if (auto section = section_header(file); !section) return std::unexpected(section.error());
      continue;
    }
    const std::size_t length = fields_.u32(header, 4);
    if (length < kFrame) {
      return damaged(fmt::format("a block of {} octets", length), file.place(offset));
    }
    const bool known =
        type >= kInterfaceDescription && (type <= kEnhancedPacket || type == kDecryptionSecrets);
    if (!known) {
      if (!file.skip(padded(length))) return cut(file, offset);
      continue;
    }
    if (length > kLargest) {
      return damaged(fmt::format("a block of {} octets", length), file.place(offset));
    }
    const Bytes block = file.need(padded(length));
    if (block.size() < padded(length)) return cut(file, offset);
    const std::size_t trailer = fields_.u32(block, padded(length) - 4);
    if (trailer != length && trailer != padded(length)) {
      return damaged(fmt::format("a block begins with length {} and ends with {}", length, trailer),
                     file.place(offset));
    }
    const Bytes body = block.subspan(8, padded(length) - kFrame);
    file.consume(padded(length));
    Result<Packet> packet;
    switch (type) {
      case kEnhancedPacket:
        packet = enhanced_packet(body, file, offset);
        break;
      case kOldPacket:
        packet = old_packet(body, file, offset);
        break;
      case kSimplePacket:
        packet = simple_packet(body, file, offset);
        break;
      case kInterfaceDescription:
        if (body.size() < 8 || interfaces_.size() == kInterfaces) {
          return damaged("an interface description that cannot be used", file.place(offset));
        }
        interface_description(body);
        continue;
      case kInterfaceStatistics:
        interface_statistics(body);
        continue;
      case kNameResolution:
        name_resolution(body);
        continue;
      default:
        decryption_secrets(body);
        continue;
    }
    if (!packet) return std::unexpected(packet.error());
    packet->vantage = vantage;
    last_ = packet->time;
    ++packets_;
    if (reads_link_type(packet->link_type)) {
      readable_ = true;
    } else {
      unread_link_type_ = packet->link_type;
    }
    return *packet;
  }
}

/// Interfaces of a link type that nobody reads may stand beside others, but not alone.
Result<Arrival> PcapngFormat::end(const InputFile& file) const {
  if (!readable_ && unread_link_type_) return unread_link_type(*unread_link_type_, file.name());
  return End{};
}

/// Section 4.3.
Result<Packet> PcapngFormat::enhanced_packet(Bytes body, const InputFile& file,
                                             std::uint64_t offset) {
  if (body.size() < 20) return damaged("a packet block is too short", file.place(offset));
  const std::uint32_t number = fields_.u32(body, 0);
  const std::uint64_t ticks = std::uint64_t{fields_.u32(body, 4)} << 32 | fields_.u32(body, 8);
  const std::uint32_t captured = fields_.u32(body, 12);
  auto packet = packet_at(body, 20, number, captured, fields_.u32(body, 16));
  if (!packet) return damaged(packet.error(), file.place(offset));
  packet->time = interfaces_[number].resolution.at(ticks);
  const std::size_t options = 20 + padded(captured);
  if (options + 4 < body.size()) {
    each_option(body.subspan(options), [&](std::uint16_t code, Bytes value) {
      constexpr std::uint16_t kDropCount = 4;
      if (code == kDropCount && value.size() == 8)
        interfaces_[number].drops.noted += fields_.u64(value, 0);
    });
  }
  return *packet;
}

/// Appendix A, the obsolete packet block.
Result<Packet> PcapngFormat::old_packet(Bytes body, const InputFile& file, std::uint64_t offset) {
  if (body.size() < 20) return damaged("a packet block is too short", file.place(offset));
  const std::uint16_t number = fields_.u16(body, 0);
  const std::uint16_t drops = fields_.u16(body, 2);
  const std::uint64_t ticks = std::uint64_t{fields_.u32(body, 4)} << 32 | fields_.u32(body, 8);
  auto packet = packet_at(body, 20, number, fields_.u32(body, 12), fields_.u32(body, 16));
  if (!packet) return damaged(packet.error(), file.place(offset));
  packet->time = interfaces_[number].resolution.at(ticks);
  if (drops != 0xffff) interfaces_[number].drops.noted += drops;  // 0xffff: not known
  return *packet;
}

/// Section 4.4. Always of interface 0; the captured length follows from its snaplen.
Result<Packet> PcapngFormat::simple_packet(Bytes body, const InputFile& file,
                                           std::uint64_t offset) {
  if (body.size() < 4) return damaged("a packet block is too short", file.place(offset));
  const std::uint32_t length = fields_.u32(body, 0);
  std::uint32_t captured = std::min(length, static_cast<std::uint32_t>(body.size() - 4));
  if (!interfaces_.empty() && interfaces_[0].snaplen != 0) {
    captured = std::min(captured, interfaces_[0].snaplen);
  }
  auto packet = packet_at(body, 4, 0, captured, length);
  if (!packet) return damaged(packet.error(), file.place(offset));
  packet->time = last_;
  return *packet;
}

std::expected<Packet, const char*> PcapngFormat::packet_at(Bytes body, std::size_t at,
                                                           std::uint32_t interface,
                                                           std::uint32_t captured,
                                                           std::uint32_t length) const {
  if (interface >= interfaces_.size()) {
    return std::unexpected("a packet of an interface that was not described");
  }
  if (captured > body.size() - at) return std::unexpected("a packet is longer than its block");
  Packet packet;
  packet.interface = interfaces_[interface].number;
  packet.link_type = interfaces_[interface].link_type;
  packet.wire_length = std::max(length, captured);
  packet.bytes = body.subspan(at, std::min<std::size_t>(captured, kLargestPacket));
  return packet;
}

/// Section 4.2.
void PcapngFormat::interface_description(Bytes body) {
  Interface interface;
  Annotations::Interface shown;
  std::uint8_t tsresol = 6;
  std::int64_t tsoffset = 0;
  shown.link_type = interface.link_type = fields_.u16(body, 0);
  shown.snaplen = interface.snaplen = fields_.u32(body, 4);
  each_option(body.subspan(8), [&](std::uint16_t code, Bytes value) {
    constexpr std::uint16_t kName = 2;
    constexpr std::uint16_t kTimeResolution = 9;
    constexpr std::uint16_t kTimeOffset = 14;
    if (code == kName) shown.name = as_text(value);
    if (code == kTimeResolution && value.size() == 1) tsresol = value[0];
    if (code == kTimeOffset && value.size() == 8) {
      tsoffset = static_cast<std::int64_t>(fields_.u64(value, 0));
    }
  });
  interface.resolution = TimeResolution(tsresol, tsoffset);
  interface.number = described_++;
  interfaces_.push_back(interface);
  annotations_.keep(std::move(shown));
}

/// Section 4.6. The counters run from the start of the capture, so the last block tells all.
void PcapngFormat::interface_statistics(Bytes body) {
  if (body.size() < 12) return;
  const std::uint32_t number = fields_.u32(body, 0);
  if (number >= interfaces_.size()) return;
  Drops& drops = interfaces_[number].drops;
  each_option(body.subspan(12), [&](std::uint16_t code, Bytes value) {
    constexpr std::uint16_t kInterfaceDrop = 5;
    constexpr std::uint16_t kSystemDrop = 7;
    if (value.size() != 8) return;
    if (code == kInterfaceDrop) drops.interface = fields_.u64(value, 0);
    if (code == kSystemDrop) drops.kernel = fields_.u64(value, 0);
    drops.statistics |= code == kInterfaceDrop || code == kSystemDrop;
  });
}

/// Section 4.5. An address record is the address, then its names, each closed by a zero octet.
void PcapngFormat::name_resolution(Bytes body) {
  each_option(body, [&](std::uint16_t type, Bytes record) {
    constexpr std::uint16_t kIpv4 = 1;
    constexpr std::uint16_t kIpv6 = 2;
    const std::size_t size = type == kIpv4 ? 4 : 16;
    if ((type != kIpv4 && type != kIpv6) || record.size() < size) return;
    const std::string_view address = as_text(record.first(size));
    std::string_view names = as_text(record.subspan(size));
    while (!names.empty()) {
      const std::string_view name = names.substr(0, names.find('\0'));
      if (!name.empty())
        annotations_.keep(Annotations::ResolvedName{std::string(address), std::string(name)});
      names.remove_prefix(std::min(names.size(), name.size() + 1));
    }
  });
}

/// Section 4.7.
void PcapngFormat::decryption_secrets(Bytes body) {
  if (body.size() < 8) return;
  const std::size_t length = std::min<std::size_t>(fields_.u32(body, 4), body.size() - 8);
  annotations_.keep(
      Annotations::Secrets{fields_.u32(body, 0), std::string(as_text(body.subspan(8, length)))});
}

void PcapngFormat::Drops::count(Ledger& ledger) const {
  ledger.kernel_drops += statistics ? kernel : noted;
  ledger.interface_drops += interface;
}

void PcapngFormat::count(Ledger& ledger) const {
  ledger.add(earlier_);
  for (const Interface& interface : interfaces_) interface.drops.count(ledger);
  ledger.annotations_left_out += annotations_.left_out;
}

}  // namespace goldwire
