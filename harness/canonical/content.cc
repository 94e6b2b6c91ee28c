// Attributes and payloads, each to the leaves that a person would name.
#include "harness/canonical/content.h"

#include <algorithm>
#include <map>
#include <string>

#include "harness/canonical/body.h"
#include "harness/canonical/form.h"
#include "harness/canonical/framing.h"
#include "harness/canonical/keyed_entries.h"
#include "protocols/base/semconv.h"
#include "protocols/http/fields.h"
#include "protocols/http/media_type.h"
#include "protocols/http/target.h"

namespace goldwire {
namespace {

constexpr std::string_view kAttributes = "attributes";

void add(std::vector<Leaf>& out, std::string path, LeafType type, std::string text) {
  out.push_back({std::move(path), type, std::move(text)});
}

/// Lists written as [name, value] pairs (Kafka's headers) become members: their order among
/// different names says nothing.
bool add_pairs(std::vector<Leaf>& out, std::string_view path, const Value& value) {
  const Value::List* pairs = value.list();
  if (pairs == nullptr || pairs->empty()) return false;
  Value::Object members;
  for (const Value& pair : *pairs) {
    const Value::List* two = pair.list();
    if (two == nullptr || two->size() != 2 || (*two)[0].text() == nullptr) return false;
    members.emplace_back(*(*two)[0].text(), (*two)[1]);
  }
  add_leaves(out, path, members);
  return true;
}

void add_object(std::vector<Leaf>& out, std::string_view path, const Value::Object& object) {
  if (object.empty()) return add(out, std::string(path), LeafType::empty_object, "");
  std::map<std::string_view, std::size_t> seen;
  for (const auto& [name, value] : object) {
    const std::size_t times = ++seen[name];
    const std::string here = member_path(path, name);
    add_leaves(out, times == 1 ? here : again_path(here, times), value);
  }
}

void add_list(std::vector<Leaf>& out, std::string_view path, const Value::List& list) {
  if (list.empty()) return add(out, std::string(path), LeafType::empty_list, "");
  for (std::size_t i = 0; i < list.size(); ++i) add_leaves(out, item_path(path, i), list[i]);
}

std::string_view header(const Interaction& what, std::string_view prefix, std::string_view name) {
  const AttributeValue* value = what.attributes.find(std::string(prefix).append(name));
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return list == nullptr || list->empty() ? std::string_view{} : std::string_view(list->front());
}

void add_payload(std::vector<Leaf>& out, const Interaction& what, std::string_view half,
                 const Payload& payload, std::string_view header_prefix) {
  const std::string path = member_path(half, "body");
  // Of a body that was too large to keep whole, the size is the only word about its end.
  if (payload.captured < payload.size) {
    add(out, member_path(half, "size"), LeafType::number, std::to_string(payload.size));
  }
  if (const Value* structure = std::get_if<Value>(&payload.body)) {
    const Value::Object* object = structure->object();
    if (what.attributes.text(semconv::kMessagingSystem) != "kafka" || object == nullptr) {
      return add_leaves(out, path, *structure);
    }
    for (const auto& [name, value] : *object) {
      const std::string member = member_path(path, name);
      if (name == "headers" && add_pairs(out, member, value)) continue;
      const Decoded<Value> held = read_structure(value.text() == nullptr ? "" : *value.text());
      add_leaves(out, member, held ? *held : value);
    }
    return;
  }
  const std::string* octets = std::get_if<std::string>(&payload.body);
  if (octets == nullptr || octets->empty()) return;
  add_body(out, path, *octets, header(what, header_prefix, "content-type"));
}

/// Without the member that only speaks of compression.
std::string vary_without_encoding(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    for (const std::string_view member : http::list_members(line)) {
      if (http::same_name(member, "accept-encoding")) continue;
      out.append(out.empty() ? "" : ", ").append(member);
    }
  }
  return out;
}

/// Nothing but the protocol of this very connection is offered (RFC 9110 section 7.8).
bool offers_http2_alone(std::string_view protocols) {
  return std::ranges::all_of(http::list_members(protocols), [](std::string_view one) {
    return http::same_name(one, "h2c") || http::same_name(one, "h2");
  });
}

/// The length of a content that is not sent (RFC 9110 section 8.6), as long as no coding changed
/// it.
bool says_size(const Interaction& what, std::string_view key) {
  if (key != "http.response.header.content-length") return false;
  const bool only_said =
      what.attributes.text(semconv::kHttpRequestMethod) == "HEAD" ||
      what.attributes.integer(semconv::kHttpResponseStatusCode) == std::int64_t{304};
  return only_said && header(what, semconv::kHttpResponseHeaderPrefix, "content-encoding").empty();
}

/// Lines of one field are one list (RFC 9110 section 5.3), set-cookie apart, which is never joined.
/// `always`: also when it is one of framing.
void add_header(std::vector<Leaf>& out, const std::string& path, std::string_view name,
                const std::vector<std::string>& lines, bool always) {
  if (is_uncompared_header(name) && !always) return;
  if (name == "vary") {
    const std::string rest = vary_without_encoding(lines);
    if (!rest.empty()) add(out, path, LeafType::text, rest);
    return;
  }
  if (name == "set-cookie" && lines.size() > 1) {
    for (std::size_t i = 0; i < lines.size(); ++i) add_text(out, item_path(path, i), lines[i]);
    return;
  }
  // HTTP/2 may cut a Cookie field into crumbs (RFC 9113 section 8.2.3).
  const char* const comma = name == "cookie" ? "; " : ", ";
  std::string joined;
  for (const std::string& line : lines) joined.append(joined.empty() ? "" : comma).append(line);
  if (name == "upgrade" && offers_http2_alone(joined)) return;
  if (name == "etag" && joined.starts_with("W/")) joined.erase(0, 2);
  if (name == "content-type") joined = http::without_parameter(joined, "boundary");
  add_text(out, path, joined);
}

/// White space between the words of a statement says nothing; inside quotes it does.
std::string statement_text(std::string_view sql) {
  std::string out;
  char quote = 0;
  for (const char c : sql) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (quote == 0 && space) {
      if (!out.empty() && out.back() != ' ') out += ' ';
      continue;
    }
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
    out += c;
  }
  while (quote == 0 && out.ends_with(' ')) out.pop_back();
  return out;
}

