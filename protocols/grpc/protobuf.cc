// One recursive reader. What is read for certain (the message itself) and what is guessed (a LEN
// field) differ in how strict it is.
#include "protocols/grpc/protobuf.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocols/base/json.h"

namespace goldwire::grpc {
namespace {

enum class WireType : std::uint8_t { varint, i64, len, sgroup, egroup, i32 };

/// Fields that one message and all inside it may have.
constexpr std::size_t kMostFields = 65'536;
constexpr int kMostGroups = 64;   ///< levels
constexpr int kMostGuesses = 16;  ///< levels: each may read the same octets once more
/// Field numbers (Language Guide, "Assigning Field Numbers").
constexpr std::uint64_t kLargestField = (1U << 29) - 1;
constexpr std::uint64_t kFirstReserved = 19'000;
constexpr std::uint64_t kLastReserved = 19'999;
constexpr double kSmallestLikely = 1e-9;
constexpr double kLargestLikely = 1e15;

struct Tag {
  std::uint32_t field = 0;
  WireType type = WireType::varint;
};

std::string_view name_of(WireType type) {
  switch (type) {
    case WireType::varint:
      return "VARINT";
    case WireType::i64:
      return "I64";
    case WireType::len:
      return "LEN";
    case WireType::sgroup:
    case WireType::egroup:
      return "SGROUP";
    case WireType::i32:
      break;
  }
  return "I32";
}

/// What a Value of the type says by itself.
bool evident(WireType type) { return type == WireType::varint || type == WireType::len; }

template <class Real>
std::string likely_real(Real real) {
  const double size = std::fabs(static_cast<double>(real));
  const bool zero = size == 0;
  if (!zero && !(size >= kSmallestLikely && size <= kLargestLikely)) return {};
  std::array<char, 40> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), real).ptr;
  std::string out(text.data(), end);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

template <class Real, class Whole>
Value fixed(Whole bits) {
  std::string text = likely_real(std::bit_cast<Real>(bits));
  return Value::Number{text.empty() ? std::to_string(bits) : std::move(text)};
}

/// The fields of one message, gathered by number.
class Gathered {
 public:
  void add(Tag tag, Value value) {
    const auto [place, fresh] = places_.emplace(tag.field, fields_.size());
    if (fresh) fields_.push_back({std::to_string(tag.field), {}, {}});
    Field& field = fields_[place->second];
    field.values.push_back(std::move(value));
    field.types.push_back(tag.type);
    odd_ = odd_ || !evident(tag.type);
  }

  Value take() {
    Value::Object object;
    Value::Object types;
    object.reserve(fields_.size() + (odd_ ? 1 : 0));
    for (Field& field : fields_) {
      if (odd_) add_types(types, field);
      Value value = field.values.size() == 1 ? std::move(field.values.front())
                                             : Value(std::move(field.values));
      object.emplace_back(std::move(field.name), std::move(value));
    }
    if (odd_) object.emplace_back("wire_types", std::move(types));
    return object;
  }

 private:
  struct Field {
    std::string name;
    Value::List values;
    std::vector<WireType> types;
  };

  static void add_types(Value::Object& out, const Field& field) {
    bool odd = false;
    bool same = true;
    for (const WireType type : field.types) {
      odd = odd || !evident(type);
      same = same && type == field.types.front();
    }
    if (!odd) return;
    if (same) {
      out.emplace_back(field.name, name_of(field.types.front()));
      return;
    }
    Value::List each;
    for (const WireType type : field.types) each.emplace_back(name_of(type));
    out.emplace_back(field.name, std::move(each));
  }

  std::vector<Field> fields_;
  std::map<std::uint32_t, std::size_t> places_;
  bool odd_ = false;  ///< some field's type has to be told
};

class Reader {
 public:
  /// The message that `octets` are.
  Decoded<Value> message(std::string_view octets) {
    octets_ = octets;
    return fields(std::nullopt, 0);
  }

 private:
  /// A guess at a LEN field's octets, `depth` guesses deep.
  Reader(std::string_view octets, int depth, std::size_t& count)
      : octets_(octets), guess_(depth), count_(&count) {}

  static std::unexpected<Malformed> malformed(const char* what, std::size_t at) {
    return std::unexpected(Malformed{what, at});
  }

  bool guessing() const { return guess_ > 0; }

  Decoded<std::uint64_t> varint() {
    constexpr unsigned kLongest = 10;
    const std::size_t begin = at_;
    std::uint64_t number = 0;
    for (unsigned i = 0; i < kLongest; ++i) {
      if (at_ == octets_.size()) return malformed("a varint is cut", begin);
      const auto octet = static_cast<std::uint8_t>(octets_[at_++]);
      if (i == kLongest - 1 && octet > 1) return malformed("a varint is above 64 bits", begin);
      number |= static_cast<std::uint64_t>(octet & 0x7FU) << (7 * i);
      if ((octet & 0x80U) != 0) continue;
      if (guessing() && i > 0 && octet == 0)
        return malformed("a varint is longer than it needs", begin);
      return number;
    }
    return malformed("a varint is above 64 bits", begin);
  }

