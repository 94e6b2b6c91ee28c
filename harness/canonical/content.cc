// Attributes and payloads, each to the leaves that a person would name.
#include "harness/canonical/content.h"

#include <algorithm>
#include <map>
#include <string>

#include "harness/canonical/body.h"
#include "harness/canonical/framing.h"
#include "harness/canonical/keyed_entries.h"
#include "protocols/base/semconv.h"
#include "protocols/http/media_type.h"

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
  std::map<std::string_view, int> seen;
  for (const auto& [name, value] : object) {
    const int times = ++seen[name];
    add_leaves(out, member_path(path, times == 1 ? name : name + "#" + std::to_string(times)),
               value);
  }
}

void add_list(std::vector<Leaf>& out, std::string_view path, const Value::List& list) {
  if (list.empty()) return add(out, std::string(path), LeafType::empty_list, "");
  for (std::size_t i = 0; i < list.size(); ++i) add_leaves(out, item_path(path, i), list[i]);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Percent-decoding of a form (WHATWG URL, application/x-www-form-urlencoded parsing).
std::string form_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
               hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// "a[b][c]" -> a.b.c below `path`; "a.b" as it is. An empty [] is left to the numbering of equal
/// names.
std::string form_path(std::string_view path, std::string_view name) {
  std::string out(path);
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find_first_of(".[]", at), name.size());
    if (end > at) out = member_path(out, name.substr(at, end - at));
    at = end + 1;
  }
  return out.size() == path.size() ? member_path(path, name) : out;
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
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t comma = std::min(line.find(',', at), line.size());
      std::string_view member = std::string_view(line).substr(at, comma - at);
      while (member.starts_with(' ')) member.remove_prefix(1);
      while (member.ends_with(' ')) member.remove_suffix(1);
      const bool encoding =
          std::ranges::equal(member, std::string_view("accept-encoding"), [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
          });
      if (!encoding && !member.empty()) out.append(out.empty() ? "" : ", ").append(member);
      at = comma + 1;
    }
  }
  return out;
}

/// Lines of one field are one list (RFC 9110 section 5.3), set-cookie apart, which is never joined.
void add_header(std::vector<Leaf>& out, const std::string& path, std::string_view name,
                const std::vector<std::string>& lines) {
  if (is_uncompared_header(name)) return;
  if (name == "vary") {
    const std::string rest = vary_without_encoding(lines);
    if (!rest.empty()) add(out, path, LeafType::text, rest);
    return;
  }
  if (name == "set-cookie" && lines.size() > 1) {
    for (std::size_t i = 0; i < lines.size(); ++i) add_text(out, item_path(path, i), lines[i]);
    return;
  }
  std::string joined;
  for (const std::string& line : lines) joined.append(joined.empty() ? "" : ", ").append(line);
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

void add_attribute(std::vector<Leaf>& out, const Interaction& what, const Attribute& attribute) {
  const std::string& key = attribute.key;
  if (is_uncompared_attribute(key) || repeats_payload(what, key) || is_dice(what, key)) return;
  std::string path = std::string(kAttributes).append(".").append(key);
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
      return add_header(out, path, std::string_view(key).substr(prefix.size()), list);
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

bool add_form(std::vector<Leaf>& out, std::string_view path, std::string_view form) {
  std::map<std::string, std::vector<std::string>, std::less<>> fields;
  for (std::size_t at = 0; at < form.size();) {
    const std::size_t end = std::min(form.find('&', at), form.size());
    const std::string_view pair = form.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (equals == 0 && !pair.empty()) return false;
    if (!pair.empty()) {
      fields[form_path(path, form_decoded(pair.substr(0, equals)))].push_back(
          equals < pair.size() ? form_decoded(pair.substr(equals + 1)) : "");
    }
    at = end + 1;
  }
  if (fields.empty()) return false;
  for (const auto& [name, values] : fields) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      add_text(out, values.size() == 1 ? name : item_path(name, i), values[i]);
    }
  }
  return true;
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
    if (same > 1) out[i].path += "#" + std::to_string(same);
  }
  std::ranges::sort(out, path_less, &Leaf::path);
  return out;
}

}  // namespace goldwire
