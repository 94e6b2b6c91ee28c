// Shortest floats as PostgreSQL lays them out, and numeric's base 10000 digits.
#include "protocols/postgres/numbers.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <vector>

namespace goldwire::postgres {
namespace {

/// Numbers whose exponent is below `fixed` (and not below -4) are written without one.
template <class Float>
std::string shortest(Float number, int fixed) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  char buffer[64];
  const auto written =
      std::to_chars(std::begin(buffer), std::end(buffer), number, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(written.ptr - buffer));
  const std::size_t e = text.find('e');
  const bool negative = text.front() == '-';
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  int exponent = 0;
  const std::size_t sign = text[e + 1] == '+' ? 1 : 0;  // which from_chars does not take
  std::from_chars(text.data() + e + 1 + sign, text.data() + text.size(), exponent);
  if (exponent < -4 || exponent >= fixed) {
    if (digits.size() > 1) digits.insert(1, ".");
    digits += fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
  } else if (exponent < 0) {
    digits.insert(0, "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0'));
  } else {
    const std::size_t whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) {
      digits.append(whole - digits.size(), '0');
    } else {
      digits.insert(whole, ".");
    }
  }
  return (negative ? "-" : "") + digits;
}

}  // namespace

std::string float4_text(WireReader& in) { return shortest(std::bit_cast<float>(in.u32()), 6); }

std::string float8_text(double number) { return shortest(number, 15); }

std::string float8_text(WireReader& in) { return float8_text(std::bit_cast<double>(in.u64())); }

std::string numeric_text(WireReader& in) {
  const std::uint16_t count = in.u16();
  const int weight = in.i16();  // of the first digit, in powers of 10000
  const std::uint16_t sign = in.u16();
  const std::uint16_t scale = in.u16();
  std::vector<std::uint16_t> digits;
  for (unsigned i = 0; i < count && !in.failed(); ++i) {
    digits.push_back(in.u16());
    if (digits.back() > 9999) in.fail();
  }
  switch (sign) {
    case 0xC000:
      return "NaN";
    case 0xD000:
      return "Infinity";
    case 0xF000:
      return "-Infinity";
    case 0x0000:
    case 0x4000:
      break;
    default:
      in.fail();
  }
  if (in.failed()) return {};
  const auto digit = [&](int at) -> unsigned {
    return at < 0 || at >= static_cast<int>(digits.size()) ? 0U
                                                           : digits[static_cast<std::size_t>(at)];
  };
  std::string out = sign == 0x4000 ? "-" : "";
  if (weight < 0) out += '0';
  for (int at = 0; at <= weight; ++at) {
    out += at == 0 ? fmt::format("{}", digit(at)) : fmt::format("{:04}", digit(at));
  }
  if (scale == 0) return out;
  out += '.';
  const std::size_t point = out.size();
  for (int at = weight + 1; out.size() < point + scale; ++at)
    out += fmt::format("{:04}", digit(at));
  out.resize(point + scale);
  return out;
}

}  // namespace goldwire::postgres
