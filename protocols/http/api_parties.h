// API parties: third parties and the user's own APIs, by rules of one shape
// (protocols/base/terms.h).
//
// Contract: built-in rules stand in one table, at the head of api_parties.cc, and come after the
// user's. The first that fits wins.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "protocols/base/terms.h"
#include "protocols/http/api_view.h"

namespace goldwire::http {

/// Says what the first rule that fits says: the third party, the route, the attributes and, where
/// the rule has one, the name. A user's route comes before a rule's. `named` is true when a
/// protocol named the call, which a rule's path leaves alone.
void add_party(Interaction& out, const ApiView& view, const Terms& terms, bool named);

}  // namespace goldwire::http
