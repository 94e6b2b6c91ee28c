// Writers of captures: pcap with nanoseconds, and pcapng with several interfaces.
//
// Contract: files in this machine's byte order, buffered; close() writes what is buffered and is
// the only place that reports a late failure (a full disk). A writer that goes away without close()
// still writes what it can. Files are made anew; "-" is stdout.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/capture/packet.h"
#include "agent/capture/pcapng_blocks.h"
#include "protocols/base/result.h"

namespace goldwire {

/// A file being written, with its name for errors.
class OutputFile {
 public:
  static Result<OutputFile> create(const std::string& path);
  void write(const void* octets, std::size_t size);
  /// Hands all that is buffered to the system. The error is that of the first write that failed.
  Result<void> flush();
  Result<void> close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const;
  };
  std::unique_ptr<std::FILE, Closer> file_;
  std::string name_;
  int failed_ = 0;  ///< errno of the first failure
};

/// Classic pcap: one link type, whatever the packets say.
class PcapWriter {
 public:
  static Result<PcapWriter> create(const std::string& path, std::uint32_t link_type,
                                   std::uint32_t snaplen = 262'144);
  void write(const Packet& packet);
  Result<void> flush() { return file_.flush(); }
  Result<void> close() { return file_.close(); }

 private:
  explicit PcapWriter(OutputFile file) : file_(std::move(file)) {}
  OutputFile file_;
};

/// pcapng: one section with nanoseconds.
class PcapngWriter {
 public:
  static Result<PcapngWriter> create(const std::string& path);
  /// Describes an interface; gives its number, counting from 0.
  std::uint32_t add_interface(const Annotations::Interface& interface);
  /// Writes `packet` as one of `interface`, which was added before.
  void write(const Packet& packet, std::uint32_t interface);
  void add_statistics(std::uint32_t interface, Time now, const pcapng::Drops& drops);
  void add_secrets(const Annotations::Secrets& secrets);
  void add_names(std::span<const Annotations::ResolvedName> names);
  Result<void> flush() { return file_.flush(); }
  Result<void> close() { return file_.close(); }

 private:
  explicit PcapngWriter(OutputFile file) : file_(std::move(file)) {}
  void write_block();

  OutputFile file_;
  std::string block_;  ///< being written
  std::uint32_t interfaces_ = 0;
};

}  // namespace goldwire
