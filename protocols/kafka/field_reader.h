// FieldReader: reads a message's fields from one frame, as its visit() lists them.
//
// Contract: borrowed frame. Running short, a length that does not fit, or null where the version
// allows none is malformed(); octets inside a hole are lost(), except inside Records, which only
// remember where they stand. After either, nothing more is read. Every count is bounded by the
// octets that remain.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "protocols/kafka/fields.h"
#include "protocols/kafka/frame.h"

namespace goldwire::kafka {

/// What to do with arrays: keep their elements, or read each one into the same place and forget it.
enum class Keep : std::uint8_t { all, nothing };

class FieldReader {
 public:
  FieldReader(const Frame& frame, std::size_t at, int version, bool flexible, Keep keep = Keep::all)
      : octets_(frame.bytes()),
        holes_(&frame.holes),
        version_(version),
        flexible_(flexible),
        keep_(keep) {
    move(at, frame.length);
  }
  /// For the first octets of a frame of `length`; those that are not here are lost, too.
  FieldReader(Bytes octets, std::size_t length, std::size_t at, int version, bool flexible,
              Keep keep = Keep::all)
      : octets_(octets), version_(version), flexible_(flexible), keep_(keep) {
    move(at, length);
  }
  /// The same where all are here.
  FieldReader(Bytes octets, std::size_t at, int version, bool flexible)
      : FieldReader(octets, octets.size(), at, version, flexible) {}

  /// Refuses values that are well-formed but that no real message has: booleans other than 0 and 1,
  /// error codes and throttle times out of range. For judging whether octets are a message at all.
  void be_strict() { strict_ = true; }

  template <class T>
  void message(T& m) {
    const Level outer = std::exchange(level_, Level{});
    T::visit(*this, m);
    if (flexible_) read_tags();
    if (level_.read) tags_.resize(level_.first);
    level_ = outer;
  }

  /// Inlined, so that what a field's description says is decided when this is compiled.
  template <class T>
  [[gnu::always_inline]] void operator()(const Field& f, T& member) {
    if (stopped() || !f.in(version_)) return;
    if (f.tagged < 0) {
      value(f, member);
    } else if (flexible_) {
      tagged(f, member);
    }
  }

  std::uint32_t varint() {
    // Most say less than 128.
    if (at_ < clear_ && octets_[at_] < 0x80 && !stopped()) return octets_[at_++];
    return long_varint();
  }
  /// Skips one section of tagged fields.
  void tags() {
    Level outer = std::exchange(level_, Level{});
    read_tags();
    tags_.resize(level_.first);
    level_ = outer;
  }
  std::size_t at() const { return at_; }
  bool malformed() const { return malformed_; }
  bool lost() const { return lost_; }
  bool stopped() const { return malformed_ || lost_; }
  /// Everything was read and nothing was left.
  bool complete() const { return !stopped() && at_ == end_; }

 private:
  struct Tag {
    std::uint32_t number;
    std::size_t begin;
    std::size_t end;
  };
  /// The tagged fields of the struct being read; they stand in tags_ from `first` on.
  struct Level {
    bool read = false;
    std::size_t first = 0;
  };

  Bytes take(std::size_t count) {
    if (count == 0) return {};
    if (count > clear_ - at_ || stopped()) return take_beyond(count);
    const Bytes out = octets_.subspan(at_, count);
    at_ += count;
    return out;
  }
  std::uint32_t long_varint();
  /// Takes what is not all known; says why it cannot.
  Bytes take_beyond(std::size_t count);
  /// Goes on reading at `at`, up to `end`.
  void move(std::size_t at, std::size_t end);
  Bytes fail() {
    malformed_ = true;
    return {};
  }
  template <class T>
  T integer() {
    const Bytes octets = take(sizeof(T));
    if (octets.empty()) return 0;
    T out;
    std::memcpy(&out, octets.data(), sizeof(T));
    return std::endian::native == std::endian::big ? out : std::byteswap(out);
  }
  /// The length before a string, bytes or array: -1 for null.
  std::int64_t length(bool array_or_bytes);
  void records(const Field& f, Records& member);
  void read_tags();
  const Tag* find_tag(int number);
  bool allows_null(const Field& f) const { return version_ >= f.nullable; }

