// Databases behind HTTP: Elasticsearch, Databricks SQL, HiveServer2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "protocols/http/api_sql.h"
#include "protocols/http/api_thrift.h"
#include "tests/protocols/http/described.h"

namespace goldwire::http {
namespace {

const std::pair<std::string, std::string> kJson = {"Content-Type", "application/json"};
const std::pair<std::string, std::string> kElastic = {"User-Agent", "elastic-transport-js/8.4"};

TEST(Elasticsearch, EndpointsAreOperations) {
  const std::tuple<const char*, const char*, const char*> calls[] = {
      {"POST", "/my-index/_search?size=1", "search my-index"},
      {"GET", "/_search", "search"},
      {"POST", "/_bulk", "bulk"},
      {"PUT", "/orders/_doc/42", "index orders"},
      {"GET", "/orders/_doc/42", "get orders"},
      {"HEAD", "/orders/_doc/42", "exists orders"},
      {"DELETE", "/orders/_doc/42", "delete orders"},
      {"POST", "/orders/_update/42", "update orders"},
      {"POST", "/a%2Cb/_count", "count a,b"},
      {"PUT", "/orders", "indices.create orders"},
      {"GET", "/_cluster/health", "cluster.health"},
      {"HEAD", "/", "ping"},
      {"POST", "/_something/new", "POST /_something/new"}};
  for (const auto& [method, target, name] : calls) {
    const Interaction out = described(request(method, target, {kElastic}));
    EXPECT_EQ(out.name, name);
    EXPECT_EQ(out.role, Role::query) << target;
    EXPECT_EQ(out.attributes.text(semconv::kDbSystemName), "elasticsearch");
    EXPECT_TRUE(out.external_api.empty());
  }
}

TEST(Elasticsearch, TheQueryIsKept) {
  const Interaction out =
      described(request("POST", "/i/_search", {kJson, {"User-Agent", "opensearch-py/2"}},
                        R"({"query":{"match_all":{}}})"));
  EXPECT_EQ(out.attributes.text(semconv::kDbSystemName), "opensearch");
  EXPECT_EQ(out.attributes.text(semconv::kDbQueryText), R"({"query":{"match_all":{}}})");
  EXPECT_EQ(out.attributes.text(semconv::kDbOperationName), "search");
  EXPECT_EQ(out.attributes.text(semconv::kDbCollectionName), "i");
  const Interaction document = described(request("GET", "/i/_doc/a%2Fb", {kElastic}));
  EXPECT_EQ(document.attributes.text("db.operation.parameter.id"), "a/b");
}

TEST(Elasticsearch, IsKnownByEvidenceOnly) {
  const auto role = [](const Response& answer, const char* target) {
    return described(request("GET", target), answer).role;
  };
  EXPECT_EQ(role(response(200, {{"X-elastic-product", "Elasticsearch"}}), "/i"), Role::query);
  EXPECT_EQ(role(response(200, {}, R"({"took":1,"_shards":{}})"), "/i/_search"), Role::query);
  EXPECT_EQ(role(response(200, {}, R"({"results":[]})"), "/i/_search"), Role::call);
  EXPECT_EQ(role(response(200, {}, R"({"took":1})"), "/journeys/1"), Role::call);
}

TEST(Elasticsearch, ErrorsAreNamedAndBulkErrorsAreErrors) {
  const Interaction missing = described(
      request("POST", "/i/_search", {kElastic}),
      response(404, {}, R"({"error":{"type":"index_not_found_exception"},"status":404})"));
  EXPECT_EQ(missing.attributes.text(semconv::kErrorType), "index_not_found_exception");
  EXPECT_EQ(missing.attributes.text(semconv::kDbResponseStatusCode), "404");
  const Interaction bulk = described(
      request("POST", "/_bulk", {kElastic},
              "{\"index\":{\"_index\":\"i\"}}\n{\"a\":1}\n{\"delete\":{\"_index\":\"i\"}}\n"),
      response(200, {},
               R"({"errors":true,"items":[{"index":{"status":201}},
                  {"delete":{"error":{"type":"version_conflict","reason":"old"}}}]})"));
  EXPECT_EQ(bulk.attributes.integer(semconv::kDbOperationBatchSize), 2);
  EXPECT_EQ(bulk.status.code, StatusCode::error);
  EXPECT_EQ(bulk.attributes.text(semconv::kErrorType), "version_conflict");
}

TEST(Databricks, StatementsAreDatabaseCalls) {
  const Interaction out = described(
      request("POST", "/api/2.0/sql/statements/", {kJson},
              R"({"warehouse_id":"w","catalog":"main","schema":"bank",
                  "statement":"SELECT * FROM payments WHERE id = :id",
                  "parameters":[{"name":"id","value":"7","type":"INT"}]})"),
      response(
          200, {kJson},
          R"({"statement_id":"s1","status":{"state":"FAILED","error":{"error_code":"BAD_REQUEST",
                   "message":"no such table"}}})"));
  EXPECT_EQ(out.name, "SELECT payments");
  EXPECT_EQ(out.role, Role::query);
  EXPECT_EQ(out.attributes.text(semconv::kDbSystemName), "databricks");
  EXPECT_EQ(out.attributes.text(semconv::kDbQueryText), "SELECT * FROM payments WHERE id = :id");
  EXPECT_EQ(out.attributes.text(semconv::kDbNamespace), "main|bank");
  EXPECT_EQ(out.attributes.text("db.query.parameter.id"), "7");
  EXPECT_EQ(out.attributes.text(semconv::kDbStatementId), "s1");
  EXPECT_EQ(out.attributes.text(semconv::kErrorType), "BAD_REQUEST");
  EXPECT_EQ(out.status.message, "no such table");
  EXPECT_FALSE(out.control);
}

