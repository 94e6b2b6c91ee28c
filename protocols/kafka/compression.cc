// Compression: the four codecs behind one bounded call.
#include "protocols/kafka/compression.h"

#include <algorithm>
#include <lz4frame.h>
#include <memory>
#include <snappy.h>
#include <xxhash.h>
#include <zlib.h>
#include <zstd.h>

#include "protocols/base/wire_reader.h"
#include "protocols/base/wire_writer.h"

namespace goldwire::kafka {

const char* const kBeyondBound = "expands beyond the bound";

namespace {

using Expanded = Decoded<std::string>;

std::unexpected<Malformed> broken(const char* what) { return std::unexpected(Malformed{what, 0}); }

/// Room for the next piece of output: a guess that doubles, never beyond the bound by more than an
/// octet (which proves that the bound was passed).
std::size_t grow(std::string& out, std::size_t used, std::size_t bound) {
  const std::size_t size = std::min(bound + 1, std::max<std::size_t>(used * 2, 16384));
  out.resize(size);
  return size - used;
}

Expanded from_gzip(Bytes octets, std::size_t bound) {
  z_stream stream{};
  constexpr int kGzipOrZlib = 32 + MAX_WBITS;
  if (inflateInit2(&stream, kGzipOrZlib) != Z_OK) return broken("gzip: no memory");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, inflateEnd);
  stream.next_in = const_cast<Bytef*>(octets.data());  // zlib does not write to it
  stream.avail_in = static_cast<uInt>(octets.size());
  std::string out;
  std::size_t used = 0;
  for (;;) {
    if (used == out.size()) {
      if (used > bound) return broken(kBeyondBound);
      grow(out, used, bound);
    }
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + used);
    stream.avail_out = static_cast<uInt>(out.size() - used);
    const int state = inflate(&stream, Z_NO_FLUSH);
    used = out.size() - stream.avail_out;
    if (state == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      if (inflateReset(&stream) != Z_OK) return broken("gzip");  // a further member
    } else if (state != Z_OK || (stream.avail_in == 0 && stream.avail_out != 0)) {
      return broken("gzip");
    }
  }
  if (used > bound) return broken(kBeyondBound);
  out.resize(used);
  return out;
}

/// Appends one raw snappy block. Null when all is well, else what is wrong.
const char* append_snappy(std::string& out, std::string_view block, std::size_t bound) {
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(block.data(), block.size(), &size)) return "snappy length";
  if (size > bound - out.size()) return kBeyondBound;
  const std::size_t before = out.size();
  out.resize(before + size);
  return snappy::RawUncompress(block.data(), block.size(), out.data() + before) ? nullptr
                                                                                : "snappy";
}

constexpr std::string_view kXerialMagic("\x82SNAPPY\0", 8);
constexpr std::size_t kXerialHeader = 16;  // magic, version, lowest compatible version

Expanded from_snappy(Bytes octets, std::size_t bound) {
  std::string out;
  if (!as_text(octets).starts_with(kXerialMagic)) {
    if (const char* wrong = append_snappy(out, as_text(octets), bound)) return broken(wrong);
    return out;
  }
  if (octets.size() < kXerialHeader) return broken("snappy header");
  WireReader reader(octets.subspan(kXerialHeader));
  while (reader.remaining() > 0) {
    const std::uint32_t size = reader.u32();
    const std::string_view block = reader.text(size);
    if (reader.failed()) return broken("snappy block");
    if (const char* wrong = append_snappy(out, block, bound)) return broken(wrong);
  }
  return out;
}

/// The octets of an lz4 frame descriptor before its checksum, after the magic number; 0 when there
/// is no lz4 frame.
std::size_t lz4_descriptor(Bytes frame) {
  constexpr std::uint8_t kContentSize = 0x08;
  constexpr std::uint8_t kDictionary = 0x01;
  if (frame.size() < 7 || !as_text(frame).starts_with("\x04\x22\x4d\x18")) return 0;
  const std::size_t size =
      2U + ((frame[4] & kContentSize) != 0 ? 8U : 0U) + ((frame[4] & kDictionary) != 0 ? 4U : 0U);
  return frame.size() > 4 + size ? size : 0;
}

std::uint8_t lz4_checksum(Bytes covered) {
  return static_cast<std::uint8_t>(XXH32(covered.data(), covered.size(), 0) >> 8);
}

