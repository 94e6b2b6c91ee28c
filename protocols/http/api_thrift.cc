// Thrift: a value by its type, recursively.
#include "protocols/http/api_thrift.h"

#include <bit>
#include <fmt/format.h>

#include "protocols/base/json.h"
#include "protocols/base/wire_reader.h"

namespace goldwire::http {
namespace {

enum Type : std::uint8_t {
  kStop = 0,
  kBool = 2,
  kByte = 3,
  kDouble = 4,
  kI16 = 6,
  kI32 = 8,
  kI64 = 10,
  kString = 11,
  kStruct = 12,
  kMap = 13,
  kSet = 14,
  kList = 15
};

constexpr unsigned kDeepest = 64;

class Reader {
 public:
  explicit Reader(std::string_view octets) : wire_(as_bytes(octets)) {}

  Decoded<ThriftMessage> read() {
    constexpr std::uint32_t kVersion = 0x80010000;
    constexpr std::uint32_t kVersionMask = 0xffff0000;
    ThriftMessage message;
    const std::uint32_t first = wire_.u32();
    if ((first & kVersionMask) == kVersion) {
      message.type = static_cast<int>(first & 0xffU);
      message.method = text(wire_.u32());
    } else {
      // Without a version the method's length comes first.
      message.method = text(first);
      message.type = wire_.u8();
    }
    wire_.u32();  // sequence id
    const bool named = !message.method.empty() && is_readable_text(message.method);
    if (!named || message.type < 1 || message.type > 4) wire_.fail();
    message.fields = structure(0);
    if (wire_.failed()) return std::unexpected(Malformed{"no Thrift message", wire_.at()});
    return message;
  }

 private:
  std::string text(std::uint32_t size) {
    if (size > wire_.remaining()) wire_.fail();
    return std::string(wire_.text(wire_.failed() ? 0 : size));
  }

  Value string() {
    std::string octets = text(wire_.u32());
    if (octets.empty() || is_readable_text(octets)) return octets;
    return Value::Blob{std::move(octets)};
  }

  Value structure(unsigned depth) {
    Value::Object members;
    while (!wire_.failed()) {
      const std::uint8_t type = wire_.u8();
      if (type == kStop) break;
      const std::int16_t id = wire_.i16();
      members.emplace_back(std::to_string(id), value(type, depth + 1));
    }
    return members;
  }

  /// Every element takes at least an octet, so that no count is beyond what remains.
  std::uint32_t size() {
    const std::uint32_t count = wire_.u32();
    if (count > wire_.remaining()) wire_.fail();
    return wire_.failed() ? 0 : count;
  }

  Value list(unsigned depth) {
    const std::uint8_t type = wire_.u8();
    Value::List items;
    for (std::uint32_t left = size(); left > 0 && !wire_.failed(); --left) {
      items.push_back(value(type, depth + 1));
    }
    return items;
  }

  Value map(unsigned depth) {
    const std::uint8_t keys = wire_.u8();
    const std::uint8_t values = wire_.u8();
    Value::Object members;
    Value::List pairs;
    for (std::uint32_t left = size(); left > 0 && !wire_.failed(); --left) {
      Value key = value(keys, depth + 1);
      Value held = value(values, depth + 1);
      if (keys == kString && key.text() != nullptr) {
        members.emplace_back(*key.text(), std::move(held));
      } else {
        pairs.emplace_back(Value::List{std::move(key), std::move(held)});
      }
    }
    if (pairs.empty()) return members;
    return pairs;
  }

  Value value(std::uint8_t type, unsigned depth) {
    if (depth > kDeepest) wire_.fail();
    switch (type) {
      case kBool:
        return wire_.u8() != 0;
      case kByte:
        return Value::integer(wire_.i8());
      case kI16:
        return Value::integer(wire_.i16());
      case kI32:
        return Value::integer(wire_.i32());
      case kI64:
        return Value::integer(wire_.i64());
      case kDouble:
        return Value::Number{fmt::format("{}", std::bit_cast<double>(wire_.u64()))};
      case kString:
        return string();
      case kStruct:
        return structure(depth);
      case kMap:
        return map(depth);
      case kSet:
      case kList:
        return list(depth);
      default:
        wire_.fail();
        return {};
    }
  }

  WireReader wire_;
};

}  // namespace

Decoded<ThriftMessage> read_thrift(std::string_view octets) { return Reader(octets).read(); }

}  // namespace goldwire::http
