// pcap, field by field; pcapng, block by block.
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

Result<PcapngWriter> PcapngWriter::create(const std::string& path) {
  auto file = OutputFile::create(path);
  if (!file) return std::unexpected(file.error());
  PcapngWriter writer(std::move(*file));
  pcapng::append_section_header(writer.block_, {});
  writer.write_block();
  return writer;
}

void PcapngWriter::write_block() {
  file_.write(block_.data(), block_.size());
  block_.clear();
}

std::uint32_t PcapngWriter::add_interface(const Annotations::Interface& interface) {
  pcapng::append_interface(block_, interface);
  write_block();
  return interfaces_++;
}

void PcapngWriter::write(const Packet& packet, std::uint32_t interface) {
  pcapng::append_packet(block_, packet, interface);
  write_block();
}

void PcapngWriter::add_statistics(std::uint32_t interface, Time now, const pcapng::Drops& drops) {
  pcapng::append_statistics(block_, interface, now, drops);
  write_block();
}

void PcapngWriter::add_secrets(const Annotations::Secrets& secrets) {
  pcapng::append_secrets(block_, secrets);
  write_block();
}

void PcapngWriter::add_names(std::span<const Annotations::ResolvedName> names) {
  pcapng::append_names(block_, names);
  write_block();
}

}  // namespace goldwire
