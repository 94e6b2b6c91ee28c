// FieldWriter: writes a message's fields, as its visit() lists them. Mirrors FieldReader.
//
// Contract: what a version has no field for is left out; null where a version allows none is
// written as empty; a tagged field that holds what its absence means is not written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "protocols/base/wire_writer.h"
#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

class FieldWriter {
 public:
  FieldWriter(int version, bool flexible) : version_(version), flexible_(flexible) {}

  template <class T>
  void message(const T& m) {
    std::vector<std::pair<int, std::string>> outer = std::exchange(tags_, {});
    T::visit(*this, m);
    if (flexible_) {
      varint(static_cast<std::uint32_t>(tags_.size()));
      for (const auto& [number, octets] : tags_) {
        varint(static_cast<std::uint32_t>(number));
        varint(static_cast<std::uint32_t>(octets.size()));
        out_.text(octets);
      }
    }
    tags_ = std::move(outer);
  }

  template <class T>
  void operator()(const Field& f, const T& member) {
    if (!f.in(version_)) return;
    if (f.tagged < 0) {
      value(f, member);
    } else if (flexible_ && !is_absent(f, member)) {
      FieldWriter inner(version_, flexible_);
      inner.value(f, member);
      tags_.emplace_back(f.tagged, inner.take());
    }
  }

  void varint(std::uint32_t number) {
    while (number >= 0x80) {
      out_.u8(static_cast<std::uint8_t>(number | 0x80U));
      number >>= 7;
    }
    out_.u8(static_cast<std::uint8_t>(number));
  }
  WireWriter& raw() { return out_; }
  std::string take() { return out_.take(); }

 private:
  void length(std::int64_t count, bool array_or_bytes) {
    if (flexible_) {
      varint(static_cast<std::uint32_t>(count + 1));
    } else if (array_or_bytes) {
      out_.i32(static_cast<std::int32_t>(count));
    } else {
      out_.i16(static_cast<std::int16_t>(count));
    }
  }

  template <class T>
  void value(const Field& f, const T& member) {
    if constexpr (std::is_same_v<T, bool>) {
      out_.u8(member ? 1 : 0);
    } else if constexpr (sizeof(T) == 1 && std::is_integral_v<T>) {
      out_.u8(static_cast<std::uint8_t>(member));
    } else if constexpr (sizeof(T) == 2 && std::is_integral_v<T>) {
      out_.u16(static_cast<std::uint16_t>(member));
    } else if constexpr (sizeof(T) == 4 && std::is_integral_v<T>) {
      out_.u32(static_cast<std::uint32_t>(member));
    } else if constexpr (sizeof(T) == 8 && std::is_integral_v<T>) {
      out_.u64(static_cast<std::uint64_t>(member));
    } else if constexpr (std::is_same_v<T, Uuid>) {
      out_.bytes(member.octets);
    } else if constexpr (std::is_same_v<T, Records>) {
      const bool null = member.null && version_ >= f.nullable;
      length(null ? -1 : static_cast<std::int64_t>(member.octets.size()), true);
      out_.bytes(member.octets);
    } else if constexpr (is_optional<T>::value) {
      optional(f, member);
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      length(static_cast<std::int64_t>(member.size()), false);
      out_.text(member);
    } else if constexpr (std::is_same_v<T, Bytes>) {
      length(static_cast<std::int64_t>(member.size()), true);
      out_.bytes(member);
    } else if constexpr (is_vector<T>::value) {
      length(static_cast<std::int64_t>(member.size()), true);
      for (const auto& element : member) value(f, element);
    } else {
      message(member);
    }
  }

  template <class T>
  void optional(const Field& f, const std::optional<T>& member) {
    const bool null = !member && version_ >= f.nullable;
    if constexpr (Fielded<T>) {
      out_.i8(null ? -1 : 1);
      if (!null) message(member ? *member : T{});
    } else if (null) {
      length(-1, !std::is_same_v<T, std::string_view>);
    } else {
      value(f, member ? *member : T{});
    }
  }

  WireWriter out_;
  int version_;
  bool flexible_;
  std::vector<std::pair<int, std::string>> tags_;  ///< of the struct being written
};

}  // namespace goldwire::kafka