/// True for an attribute that says again what the payload's structure says.
bool repeats_payload(const Interaction& what, std::string_view key) {
  const auto shows = [](const Payload& payload, std::string_view member) {
    const Value* body = std::get_if<Value>(&payload.body);
    return body != nullptr && body->find(member) != nullptr;
  };
  if (key == semconv::kMessagingKafkaMessageKey) {
    return shows(what.request_payload, "key") || shows(what.response_payload, "key");
  }
  return key.starts_with(semconv::kDbQueryParameterPrefix) &&
         shows(what.request_payload, "parameters");
}

/// The partition follows the key; without one it is the partitioner's dice.
bool is_dice(const Interaction& what, std::string_view key) {
  if (key != semconv::kMessagingDestinationPartitionId) return false;
  if (what.attributes.find(semconv::kMessagingKafkaMessageKey) != nullptr) return false;
  for (const Payload* payload : {&what.request_payload, &what.response_payload}) {
    const Value* body = std::get_if<Value>(&payload->body);
    const Value* record_key = body == nullptr ? nullptr : body->find("key");
    if (record_key != nullptr) return record_key->is_null();
  }
  return false;
}

/// Where an HTTP request says whom it asks without a Host field, or otherwise than there
/// (":authority" of HTTP/2, a target in absolute form), nothing else tells a host that another one
/// answers for. A WebSocket keeps no other field of its handshake.
bool is_authority(const Interaction& what, std::string_view key) {
  if (key != semconv::kServerAddress && key != semconv::kServerPort) return false;
  if (what.protocol == "websocket") return true;
  if (what.attributes.find(semconv::kHttpRequestMethod) == nullptr) return false;
  const http::Authority host =
      http::read_authority(header(what, semconv::kHttpRequestHeaderPrefix, "host"));
  if (host.host != what.attributes.text(semconv::kServerAddress)) return true;
  return what.attributes.integer(semconv::kServerPort) !=
         (host.port ? std::optional<std::int64_t>(*host.port) : std::nullopt);
}

