// Golden -> YAML.
#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <openssl/sha.h>

#include "harness/files/golden_file.h"
#include "harness/files/headline.h"
#include "harness/files/yaml_writer.h"
#include "protocols/base/bytes.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

constexpr std::string_view kHead =
    "What the services said to each other in this scenario. 'goldwire accept' changes it; review "
    "the\n"
    "change like code. In values, {order#1} is an id (the same wherever its name stands), "
    "{timestamp}\n"
    "and the like may be any value of that kind (noise.yaml says why), 'now' is when its call "
    "began, and\n"
    "{{ is a brace.";

/// An integer that every parser reads as that number and writes back the same.
bool is_plain_integer(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 15) return false;
  if (digits.front() == '0' && text.size() > 1) return false;
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

/// True when every octet belongs to a UTF-8 character, control characters included.
bool is_utf8(std::string_view text) {
  std::string seen(text);
  std::erase_if(seen, [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; });
  return is_readable_text(seen);
}

bool is_shorthand(const GoldenLeaf& leaf, std::string_view spelled) {
  if (leaf.optional || spelled.size() > kLargeValue) return false;
  switch (leaf.type) {
    case LeafType::text:
      return is_utf8(spelled);
    case LeafType::number:
      return is_plain_integer(spelled);
    case LeafType::boolean:
      return spelled == "true" || spelled == "false";
    case LeafType::null:
    case LeafType::empty_list:
    case LeafType::empty_object:
      return spelled.empty();
    case LeafType::blob:
    case LeafType::json:
      return false;
  }
  return false;
}

void write_shorthand(YamlWriter& yaml, const GoldenLeaf& leaf, const std::string& spelled) {
  switch (leaf.type) {
    case LeafType::text:
      return yaml.put_text(leaf.path, spelled);
    case LeafType::null:
      return yaml.put(leaf.path, "null");
    case LeafType::empty_list:
      return yaml.put(leaf.path, "[]");
    case LeafType::empty_object:
      return yaml.put(leaf.path, "{}");
    default:
      return yaml.put(leaf.path, spelled);
  }
}

void write_leaf(YamlWriter& yaml, const GoldenLeaf& leaf, Payloads& payloads) {
  const std::string spelled = spell(leaf.pattern);
  if (is_shorthand(leaf, spelled)) return write_shorthand(yaml, leaf, spelled);
  std::vector<std::pair<std::string, std::string>> members = {
      {"type", yaml_text(name_of(leaf.type))}};
  if (spelled.size() > kLargeValue) {
    const std::string digest = payload_digest(spelled);
    members.emplace_back("payload", yaml_quoted(digest));
    payloads[digest] = spelled;
  } else if (!is_utf8(spelled)) {
    members.emplace_back("base64", yaml_quoted(base64(spelled)));
  } else if (!spelled.empty()) {
    members.emplace_back("value", yaml_quoted(spelled));
  }
  if (leaf.optional) members.emplace_back("optional", "true");
  yaml.put(leaf.path, yaml_flow_map(members));
}

std::vector<std::string> quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const std::string& text : texts) out.push_back(yaml_quoted(text));
  return out;
}

void write_span(YamlWriter& yaml, const GoldenSpan& span, Payloads& payloads) {
  yaml.open_item();
  yaml.put("call", yaml_quoted(span.headline()));
  const Headline call{span.caller, span.callee, span.operation};
  if (read_headline(span.headline()) != call) {
    yaml.put("parties", yaml_flow_list(quoted({span.caller, span.callee, span.operation})));
  }
  yaml.put("id", yaml_quoted(span.id));
  if (!span.parent.empty()) yaml.put("parent", yaml_quoted(span.parent));
  if (!span.sure_parent) yaml.put("sure_parent", "false");
  yaml.put("kind", yaml_text(name_of(span.kind)));
  if (!span.operation_known) yaml.put("operation_known", "false");
  if (span.failed) yaml.put("failed", "true");
  if (span.optional) yaml.put("optional", "true");
  if (!span.after.empty()) yaml.put("after", yaml_flow_list(quoted(span.after)));
  yaml.put("slowest_ms", std::to_string(span.slowest_ms));
  if (!span.incomplete.empty()) yaml.put("incomplete", yaml_flow_list(quoted(span.incomplete)));
  if (!span.leaves.empty()) {
    yaml.open("values");
    for (const GoldenLeaf& leaf : span.leaves) write_leaf(yaml, leaf, payloads);
    yaml.close();
  }
  yaml.close();
}

}  // namespace

std::string payload_digest(std::string_view octets) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(as_bytes(octets).data(), octets.size(), digest.data());
  std::string hex;
  for (std::size_t i = 0; i < 16; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string salt_check(std::string_view salt) { return payload_digest(salt).substr(0, 4); }

std::string write_golden(const GoldenFile& file, Payloads& payloads) {
  const Golden& golden = file.golden;
  YamlWriter yaml;
  yaml.comment(kHead);
  yaml.put("schema", "1");
  yaml.put("scenario", yaml_text(golden.scenario));
  yaml.put("runs", std::to_string(golden.runs));
  yaml.open("redaction");
  yaml.put("salt", yaml_quoted(file.salt.salt));
  yaml.put("salt_check", yaml_quoted(salt_check(file.salt.salt)));
  if (!file.salt.proof.empty()) yaml.put("key_proof", yaml_quoted(file.salt.proof));
  yaml.close();
  if (!golden.symbols.empty()) {
    yaml.blank();
    yaml.open("symbols");
    for (const Symbol& symbol : golden.symbols) {
      yaml.put(symbol.name, yaml_text(symbol.value_kind));
    }
    yaml.close();
  }
  yaml.blank();
  yaml.open("spans");
  for (bool first = true; const GoldenSpan& span : golden.spans) {
    if (!std::exchange(first, false)) yaml.blank();
    write_span(yaml, span, payloads);
  }
  yaml.close();
  yaml.blank();
  yaml.comment("The end: a file without this line was cut.");
  yaml.put("complete", "true");
  return yaml.take();
}

}  // namespace goldwire
