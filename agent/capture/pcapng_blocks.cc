// Blocks: type, length, body padded to 4 octets, length again.
#include "agent/capture/pcapng_blocks.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace goldwire::pcapng {
namespace {

template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

std::size_t padding(std::size_t size) { return (4 - size % 4) % 4; }
void pad(std::string& out, std::size_t size) { out.append(padding(size), '\0'); }

/// Section 3.5: code, length, value, padding.
void append_option(std::string& out, std::uint16_t code, std::string_view value) {
  constexpr std::size_t kLongest = 0xffff;
  value = value.substr(0, kLongest);
  append(out, code);
  append(out, static_cast<std::uint16_t>(value.size()));
  out.append(value);
  pad(out, value.size());
}

void append_option(std::string& out, std::uint16_t code, std::uint64_t value) {
  append_option(out, code, std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
}

void end_options(std::string& out) { append(out, std::uint32_t{0}); }

/// Section 3.1, around a body whose size is a multiple of 4.
void append_block(std::string& out, std::uint32_t type, std::string_view body) {
  const auto length = static_cast<std::uint32_t>(body.size() + 12);
  append(out, type);
  append(out, length);
  out.append(body);
  append(out, length);
}

std::uint64_t ticks_of(Time time) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(unix_nano(time), 0));
}
std::uint32_t high(std::uint64_t ticks) { return static_cast<std::uint32_t>(ticks >> 32); }
std::uint32_t low(std::uint64_t ticks) { return static_cast<std::uint32_t>(ticks); }

}  // namespace

void append_section_header(std::string& out, std::string_view application) {
  std::string body;
  append(body, std::uint32_t{0x1a2b3c4d});
  append(body, std::uint16_t{1});
  append(body, std::uint16_t{0});
  append(body, std::int64_t{-1});  // the section's length is not known
  if (!application.empty()) {
    append_option(body, 4, application);
    end_options(body);
  }
  append_block(out, 0x0a0d0d0a, body);
}

void append_interface(std::string& out, const Annotations::Interface& interface) {
  std::string body;
  append(body, static_cast<std::uint16_t>(interface.link_type));
  append(body, std::uint16_t{0});
  append(body, interface.snaplen);
  append_option(body, 2, interface.name);
  append_option(body, 9, std::string_view("\x09", 1));  // if_tsresol: nanoseconds
  end_options(body);
  append_block(out, 1, body);
}

void append_packet(std::string& out, const Packet& packet, std::uint32_t interface) {
  const std::uint64_t ticks = ticks_of(packet.time);
  const std::size_t captured = packet.bytes.size();
  const auto length = static_cast<std::uint32_t>(32 + captured + padding(captured));
  const std::array<std::uint32_t, 7> head{6,
                                          length,
                                          interface,
                                          high(ticks),
                                          low(ticks),
                                          static_cast<std::uint32_t>(captured),
                                          packet.wire_length};
  // In one piece: this is done for each packet of a live capture.
  const std::size_t at = out.size();
  out.resize_and_overwrite(at + length, [&](char* all, std::size_t size) {
    char* to = all + at;
    std::memcpy(to, head.data(), sizeof head);
    to += sizeof head;
    if (captured > 0) std::memcpy(to, packet.bytes.data(), captured);
    std::memset(to + captured, 0, padding(captured));
    std::memcpy(all + size - sizeof length, &length, sizeof length);
    return size;
  });
}

void append_names(std::string& out, std::span<const Annotations::ResolvedName> names) {
  if (names.empty()) return;
  std::string body;
  for (const Annotations::ResolvedName& one : names) {
    const bool ipv4 = one.address.size() == 4;
    append_option(body, ipv4 ? 1 : 2, one.address + one.name + '\0');
  }
  end_options(body);
  append_block(out, 4, body);
}

void append_statistics(std::string& out, std::uint32_t interface, Time now, const Drops& drops) {
  const std::uint64_t ticks = ticks_of(now);
  std::string body;
  append(body, interface);
  append(body, high(ticks));
  append(body, low(ticks));
  append_option(body, 5, drops.interface);
  append_option(body, 7, drops.kernel);
  end_options(body);
  append_block(out, 5, body);
}

void append_secrets(std::string& out, const Annotations::Secrets& secrets) {
  std::string body;
  append(body, secrets.type);
  append(body, static_cast<std::uint32_t>(secrets.data.size()));
  body.append(secrets.data);
  pad(body, secrets.data.size());
  append_block(out, 10, body);
}

}  // namespace goldwire::pcapng
