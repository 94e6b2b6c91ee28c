// Value: a neutral tree that keeps what was written.
//
// Contract: numbers keep their text (30 digits, 1.10), objects keep order and duplicate keys, null
// is not absent, text is not bytes. Comparing and redacting act on Values, never on raw text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goldwire {

class Value {
 public:
  struct Number {
    std::string text;  ///< as written
    friend bool operator==(const Number&, const Number&) = default;
  };
  struct Blob {
    std::string octets;
    friend bool operator==(const Blob&, const Blob&) = default;
  };
  using List = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Object = std::vector<Member>;
  using Any = std::variant<std::nullptr_t, bool, Number, std::string, Blob, List, Object>;

  Value() : any_(nullptr) {}
  Value(std::nullptr_t) : any_(nullptr) {}
  Value(bool flag) : any_(flag) {}
  Value(Number number) : any_(std::move(number)) {}
  Value(std::string text) : any_(std::move(text)) {}
  Value(std::string_view text) : any_(std::string(text)) {}
  Value(const char* text) : any_(std::string(text)) {}
  Value(Blob blob) : any_(std::move(blob)) {}
  Value(List list) : any_(std::move(list)) {}
  Value(Object object) : any_(std::move(object)) {}
  /// A number from an integer.
  static Value integer(long long number) { return Number{std::to_string(number)}; }

  const Any& any() const { return any_; }
  Any& any() { return any_; }
  bool is_null() const { return std::holds_alternative<std::nullptr_t>(any_); }
  const bool* boolean() const { return std::get_if<bool>(&any_); }
  const Number* number() const { return std::get_if<Number>(&any_); }
  const std::string* text() const { return std::get_if<std::string>(&any_); }
  const Blob* blob() const { return std::get_if<Blob>(&any_); }
  const List* list() const { return std::get_if<List>(&any_); }
  List* list() { return std::get_if<List>(&any_); }
  const Object* object() const { return std::get_if<Object>(&any_); }
  Object* object() { return std::get_if<Object>(&any_); }
  /// The first member of that name, or null when this is no object or has none.
  const Value* find(std::string_view name) const;

  friend bool operator==(const Value&, const Value&) = default;

 private:
  Any any_;
};

}  // namespace goldwire