Expanded from_lz4(Bytes octets, std::size_t bound) {
  const std::size_t descriptor = lz4_descriptor(octets);
  if (descriptor == 0) return broken("lz4 header");
  std::string mended;
  if (octets[4 + descriptor] == lz4_checksum(octets.first(4 + descriptor))) {
    mended.assign(as_text(octets));
    mended[4 + descriptor] = static_cast<char>(lz4_checksum(octets.subspan(4, descriptor)));
    octets = as_bytes(mended);
  }
  LZ4F_dctx* context = nullptr;
  if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) != 0) {
    return broken("lz4: no memory");
  }
  const std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx*)> guard(
      context, LZ4F_freeDecompressionContext);
  std::string out;
  std::size_t used = 0;
  std::size_t at = 0;
  std::size_t wanted = 1;
  while (wanted != 0 || at < octets.size()) {
    if (used == out.size()) {
      if (used > bound) return broken(kBeyondBound);
      grow(out, used, bound);
    }
    std::size_t written = out.size() - used;
    std::size_t read = octets.size() - at;
    wanted =
        LZ4F_decompress(context, out.data() + used, &written, octets.data() + at, &read, nullptr);
    if (LZ4F_isError(wanted) != 0) return broken("lz4");
    if (read == 0 && written == 0) return broken("lz4 ends early");
    at += read;
    used += written;
  }
  if (used > bound) return broken(kBeyondBound);
  out.resize(used);
  return out;
}

Expanded from_zstd(Bytes octets, std::size_t bound) {
  const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(),
                                                                        ZSTD_freeDCtx);
  if (context == nullptr) return broken("zstd: no memory");
  constexpr int kLargestWindow = 26;  // what a frame may make the decoder allocate: 64 MB
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kLargestWindow);
  ZSTD_inBuffer in{octets.data(), octets.size(), 0};
  std::string out;
  std::size_t used = 0;
  std::size_t wanted = 1;
  while (wanted != 0 || in.pos < in.size) {
    if (used == out.size()) {
      if (used > bound) return broken(kBeyondBound);
      grow(out, used, bound);
    }
    ZSTD_outBuffer to{out.data(), out.size(), used};
    const std::size_t before = in.pos;
    wanted = ZSTD_decompressStream(context.get(), &to, &in);
    if (ZSTD_isError(wanted) != 0) return broken("zstd");
    if (in.pos == before && to.pos == used) return broken("zstd ends early");
    used = to.pos;
  }
  if (used > bound) return broken(kBeyondBound);
  out.resize(used);
  return out;
}

std::string to_gzip(Bytes octets) {
  z_stream stream{};
  constexpr int kGzip = 16 + MAX_WBITS;
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY);
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, deflateEnd);
  std::string out(deflateBound(&stream, static_cast<uLong>(octets.size())), '\0');
  stream.next_in = const_cast<Bytef*>(octets.data());
  stream.avail_in = static_cast<uInt>(octets.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  return out;
}

std::string to_snappy(std::string_view octets, bool xerial) {
  std::string block;
  if (!xerial) {
    snappy::Compress(octets.data(), octets.size(), &block);
    return block;
  }
  constexpr std::size_t kBlock = 32768;
  WireWriter out;
  out.text(kXerialMagic);
  out.u32(1);
  out.u32(1);
  for (std::size_t at = 0; at < octets.size(); at += kBlock) {
    const std::string_view piece = octets.substr(at, kBlock);
    snappy::Compress(piece.data(), piece.size(), &block);
    out.u32(static_cast<std::uint32_t>(block.size()));
    out.text(block);
  }
  return out.take();
}

std::string to_lz4(Bytes octets, bool old) {
  LZ4F_preferences_t preferences{};
  preferences.frameInfo.blockMode = LZ4F_blockIndependent;
  std::string out(LZ4F_compressFrameBound(octets.size(), &preferences), '\0');
  out.resize(
      LZ4F_compressFrame(out.data(), out.size(), octets.data(), octets.size(), &preferences));
  if (old) {
    const std::size_t descriptor = lz4_descriptor(as_bytes(out));
    out[4 + descriptor] = static_cast<char>(lz4_checksum(as_bytes(out).first(4 + descriptor)));
  }
  return out;
}

std::string to_zstd(Bytes octets) {
  std::string out(ZSTD_compressBound(octets.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), octets.data(), octets.size(), 3));
  return out;
}

}  // namespace

Decoded<std::string> expand(Compression compression, Bytes octets, std::size_t bound) {
  switch (compression) {
    case Compression::none: {
      if (octets.size() > bound) return broken(kBeyondBound);
      return std::string(as_text(octets));
    }
    case Compression::gzip:
      return from_gzip(octets, bound);
    case Compression::snappy:
      return from_snappy(octets, bound);
    case Compression::lz4:
      return from_lz4(octets, bound);
    case Compression::zstd:
      return from_zstd(octets, bound);
  }
  return broken("unknown compression");
}

std::string compress(Compression compression, Bytes octets, CompressAs as) {
  switch (compression) {
    case Compression::gzip:
      return to_gzip(octets);
    case Compression::snappy:
      return to_snappy(as_text(octets), as.xerial);
    case Compression::lz4:
      return to_lz4(octets, as.old_lz4);
    case Compression::zstd:
      return to_zstd(octets);
    case Compression::none:
      break;
  }
  return std::string(as_text(octets));
}

}  // namespace goldwire::kafka
