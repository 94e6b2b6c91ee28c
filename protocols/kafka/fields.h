// Fields: the words in which a message says its fields, once (design, law 8).
//
// Contract: a message struct T has
//
//     static void visit(auto& v, auto& m) { v(field("name").since(3).null(), m.member); ... }
//
// in wire order, tagged fields last. The member's C++ type decides the wire type: intN_t, bool,
// Uuid, string_view (STRING), Bytes (BYTES), Records (RECORDS), vector (ARRAY), optional (may be
// null), or a struct of the same shape. Flexible versions use the compact forms; v knows the
// version and skips what it does not have. A nested struct leaves out ranges that its container
// already implies. Visitors are FieldReader, FieldWriter and FieldValue.
#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "protocols/base/bytes.h"

namespace goldwire::kafka {

/// A UUID: the id of a topic or a directory. All zero means none.
struct Uuid {
  std::array<std::uint8_t, 16> octets{};

  bool zero() const { return *this == Uuid{}; }
  /// Kafka's own spelling: 22 characters of unpadded base64url (RFC 4648 section 5).
  std::string text() const;
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// A run of record batches (or of old messages), not yet looked into.
struct Records {
  Bytes octets;          ///< borrowed; shorter than `size` where the end of the frame was not kept
  std::size_t size = 0;  ///< octets the frame gives them
  std::size_t at = 0;    ///< where they begin in the frame
  bool null = true;

  friend bool operator==(const Records& a, const Records& b) {
    return a.null == b.null && as_text(a.octets) == as_text(b.octets);
  }
};

/// What a message says of one of its fields.
struct Field {
  static constexpr int kEver = std::numeric_limits<std::int16_t>::max();
  static constexpr int kNever = kEver;

  const char* name = "";  ///< as the message definitions spell it, in lower camel case
  int first = 0;
  int last = kEver;
  int nullable = kNever;       ///< first version in which it may be null
  int tagged = -1;             ///< its tag, or -1
  std::int64_t otherwise = 0;  ///< what an absent tagged integer means

  constexpr Field since(int version) const {
    Field f = *this;
    f.first = version;
    return f;
  }
  constexpr Field until(int version) const {
    Field f = *this;
    f.last = version;
    return f;
  }
  constexpr Field null(int version = 0) const {
    Field f = *this;
    f.nullable = version;
    return f;
  }
  constexpr Field tag(int number, std::int64_t absent = 0) const {
    Field f = *this;
    f.tagged = number;
    f.otherwise = absent;
    return f;
  }
  constexpr bool in(int version) const { return version >= first && version <= last; }
};

constexpr Field field(const char* name) {
  Field f;
  f.name = name;
  return f;
}

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

/// A struct with fields of its own.
template <class T>
concept Fielded = std::is_class_v<T> && !is_vector<T>::value && !is_optional<T>::value &&
                  !std::is_same_v<T, std::string_view> && !std::is_same_v<T, Bytes> &&
                  !std::is_same_v<T, Uuid> && !std::is_same_v<T, Records>;

/// True when a tagged field holds what its absence means, so that it is not written.
template <class T>
bool is_absent(const Field& f, const T& member) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<std::int64_t>(member) == f.otherwise;
  } else if constexpr (is_vector<T>::value || std::is_same_v<T, Bytes>) {
    return member.empty();
  } else if constexpr (is_optional<T>::value) {
    return !member.has_value();
  } else if constexpr (std::equality_comparable<T>) {
    return member == T{};
  } else {
    return false;
  }
}

}  // namespace goldwire::kafka
