// Databricks SQL: its statement execution API, as a database.
#pragma once

#include "protocols/http/api_view.h"

namespace goldwire::http {

/// By the host, the SDK or driver, or the path of a warehouse.
bool speaks_databricks(const ApiView& view);

/// Names the span as a database's: "SELECT main.payments" for a statement that is sent,
/// "GetStatement" and so on for what is asked about it. A state of FAILED is an error, though the
/// answer says 200. Asking whether it still runs is control, as long as it does.
bool describe_databricks(Interaction& out, const ApiView& view);

/// Names the span by a statement: db.query.text, db.operation.name, db.collection.name.
void set_statement(Interaction& out, std::string_view statement);

}  // namespace goldwire::http
