// JSON-RPC 2.0 over HTTP: methods by their names, and errors in answers that say 200.
#pragma once

#include "protocols/http/api_view.h"

namespace goldwire::http {

/// Names the span by its method, or by all methods of a batch, when the request is JSON-RPC. An
/// answer with an error is an error.
bool describe_jsonrpc(Interaction& out, const ApiView& view);

}  // namespace goldwire::http
