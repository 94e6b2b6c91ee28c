// Elasticsearch: one table of endpoints, named as its API specification names them.
#include "protocols/http/api_elasticsearch.h"

#include <algorithm>
#include <array>
#include <optional>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire::http {
namespace {

struct Endpoint {
  std::string_view methods;
  std::string_view path;  ///< {index} and other parts in braces; "{index}" is no name with "_"
  std::string_view name;
  bool searches = false;  ///< its body is a query
};

constexpr std::array kEndpoints = std::to_array<Endpoint>({
    {"GET POST", "/_search", "search", true},
    {"GET POST", "/{index}/_search", "search", true},
    {"GET POST", "/_msearch", "msearch", true},
    {"GET POST", "/{index}/_msearch", "msearch", true},
    {"GET POST", "/_count", "count", true},
    {"GET POST", "/{index}/_count", "count", true},
    {"POST", "/{index}/_async_search", "async_search.submit", true},
    {"POST", "/_async_search", "async_search.submit", true},
    {"GET", "/_async_search/{id}", "async_search.get"},
    {"GET POST", "/_search/scroll", "scroll"},
    {"DELETE", "/_search/scroll", "clear_scroll"},
    {"GET POST", "/_search/template", "search_template", true},
    {"GET POST", "/{index}/_search/template", "search_template", true},
    {"POST", "/{index}/_pit", "open_point_in_time"},
    {"DELETE", "/_pit", "close_point_in_time"},
    {"POST", "/_query", "esql.query", true},
    {"GET POST", "/_sql", "sql.query", true},
    {"POST", "/{index}/_terms_enum", "terms_enum", true},
    {"GET POST", "/{index}/_explain/{id}", "explain", true},
    {"GET POST", "/{index}/_field_caps", "field_caps"},
    {"POST PUT", "/_bulk", "bulk"},
    {"POST PUT", "/{index}/_bulk", "bulk"},
    {"POST PUT", "/{index}/_doc/{id}", "index"},
    {"POST", "/{index}/_doc", "index"},
    {"POST PUT", "/{index}/_create/{id}", "create"},
    {"GET", "/{index}/_doc/{id}", "get"},
    {"HEAD", "/{index}/_doc/{id}", "exists"},
    {"DELETE", "/{index}/_doc/{id}", "delete"},
    {"GET", "/{index}/_source/{id}", "get_source"},
    {"HEAD", "/{index}/_source/{id}", "exists_source"},
    {"POST", "/{index}/_update/{id}", "update"},
    {"POST", "/{index}/_update_by_query", "update_by_query", true},
    {"POST", "/{index}/_delete_by_query", "delete_by_query", true},
    {"GET POST", "/_mget", "mget"},
    {"GET POST", "/{index}/_mget", "mget"},
    {"POST", "/_reindex", "reindex"},
    {"GET POST", "/_refresh", "indices.refresh"},
    {"GET POST", "/{index}/_refresh", "indices.refresh"},
    {"GET POST", "/{index}/_flush", "indices.flush"},
    {"POST", "/{index}/_close", "indices.close"},
    {"POST", "/{index}/_open", "indices.open"},
    {"GET", "/{index}/_mapping", "indices.get_mapping"},
    {"PUT POST", "/{index}/_mapping", "indices.put_mapping"},
    {"GET", "/{index}/_settings", "indices.get_settings"},
    {"PUT", "/{index}/_settings", "indices.put_settings"},
    {"GET", "/{index}/_stats", "indices.stats"},
    {"POST", "/_aliases", "indices.update_aliases"},
    {"PUT POST", "/{index}/_alias/{name}", "indices.put_alias"},
    {"PUT POST", "/_index_template/{name}", "indices.put_index_template"},
    {"GET", "/_index_template/{name}", "indices.get_index_template"},
    {"HEAD", "/_index_template/{name}", "indices.exists_index_template"},
    {"PUT", "/_ingest/pipeline/{id}", "ingest.put_pipeline"},
    {"GET POST", "/_analyze", "indices.analyze"},
    {"GET POST", "/{index}/_analyze", "indices.analyze"},
    {"GET", "/_cluster/health", "cluster.health"},
    {"GET", "/_cluster/stats", "cluster.stats"},
    {"GET", "/_cluster/settings", "cluster.get_settings"},
    {"PUT", "/_cluster/settings", "cluster.put_settings"},
    {"GET", "/_cat/indices", "cat.indices"},
    {"GET", "/_cat/health", "cat.health"},
    {"GET", "/_nodes", "nodes.info"},
    {"GET", "/_nodes/stats", "nodes.stats"},
    {"GET", "/_tasks/{id}", "tasks.get"},
    {"PUT", "/{index}", "indices.create"},
    {"GET", "/{index}", "indices.get"},
    {"HEAD", "/{index}", "indices.exists"},
    {"DELETE", "/{index}", "indices.delete"},
    {"GET", "/", "info"},
    {"HEAD", "/", "ping"},
});

using Parts = std::vector<std::pair<std::string_view, std::string_view>>;

/// The parts in braces, when `path` is of the form of `pattern`. An index has no "_" before it.
std::optional<Parts> parts_of(std::string_view pattern, std::string_view path) {
  Parts parts;
  while (true) {
    const std::size_t a = pattern.find('/');
    const std::size_t b = path.find('/');
    const std::string_view wanted = pattern.substr(0, a);
    const std::string_view segment = path.substr(0, b);
    if (wanted.starts_with('{')) {
      const std::string_view name = wanted.substr(1, wanted.size() - 2);
      const bool index = name == "index" && segment.starts_with('_') && segment != "_all";
      if (segment.empty() || index) return std::nullopt;
      parts.emplace_back(name, segment);
    } else if (wanted != segment) {
      return std::nullopt;
    }
    if (a == std::string_view::npos || b == std::string_view::npos) {
      if (a != b) return std::nullopt;
      return parts;
    }
    pattern.remove_prefix(a + 1);
    path.remove_prefix(b + 1);
  }
}

/// What the two sides say of themselves: the system's name, or empty.
std::string_view said(const ApiView& view) {
  if (view.answer_field("x-elastic-product") == "Elasticsearch") return "elasticsearch";
  for (const std::string_view agent : {"opensearch*"}) {
    if (fits_pattern(agent, view.agent)) return "opensearch";
  }
  for (const std::string_view agent :
       {"elasticsearch*", "elastic-*", "go-elasticsearch*", "eland*", "elastic/*"}) {
    if (fits_pattern(agent, view.agent)) return "elasticsearch";
  }
  const auto vendor = [](std::string_view type) {
    return type.find("application/vnd.elasticsearch+") != std::string_view::npos;
  };
  const bool says = view.request.fields.has("x-elastic-client-meta") ||
                    vendor(view.field("accept")) || vendor(view.field("content-type"));
  return says ? "elasticsearch" : "";
}

/// Whether a path of theirs was answered as they answer.
bool answered_so(const ApiView& view) {
  if (view.target.path.find("/_") == std::string_view::npos) return false;
  for (const std::string_view mark : {"\"_shards\"", "\"_index\"", "\"took\""}) {
    if (view.answer.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

/// Lines of a bulk request that name an action; of a multi search, every other line.
std::int64_t batch_size(std::string_view operation, std::string_view content) {
  std::int64_t count = 0;
  std::int64_t lines = 0;
  while (!content.empty()) {
    const std::size_t end = content.find('\n');
    std::string_view line = content.substr(0, end);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos) {
      ++lines;
      line.remove_prefix(first);
      for (const std::string_view action : {"index", "create", "update", "delete"}) {
        const std::string opening = "{\"" + std::string(action) + "\"";
        if (line.starts_with(opening)) {
          ++count;
          break;
        }
      }
    }
    if (end == std::string_view::npos) break;
    content.remove_prefix(end + 1);
  }
  return operation == "msearch" ? lines / 2 : count;
}

void add_answer(Interaction& out, std::string_view operation, const ApiView& view) {
  if (view.response == nullptr) return;
  out.attributes.set(semconv::kDbResponseStatusCode, std::to_string(view.status()));
  const bool bulk = operation == "bulk" && view.answer.find("\"error\"") != std::string_view::npos;
  if (view.status() < 400 && !bulk) return;
  const Decoded<Value> json = read_json(view.answer);
  if (view.status() >= 400) {
    const std::string_view type = json ? member_text(*json, {"error", "type"}) : "";
    out.attributes.set(semconv::kErrorType,
                       type.empty() ? std::to_string(view.status()) : std::string(type));
    return;
  }
  const Value* const items = json ? json->find("items") : nullptr;
  if (items == nullptr || items->list() == nullptr) return;
  for (const Value& item : *items->list()) {
    if (item.object() == nullptr) continue;
    for (const Value::Member& action : *item.object()) {
      const Value* const error = action.second.find("error");
      if (error == nullptr) continue;
      set_failed(out, member_text(*error, {"type"}), member_text(*error, {"reason"}));
      return;
    }
  }
}

}  // namespace

bool describe_elasticsearch(Interaction& out, const ApiView& view) {
  std::string_view system = said(view);
  if (system.empty() && !answered_so(view)) return false;
  const Endpoint* found = nullptr;
  std::optional<Parts> parts;
  for (const Endpoint& endpoint : kEndpoints) {
    if (endpoint.methods.find(view.request.method) == std::string_view::npos) continue;
    parts = parts_of(endpoint.path, view.target.path);
    if (!parts) continue;
    found = &endpoint;
    break;
  }
  if (found == nullptr && system.empty()) return false;
  if (system.empty()) system = "elasticsearch";
  out.role = Role::query;
  out.attributes.set(semconv::kDbSystemName, std::string(system));
  if (found == nullptr) return true;  // named as HTTP: its endpoint is not known
  out.name = found->name;
  out.attributes.set(semconv::kDbOperationName, std::string(found->name));
  for (const auto& [name, text] : *parts) {
    const std::string part = percent_decoded(text);
    if (name == "index") {
      out.attributes.set(semconv::kDbCollectionName, part);
      out.name.append(" ").append(part);
    } else {
      out.attributes.set(std::string(semconv::kDbOperationParameterPrefix).append(name), part);
    }
  }
  if (found->searches) set_text(out, semconv::kDbQueryText, view.content);
  if (found->name == "bulk" || found->name == "msearch") {
    out.attributes.set(semconv::kDbOperationBatchSize, batch_size(found->name, view.content));
  }
  add_answer(out, found->name, view);
  return true;
}

}  // namespace goldwire::http