TEST(Databricks, AskingWhetherItStillRunsIsControl) {
  const auto poll = [](const char* state) {
    return described(request("GET", "/api/2.0/sql/statements/s1"),
                     response(200, {kJson},
                              std::string(R"({"status":{"state":")") + state +
                                  R"("},"manifest":{"total_row_count":3}})"));
  };
  EXPECT_TRUE(poll("RUNNING").control);
  const Interaction done = poll("SUCCEEDED");
  EXPECT_FALSE(done.control);
  EXPECT_EQ(done.name, "GetStatement");
  EXPECT_EQ(done.attributes.integer(semconv::kDbResponseReturnedRows), 3);
  EXPECT_EQ(described(request("GET", "/api/2.0/sql/statementsx")).role, Role::call);
}

TEST(Sql, StatementsAreSummed) {
  const std::tuple<const char*, const char*, const char*> statements[] = {
      {"select a from `main`.`x y`.t where b = 'from z'", "SELECT", "main.x y.t"},
      {"-- c\n/* d */ INSERT INTO TABLE t VALUES (1)", "INSERT", "t"},
      {"insert overwrite t select 1", "INSERT", "t"},
      {"UPDATE a.b SET c = 1", "UPDATE", "a.b"},
      {"DELETE FROM t", "DELETE", "t"},
      {"CREATE OR REPLACE TABLE IF NOT EXISTS t (a INT)", "CREATE TABLE", "t"},
      {"MERGE INTO t USING s ON t.a = s.a", "MERGE", "t"},
      {"WITH c AS (SELECT 1 FROM x) SELECT * FROM c", "SELECT", "x"},
      {"select 1", "SELECT", ""},
      {"show tables", "SHOW", ""},
      {"", "", ""},
      {"(;", "", ""}};
  for (const auto& [statement, operation, collection] : statements) {
    const SqlSummary out = summary_of_sql(statement);
    EXPECT_EQ(out.operation, operation) << statement;
    EXPECT_EQ(out.collection, collection) << statement;
  }
}

/// A Thrift message, field by field.
class Thrift {
 public:
  Thrift(int type, std::string_view method) {
    u32(0x80010000U | static_cast<unsigned>(type));
    text(method);
    u32(1);
  }
  Thrift& begin(int id) { return field(12, id); }
  Thrift& end() { return byte(0); }
  Thrift& text_field(int id, std::string_view value) {
    field(11, id);
    text(value);
    return *this;
  }
  Thrift& i32_field(int id, unsigned value) {
    field(8, id);
    u32(value);
    return *this;
  }
  std::string take() {
    byte(0);
    return out_;
  }

