// One size line after the other.
#include "protocols/http/aws_chunked.h"

#include <algorithm>
#include <charconv>

namespace goldwire::http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
/// A size, an extension with a signature of 64 digits, and room to spare.
constexpr std::size_t kLongestLine = 256;

}  // namespace

Decoding AwsChunked::add(std::string_view in, const Sink& out) {
  while (!in.empty() && place_ != Place::trailers) {
    if (place_ == Place::content) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
      if (!out(in.substr(0, count))) return Decoding::limit;
      in.remove_prefix(count);
      left_ -= count;
      if (left_ == 0) place_ = Place::behind;
      continue;
    }
    line_ += in.front();
    in.remove_prefix(1);
    if (place_ == Place::behind) {
      if (!kLineEnd.starts_with(line_)) return Decoding::damaged;
      if (line_ != kLineEnd) continue;
      line_.clear();
      place_ = Place::size;
    } else if (line_.ends_with(kLineEnd)) {
      if (size_line() == Decoding::damaged) return Decoding::damaged;
    } else if (line_.size() >= kLongestLine) {
      return Decoding::damaged;
    }
  }
  return place_ == Place::trailers ? Decoding::whole : Decoding::cut;
}

/// Reads the line that is there; checksums and signatures trail the last chunk, of size 0.
Decoding AwsChunked::size_line() {
  const std::size_t end = std::min(line_.find(';'), line_.size() - kLineEnd.size());
  const auto [last, error] = std::from_chars(line_.data(), line_.data() + end, left_, 16);
  if (error != std::errc{} || last != line_.data() + end) return Decoding::damaged;
  line_.clear();
  place_ = left_ == 0 ? Place::trailers : Place::content;
  return Decoding::cut;
}

}  // namespace goldwire::http