void add_attribute(std::vector<Leaf>& out, const Interaction& what, const Attribute& attribute) {
  const std::string& key = attribute.key;
  if (repeats_payload(what, key) || is_dice(what, key)) return;
  if (is_uncompared_attribute(key) && !is_authority(what, key)) return;
  std::string path = std::string(kAttributes).append(".").append(key);
  // What is left of a deadline when the call is sent is another time in every run.
  if (key == semconv::kRpcTimeout) return add_text(out, std::move(path), "given");
  if (const auto* text = std::get_if<std::string>(&attribute.value)) {
    if (key == semconv::kUrlQuery && add_form(out, path, *text)) return;
    if (key == semconv::kDbQueryText) return add_text(out, std::move(path), statement_text(*text));
    return add_text(out, std::move(path), *text);
  }
  if (const auto* number = std::get_if<std::int64_t>(&attribute.value)) {
    return add(out, std::move(path), LeafType::number, std::to_string(*number));
  }
  if (const auto* real = std::get_if<double>(&attribute.value)) {
    return add(out, std::move(path), LeafType::number, std::to_string(*real));
  }
  if (const auto* flag = std::get_if<bool>(&attribute.value)) {
    return add(out, std::move(path), LeafType::boolean, *flag ? "true" : "false");
  }
  const auto& list = std::get<std::vector<std::string>>(attribute.value);
  for (const std::string_view prefix :
       {semconv::kHttpRequestHeaderPrefix, semconv::kHttpResponseHeaderPrefix}) {
    if (key.starts_with(prefix)) {
      const std::string_view name = std::string_view(key).substr(prefix.size());
      return add_header(out, path, name, list, says_size(what, key));
    }
  }
  for (std::size_t i = 0; i < list.size(); ++i) add_text(out, item_path(path, i), list[i]);
}

}  // namespace

void add_leaves(std::vector<Leaf>& out, std::string_view path, const Value& value) {
  if (const Value::Object* object = value.object()) {
    if (const auto entries = keyed_entries(*object)) return add_list(out, path, *entries);
    return add_object(out, path, *object);
  }
  if (const Value::List* list = value.list()) return add_list(out, path, *list);
  std::string here(path);
  if (const std::string* text = value.text()) {
    if (const Decoded<Value> held = read_structure(*text)) {
      add(out, here, LeafType::json, "");
      return add_leaves(out, member_path(here, "json"), *held);
    }
    return add_text(out, std::move(here), *text);
  }
  if (value.is_null()) return add(out, std::move(here), LeafType::null, "");
  if (const bool* flag = value.boolean()) {
    return add(out, std::move(here), LeafType::boolean, *flag ? "true" : "false");
  }
  if (const Value::Number* number = value.number()) {
    return add(out, std::move(here), LeafType::number, number->text);
  }
  if (const Value::Blob* blob = value.blob())
    add(out, std::move(here), LeafType::blob, blob->octets);
}

std::vector<Leaf> leaves_of(const Interaction& what) {
  std::vector<Leaf> out;
  add(out, "protocol", LeafType::text, what.protocol);
  if (!what.status.message.empty()) add_text(out, "status.message", what.status.message);
  for (const Attribute& attribute : what.attributes.all()) add_attribute(out, what, attribute);
  add_payload(out, what, "request", what.request_payload, semconv::kHttpRequestHeaderPrefix);
  add_payload(out, what, "response", what.response_payload, semconv::kHttpResponseHeaderPrefix);
  std::ranges::sort(out, [](const Leaf& a, const Leaf& b) {
    return path_less(a.path, b.path) || (a.path == b.path && a.text < b.text);
  });
  // Two places may have the same name (a form's a.b beside its a[b]); the later ones are numbered.
  for (std::size_t i = 1, same = 1; i < out.size(); ++i) {
    const std::string& first = out[i - same].path;
    same = out[i].path == first ? same + 1 : 1;
    if (same > 1) out[i].path = again_path(out[i].path, same);
  }
  std::ranges::sort(out, path_less, &Leaf::path);
  return out;
}

}  // namespace goldwire
