// Inflater: zlib's raw inflate, which says "too far back" of what its window never held.
#include "protocols/websocket/inflater.h"

#include <array>

namespace goldwire::websocket {
namespace {

/// The window is at most 32 KB, and zlib's own state is some 10 KB.
constexpr std::size_t kStateSize = 44U << 10;
constexpr std::size_t kStep = 16384;
/// Any window that was agreed on is part of the largest one.
constexpr int kRawLargestWindow = -15;
constexpr int kAtBlockEnd = 128;  ///< of z_stream::data_type, as zlib.h says
/// What the sender left away at the end of a message (RFC 7692 section 7.2.1).
constexpr std::string_view kTail("\0\0\xFF\xFF", 4);

}  // namespace

void Inflater::End::operator()(z_stream* stream) const {
  inflateEnd(stream);
  delete stream;
}

bool Inflater::make() {
  if (stream_) return true;
  auto stream = std::make_unique<z_stream>();
  if (inflateInit2(stream.get(), kRawLargestWindow) != Z_OK) return false;
  stream_.reset(stream.release());
  return true;
}

bool Inflater::add(std::string_view coded, std::uint64_t most, Inflated& out) {
  if (!make()) return false;
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream_->avail_in = static_cast<uInt>(coded.size());
  std::array<char, kStep> step;
  while (true) {
    stream_->next_out = reinterpret_cast<Bytef*>(step.data());
    stream_->avail_out = kStep;
    const int result = inflate(stream_.get(), Z_SYNC_FLUSH);
    const std::size_t count = kStep - stream_->avail_out;
    expanded_ += count;
    if (expanded_ > most) return false;
    if (count != 0) out.inflated({step.data(), count});
    if (result == Z_STREAM_END) {
      if (!go_on_after_final_block()) return false;
      if (stream_->avail_in == 0) return true;
      continue;
    }
    if (result != Z_OK && result != Z_BUF_ERROR) return false;
    if (stream_->avail_out != 0) return stream_->avail_in == 0;
  }
}

bool Inflater::finish(std::uint64_t most, Inflated& out) {
  const bool whole = add(kTail, most, out) && (stream_->data_type & kAtBlockEnd) != 0;
  expanded_ = 0;
  return whole;
}

/// A sender may end blocks with BFINAL (RFC 7692 section 7.2.3.4); the window lives on.
bool Inflater::go_on_after_final_block() {
  std::array<Bytef, 32768> window;
  uInt size = 0;
  return inflateGetDictionary(stream_.get(), window.data(), &size) == Z_OK &&
         inflateReset(stream_.get()) == Z_OK &&
         inflateSetDictionary(stream_.get(), window.data(), size) == Z_OK;
}

void Inflater::forget() {
  expanded_ = 0;
  if (stream_ && inflateReset(stream_.get()) != Z_OK) stream_.reset();
}

std::size_t Inflater::held() const { return stream_ ? kStateSize : 0; }

}  // namespace goldwire::websocket
