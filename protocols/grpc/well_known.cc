// The texts are protobuf's own; what it would write of values out of range is not asked for.
#include "protocols/grpc/well_known.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/time_util.h>
#include <string>

namespace goldwire::grpc {
namespace {

namespace pb = google::protobuf;
using Field = pb::FieldDescriptor;

constexpr std::int64_t kFirstSecond = -62'135'596'800;  ///< 0001-01-01
constexpr std::int64_t kLastSecond = 253'402'300'799;   ///< 9999-12-31
constexpr std::int64_t kLongestSeconds = 315'576'000'000;
constexpr std::int32_t kNanosOfSecond = 1'000'000'000;

struct Seconds {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
};

/// The two fields that a Timestamp and a Duration have.
std::optional<Seconds> seconds_of(const pb::Message& message) {
  const Field* const seconds = message.GetDescriptor()->FindFieldByNumber(1);
  const Field* const nanos = message.GetDescriptor()->FindFieldByNumber(2);
  const bool fit = seconds != nullptr && nanos != nullptr && !seconds->is_repeated() &&
                   !nanos->is_repeated() && seconds->cpp_type() == Field::CPPTYPE_INT64 &&
                   nanos->cpp_type() == Field::CPPTYPE_INT32;
  if (!fit) return std::nullopt;
  const pb::Reflection& reflection = *message.GetReflection();
  return Seconds{reflection.GetInt64(message, seconds), reflection.GetInt32(message, nanos)};
}

std::optional<Value> timestamp(const pb::Message& message) {
  const auto read = seconds_of(message);
  if (!read || read->seconds < kFirstSecond || read->seconds > kLastSecond || read->nanos < 0 ||
      read->nanos >= kNanosOfSecond) {
    return std::nullopt;
  }
  pb::Timestamp timestamp;
  timestamp.set_seconds(read->seconds);
  timestamp.set_nanos(read->nanos);
  return Value(pb::util::TimeUtil::ToString(timestamp));
}

std::optional<Value> duration(const pb::Message& message) {
  const auto read = seconds_of(message);
  if (!read || read->seconds < -kLongestSeconds || read->seconds > kLongestSeconds ||
      read->nanos <= -kNanosOfSecond || read->nanos >= kNanosOfSecond ||
      (read->seconds > 0 && read->nanos < 0) || (read->seconds < 0 && read->nanos > 0)) {
    return std::nullopt;
  }
  pb::Duration duration;
  duration.set_seconds(read->seconds);
  duration.set_nanos(read->nanos);
  return Value(pb::util::TimeUtil::ToString(duration));
}

std::optional<Value> field_mask(const pb::Message& message) {
  const Field* const paths = message.GetDescriptor()->FindFieldByNumber(1);
  const bool fit =
      paths != nullptr && paths->is_repeated() && paths->cpp_type() == Field::CPPTYPE_STRING;
  if (!fit) return std::nullopt;
  const pb::Reflection& reflection = *message.GetReflection();
  pb::FieldMask mask;
  for (int i = 0; i < reflection.FieldSize(message, paths); ++i) {
    mask.add_paths(reflection.GetRepeatedString(message, paths, i));
  }
  std::string text;
  if (!pb::util::FieldMaskUtil::ToJsonString(mask, &text)) return std::nullopt;
  return Value(std::move(text));
}

}  // namespace

std::optional<Value> well_known_text(const pb::Message& message) {
  if (!message.GetReflection()->GetUnknownFields(message).empty()) return std::nullopt;
  switch (message.GetDescriptor()->well_known_type()) {
    case pb::Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      return timestamp(message);
    case pb::Descriptor::WELLKNOWNTYPE_DURATION:
      return duration(message);
    case pb::Descriptor::WELLKNOWNTYPE_FIELDMASK:
      return field_mask(message);
    default:
      return std::nullopt;
  }
}

}  // namespace goldwire::grpc
