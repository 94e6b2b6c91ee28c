// FieldValue: turns a message into a neutral Value, as its visit() lists its fields.
//
// Contract: names are the message definitions' own, as the broker's request log spells them. A
// version's missing fields are left out; record batches are left to `describe` and appear as their
// size in octets.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "protocols/base/json.h"
#include "protocols/base/value.h"
#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

class FieldValue {
 public:
  explicit FieldValue(int version) : version_(version) {}

  template <class T>
  Value message(const T& m) {
    Value::Object outer = std::exchange(object_, {});
    T::visit(*this, m);
    return std::exchange(object_, std::move(outer));
  }

  template <class T>
  void operator()(const Field& f, const T& member) {
    if (!f.in(version_) || (f.tagged >= 0 && is_absent(f, member))) return;
    if constexpr (std::is_same_v<T, Records>) {
      object_.emplace_back(
          "recordsSizeInBytes",
          member.null ? Value() : Value::integer(static_cast<long long>(member.size)));
    } else {
      object_.emplace_back(f.name, value(member));
    }
  }

 private:
  template <class T>
  Value value(const T& member) {
    if constexpr (std::is_same_v<T, bool>) {
      return member;
    } else if constexpr (std::is_integral_v<T>) {
      return Value::integer(member);
    } else if constexpr (std::is_same_v<T, Uuid>) {
      return member.text();
    } else if constexpr (std::is_same_v<T, std::string_view>) {
      return member;
    } else if constexpr (std::is_same_v<T, Bytes>) {
      return Value::Blob{std::string(as_text(member))};
    } else if constexpr (is_optional<T>::value) {
      return member ? value(*member) : Value();
    } else if constexpr (is_vector<T>::value) {
      Value::List list;
      list.reserve(member.size());
      for (const auto& element : member) list.push_back(value(element));
      return list;
    } else {
      return message(member);
    }
  }

  int version_;
  Value::Object object_;
};

}  // namespace goldwire::kafka
