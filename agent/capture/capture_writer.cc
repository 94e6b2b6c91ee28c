// pcap and pcapng, written field by field.
#include "agent/capture/capture_writer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>

namespace goldwire {
namespace {

template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void pad(std::string& out) { out.append((4 - out.size() % 4) % 4, '\0'); }

/// A pcapng option: code, length, value, padding.
void append_option(std::string& out, std::uint16_t code, std::string_view value) {
  append(out, code);
  append(out, static_cast<std::uint16_t>(value.size()));
  out.append(value);
  pad(out);
}

void append_option(std::string& out, std::uint16_t code, std::uint64_t value) {
  append_option(out, code, std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
}

void end_options(std::string& out) { append(out, std::uint32_t{0}); }

std::uint32_t high(std::uint64_t ticks) { return static_cast<std::uint32_t>(ticks >> 32); }
std::uint32_t low(std::uint64_t ticks) { return static_cast<std::uint32_t>(ticks); }

}  // namespace

// ---- the file -----------------------------------------------------------------------------------

void OutputFile::Closer::operator()(std::FILE* file) const {
  if (file == stdout) {
    std::fflush(file);
  } else {
    std::fclose(file);
  }
}

Result<OutputFile> OutputFile::create(const std::string& path) {
  OutputFile out;
  out.name_ = path == "-" ? "stdout" : path;
  out.file_.reset(path == "-" ? stdout : std::fopen(path.c_str(), "wbe"));
  if (!out.file_) {
    return failure(fmt::format("cannot be written: {}", std::strerror(errno)), path,
                   "choose a folder that exists and may be written to");
  }
  std::setvbuf(out.file_.get(), nullptr, _IOFBF, 1U << 18);
  return out;
}

void OutputFile::write(const void* octets, std::size_t size) {
  if (failed_ == 0 && std::fwrite(octets, 1, size, file_.get()) != size) failed_ = errno;
}

Result<void> OutputFile::flush() {
  if (failed_ == 0 && std::fflush(file_.get()) != 0) failed_ = errno;
  if (failed_ != 0) {
    return failure(fmt::format("cannot be written: {}", std::strerror(failed_)), name_,
                   "look at the disk's free space");
  }
  return {};
}

Result<void> OutputFile::close() {
  auto flushed = flush();
  file_.reset();
  return flushed;
}

// ---- pcap (draft-ietf-opsawg-pcap) --------------------------------------------------------------

Result<PcapWriter> PcapWriter::create(const std::string& path, std::uint32_t link_type,
                                      std::uint32_t snaplen) {
  auto file = OutputFile::create(path);
  if (!file) return std::unexpected(file.error());
  std::string header;
  append(header, std::uint32_t{0xa1b23c4d});
  append(header, std::uint16_t{2});
  append(header, std::uint16_t{4});
  append(header, std::uint64_t{0});  // two reserved fields
  append(header, snaplen);
  append(header, link_type);
  file->write(header.data(), header.size());
  return PcapWriter(std::move(*file));
}

void PcapWriter::write(const Packet& packet) {
  const std::int64_t time = std::max<std::int64_t>(unix_nano(packet.time), 0);
  const std::array header{static_cast<std::uint32_t>(time / 1'000'000'000),
                          static_cast<std::uint32_t>(time % 1'000'000'000),
                          static_cast<std::uint32_t>(packet.bytes.size()), packet.wire_length};
  file_.write(header.data(), sizeof header);
  file_.write(packet.bytes.data(), packet.bytes.size());
}

// ---- pcapng (draft-ietf-opsawg-pcapng) ----------------------------------------------------------

void PcapngWriter::block(std::uint32_t type, const std::string& body) {
  const auto length = static_cast<std::uint32_t>(body.size() + 12);
  const std::array head{type, length};
  file_.write(head.data(), sizeof head);
  file_.write(body.data(), body.size());
  file_.write(&length, sizeof length);
}

Result<PcapngWriter> PcapngWriter::create(const std::string& path) {
  auto file = OutputFile::create(path);
  if (!file) return std::unexpected(file.error());
  PcapngWriter writer(std::move(*file));
  std::string body;
  append(body, std::uint32_t{0x1a2b3c4d});
  append(body, std::uint16_t{1});
  append(body, std::uint16_t{0});
  append(body, std::int64_t{-1});  // the section's length is not known
  writer.block(0x0a0d0d0a, body);
  return writer;
}

std::uint32_t PcapngWriter::add_interface(std::uint32_t link_type, std::string_view name,
                                          std::uint32_t snaplen) {
  std::string body;
  append(body, static_cast<std::uint16_t>(link_type));
  append(body, std::uint16_t{0});
  append(body, snaplen);
  append_option(body, 2, name);
  append_option(body, 9, std::string_view("\x09", 1));  // if_tsresol: nanoseconds
  end_options(body);
  block(1, body);
  return interfaces_++;
}

void PcapngWriter::write(const Packet& packet, std::uint32_t interface) {
  const auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(unix_nano(packet.time), 0));
  const auto captured = static_cast<std::uint32_t>(packet.bytes.size());
  const std::uint32_t padding = (4 - captured % 4) % 4;
  const std::uint32_t length = 32 + captured + padding;
  const std::array<std::uint32_t, 7> head{6,          length,   interface,         high(ticks),
                                          low(ticks), captured, packet.wire_length};
  file_.write(head.data(), sizeof head);
  file_.write(packet.bytes.data(), captured);
  file_.write("\0\0\0", padding);
  file_.write(&length, sizeof length);
}

void PcapngWriter::add_statistics(std::uint32_t interface, Time now, std::uint64_t interface_drops,
                                  std::uint64_t kernel_drops) {
  const auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(unix_nano(now), 0));
  std::string body;
  append(body, interface);
  append(body, high(ticks));
  append(body, low(ticks));
  append_option(body, 5, interface_drops);  // isb_ifdrop
  append_option(body, 7, kernel_drops);     // isb_osdrop
  end_options(body);
  block(5, body);
}

}  // namespace goldwire
