// gzip by zlib's inflate, zstd by libzstd's streaming decompressor.
#include "agent/capture/decompress.h"

#include <fmt/format.h>
#include <vector>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace goldwire {
namespace {

constexpr std::size_t kCompressedBlock = 256U << 10;
constexpr const char* kRemedy = "copy the file again, or decompress it and keep what is readable";

/// The compressed octets not yet used, refilled block by block.
class Compressed {
 public:
  explicit Compressed(std::unique_ptr<OctetSource> source)
      : source_(std::move(source)), block_(kCompressedBlock) {}

  /// True when octets are there; false at the end.
  Result<bool> more() {
    if (at_ < size_) return true;
    const auto filled = source_->fill(block_.data(), block_.size());
    if (!filled) return std::unexpected(filled.error());
    before_ += size_;
    at_ = 0;
    size_ = *filled;
    return size_ > 0;
  }
  Bytes rest() const { return Bytes(block_).subspan(at_, size_ - at_); }
  void consume(std::size_t count) { at_ += count; }
  std::uint64_t offset() const { return before_ + at_; }

 private:
  std::unique_ptr<OctetSource> source_;
  std::vector<std::uint8_t> block_;
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  std::uint64_t before_ = 0;
};

std::unexpected<Error> damaged(const char* format, std::uint64_t offset, std::string_view how) {
  return failure(
      fmt::format("the {} compression is {} at compressed octet {}", format, how, offset), {},
      kRemedy);
}

class Gunzip final : public OctetSource {
 public:
  explicit Gunzip(std::unique_ptr<OctetSource> source) : compressed_(std::move(source)) {
    inflateInit2(&stream_, 16 + MAX_WBITS);
  }
  ~Gunzip() override { inflateEnd(&stream_); }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  Result<std::size_t> fill(std::uint8_t* to, std::size_t size) override {
    stream_.next_out = to;
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size) {
      const auto more = compressed_.more();
      if (!more) return std::unexpected(more.error());
      if (!*more) {
        if (inside_) return damaged("gzip", compressed_.offset(), "cut");
        return 0;
      }
      if (!inside_) {
        // RFC 1952 section 2.2: members follow each other; zero octets are padding of a tape or
        // disk.
        if (compressed_.rest()[0] == 0) {
          compressed_.consume(1);
          continue;
        }
        inflateReset(&stream_);
        inside_ = true;
      }
      const Bytes rest = compressed_.rest();
      stream_.next_in = const_cast<Bytef*>(rest.data());
      stream_.avail_in = static_cast<uInt>(rest.size());
      const int outcome = inflate(&stream_, Z_NO_FLUSH);
      compressed_.consume(rest.size() - stream_.avail_in);
      if (outcome == Z_STREAM_END) {
        inside_ = false;
      } else if (outcome != Z_OK && outcome != Z_BUF_ERROR) {
        if (stream_.avail_out < size)
          break;  // first what was read; the next call meets the damage again
        return damaged("gzip", compressed_.offset(), "damaged");
      }
    }
    return size - stream_.avail_out;
  }

 private:
  Compressed compressed_;
  z_stream stream_{};
  bool inside_ = false;  ///< in the middle of a member
};

/// RFC 8878 section 3.1.1.1.2 lets a decoder refuse a window: it is held in memory whole.
std::unexpected<Error> too_wide() {
  return failure("its zstd window is larger than the 128 MB that are kept in memory", {},
                 "decompress it first: zstd -d --long=31 FILE (made with --long=27, or without, it "
                 "is read as it is)");
}

class Unzstd final : public OctetSource {
 public:
  explicit Unzstd(std::unique_ptr<OctetSource> source)
      : compressed_(std::move(source)), stream_(ZSTD_createDStream(), &ZSTD_freeDStream) {
    constexpr int kWindowLog = 27;
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kWindowLog);
  }

  Result<std::size_t> fill(std::uint8_t* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0) {
      const auto more = compressed_.more();
      if (!more) return std::unexpected(more.error());
      const Bytes rest = *more ? compressed_.rest() : Bytes{};
      if (!*more && !inside_) return 0;
      ZSTD_inBuffer in{rest.data(), rest.size(), 0};
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &out, &in);
      compressed_.consume(in.pos);
      if (ZSTD_isError(hint) != 0) {
        if (ZSTD_getErrorCode(hint) == ZSTD_error_frameParameter_windowTooLarge) return too_wide();
        return damaged("zstd", compressed_.offset(),
                       fmt::format("damaged ({})", ZSTD_getErrorName(hint)));
      }
      inside_ = hint != 0;
      // What the decoder still held comes out without input; when nothing does, the frame is cut.
      if (!*more && out.pos == 0 && inside_) return damaged("zstd", compressed_.offset(), "cut");
    }
    return out.pos;
  }

 private:
  Compressed compressed_;
  std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream_;
  bool inside_ = false;  ///< in the middle of a frame
};

}  // namespace

std::unique_ptr<OctetSource> gunzip(std::unique_ptr<OctetSource> compressed) {
  return std::make_unique<Gunzip>(std::move(compressed));
}

std::unique_ptr<OctetSource> unzstd(std::unique_ptr<OctetSource> compressed) {
  return std::make_unique<Unzstd>(std::move(compressed));
}

}  // namespace goldwire
