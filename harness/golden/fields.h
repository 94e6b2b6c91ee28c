// Fields: the names by which a selector (selector.h) asks a span.
//
//   name  kind  protocol  status  service  peer          as `goldwire spans` prints them
//   client.service  client.address  client.port          and the same of the server
//   client.known  server.known                           "true" when the services file names it
//   complete                                             "true" or "false"
//   any other name                                       the attribute of that name, which may be
//   one
//                                                        of the user's own ("acme.area")
#pragma once

#include "agent/trace/span.h"
#include "harness/golden/golden.h"
#include "harness/golden/selector.h"

namespace goldwire {

/// Whether any span can have a field or attribute of this name.
bool is_field(std::string_view name);
/// All values that the field can have; empty when they are no short list.
std::vector<std::string_view> values_of_field(std::string_view name);

/// Borrows `span`.
Fields fields_of(const Span& span);

/// What a golden still knows of the same: no addresses and ports, and no protocol; of parties only
/// the outside (outside.h) is not known. A value that may differ is written as its pattern. Borrows
/// `span`.
Fields fields_of(const GoldenSpan& span);

}  // namespace goldwire
