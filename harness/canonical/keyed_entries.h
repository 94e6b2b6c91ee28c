// Keyed entries: objects whose member names are generated ids ({"<uuid>": {...}, ...}).
//
// Contract: pure. Such names are values: they are compared as the ids they are, not as the names of
// fields, which would be gone and new in every run.
#pragma once

#include <optional>

#include "protocols/base/value.h"

namespace goldwire {

/// The members of `object` as a list of {key, value}, when every name looks generated: a uuid, or a
/// long run of letters and digits mixed. Members have no order (RFC 8259 section 4), and that of
/// ids is chance: they stand in the order of what they hold that does not look generated too.
std::optional<Value::List> keyed_entries(const Value::Object& object);

}  // namespace goldwire
