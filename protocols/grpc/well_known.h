// Well-known types (google/protobuf/*.proto) in the form that protobuf's JSON mapping gives them.
//
// Contract: a message that is named as one but is built otherwise, or holds what has no such form
// (a Timestamp of the year 12000), is left to be read as any other message.
#pragma once

#include <google/protobuf/message.h>
#include <optional>

#include "protocols/base/value.h"

namespace goldwire::grpc {

/// Timestamp, Duration and FieldMask as text. Nothing for any other message.
std::optional<Value> well_known_text(const google::protobuf::Message& message);

}  // namespace goldwire::grpc
