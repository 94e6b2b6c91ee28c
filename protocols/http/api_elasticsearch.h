// Elasticsearch and OpenSearch: REST endpoints as a database's operations.
#pragma once

#include "protocols/http/api_view.h"

namespace goldwire::http {

/// Names the span "search my-index" as the conventions for Elasticsearch say. Known by what the
/// client or the server says of itself; a path of theirs alone is not enough, but is where the
/// answer is of their form. A bulk request with errors is an error, though the answer says 200.
bool describe_elasticsearch(Interaction& out, const ApiView& view);

}  // namespace goldwire::http
