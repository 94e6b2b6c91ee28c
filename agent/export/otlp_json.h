// OTLP/JSON: prints OTLP messages as the specification's "JSON Protobuf Encoding" section says.
//
// Contract: protobuf's JSON mapping with OTLP's exceptions: byte fields (ids) in hex, enumerations
// as numbers, lowerCamelCase names; 64-bit integers as text. Fields that are not set are left out.
#pragma once

#include <google/protobuf/message.h>
#include <string>

namespace goldwire {

void write_otlp_json(std::string& out, const google::protobuf::Message& message);

}  // namespace goldwire
