// Test tool: capture files made octet by octet, and what is read from them.
#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "agent/capture/capture_file.h"

namespace goldwire::testing {

/// A file that goes away with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content = {}) {
    static std::atomic<int> count = 0;
    path_ = (std::filesystem::temp_directory_path() /
             ("goldwire_" + std::to_string(getpid()) + "_" + std::to_string(count++)))
                .string();
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }
  std::string content() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::string path_;
};

/// Fields of a file in either byte order.
class Octets {
 public:
  explicit Octets(bool big_endian = false) : big_(big_endian) {}
  Octets& u8(std::uint64_t value) { return number(value, 1); }
  Octets& u16(std::uint64_t value) { return number(value, 2); }
  Octets& u32(std::uint64_t value) { return number(value, 4); }
  Octets& u64(std::uint64_t value) { return number(value, 8); }
  Octets& text(std::string_view value) {
    out_ += value;
    return *this;
  }
  Octets& pad() {
    while (out_.size() % 4 != 0) out_ += '\0';
    return *this;
  }
  Octets& option(unsigned code, std::string_view value) {
    return u16(code).u16(value.size()).text(value).pad();
  }
  const std::string& get() const { return out_; }
  Octets fresh() const { return Octets(big_); }

  // ---- pcap
  Octets& pcap_header(std::uint32_t magic, std::uint32_t link_type, std::uint32_t snaplen = 65535,
                      unsigned minor = 4) {
    return u32(magic).u16(2).u16(minor).u64(0).u32(snaplen).u32(link_type);
  }
  Octets& record(std::uint32_t seconds, std::uint32_t fraction, std::string_view data,
                 std::uint32_t wire_length = 0) {
    return u32(seconds)
        .u32(fraction)
        .u32(data.size())
        .u32(wire_length != 0 ? wire_length : data.size())
        .text(data);
  }

  // ---- pcapng
  Octets& block(std::uint32_t type, const Octets& body) {
    Octets padded = body;
    padded.pad();
    const std::size_t length = padded.get().size() + 12;
    return u32(type).u32(length).text(padded.get()).u32(length);
  }
  Octets& section() { return block(0x0a0d0d0a, fresh().u32(0x1a2b3c4d).u16(1).u16(0).u64(~0ULL)); }
  Octets& interface(unsigned link_type, std::uint32_t snaplen = 0,
                    const std::string& options = {}) {
    return block(1, fresh().u16(link_type).u16(0).u32(snaplen).text(options));
  }
  Octets& enhanced(std::uint32_t interface, std::uint64_t ticks, std::string_view data,
                   std::uint32_t wire_length = 0, const std::string& options = {}) {
    return block(6, fresh()
                        .u32(interface)
                        .u32(ticks >> 32)
                        .u32(ticks & 0xffffffffU)
                        .u32(data.size())
                        .u32(wire_length != 0 ? wire_length : data.size())
                        .text(data)
                        .pad()
                        .text(options));
  }

 private:
  Octets& number(std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) {
      out_ += static_cast<char>(value >> (8 * (big_ ? size - 1 - i : i)) & 0xff);
    }
    return *this;
  }
  bool big_;
  std::string out_;
};

/// A packet with its own octets.
struct OwnedPacket {
  Packet packet;
  std::string data;
};

struct ReadCapture {
  std::vector<OwnedPacket> packets;
  std::optional<Error> error;
  Ledger ledger;
};

inline ReadCapture read_all(Source& source) {
  ReadCapture read;
  for (;;) {
    const auto arrival = source.next();
    if (!arrival) {
      read.error = arrival.error();
      break;
    }
    if (std::holds_alternative<End>(*arrival)) break;
    if (const auto* packet = std::get_if<Packet>(&*arrival)) {
      read.packets.push_back({*packet, std::string(as_text(packet->bytes))});
    }
  }
  source.count(read.ledger);
  return read;
}

inline ReadCapture read_all(const std::string& path, std::uint32_t vantage = 0) {
  auto file = open_capture(path, vantage);
  if (!file) return {{}, file.error(), {}};
  return read_all(**file);
}

inline ReadCapture read_octets(std::string_view octets) {
  const TemporaryFile file(octets);
  return read_all(file.path());
}

/// Of the packet at `at`, since 1970.
inline std::int64_t nanoseconds(const ReadCapture& read, std::size_t at) {
  return unix_nano(read.packets.at(at).packet.time);
}

}  // namespace goldwire::testing
