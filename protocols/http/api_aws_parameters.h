// AWS parameters: what a call was given, in one shape whatever protocol carried it.
//
// Contract: JSON as it is; the Query protocol's flat names as the tree that they spell
// ("Destination.ToAddresses.member.1" is an item of a list); CBOR (RFC 8949) as the JSON that it
// stands for. Null when the content cannot be read, or was kept only in part.
#pragma once

#include "protocols/base/result.h"
#include "protocols/base/value.h"
#include "protocols/http/api_aws_names.h"

namespace goldwire::http {

Value aws_parameters(const AwsCall& call, const ApiView& view);

/// One data item with nothing behind it. Depth is limited to 64. Byte strings are Blobs, a tag is
/// left out, keys that are no text are refused.
Decoded<Value> read_cbor(std::string_view octets);

}  // namespace goldwire::http
