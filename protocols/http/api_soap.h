// SOAP 1.1 and 1.2 over HTTP: operations by what the envelope holds, and faults.
#pragma once

#include "protocols/http/api_view.h"

namespace goldwire::http {

/// Names the span by its operation: the first element in the body, without what some toolkits
/// append to it, or the last part of the action when the body is empty or cannot be read. A fault
/// is an error.
bool describe_soap(Interaction& out, const ApiView& view);

}  // namespace goldwire::http