  template <class T>
  [[gnu::always_inline]] void value(const Field& f, T& member) {
    if constexpr (std::is_same_v<T, bool>) {
      const auto octet = integer<std::uint8_t>();
      if (strict_ && octet > 1) fail();
      member = octet != 0;
    } else if constexpr (std::is_integral_v<T>) {
      member = integer<T>();
      if (strict_ && !plausible(f, static_cast<std::int64_t>(member))) fail();
    } else if constexpr (std::is_same_v<T, Uuid>) {
      const Bytes octets = take(16);
      std::copy(octets.begin(), octets.end(), member.octets.begin());
    } else if constexpr (std::is_same_v<T, Records>) {
      records(f, member);
    } else if constexpr (is_optional<T>::value) {
      optional(f, member);
    } else if constexpr (Fielded<T>) {
      message(member);
    } else {
      sized(f, member, length(!std::is_same_v<T, std::string_view>));
    }
  }

  template <class T>
  void optional(const Field& f, std::optional<T>& member) {
    if constexpr (Fielded<T>) {
      const bool present = integer<std::int8_t>() >= 0;
      if (stopped()) return;
      if (!present) {
        member.reset();
        if (!allows_null(f)) fail();
        return;
      }
      member = T{};
      message(*member);
    } else {
      const std::int64_t count = length(!std::is_same_v<T, std::string_view>);
      if (stopped()) return;
      if (count < 0) {
        member.reset();
        if (!allows_null(f)) fail();
        return;
      }
      member = T{};
      sized(f, *member, count);
    }
  }

  void sized(const Field&, std::string_view& member, std::int64_t count) {
    if (count < 0) fail();
    if (!stopped()) member = as_text(take(static_cast<std::size_t>(count)));
  }
  void sized(const Field&, Bytes& member, std::int64_t count) {
    if (count < 0) fail();
    if (!stopped()) member = take(static_cast<std::size_t>(count));
  }
  template <class T>
  void sized(const Field& f, std::vector<T>& member, std::int64_t count) {
    member.clear();
    if (count < 0) fail();
    if (stopped()) return;
    if (static_cast<std::uint64_t>(count) > end_ - at_) {  // no element is empty
      fail();
      return;
    }
    T scratch{};
    for (std::int64_t i = 0; i < count && !stopped(); ++i) {
      if (keep_ == Keep::all) {
        value(f, member.emplace_back());
      } else {
        value(f, scratch);
      }
    }
  }

  template <class T>
  void tagged(const Field& f, T& member) {
    if (!level_.read) read_tags();
    const Tag* const tag = find_tag(f.tagged);
    if (tag == nullptr) return;
    const Tag range = *tag;
    const std::size_t back = at_;
    const std::size_t limit = end_;
    move(range.begin, range.end);
    value(f, member);
    if (!stopped() && at_ != range.end) fail();
    move(back, limit);
  }

  static bool plausible(const Field& f, std::int64_t member) {
    const std::string_view name = f.name;
    if (name.ends_with("rrorCode")) return member >= -1 && member <= 500;
    if (name == "throttleTimeMs") return member >= 0 && member <= 3'600'000;
    if (name == "acks") return member >= -1 && member <= 1;
    return true;
  }

  Bytes octets_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;    ///< of the frame, or of the tagged field being read
  std::size_t clear_ = 0;  ///< up to here all is known; not beyond end_
  const std::vector<FrameHole>* holes_ = nullptr;
  int version_ = 0;
  bool flexible_ = false;
  Keep keep_ = Keep::all;
  bool strict_ = false;
  bool malformed_ = false;
  bool lost_ = false;
  Level level_;
  std::vector<Tag> tags_;
};

}  // namespace goldwire::kafka
