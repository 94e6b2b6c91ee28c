// Values pooled by place, then a look at each property that their class may have.
#include "harness/noise/shapes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>

#include "harness/canonical/noise_kind.h"
#include "harness/canonical/time_form.h"
#include "harness/noise/classify.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

using Values = std::span<const std::string_view>;
using Sign = ValueShape::Sign;

/// Of characters: below, equal lengths are no evidence; above, they may go with a content.
constexpr std::size_t kShortest = 16;
constexpr std::size_t kLongest = 64;
/// A hexadecimal number of equal width loses no more leading zeros than these.
constexpr std::size_t kZeros = 3;
/// Digits of a fraction that are all zero once in a million times.
constexpr std::size_t kFineFraction = 6;

std::pair<std::size_t, std::size_t> lengths(Values values) {
  const auto [least, most] = std::ranges::minmax(values, {}, &std::string_view::size);
  return {least.size(), most.size()};
}

/// At least half of them: some random text looks like words.
bool looks_random(Values values) {
  const auto random = std::ranges::count_if(
      values, [](std::string_view value) { return is_distinctive(value, ValueClass::token); });
  return 2 * static_cast<std::size_t>(random) >= values.size();
}

/// Base64, of either alphabet, of something that begins as a text.
bool is_encoded_text(std::string_view value) {
  std::string front(value.substr(0, kShortest));
  std::ranges::replace(front, '-', '+');
  std::ranges::replace(front, '_', '/');
  const Decoded<std::string> octets = unbase64(front);
  return octets && is_readable_text(*octets);
}

ValueShape shape_of_tokens(Values values) {
  ValueShape out;
  if (std::ranges::any_of(values, is_no_value)) return out;
  out.given = true;
  const auto [least, most] = lengths(values);
  if (least < kShortest || !looks_random(values)) return out;
  out.alphabet = alphabet_of(values.front());
  for (const std::string_view value : values) {
    ValueShape one;
    one.alphabet = alphabet_of(value);
    out.alphabet = common(out, one).alphabet;
  }
  if (least == most && most <= kLongest && !std::ranges::all_of(values, is_encoded_text)) {
    out.length = most;
  } else {
    out.least = least / 2;
  }
  return out;
}

ValueShape shape_of_hex(Values values) {
  ValueShape out;
  const auto [least, most] = lengths(values);
  if (most >= kShortest && most - least <= kZeros) out.length = most;
  if (most - least > kZeros && least >= kShortest) out.least = least / 2;
  return out;
}

Sign sign_of(Values values) {
  double least = HUGE_VAL;
  double most = -HUGE_VAL;
  for (const std::string_view value : values) {
    const double number = std::strtod(std::string(value).c_str(), nullptr);
    least = std::min(least, number);
    most = std::max(most, number);
  }
  const double nearest = least > 0 ? least : -most;  // to zero
  const double farthest = least > 0 ? most : -least;
  const bool large = nearest >= 1'000 && farthest >= 100'000;
  const bool far = large || nearest >= 10 * (most - least);
  if (most < 0 && far) return Sign::negative;
  if (least > 0 && far) return Sign::positive;
  return least >= 0 ? Sign::not_negative : Sign::any;
}

std::string_view digits_after_point(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return {};
  text.remove_prefix(point + 1);
  return text.substr(0, text.find_first_not_of("0123456789"));
}

/// All have a fraction, and none lost it by chance.
bool keeps_fraction(Values values) {
  std::size_t finest = 0;
  for (const std::string_view value : values) {
    const std::string_view fraction = digits_after_point(value);
    if (fraction.empty()) return false;
    finest = std::max(finest, fraction.size());
  }
  return finest >= kFineFraction;
}

}  // namespace

ValueShape shape_of(Values values, ValueClass value_class) {
  ValueShape out;
  if (std::set<std::string_view>(values.begin(), values.end()).size() < 2) return out;
  switch (value_class) {
    case ValueClass::token:
      return shape_of_tokens(values);
    case ValueClass::text:
      out.given = std::ranges::none_of(values, is_no_value);
      break;
    case ValueClass::hex:
      return shape_of_hex(values);
    case ValueClass::decimal:
      out.fraction = keeps_fraction(values);
      [[fallthrough]];
    case ValueClass::integer:
      out.sign = sign_of(values);
      break;
    case ValueClass::timestamp: {
      const auto zone = [](std::string_view value) {
        const auto time = written_time(value);
        return time && time->zone;
      };
      out.zone = std::ranges::all_of(values, zone);
      out.fraction = keeps_fraction(values);
      break;
    }
    default:
      break;
  }
  return out;
}

namespace {

/// Calls f(place, piece, kind) for every piece that is noise. Pieces of one place are alike.
template <class Draft, class F>
void for_each_noise(Draft& draft, F&& f) {
  using Place = std::tuple<std::string, std::string, std::size_t, ValueClass>;
  for (auto& span : draft.spans) {
    const std::string call = call_key(draft.any(span));
    for (auto& leaf : span.leaves) {
      for (std::size_t i = 0; i < leaf.pieces.size(); ++i) {
        auto& piece = leaf.pieces[i];
        if (piece.is_literal() || piece.noise.empty()) continue;
        const auto kind = noise_kind_named(piece.noise);
        if (kind) f(Place(call, any_item(leaf.path), i, kind->value_class), piece, *kind);
      }
    }
  }
}

}  // namespace

void hold_shapes(Draft& draft) {
  std::map<std::tuple<std::string, std::string, std::size_t, ValueClass>,
           std::vector<std::string_view>>
      values;
  for_each_noise(draft, [&](const auto& place, const DraftPiece& piece, const NoiseKind&) {
    values[place].insert(values[place].end(), piece.values.begin(), piece.values.end());
  });
  for_each_noise(draft, [&](const auto& place, DraftPiece& piece, NoiseKind kind) {
    kind.shape = shape_of(values.at(place), kind.value_class);
    piece.noise = name_of(kind);
  });
}

std::vector<std::string> kinds_of_symbols(const Draft& draft) {
  const auto noun = [](const DraftSymbol& symbol) {
    return std::pair(symbol.name.substr(0, symbol.name.find('#')), symbol.value_class);
  };
  std::map<std::pair<std::string, std::string>, std::vector<std::string_view>> values;
  for (const DraftSymbol& symbol : draft.symbols) {
    std::vector<std::string_view>& here = values[noun(symbol)];
    here.insert(here.end(), symbol.values.begin(), symbol.values.end());
  }
  std::vector<std::string> out;
  for (const DraftSymbol& symbol : draft.symbols) {
    NoiseKind kind{*value_class_named(symbol.value_class), std::nullopt, EpochUnit::seconds, {}};
    kind.shape = shape_of(values.at(noun(symbol)), kind.value_class);
    out.push_back(name_of(kind));
  }
  return out;
}

}  // namespace goldwire
