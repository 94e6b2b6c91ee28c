// One class per library, each around its stream.
#include "protocols/http/coding.h"

#include <array>
#include <brotli/decode.h>
#include <cstdlib>
#include <malloc.h>
#include <string>
#include <utility>
#include <zlib.h>
#include <zstd.h>

#include "protocols/http/aws_chunked.h"
#include "protocols/http/fields.h"

namespace goldwire::http {
namespace {

constexpr std::size_t kStep = 32768;
/// RFC 9659: a zstd decoder need not allow windows above 8 MB.
constexpr int kZstdWindowLog = 23;
/// The window of RFC 1951 and zlib's tables.
constexpr std::size_t kInflateHeld = 48U << 10;

/// zlib's inflate for one of its window settings: 15 + 16 gzip, 15 zlib, -15 raw.
class Inflate final : public Coding {
 public:
  explicit Inflate(int window)
      : gzip_(window > 15), good_(inflateInit2(&stream_, window) == Z_OK) {}
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;
  ~Inflate() override {
    if (good_) inflateEnd(&stream_);
  }

  Decoding add(std::string_view in, const Sink& out) override {
    if (!good_) return Decoding::damaged;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    std::array<char, kStep> step;
    while (true) {
      if (ended_) {
        // gzip members may follow one another (RFC 1952 section 2.2).
        const bool again = gzip_ && stream_.avail_in > 0 && stream_.next_in[0] == 0x1f;
        if (!again) return Decoding::whole;
        if (inflateReset(&stream_) != Z_OK) return Decoding::damaged;
        ended_ = false;
      }
      stream_.next_out = reinterpret_cast<Bytef*>(step.data());
      stream_.avail_out = kStep;
      const int result = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t count = kStep - stream_.avail_out;
      if (!out({step.data(), count})) return Decoding::limit;
      ended_ = result == Z_STREAM_END;
      if (ended_) continue;
      if (result == Z_BUF_ERROR && count == 0) return Decoding::cut;
      if (result != Z_OK && result != Z_BUF_ERROR) return Decoding::damaged;
    }
  }
  std::size_t held() const override { return kInflateHeld; }

 private:
  z_stream stream_{};
  bool gzip_;
  bool good_;
  bool ended_ = false;
};

/// With zlib's header or without: the first two octets tell.
class Deflate final : public Coding {
 public:
  Decoding add(std::string_view in, const Sink& out) override {
    if (inflate_) return inflate_->add(in, out);
    begin_ += in;
    if (begin_.size() < 2) return Decoding::cut;
    const unsigned first = static_cast<unsigned char>(begin_[0]);
    const unsigned second = static_cast<unsigned char>(begin_[1]);
    const bool header = (first & 0x0fU) == 8 && (first << 8 | second) % 31 == 0;
    inflate_ = std::make_unique<Inflate>(header ? 15 : -15);
    const std::string begin = std::exchange(begin_, {});
    return inflate_->add(begin, out);
  }
  std::size_t held() const override { return kInflateHeld; }

 private:
  std::string begin_;  ///< too little of it to tell
  std::unique_ptr<Inflate> inflate_;
};

class Brotli final : public Coding {
 public:
  Decoding add(std::string_view in, const Sink& out) override {
    if (ended_) return Decoding::whole;
    if (!state_) return Decoding::damaged;
    std::size_t available = in.size();
    const auto* next = reinterpret_cast<const std::uint8_t*>(in.data());
    std::array<char, kStep> step;
    while (true) {
      std::size_t room = kStep;
      auto* to = reinterpret_cast<std::uint8_t*>(step.data());
      const BrotliDecoderResult result =
          BrotliDecoderDecompressStream(state_.get(), &available, &next, &room, &to, nullptr);
      if (!out({step.data(), kStep - room})) return Decoding::limit;
      ended_ = result == BROTLI_DECODER_RESULT_SUCCESS;
      if (ended_) return Decoding::whole;
      if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return Decoding::cut;
      if (result == BROTLI_DECODER_RESULT_ERROR) return Decoding::damaged;
    }
  }
  std::size_t held() const override { return held_; }

 private:
  static void* allocate(void* held, std::size_t size) {
    void* const out = std::malloc(size);
    *static_cast<std::size_t*>(held) += malloc_usable_size(out);
    return out;
  }
  static void release(void* held, void* what) {
    *static_cast<std::size_t*>(held) -= malloc_usable_size(what);
    std::free(what);
  }

  std::size_t held_ = 0;
  std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state_{
      BrotliDecoderCreateInstance(&allocate, &release, &held_), &BrotliDecoderDestroyInstance};
  bool ended_ = false;
};

class Zstd final : public Coding {
 public:
  Zstd() {
    if (stream_) ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
  }
  Decoding add(std::string_view in, const Sink& out) override {
    if (!stream_) return Decoding::damaged;
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    std::array<char, kStep> step;
    while (true) {
      if (ended_ && input.pos == input.size) return Decoding::whole;
      ZSTD_outBuffer output{step.data(), step.size(), 0};
      const std::size_t before = input.pos;
      const std::size_t left = ZSTD_decompressStream(stream_.get(), &output, &input);
      if (ZSTD_isError(left) != 0) return Decoding::damaged;
      if (!out({step.data(), output.pos})) return Decoding::limit;
      ended_ = left == 0;
      if (!ended_ && output.pos == 0 && input.pos == before) return Decoding::cut;
    }
  }
  std::size_t held() const override { return stream_ ? ZSTD_sizeof_DStream(stream_.get()) : 0; }

 private:
  std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream_{ZSTD_createDStream(),
                                                                        &ZSTD_freeDStream};
  bool ended_ = false;  ///< the frame is; another one may follow
};

}  // namespace

std::unique_ptr<Coding> coding_named(std::string_view name) {
  if (same_name(name, "gzip") || same_name(name, "x-gzip")) {
    return std::make_unique<Inflate>(15 + 16);
  }
  if (same_name(name, "deflate")) return std::make_unique<Deflate>();
  if (same_name(name, "br")) return std::make_unique<Brotli>();
  if (same_name(name, "zstd")) return std::make_unique<Zstd>();
  if (same_name(name, "aws-chunked")) return std::make_unique<AwsChunked>();
  return nullptr;
}

}  // namespace goldwire::http
