// YAML -> Golden. Damage is told at the line where it stands.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <set>

#include "harness/canonical/noise_kind.h"
#include "harness/files/golden_file.h"
#include "harness/files/headline.h"
#include "harness/files/yaml_reader.h"
#include "protocols/base/json.h"

namespace goldwire {
namespace {

constexpr const char* kRestore = "restore it from version control, or record the golden again";

using LoadPayload = std::function<Result<std::string>(const std::string&)>;

std::optional<SpanKind> kind_named(std::string_view name) {
  for (const SpanKind kind : {SpanKind::internal, SpanKind::server, SpanKind::client,
                              SpanKind::producer, SpanKind::consumer}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

class LeafReader {
 public:
  LeafReader(YamlMap& map, const std::set<std::string>& symbols, const LoadPayload& payload)
      : map_(map), symbols_(symbols), payload_(payload) {}

  GoldenLeaf read(const std::string& path, const YAML::Node& node) {
    GoldenLeaf leaf;
    leaf.path = path;
    std::string spelled;
    if (node.IsScalar() && is_quoted(node)) {
      spelled = node.Scalar();
    } else if (node.IsScalar()) {
      spelled = read_plain(leaf, node);
    } else if (node.IsNull()) {
      leaf.type = LeafType::null;
    } else if (node.size() == 0) {
      leaf.type = node.IsSequence() ? LeafType::empty_list : LeafType::empty_object;
    } else if (node.IsMap()) {
      spelled = read_map(leaf, node);
    } else {
      broken(node, path, "is a list");
    }
    if (auto pattern = read_pattern(spelled)) {
      leaf.pattern = std::move(*pattern);
      check_pieces(leaf, node);
    } else {
      broken(node, path, fmt::format("has {}", pattern.error().what));
    }
    return leaf;
  }

 private:
  void broken(const YAML::Node& node, const std::string& path, const std::string& how) {
    map_.complain(node, fmt::format("the value of '{}' {}", path, how), kRestore);
  }

  void check_pieces(const GoldenLeaf& leaf, const YAML::Node& node) {
    for (const Piece& piece : leaf.pattern) {
      const bool noise = piece.kind == Piece::Kind::noise;
      if (noise && !noise_kind_named(piece.text)) {
        broken(node, leaf.path,
               fmt::format("has the unknown class {{{}}} (a brace of its own is doubled)",
                           piece.text));
      }
      if (piece.kind == Piece::Kind::symbol && !symbols_.contains(piece.text)) {
        broken(node, leaf.path,
               fmt::format("has {{{}}}, which 'symbols' does not list", piece.text));
      }
    }
  }

  static std::string read_plain(GoldenLeaf& leaf, const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (text == "true" || text == "false") leaf.type = LeafType::boolean;
    const bool number = text.front() == '-' || (text.front() >= '0' && text.front() <= '9');
    if (number) leaf.type = LeafType::number;
    return text;
  }

  std::string read_map(GoldenLeaf& leaf, const YAML::Node& node) {
    std::string spelled;
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
      const std::string text = entry.second.IsScalar() ? entry.second.Scalar() : std::string();
      if (key == "type") {
        const auto type = leaf_type_named(text);
        if (!type) broken(entry.second, leaf.path, fmt::format("has the unknown type '{}'", text));
        leaf.type = type.value_or(LeafType::text);
      } else if (key == "value") {
        spelled = text;
      } else if (key == "base64") {
        auto octets = unbase64(text);
        if (!octets) broken(entry.second, leaf.path, "is no base64");
        spelled = octets.value_or("");
      } else if (key == "payload") {
        spelled = read_payload(leaf, entry.second, text);
      } else if (key == "optional") {
        leaf.optional = text == "true";
      } else {
        broken(entry.first, leaf.path, fmt::format("has the unknown key '{}'", key));
      }
    }
    return spelled;
  }

  std::string read_payload(const GoldenLeaf& leaf, const YAML::Node& node,
                           const std::string& digest) {
    const auto octets = payload_(digest);
    if (!octets) {
      broken(node, leaf.path, fmt::format("is missing ({})", octets.error().line()));
    } else if (payload_digest(*octets) != digest) {
      broken(node, leaf.path, fmt::format("was changed: payloads/{} is not what was kept", digest));
    } else {
      return *octets;
    }
    return {};
  }

  YamlMap& map_;
  const std::set<std::string>& symbols_;
  const LoadPayload& payload_;
};

void read_call(YamlMap& map, GoldenSpan& span) {
  const std::string headline = map.text("call");
  const std::vector<std::string> parties = map.texts("parties");
  if (parties.size() == 3) {
    span.caller = parties[0];
    span.callee = parties[1];
    span.operation = parties[2];
  } else if (const auto call = read_headline(headline)) {
    span.caller = call->caller;
    span.callee = call->callee;
    span.operation = call->operation;
  } else {
    map.complain_at("call", fmt::format("'{}' is no CALLER -> CALLEE: OPERATION", headline),
                    kRestore);
  }
}

GoldenSpan read_span(YamlMap& map, const std::set<std::string>& symbols,
                     const LoadPayload& payload) {
  GoldenSpan span;
  read_call(map, span);
  span.id = map.text("id");
  span.parent = map.text("parent", "");
  span.sure_parent = map.flag("sure_parent", true);
  const std::string kind = map.text("kind");
  if (const auto known = kind_named(kind)) {
    span.kind = *known;
  } else {
    map.complain_at("kind", fmt::format("'{}' is no kind of span", kind), kRestore);
  }
  span.operation_known = map.flag("operation_known", true);
  span.failed = map.flag("failed", false);
  span.optional = map.flag("optional", false);
  span.after = map.texts("after");
  span.slowest_ms = map.number("slowest_ms", 0);
  span.incomplete = map.texts("incomplete");
  for (const std::string& reason : span.incomplete) {
    if (!reason_named(reason)) {
      map.complain_at("incomplete", fmt::format("'{}' is no reason", reason), kRestore);
    }
  }
  LeafReader leaves(map, symbols, payload);
  for (const auto& [path, node] : map.members("values")) {
    span.leaves.push_back(leaves.read(path, node));
  }
  std::ranges::stable_sort(span.leaves, path_less, &GoldenLeaf::path);
  return span;
}

}  // namespace

Result<GoldenFile> read_golden(std::string_view text, const std::string& name,
                               const LoadPayload& payload) {
  auto document = YamlMap::document(text, name);
  if (!document) return std::unexpected(document.error());
  GoldenFile file;
  Golden& golden = file.golden;
  golden.scenario = document->text("scenario");
  golden.runs = static_cast<unsigned>(document->number("runs", 1));
  if (auto redaction = document->map("redaction")) {
    file.salt.salt = redaction->text("salt");
    const std::string check = redaction->text("salt_check", salt_check(file.salt.salt));
    if (check != salt_check(file.salt.salt)) {
      redaction->complain_at("salt", "the salt was changed, so no secret would be found equal",
                             kRestore);
    }
    file.salt.proof = redaction->text("key_proof", "");
  }
  for (const auto& [symbol, node] : document->members("symbols")) {
    if (!node.IsScalar()) document->complain(node, "a symbol has no class", kRestore);
    golden.symbols.push_back({symbol, node.IsScalar() ? node.Scalar() : std::string()});
    const std::string& its_kind = golden.symbols.back().value_kind;
    if (!noise_kind_named(its_kind)) {
      document->complain(node, fmt::format("'{}' is no class of values", its_kind), kRestore);
    }
  }
  if (!document->has("spans")) document->complain("'spans' is missing", kRestore);
  std::set<std::string> symbols;
  for (const Symbol& symbol : golden.symbols) symbols.insert(symbol.name);
  std::set<std::string> ids;
  std::vector<YamlMap> maps = document->maps("spans");
  for (YamlMap& map : maps) {
    GoldenSpan span = read_span(map, symbols, payload);
    if (!span.parent.empty() && !ids.contains(span.parent)) {
      map.complain_at("parent", fmt::format("no span above has the id '{}'", span.parent),
                      kRestore);
    }
    if (!ids.insert(span.id).second) {
      map.complain_at("id", fmt::format("two spans have the id '{}'", span.id), kRestore);
    }
    golden.spans.push_back(std::move(span));
  }
  // A sibling may stand below.
  for (std::size_t i = 0; i < maps.size(); ++i) {
    for (const std::string& earlier : golden.spans[i].after) {
      if (ids.contains(earlier) && earlier != golden.spans[i].id) continue;
      maps[i].complain_at("after", fmt::format("no other span has the id '{}'", earlier), kRestore);
    }
  }
  if (!document->flag("complete", false)) {
    document->complain("the file was cut: 'complete: true' is missing at its end", kRestore);
  }
  if (auto problem = document->problem()) return std::unexpected(*problem);
  return file;
}

}  // namespace goldwire
