// Form: the fields of an application/x-www-form-urlencoded text (WHATWG URL) as leaves.
//
// Contract: "a=1&b[c]=2" has path.a and path.b.c; "f[]=4", even alone, is item path.f[0] of a list.
// A dot is a character of a name like others, path["d.e"]. An AWS query is read the other way
// around: "d.e=3" is path.d.e, and brackets are characters. A name that comes again is numbered:
// path.a, path.a#2. "g=" is empty and "g" null. Two texts with the same leaves say the same to a
// reader of forms.
#pragma once

#include <string_view>
#include <vector>

#include "harness/canonical/leaf.h"

namespace goldwire {

/// Adds the fields of `form` under `path`. False, and nothing added, when it is none, or holds an
/// escape that readers make different things of.
bool add_form(std::vector<Leaf>& out, std::string_view path, std::string_view form);

}  // namespace goldwire
