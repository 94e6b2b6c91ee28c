// Descriptors files: schemas of gRPC messages (protocols/grpc/descriptors.h), read from disk.
#pragma once

#include <string>
#include <vector>

#include "protocols/base/result.h"
#include "protocols/base/terms.h"

namespace goldwire {

/// Adds the schemas of `files`, each a FileDescriptorSet, to `terms`. They are asked before those
/// that were there, in their order. An Error names the file.
Result<void> add_descriptors(Terms& terms, const std::vector<std::string>& files);

}  // namespace goldwire
