// Event streams (HTML Standard, "Server-sent events"): answers that may go on for ever.
#pragma once

#include "protocols/http/fields.h"

namespace goldwire::http {

/// A request with these fields takes one as its answer.
bool accepts_event_stream(const Fields& fields);
/// A response with these fields is one.
bool is_event_stream(const Fields& fields);

}  // namespace goldwire::http
