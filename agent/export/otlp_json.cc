// OTLP/JSON by reflection, so that a field is listed once, in otlp.proto.
#include "agent/export/otlp_json.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <vector>

#include "protocols/base/json.h"

namespace goldwire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void write_hex(std::string& out, const std::string& octets) {
  out += '"';
  for (const char octet : octets) out += fmt::format("{:02x}", static_cast<unsigned char>(octet));
  out += '"';
}

/// One value of a field; `index` counts from 0 in a repeated one, else it is -1.
void write_value(std::string& out, const Message& message, const FieldDescriptor* field,
                 int index) {
  const Reflection& fields = *message.GetReflection();
  const bool many = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      write_otlp_json(out, many ? fields.GetRepeatedMessage(message, field, index)
                                : fields.GetMessage(message, field));
      return;
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text =
          many ? fields.GetRepeatedString(message, field, index) : fields.GetString(message, field);
      if (field->type() == FieldDescriptor::TYPE_BYTES)
        write_hex(out, text);
      else
        write_json_text(out, text);
      return;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      out += fields.GetBool(message, field) ? "true" : "false";
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      out += fmt::format("\"{}\"", fields.GetInt64(message, field));
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      out += fmt::format("\"{}\"", fields.GetUInt64(message, field));
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      out += fmt::format("{}", fields.GetDouble(message, field));
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      out += std::to_string(fields.GetEnumValue(message, field));
      return;
    default:
      out += "null";  // otlp.proto has no field of another type
  }
}

}  // namespace

void write_otlp_json(std::string& out, const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  out += '{';
  for (const FieldDescriptor* field : set) {
    if (out.back() != '{') out += ',';
    write_json_text(out, field->json_name());
    out += ':';
    if (!field->is_repeated()) {
      write_value(out, message, field, -1);
      continue;
    }
    out += '[';
    const int count = reflection.FieldSize(message, field);
    for (int i = 0; i < count; ++i) {
      if (i > 0) out += ',';
      write_value(out, message, field, i);
    }
    out += ']';
  }
  out += '}';
}

}  // namespace goldwire
