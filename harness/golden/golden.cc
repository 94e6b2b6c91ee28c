// Golden: lookups, and patterns as one line of text.
#include "harness/golden/golden.h"

#include <algorithm>

#include "harness/canonical/noise_kind.h"

namespace goldwire {

const GoldenLeaf* GoldenSpan::find(std::string_view path) const {
  const auto at = std::ranges::lower_bound(leaves, path, path_less, &GoldenLeaf::path);
  return at != leaves.end() && at->path == path ? &*at : nullptr;
}

ValueClass class_of(const Symbol& symbol) {
  return value_class_named(class_in(symbol.value_kind)).value_or(ValueClass::any);
}

std::string GoldenSpan::headline() const { return caller + " -> " + callee + ": " + operation; }

const GoldenSpan* Golden::find(std::string_view id) const {
  const auto at = std::ranges::find(spans, id, &GoldenSpan::id);
  return at != spans.end() ? &*at : nullptr;
}

std::string spell(const Pattern& pattern) {
  std::string out;
  for (const Piece& piece : pattern) {
    if (piece.kind != Piece::Kind::literal) {
      out.append("{").append(piece.text).append("}");
      continue;
    }
    for (const char c : piece.text) {
      if (c == '{' || c == '}') out += c;
      out += c;
    }
  }
  return out;
}

Decoded<Pattern> read_pattern(std::string_view text) {
  Pattern out;
  const auto literal = [&](char c) {
    if (out.empty() || out.back().kind != Piece::Kind::literal) out.push_back({});
    out.back().text += c;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c != '{' && c != '}') {
      literal(c);
    } else if (at + 1 < text.size() && text[at + 1] == c) {
      literal(c);
      ++at;
    } else if (c == '}') {
      return std::unexpected(Malformed{"a single } in a pattern", at});
    } else {
      const std::size_t close = text.find('}', at);
      if (close == std::string_view::npos || close == at + 1) {
        return std::unexpected(Malformed{"a { without a name and a } in a pattern", at});
      }
      const std::string_view name = text.substr(at + 1, close - at - 1);
      const bool symbol = name.find('#') != std::string_view::npos;
      out.push_back({symbol ? Piece::Kind::symbol : Piece::Kind::noise, std::string(name)});
      at = close;
    }
  }
  return out;
}

}  // namespace goldwire
