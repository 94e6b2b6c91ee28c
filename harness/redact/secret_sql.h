// Where secrets stand in SQL: literals and parameters that belong to a column with a secret name.
//
// Contract: lexical, over one statement as it was sent; no dialect is parsed. Covers comparisons
// and assignments (password = $1, pwd = 'x'), column lists (INSERT INTO t (id, password) VALUES
// ($1, 'x')), and what roles log in with (ALTER ROLE r PASSWORD 'x', IDENTIFIED BY 'x'). Other
// literals are read as texts: they may hold JSON or a connection's parameters.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "harness/redact/secret_text.h"

namespace goldwire {

struct RedactedSql {
  std::string text;                  ///< with the secret literals replaced
  std::set<std::size_t> parameters;  ///< that are secret; $1 is 0
};

RedactedSql redact_sql(std::string_view sql, const RedactionRules& rules, const Replace& replace);

}  // namespace goldwire
