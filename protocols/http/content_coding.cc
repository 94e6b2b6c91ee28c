// One loop per library: each gives what it decoded and says how it ended.
#include "protocols/http/content_coding.h"

#include <algorithm>
#include <array>
#include <brotli/decode.h>
#include <memory>
#include <utility>
#include <vector>
#include <zlib.h>
#include <zstd.h>

#include "protocols/http/aws_chunked.h"
#include "protocols/http/body.h"
#include "protocols/http/fields.h"

namespace goldwire::http {
namespace {

constexpr std::size_t kStep = 32768;
constexpr std::string_view kAwsChunked = "aws-chunked";
/// RFC 9659: a zstd decoder need not allow windows above 8 MB.
constexpr int kZstdWindowLog = 23;
/// More codings than this on one body are an attack, not a stack.
constexpr std::size_t kMaxCodings = 5;

/// Keeps the beginning, counts and digests all.
class Collector {
 public:
  Collector(std::size_t kept, std::size_t expanded) : expanded_(expanded) {
    keeper_.begin(body_, kept);
  }
  /// False when the limit of expansion is reached.
  bool add(const char* data, std::size_t size) {
    keeper_.add({data, size});
    return body_.size <= expanded_;
  }
  Content content(Decoding decoding) && {
    if (decoding == Decoding::whole) {
      keeper_.finish();
    } else {
      keeper_.cut();
    }
    return {std::move(body_.kept), body_.size, body_.digest, decoding};
  }

 private:
  Body body_;
  BodyKeeper keeper_;
  std::size_t expanded_;
};

/// zlib's inflate for one of its window settings: 15 + 16 gzip, 15 zlib, -15 raw.
Decoding inflate_with(int window, std::string_view in, Collector& out) {
  z_stream stream{};
  if (inflateInit2(&stream, window) != Z_OK) return Decoding::damaged;
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, &inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  std::array<char, kStep> step;
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(step.data());
    stream.avail_out = kStep;
    const int result = inflate(&stream, Z_NO_FLUSH);
    const std::size_t count = kStep - stream.avail_out;
    if (!out.add(step.data(), count)) return Decoding::limit;
    if (result == Z_STREAM_END) {
      // gzip members may follow one another (RFC 1952 section 2.2).
      const bool again = window > 15 && stream.avail_in > 1 && stream.next_in[0] == 0x1f;
      if (!again) return Decoding::whole;
      if (inflateReset(&stream) != Z_OK) return Decoding::damaged;
      continue;
    }
    if (result == Z_BUF_ERROR && count == 0) return Decoding::cut;
    if (result != Z_OK && result != Z_BUF_ERROR) return Decoding::damaged;
  }
}

bool has_zlib_header(std::string_view in) {
  if (in.size() < 2) return true;
  const unsigned first = static_cast<unsigned char>(in[0]);
  const unsigned second = static_cast<unsigned char>(in[1]);
  return (first & 0x0fU) == 8 && (first << 8 | second) % 31 == 0;
}

Decoding brotli(std::string_view in, Collector& out) {
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), &BrotliDecoderDestroyInstance);
  if (!state) return Decoding::damaged;
  std::size_t available = in.size();
  const auto* next = reinterpret_cast<const std::uint8_t*>(in.data());
  std::array<char, kStep> step;
  while (true) {
    std::size_t room = kStep;
    auto* to = reinterpret_cast<std::uint8_t*>(step.data());
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state.get(), &available, &next, &room, &to, nullptr);
    if (!out.add(step.data(), kStep - room)) return Decoding::limit;
    if (result == BROTLI_DECODER_RESULT_SUCCESS) return Decoding::whole;
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT) return Decoding::cut;
    if (result == BROTLI_DECODER_RESULT_ERROR) return Decoding::damaged;
  }
}

Decoding zstd(std::string_view in, Collector& out) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                             &ZSTD_freeDStream);
  if (!stream) return Decoding::damaged;
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kZstdWindowLog);
  ZSTD_inBuffer input{in.data(), in.size(), 0};
  std::array<char, kStep> step;
  std::size_t left = 1;
  while (true) {
    ZSTD_outBuffer output{step.data(), step.size(), 0};
    const std::size_t before = input.pos;
    left = ZSTD_decompressStream(stream.get(), &output, &input);
    if (ZSTD_isError(left) != 0) return Decoding::damaged;
    if (!out.add(step.data(), output.pos)) return Decoding::limit;
    if (left == 0 && input.pos == input.size) return Decoding::whole;
    if (output.pos == 0 && input.pos == before) return Decoding::cut;
  }
}

Decoding aws_chunked(std::string_view in, Collector& out) {
  const AwsChunks chunks = read_aws_chunked(in);
  for (const std::string_view piece : chunks.pieces) {
    if (!out.add(piece.data(), piece.size())) return Decoding::limit;
  }
  return chunks.decoding;
}

bool is_identity(std::string_view coding) { return same_name(coding, "identity"); }

/// One coding taken off. `kept` octets of the result are kept.
Content take_off(std::string_view coding, std::string_view in, std::size_t kept,
                 std::size_t expanded) {
  Collector out(kept, expanded);
  Decoding decoding = Decoding::unknown;
  if (same_name(coding, "gzip") || same_name(coding, "x-gzip")) {
    decoding = inflate_with(15 + 16, in, out);
  } else if (same_name(coding, "deflate")) {
    decoding = inflate_with(has_zlib_header(in) ? 15 : -15, in, out);
  } else if (same_name(coding, "br")) {
    decoding = brotli(in, out);
  } else if (same_name(coding, "zstd")) {
    decoding = zstd(in, out);
  } else if (same_name(coding, kAwsChunked)) {
    decoding = aws_chunked(in, out);
  } else {
    out.add(in.data(), in.size());
  }
  return std::move(out).content(decoding);
}

}  // namespace

Content decode_content(std::string_view codings, std::string_view octets,
                       const ContentLimits& limits) {
  std::vector<std::string_view> stack = list_members(codings);
  std::erase_if(stack, is_identity);
  // Its senders name it before the codings that it is put around.
  std::ranges::stable_partition(
      stack, [](std::string_view coding) { return !same_name(coding, kAwsChunked); });
  Content content;
  if (stack.empty() || octets.empty()) {
    content.octets = octets.substr(0, limits.kept);
    content.size = octets.size();
    return content;
  }
  if (stack.size() > kMaxCodings) {
    content = take_off("", octets, limits.kept, limits.expanded);
    content.decoding = Decoding::limit;
    return content;
  }
  std::string before;  // what the coding taken off before gave; the next one reads it
  std::string_view in = octets;
  Decoding inner = Decoding::whole;
  for (std::size_t i = stack.size(); i-- > 0;) {
    const std::size_t kept = i == 0 ? limits.kept : limits.expanded;
    content = take_off(stack[i], in, kept, limits.expanded);
    // A fault further out explains one further in: octets that stop early stop every coding.
    if (inner != Decoding::whole) content.decoding = inner;
    if (content.decoding == Decoding::unknown) {
      content.octets.resize(std::min(content.octets.size(), limits.kept));
      break;
    }
    inner = content.decoding;
    before = i == 0 ? std::string() : std::exchange(content.octets, {});
    in = before;
  }
  return content;
}

}  // namespace goldwire::http
