// Walks a message by reflection, field by field in the order of their numbers.
#include "protocols/grpc/message_value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "protocols/grpc/protobuf.h"
#include "protocols/grpc/well_known.h"

namespace goldwire::grpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;
using Known = pb::Descriptor;

template <class Real>
Value real(Real number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  std::array<char, 40> text;
  return Value::Number{
      std::string(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr)};
}

class Walk {
 public:
  explicit Walk(const NewMessage& make) : make_(make) {}

  Value message(const pb::Message& message, int depth) const {
    if (depth == 0) return Value::Blob{message.SerializePartialAsString()};
    if (auto text = well_known_text(message)) return *text;
    if (auto known = well_known(message, depth)) return *known;
    return fields(message, depth);
  }

 private:
  Value::Object fields(const pb::Message& message, int depth) const {
    Value::Object object;
    const pb::Reflection& reflection = *message.GetReflection();
    std::vector<const Field*> set;
    reflection.ListFields(message, &set);
    for (const Field* field : set) object.emplace_back(name(*field), whole(message, *field, depth));
    const pb::UnknownFieldSet& unknown = reflection.GetUnknownFields(message);
    if (unknown.empty()) return object;
    std::string octets;
    unknown.SerializeToString(&octets);
    if (auto read = read_protobuf(octets)) {
      for (Value::Member& member : *read->object()) object.push_back(std::move(member));
    } else {
      object.emplace_back("unknown_fields", Value::Blob{std::move(octets)});
    }
    return object;
  }

  static std::string name(const Field& field) {
    return field.is_extension() ? "[" + field.full_name() + "]" : field.json_name();
  }

  /// All that a field holds.
  Value whole(const pb::Message& message, const Field& field, int depth) const {
    if (!field.is_repeated()) return one(message, field, -1, depth);
    const int count = message.GetReflection()->FieldSize(message, &field);
    if (field.is_map()) return map(message, field, count, depth);
    Value::List list;
    for (int i = 0; i < count; ++i) list.push_back(one(message, field, i, depth));
    return list;
  }

  Value map(const pb::Message& message, const Field& field, int count, int depth) const {
    const pb::Reflection& reflection = *message.GetReflection();
    const Field& key = *field.message_type()->map_key();
    const Field& value = *field.message_type()->map_value();
    std::map<std::string, Value> sorted;
    for (int i = 0; i < count; ++i) {
      const pb::Message& entry = reflection.GetRepeatedMessage(message, &field, i);
      sorted[key_text(one(entry, key, -1, depth))] = one(entry, value, -1, depth);
    }
    return Value::Object(sorted.begin(), sorted.end());
  }

  static std::string key_text(const Value& key) {
    if (const auto* text = key.text()) return *text;
    if (const auto* flag = key.boolean()) return *flag ? "true" : "false";
    return key.number()->text;
  }

  /// The field itself, or its item `index` where that is not negative.
  Value one(const pb::Message& message, const Field& field, int index, int depth) const {
    const pb::Reflection& of = *message.GetReflection();
    const bool item = index >= 0;
    switch (field.cpp_type()) {
      case Field::CPPTYPE_INT32:
        return Value::integer(item ? of.GetRepeatedInt32(message, &field, index)
                                   : of.GetInt32(message, &field));
      case Field::CPPTYPE_INT64:
        return Value::integer(item ? of.GetRepeatedInt64(message, &field, index)
                                   : of.GetInt64(message, &field));
      case Field::CPPTYPE_UINT32:
        return Value::integer(item ? of.GetRepeatedUInt32(message, &field, index)
                                   : of.GetUInt32(message, &field));
      case Field::CPPTYPE_UINT64:
        return Value::Number{std::to_string(item ? of.GetRepeatedUInt64(message, &field, index)
                                                 : of.GetUInt64(message, &field))};
      case Field::CPPTYPE_DOUBLE:
        return real(item ? of.GetRepeatedDouble(message, &field, index)
                         : of.GetDouble(message, &field));
      case Field::CPPTYPE_FLOAT:
        return real(item ? of.GetRepeatedFloat(message, &field, index)
                         : of.GetFloat(message, &field));
      case Field::CPPTYPE_BOOL:
        return item ? of.GetRepeatedBool(message, &field, index) : of.GetBool(message, &field);
      case Field::CPPTYPE_ENUM:
        return enumerator(field, item ? of.GetRepeatedEnumValue(message, &field, index)
                                      : of.GetEnumValue(message, &field));
      case Field::CPPTYPE_STRING: {
        std::string octets =
            item ? of.GetRepeatedString(message, &field, index) : of.GetString(message, &field);
        if (field.type() == Field::TYPE_BYTES) return Value::Blob{std::move(octets)};
        return octets;
      }
      case Field::CPPTYPE_MESSAGE:
        break;
    }
    return this->message(
        item ? of.GetRepeatedMessage(message, &field, index) : of.GetMessage(message, &field),
        depth - 1);
  }

