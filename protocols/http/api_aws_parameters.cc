// AWS parameters: JSON, form and CBOR.
#include "protocols/http/api_aws_parameters.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

#include "protocols/base/json.h"
#include "protocols/base/wire_reader.h"

namespace goldwire::http {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Puts `text` where `name` says; a part that is a number is a place in a list, in order of
/// appearance.
void put(Value& root, std::string_view name, std::string text) {
  constexpr std::size_t kDeepest = 16;
  Value* at = &root;
  for (std::size_t depth = 0; depth < kDeepest; ++depth) {
    const std::size_t dot = name.find('.');
    const std::string_view part = name.substr(0, dot);
    if (is_number(part)) {
      // Each item is kept with its number, so that "1.Id" and "1.Body" meet.
      if (at->list() == nullptr) *at = Value::List{};
      Value::List& items = *at->list();
      const std::string mark(part);
      auto item = std::ranges::find_if(
          items, [&](const Value& one) { return member_text(one, {"#"}) == mark; });
      if (item == items.end()) {
        items.emplace_back(Value::Object{{"#", Value(mark)}});
        item = items.end() - 1;
      }
      if (dot == std::string_view::npos) {
        *item = std::move(text);
        return;
      }
      at = &*item;
    } else if (part != "member" && part != "entry") {
      if (at->object() == nullptr) *at = Value::Object{};
      Value::Object& members = *at->object();
      auto found = std::ranges::find(members, part, &Value::Member::first);
      if (found == members.end()) found = members.emplace(members.end(), part, Value());
      at = &found->second;
    }
    if (dot == std::string_view::npos) break;
    name.remove_prefix(dot + 1);
  }
  *at = std::move(text);
}

Value from_form(std::string_view text) {
  Value root = Value::Object{};
  for (auto& [name, value] : read_form(text)) put(root, name, std::move(value));
  return root;
}

class CborReader {
 public:
  explicit CborReader(std::string_view octets) : wire_(as_bytes(octets)) {}

  Decoded<Value> read() {
    Value value = item(0);
    if (!wire_.complete()) return std::unexpected(Malformed{"no CBOR item", wire_.at()});
    return value;
  }

 private:
  enum Major : unsigned { kUnsigned, kNegative, kBytes, kText, kArray, kMap, kTag, kSimple };
  static constexpr unsigned kIndefinite = 31;
  static constexpr unsigned kDeepest = 64;

  std::uint64_t argument(unsigned info) {
    switch (info) {
      case 24:
        return wire_.u8();
      case 25:
        return wire_.u16();
      case 26:
        return wire_.u32();
      case 27:
        return wire_.u64();
      default:
        if (info > 27) wire_.fail();
        return info;
    }
  }

  /// True when an item of indefinite length ends here.
  bool at_break() {
    WireReader ahead = wire_;
    if (ahead.u8() != 0xff) return false;
    wire_.u8();
    return true;
  }

  std::string string(unsigned major, unsigned info) {
    if (info != kIndefinite) {
      const std::uint64_t size = argument(info);
      if (size > wire_.remaining()) wire_.fail();
      return std::string(wire_.text(wire_.failed() ? 0 : static_cast<std::size_t>(size)));
    }
    std::string whole;
    while (!wire_.failed() && !at_break()) {
      const unsigned head = wire_.u8();
      if (head >> 5U != major || (head & 31U) == kIndefinite) wire_.fail();
      if (!wire_.failed()) whole += string(major, head & 31U);
    }
    return whole;
  }

  template <class Read>
  void each(unsigned info, const Read& read) {
    if (info == kIndefinite) {
      while (!wire_.failed() && !at_break()) read();
      return;
    }
    // Each takes an octet at least, so the count cannot exceed what remains.
    std::uint64_t count = argument(info);
    if (count > wire_.remaining()) wire_.fail();
    while (!wire_.failed() && count-- > 0) read();
  }

  Value simple(unsigned info) {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 25:
        wire_.u16();  // half precision: no SDK writes it
        return {};
      case 26:
        return Value::Number{fmt::format("{}", std::bit_cast<float>(wire_.u32()))};
      case 27:
        return Value::Number{fmt::format("{}", std::bit_cast<double>(wire_.u64()))};
      default:
        if (info == 24) wire_.u8();
        if (info > 27) wire_.fail();
        return {};
    }
  }

  Value item(unsigned depth) {
    if (depth > kDeepest) wire_.fail();
    const unsigned head = wire_.u8();
    if (wire_.failed()) return {};
    const unsigned major = head >> 5U;
    const unsigned info = head & 31U;
    switch (major) {
      case kUnsigned:
        return Value::Number{std::to_string(argument(info))};
      case kNegative:
        return negative(argument(info));
      case kBytes:
        return Value::Blob{string(major, info)};
      case kText:
        return string(major, info);
      case kArray: {
        Value::List list;
        each(info, [&] { list.push_back(item(depth + 1)); });
        return list;
      }
      case kMap: {
        Value::Object object;
        each(info, [&] {
          Value key = item(depth + 1);
          if (key.text() == nullptr) {
            wire_.fail();
            return;
          }
          object.emplace_back(std::move(*std::get_if<std::string>(&key.any())), item(depth + 1));
        });
        return object;
      }
      case kTag:
        argument(info);
        return item(depth + 1);
      default:
        return simple(info);
    }
  }

  /// -1 - argument, which may need 65 bits.
  static Value negative(std::uint64_t argument) {
    if (argument == UINT64_MAX) return Value::Number{"-18446744073709551616"};
    return Value::Number{"-" + std::to_string(argument + 1)};
  }

  WireReader wire_;
};

}  // namespace

Value aws_parameters(const AwsCall& call, const ApiView& view) {
  switch (call.protocol) {
    case AwsProtocol::query:
      return from_form(view.type.is_form() ? view.content : view.query);
    case AwsProtocol::cbor:
      return read_cbor(view.content).value_or(Value());
    case AwsProtocol::json:
    case AwsProtocol::rest:
      break;
  }
  const std::size_t first = view.content.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || view.content[first] != '{') return {};
  return read_json(view.content).value_or(Value());
}

Decoded<Value> read_cbor(std::string_view octets) { return CborReader(octets).read(); }

}  // namespace goldwire::http
