// AWS: calls of its services by name, with what they act on and how they failed.
#pragma once

#include <string>
#include <vector>

#include "protocols/http/api_view.h"

namespace goldwire::http {

/// Names the span "DynamoDB.PutItem" and sets what the conventions ask of that service. error.type
/// is AWS's own code; whether a 4xx is an error is left to the span's kind.
bool describe_aws(Interaction& out, const ApiView& view);

/// The tables that DynamoDB's parameters name, in order, each once.
std::vector<std::string> dynamodb_tables(const Value& parameters);

}  // namespace goldwire::http
