// AWS names: which service and operation a request is for.
//
// Contract: decided by the request alone, never by a host name only, for local endpoints have none.
// The tables at the head of api_aws_names.cc are the one place where names stand; a service or an
// operation that they do not know is named as the request spells it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocols/http/api_view.h"

namespace goldwire::http {

/// How the parameters travel.
enum class AwsProtocol : std::uint8_t { json, query, rest, cbor };

struct AwsCall {
  AwsProtocol protocol = AwsProtocol::rest;
  std::string service;    ///< "DynamoDB"
  std::string operation;  ///< "PutItem"; empty where only the service is known
};

std::optional<AwsCall> aws_call(const ApiView& view);

}  // namespace goldwire::http