  static Value enumerator(const Field& field, int number) {
    if (field.enum_type()->full_name() == "google.protobuf.NullValue") return nullptr;
    const auto* const known = field.enum_type()->FindValueByNumber(number);
    return known == nullptr ? Value::integer(number) : Value(known->name());
  }

  /// Wrappers, Struct and its parts, Any. Each has its one form only when it is built as it is
  /// known and holds nothing else.
  std::optional<Value> well_known(const pb::Message& message, int depth) const {
    const pb::Descriptor& type = *message.GetDescriptor();
    if (!message.GetReflection()->GetUnknownFields(message).empty()) return std::nullopt;
    switch (type.well_known_type()) {
      case Known::WELLKNOWNTYPE_UNSPECIFIED:
      case Known::WELLKNOWNTYPE_TIMESTAMP:
      case Known::WELLKNOWNTYPE_DURATION:
      case Known::WELLKNOWNTYPE_FIELDMASK:
        return std::nullopt;
      case Known::WELLKNOWNTYPE_ANY:
        return any(message, depth);
      case Known::WELLKNOWNTYPE_VALUE:
        return oneof(message, depth);
      default:
        break;
    }
    const Field* const only = type.FindFieldByNumber(1);
    if (only == nullptr || type.field_count() != 1) return std::nullopt;
    return whole(message, *only, depth);
  }

  std::optional<Value> oneof(const pb::Message& message, int depth) const {
    std::vector<const Field*> set;
    message.GetReflection()->ListFields(message, &set);
    if (set.size() != 1) return std::nullopt;
    return whole(message, *set.front(), depth);
  }

  std::optional<Value> any(const pb::Message& message, int depth) const {
    const pb::Reflection& reflection = *message.GetReflection();
    const Field* const url = message.GetDescriptor()->FindFieldByNumber(1);
    const Field* const octets = message.GetDescriptor()->FindFieldByNumber(2);
    for (const Field* field : {url, octets}) {
      const bool fit =
          field != nullptr && !field->is_repeated() && field->cpp_type() == Field::CPPTYPE_STRING;
      if (!fit) return std::nullopt;
    }
    const std::string type = reflection.GetString(message, url);
    const std::string content = reflection.GetString(message, octets);
    Value::Object object;
    object.emplace_back("@type", Value(type));
    const auto inner = make_(std::string_view(type).substr(type.rfind('/') + 1));
    if (inner == nullptr || !inner->ParsePartialFromString(content)) {
      object.emplace_back("value", read_unknown(content));
      return object;
    }
    Value value = this->message(*inner, depth - 1);
    Value::Object* const members = value.object();
    const bool plain =
        inner->GetDescriptor()->well_known_type() == Known::WELLKNOWNTYPE_UNSPECIFIED &&
        members != nullptr;
    if (!plain) {
      object.emplace_back("value", std::move(value));
      return object;
    }
    for (Value::Member& member : *members) object.push_back(std::move(member));
    return object;
  }

  const NewMessage& make_;
};

}  // namespace

Value value_of(const pb::Message& message, const NewMessage& make, int depth) {
  return Walk(make).message(message, depth);
}

}  // namespace goldwire::grpc
