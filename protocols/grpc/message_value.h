// A message read with its schema -> Value (descriptors.h says how).
#pragma once

#include <functional>
#include <google/protobuf/message.h>
#include <memory>
#include <string_view>

#include "protocols/base/value.h"

namespace goldwire::grpc {

/// An empty message of the type of that full name; null when nobody knows it.
using NewMessage = std::function<std::unique_ptr<google::protobuf::Message>(std::string_view type)>;

/// `make` gives the types that an Any names. Nested deeper than `depth` levels is a Blob.
Value value_of(const google::protobuf::Message& message, const NewMessage& make, int depth = 64);

}  // namespace goldwire::grpc
