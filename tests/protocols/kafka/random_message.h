// RandomMessage: fills a message with arbitrary values that its version can write, as its visit()
// lists them.
//
// Contract: the same seed gives the same message. Values borrow from the RandomMessage.
#pragma once

#include <deque>
#include <random>
#include <string>
#include <type_traits>

#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

class RandomMessage {
 public:
  RandomMessage(std::uint64_t seed, int version, bool flexible)
      : random_(seed), version_(version), flexible_(flexible) {}

  template <class T>
  void message(T& m) {
    T::visit(*this, m);
  }

  template <class T>
  void operator()(const Field& f, T& member) {
    if (!f.in(version_) || (f.tagged >= 0 && (!flexible_ || below(2) == 0))) return;
    value(f, member);
  }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

  std::string_view octets() {
    std::string& text = kept_.emplace_back();
    const std::uint64_t size = below(10) == 0 ? 200 + below(200) : below(12);
    for (std::uint64_t i = 0; i < size; ++i) text += static_cast<char>(below(256));
    return text;
  }

  template <class T>
  void value(const Field& f, T& member) {
    if constexpr (std::is_same_v<T, bool>) {
      member = below(2) == 1;
    } else if constexpr (std::is_integral_v<T>) {
      member = static_cast<T>(below(4) == 0 ? below(3) : random_());
    } else if constexpr (std::is_same_v<T, Uuid>) {
      for (auto& octet : member.octets) octet = static_cast<std::uint8_t>(below(256));
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      member = octets();
    } else if constexpr (std::is_same_v<T, Bytes>) {
      member = as_bytes(octets());
    } else if constexpr (std::is_same_v<T, Records>) {
      if (version_ >= f.nullable && below(4) == 0) return;
      member.octets = as_bytes(octets());
      member.size = member.octets.size();
      member.null = false;
    } else if constexpr (is_optional<T>::value) {
      if (version_ >= f.nullable && below(3) == 0) {
        member.reset();
      } else {
        member = typename T::value_type{};
        value(f, *member);
      }
    } else if constexpr (is_vector<T>::value) {
      member.resize(below(4));
      for (auto& element : member) value(f, element);
    } else {
      message(member);
    }
  }

  std::mt19937_64 random_;
  int version_;
  bool flexible_;
  std::deque<std::string> kept_;
};

}  // namespace goldwire::kafka
