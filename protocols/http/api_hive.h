// HiveServer2 over HTTP (Hive's TCLIService, which Spark and Databricks speak): statements as
// database calls. Any other Thrift service over HTTP is named by its method.
#pragma once

#include "protocols/http/api_view.h"

namespace goldwire::http {

/// Names the span as a database's: "SELECT main.payments" for ExecuteStatement, the method for
/// others. A status that is an error is an error, though the answer says 200. Asking whether a
/// statement still runs is control, as long as it does.
bool describe_hive(Interaction& out, const ApiView& view);

}  // namespace goldwire::http
