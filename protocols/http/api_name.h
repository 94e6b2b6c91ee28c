// API names: which API call a request is, where its protocol says so: the AWS protocols (JSON,
// Query, REST, RPC v2) and Stripe.
//
// Contract: decided by the request alone. The tables at the head of api_name.cc are the one place
// where names stand. An operation that the tables do not know is named as the request spells it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http/message.h"

namespace goldwire::http {

struct ApiCall {
  std::string_view external;  ///< "aws", "stripe": the third party; lives for ever
  std::string service;        ///< "DynamoDB"; empty where only the party is known
  std::string method;         ///< "PutItem"; empty where only the party is known
};

/// `content` is the decoded body: the Query protocol names its action there.
std::optional<ApiCall> recognise_api(const Request& request, std::string_view content);

/// The tables that a DynamoDB request of `content` (JSON) names, in order, each once.
std::vector<std::string> dynamodb_tables(std::string_view content);

}  // namespace goldwire::http
