// FNV-1a over the place; eight characters tell thousands of spans apart, and a clash takes the next
// hash.
#include "harness/golden/span_id.h"

#include <cstdint>

namespace goldwire {
namespace {

std::string hashed(const std::string& place) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : place) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  // A letter in front keeps every YAML parser from reading a number.
  std::string out = "s";
  for (int i = 0; i < 8; ++i, hash >>= 5) out += "0123456789abcdefghjkmnpqrstvwxyz"[hash & 31U];
  return out;
}

}  // namespace

std::string SpanIds::next(const GoldenSpan& span) {
  const std::string place =
      span.parent + '\n' + span.headline() + '\n' + std::string(name_of(span.kind)) + '\n';
  std::string id;
  do {
    id = hashed(place + std::to_string(++counts_[place]));
  } while (!used_.insert(id).second);
  return id;
}

std::uint64_t rounded_ms(Duration duration) {
  const auto ms =
      static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
  for (std::uint64_t power = 1;; power *= 10) {
    for (const std::uint64_t step : {power, 2 * power, 5 * power}) {
      if (ms <= step) return step;
    }
  }
}

}  // namespace goldwire
