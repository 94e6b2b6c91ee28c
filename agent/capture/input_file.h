// InputFile: a file's octets in order, in one piece as long as is asked for; decompressed on the
// way.
//
// Contract: reads in large blocks (read(2), so that pipes and stdin work and a file that shrinks is
// no fault). need() shows octets without consuming them; views stay valid until the next need() or
// skip(). Octets are counted after decompression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

#include "protocols/base/bytes.h"
#include "protocols/base/result.h"

namespace goldwire {

/// Where octets come from: a descriptor, or a decompressor around another of these.
class OctetSource {
 public:
  virtual ~OctetSource() = default;
  /// Fills up to `size` octets; 0 only at the end. The error names no file; InputFile adds it.
  virtual Result<std::size_t> fill(std::uint8_t* to, std::size_t size) = 0;
};

class InputFile {
 public:
  /// "-" is stdin. Refuses what is missing, unreadable, a directory or empty. gzip (RFC 1952) and
  /// zstd (RFC 8878) are recognised by their magic; other compressions are refused by name.
  static Result<InputFile> open(const std::string& path);

  /// At least `size` octets, or all that are left when the file ends before. More may be shown.
  Bytes need(std::size_t size) {
    if (filled_ - at_ < size) refill(size);
    return {buffer_.get() + at_, filled_ - at_};
  }
  /// Consumes octets that need() showed.
  void consume(std::size_t size) { at_ += size; }
  /// Consumes `size` octets without showing them; false when the file ends before.
  bool skip(std::uint64_t size);

  std::uint64_t offset() const { return base_ + at_; }  ///< of the next octet
  /// What stopped the reading, if not the end: a read error or damaged compression.
  const Error* stopped() const { return stopped_.get(); }
  const std::string& name() const { return name_; }  ///< for errors
  /// "FILE, octet N", or "FILE, octet N after decompression".
  std::string place(std::uint64_t offset) const;

 private:
  InputFile() = default;
  void refill(std::size_t size);

  std::unique_ptr<OctetSource> source_;
  std::string name_;
  bool compressed_ = false;
  std::unique_ptr<std::uint8_t[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t base_ = 0;  ///< file offset of buffer_[0]
  bool ended_ = false;
  std::unique_ptr<Error> stopped_;
};

}  // namespace goldwire
