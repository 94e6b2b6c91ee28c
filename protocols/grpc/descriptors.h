// Descriptors: Schemas out of a FileDescriptorSet, as `protoc --include_imports
// --descriptor_set_out=FILE` writes it.
//
// How a message becomes a Value: by protobuf's JSON mapping, so a field has its JSON name
// ("accountId" for account_id), an enumerator its name, a map is an Object (entries sorted by key),
// and the well-known types (Timestamp, Duration, wrappers, Struct, FieldMask, Any) have their own
// forms. Three things stay more truthful than in JSON: 64-bit numbers are Numbers, bytes are a
// Blob, and fields that the schema does not know follow by number, as protobuf.h reads them. Fields
// that are not set are left out.
//
// Contract: pure; no I/O. What is given may be used by several threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "protocols/base/result.h"
#include "protocols/base/terms.h"

namespace goldwire::grpc {

/// The schemas of one set. `file` is the name of `octets`, for errors. An Error when they are no
/// set, or when something that the set imports is not in it.
Result<std::shared_ptr<const Schemas>> read_descriptors(std::string_view octets,
                                                        const std::string& file);

/// What either knows; `first` is asked first. Either may be null.
std::shared_ptr<const Schemas> joined(std::shared_ptr<const Schemas> first,
                                      std::shared_ptr<const Schemas> second);

}  // namespace goldwire::grpc
