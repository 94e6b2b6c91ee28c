// SQL summary: what a statement does and to what, where its dialect has no parser here.
//
// Contract: read from the statement's own words; nothing is guessed. Comments and strings are
// skipped.
#pragma once

#include <string>
#include <string_view>

namespace goldwire::http {

struct SqlSummary {
  std::string operation;   ///< "SELECT", "CREATE TABLE"; empty when the text is no statement
  std::string collection;  ///< "main.payments", without quotes; empty when it names none
};
SqlSummary summary_of_sql(std::string_view statement);

}  // namespace goldwire::http