  Decoded<Tag> tag() {
    const std::size_t begin = at_;
    const auto number = varint();
    if (!number) return std::unexpected(number.error());
    const std::uint64_t field = *number >> 3U;
    if (field == 0 || field > kLargestField) return malformed("no field number", begin);
    constexpr std::uint64_t kTypes = 6;
    const std::uint64_t type = *number & 7U;
    if (type >= kTypes) return malformed("no wire type", begin);
    return Tag{static_cast<std::uint32_t>(field), static_cast<WireType>(type)};
  }

  template <class Whole>
  Decoded<Whole> little_endian() {
    if (octets_.size() - at_ < sizeof(Whole)) return malformed("a fixed number is cut", at_);
    Whole number = 0;
    for (std::size_t i = 0; i < sizeof(Whole); ++i) {
      const auto octet = static_cast<std::uint8_t>(octets_[at_ + i]);
      number |= static_cast<Whole>(Whole{octet} << (8 * i));
    }
    at_ += sizeof(Whole);
    return number;
  }

  Decoded<Value> length_delimited() {
    const std::size_t begin = at_;
    const auto length = varint();
    if (!length) return std::unexpected(length.error());
    if (*length > octets_.size() - at_)
      return malformed("a field is longer than its message", begin);
    const std::string_view octets = octets_.substr(at_, *length);
    at_ += octets.size();
    return guessed(octets);
  }

  Value guessed(std::string_view octets) {
    // Of the octets of readable text, tab, line feed and carriage return are tags of field 1.
    const bool tag_first = !octets.empty() && static_cast<std::uint8_t>(octets.front()) < ' ';
    const bool readable = is_readable_text(octets);
    if (readable && !tag_first) return octets;
    if (guess_ < kMostGuesses) {
      const std::size_t before = *count_;
      if (auto nested = Reader(octets, guess_ + 1, *count_).fields(std::nullopt, 0)) return *nested;
      *count_ = before;
    }
    return readable ? Value(octets) : Value(Value::Blob{std::string(octets)});
  }

  template <class Real, class Whole>
  Decoded<Value> fixed_number() {
    const auto bits = little_endian<Whole>();
    if (!bits) return std::unexpected(bits.error());
    return fixed<Real>(*bits);
  }

  Decoded<Value> value(Tag tag, int groups) {
    switch (tag.type) {
      case WireType::varint: {
        const auto number = varint();
        if (!number) return std::unexpected(number.error());
        return Value::Number{std::to_string(*number)};
      }
      case WireType::i64:
        return fixed_number<double, std::uint64_t>();
      case WireType::i32:
        return fixed_number<float, std::uint32_t>();
      case WireType::len:
        return length_delimited();
      case WireType::sgroup:
        if (guessing() || groups == kMostGroups) break;
        return fields(tag.field, groups + 1);
      case WireType::egroup:
        break;
    }
    return malformed("no group stands there", at_);
  }

  /// Fields up to the end, or up to the end of `group`.
  Decoded<Value> fields(std::optional<std::uint32_t> group, int groups) {
    Gathered gathered;
    std::uint32_t last = 0;
    while (at_ < octets_.size()) {
      const std::size_t begin = at_;
      const auto next = tag();
      if (!next) return std::unexpected(next.error());
      if (next->type == WireType::egroup && group == next->field) return gathered.take();
      const bool reserved = next->field >= kFirstReserved && next->field <= kLastReserved;
      if (guessing() && (next->field < last || reserved)) {
        return malformed("no serializer writes that field there", begin);
      }
      last = next->field;
      if (++*count_ > kMostFields) return malformed("too many fields", begin);
      auto read = value(*next, groups);
      if (!read) return std::unexpected(read.error());
      gathered.add(*next, std::move(*read));
    }
    if (group) return malformed("a group is cut", at_);
    return gathered.take();
  }

  std::string_view octets_;
  std::size_t at_ = 0;
  int guess_ = 0;
  std::size_t own_count_ = 0;
  std::size_t* count_ = &own_count_;

 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
};

}  // namespace

Decoded<Value> read_protobuf(std::string_view octets) { return Reader().message(octets); }

Value read_unknown(std::string_view octets) {
  if (auto message = read_protobuf(octets)) return *message;
  return is_readable_text(octets) ? Value(octets) : Value(Value::Blob{std::string(octets)});
}

}  // namespace goldwire::grpc
