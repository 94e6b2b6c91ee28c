// Four bits for a character, and for numbers the range that was seen.
#include "harness/noise/chance.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace goldwire {

bool may_be_id(ValueClass value_class) {
  switch (value_class) {
    case ValueClass::uuid:
    case ValueClass::hex:
    case ValueClass::token:
    case ValueClass::integer:
      return true;
    default:
      return false;
  }
}

double bits(std::span<const std::string> values, ValueClass value_class) {
  double characters = 0;
  std::vector<double> numbers;
  for (const std::string& value : values) {
    characters += static_cast<double>(value.size());
    numbers.push_back(std::strtod(value.c_str(), nullptr));
  }
  if (value_class != ValueClass::integer) return 4 * characters;
  const auto [least, most] = std::ranges::minmax(numbers);
  return static_cast<double>(values.size()) * std::log2(most - least + 1);
}

double bits_needed(std::size_t rivals) {
  // A thousand in a million draws.
  return 10 + 2 * std::log2(static_cast<double>(rivals));
}

}  // namespace goldwire