 private:
  Thrift& byte(int value) {
    out_ += static_cast<char>(value);
    return *this;
  }
  Thrift& field(int type, int id) { return byte(type).byte(id >> 8).byte(id); }
  void u32(unsigned value) {
    for (int shift = 24; shift >= 0; shift -= 8) byte(static_cast<int>(value >> shift));
  }
  void text(std::string_view value) {
    u32(static_cast<unsigned>(value.size()));
    out_ += value;
  }
  std::string out_;
};

Request hive(std::string content, std::string path = "/cliservice") {
  return request("POST", std::move(path), {{"Content-Type", "application/x-thrift"}},
                 std::move(content));
}

std::string execute() {
  return Thrift(1, "ExecuteStatement")
      .begin(1)
      .begin(1)
      .end()
      .text_field(2, "SELECT * FROM payments")
      .end()
      .take();
}

TEST(Hive, StatementsAreDatabaseCalls) {
  const Interaction out = described(hive(execute()), response(200, {},
                                                              Thrift(2, "ExecuteStatement")
                                                                  .begin(0)
                                                                  .begin(1)
                                                                  .i32_field(1, 3)
                                                                  .text_field(3, "42P01")
                                                                  .text_field(5, "no such table")
                                                                  .end()
                                                                  .end()
                                                                  .take()));
  EXPECT_EQ(out.name, "SELECT payments");
  EXPECT_EQ(out.role, Role::query);
  EXPECT_EQ(out.attributes.text(semconv::kDbSystemName), "hive");
  EXPECT_EQ(out.attributes.text(semconv::kDbQueryText), "SELECT * FROM payments");
  EXPECT_EQ(out.attributes.text(semconv::kDbResponseStatusCode), "42P01");
  EXPECT_EQ(out.status.code, StatusCode::error);
  EXPECT_EQ(out.status.message, "no such table");
  const Interaction bricks = described(hive(execute(), "/sql/1.0/warehouses/abc"));
  EXPECT_EQ(bricks.attributes.text(semconv::kDbSystemName), "databricks");
}

TEST(Hive, AskingWhetherItStillRunsIsControl) {
  const auto poll = [](unsigned state) {
    return described(
        hive(Thrift(1, "GetOperationStatus").begin(1).end().take()),
        response(200, {},
                 Thrift(2, "GetOperationStatus").begin(0).i32_field(2, state).end().take()));
  };
  EXPECT_TRUE(poll(1).control);
  EXPECT_FALSE(poll(2).control);
  EXPECT_EQ(poll(5).status.code, StatusCode::error);
  EXPECT_EQ(poll(2).name, "GetOperationStatus");
}

TEST(Thrift, OtherServicesAreNamedByTheirMethods) {
  const Interaction out =
      described(hive(Thrift(1, "Users:find").text_field(1, "x").take()),
                response(200, {}, Thrift(3, "Users:find").text_field(1, "unknown").take()));
  EXPECT_EQ(out.name, "Users/find");
  EXPECT_EQ(out.attributes.text(semconv::kRpcService), "Users");
  EXPECT_EQ(out.attributes.text(semconv::kRpcMethod), "find");
  EXPECT_EQ(out.status.code, StatusCode::error);
}

TEST(Thrift, WhatRunsShortOrCountsTooManyIsRefused) {
  using namespace std::string_literals;
  const std::string whole = execute();
  ASSERT_TRUE(read_thrift(whole));
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_FALSE(read_thrift(whole.substr(0, i))) << i;
  // A list of 2^31-1 structs in a few octets.
  EXPECT_FALSE(
      read_thrift("\x80\x01\x00\x01\x00\x00\x00\x01m\x00\x00\x00\x01"
                  "\x0f\x00\x01\x0c\x7f\xff\xff\xff"s));
  std::string deep = Thrift(1, "m").take();
  deep.pop_back();
  for (int i = 0; i < 1000; ++i) deep += "\x0c\x00\x01"s;
  EXPECT_FALSE(read_thrift(deep + std::string(1001, '\0')));
}

}  // namespace
}  // namespace goldwire::http
