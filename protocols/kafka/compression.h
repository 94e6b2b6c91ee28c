// Compression of record batches: gzip (RFC 1952), snappy (raw, or in the framing of xerial's Java
// library), lz4 (frame format) and zstd (RFC 8878).
//
// Contract: expand() never gives more than `bound` octets; what would be longer, or does not fit
// its format, is malformed. compress() writes what expand() reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "protocols/base/bytes.h"
#include "protocols/base/result.h"

namespace goldwire::kafka {

/// The values of a batch's attributes, bits 0 to 2.
enum class Compression : std::uint8_t { none, gzip, snappy, lz4, zstd };

/// What Malformed::what points to when the bound was passed.
extern const char* const kBeyondBound;

/// Reads either snappy framing, and lz4 frames whose header checksum was computed over the magic
/// number too, as clients did for messages of format 0.
Decoded<std::string> expand(Compression compression, Bytes octets, std::size_t bound);

/// Snappy is written in xerial's framing when `xerial`; lz4 with the old wrong checksum when
/// `old_lz4`.
struct CompressAs {
  bool xerial = true;
  bool old_lz4 = false;
};
std::string compress(Compression compression, Bytes octets, CompressAs as = {});

}  // namespace goldwire::kafka
