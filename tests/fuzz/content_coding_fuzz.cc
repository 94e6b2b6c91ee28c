// Fuzzes content codings: the first octet chooses them, the second a place; the rest is coded.
//
// Laws: limits hold whatever expands; tighter limits and fewer octets give the beginning of the
// same content, and what is cut is not whole with less.
#include <algorithm>
#include <array>

#include "protocols/base/bytes.h"
#include "protocols/http/content_coding.h"
#include "tests/fuzz/law.h"

namespace {

using namespace goldwire;

constexpr std::array<std::string_view, 9> kCodings = {
    "gzip",          "deflate",          "br",         "zstd", "br, gzip", "deflate, zstd",
    "gzip, unknown", "identity, x-gzip", "aws-chunked"};
constexpr http::ContentLimits kUsual{.kept = 64U << 10, .expanded = 256U << 10};
/// What one step of a decoder may give beyond the limit.
constexpr std::size_t kStep = 64U << 10;

void obeys(const http::Content& content, const http::ContentLimits& limits) {
  fuzz::hold(content.octets.size() <= limits.kept, "no more is kept than the limit");
  fuzz::hold(content.octets.size() <= content.size, "what is kept is counted");
  fuzz::hold(content.size <= limits.expanded + kStep || content.decoding == http::Decoding::unknown,
             "expansion is limited");
  if (content.decoding == http::Decoding::whole) {
    fuzz::hold(content.octets.size() == std::min<std::uint64_t>(content.size, limits.kept),
               "all that may be kept is kept");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view codings = kCodings[data[0] % kCodings.size()];
  const std::string_view octets = as_text(Bytes(data, size).subspan(2));
  const http::Content content = http::decode_content(codings, octets, kUsual);
  obeys(content, kUsual);
  if (content.decoding == http::Decoding::unknown) return 0;

  const http::ContentLimits tight{.kept = data[1], .expanded = kUsual.expanded};
  const http::Content less = http::decode_content(codings, octets, tight);
  obeys(less, tight);
  fuzz::hold(less.size == content.size && less.decoding == content.decoding,
             "what is kept changes nothing else");
  fuzz::hold(content.octets.starts_with(less.octets), "less is kept of the same content");

  const http::ContentLimits small{.kept = kUsual.kept, .expanded = data[1] * 16U};
  obeys(http::decode_content(codings, octets, small), small);

  const std::size_t at = octets.size() * data[1] / 256;
  const http::Content cut = http::decode_content(codings, octets.substr(0, at), kUsual);
  obeys(cut, kUsual);
  if (at == 0 || content.decoding != http::Decoding::whole) return 0;
  fuzz::hold(content.octets.starts_with(cut.octets), "a beginning gives the beginning");
  if (cut.decoding == http::Decoding::whole && codings == "gzip") {
    // Only whole members, of which there may be several, are whole.
    fuzz::hold(cut.size <= content.size, "a beginning gives no more than all of it");
  }
  return 0;
}
