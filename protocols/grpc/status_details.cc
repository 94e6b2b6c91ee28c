// google.rpc.Status has three fields; the third is a list of google.protobuf.Any.
#include "protocols/grpc/status_details.h"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>
#include <optional>
#include <utility>

#include "protocols/base/json.h"
#include "protocols/grpc/codec.h"
#include "protocols/grpc/protobuf.h"

namespace goldwire::grpc {
namespace {

namespace pb = google::protobuf;

/// Field numbers.
constexpr int kCode = 1;
constexpr int kMessage = 2;
constexpr int kDetails = 3;

Value detail_value(const pb::Any& any, const Schemas* schemas) {
  const std::string& url = any.type_url();
  Value::Object object;
  object.emplace_back("@type", Value(url));
  std::optional<Value> read;
  if (schemas != nullptr) {
    read = schemas->read(std::string_view(url).substr(url.rfind('/') + 1), any.value());
  }
  if (read && read->object() != nullptr) {
    for (Value::Member& member : *read->object()) object.push_back(std::move(member));
  } else {
    object.emplace_back("value", read ? std::move(*read) : read_unknown(any.value()));
  }
  return object;
}

}  // namespace

Decoded<StatusDetails> read_status_details(std::string_view value, const Schemas* schemas) {
  const pb::LogSilencer quiet;  // bad UTF-8 is told to stderr otherwise
  const auto octets = read_binary_value(value);
  if (!octets) return std::unexpected(octets.error());
  pb::UnknownFieldSet status;
  if (!status.ParseFromString(*octets)) {
    return std::unexpected(Malformed{"the status details are no message", 0});
  }
  StatusDetails out;
  for (int i = 0; i < status.field_count(); ++i) {
    const pb::UnknownField& field = status.field(i);
    if (field.number() == kCode && field.type() == pb::UnknownField::TYPE_VARINT) {
      out.code = static_cast<std::int32_t>(field.varint());
    }
    if (field.type() != pb::UnknownField::TYPE_LENGTH_DELIMITED) continue;
    if (field.number() == kMessage) out.message = field.length_delimited();
    if (field.number() != kDetails) continue;
    pb::Any any;
    if (!any.ParseFromString(field.length_delimited())) {
      return std::unexpected(Malformed{"a detail is no Any", 0});
    }
    out.details.push_back(write_json(detail_value(any, schemas)));
  }
  return out;
}

}  // namespace goldwire::grpc
