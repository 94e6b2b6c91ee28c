// GraphQL over HTTP: operations by their names, and errors in answers that say 200.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/http/api_view.h"

namespace goldwire::http {

struct GraphqlOperation {
  std::string_view type;  ///< "query", "mutation", "subscription"; lives for ever
  std::string name;       ///< empty for an anonymous one
  friend bool operator==(const GraphqlOperation&, const GraphqlOperation&) = default;
};

/// The operations that a document defines, in order (GraphQL, October 2021, section 2.3); nothing
/// when it is no document of operations and fragments.
std::optional<std::vector<GraphqlOperation>> graphql_operations(std::string_view document);

/// Names the span "query GetUser" and says its operation, when the exchange is GraphQL: a POST of
/// JSON or of application/graphql, a GET with ?query=, a list of operations, or a document kept by
/// the server. An answer with errors is an error, whatever its status code.
bool describe_graphql(Interaction& out, const ApiView& view);

}  // namespace goldwire::http
