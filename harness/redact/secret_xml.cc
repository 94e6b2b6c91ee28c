// A walk from tag to tag. No tree is built: what was cut has none.
#include "harness/redact/secret_xml.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace goldwire {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kCdata = "<![CDATA[";

struct Piece {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Tag {
  std::string_view name;  ///< with its prefix
  std::vector<std::pair<std::string_view, Piece>> attributes;
  std::size_t end = 0;  ///< one past its ">"; the text's end when cut
  bool empty = false;   ///< <name/>, or one that HTML never closes
};

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         c == ':';
}
std::string_view local(std::string_view name) { return name.substr(name.rfind(':') + 1); }

/// What says how a secret is written, and no more.
bool is_description(std::string_view attribute) {
  const std::string name = plain_name(local(attribute));
  return attribute.starts_with("xmlns") || name == "type" || name == "encodingtype" ||
         name == "nil";
}

std::string decoded(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
  std::string out;
  while (!text.empty()) {
    const auto entity = std::ranges::find_if(
        kEntities, [&](const auto& each) { return text.starts_with(each.first); });
    out += entity == kEntities.end() ? text.front() : entity->second;
    text.remove_prefix(entity == kEntities.end() ? 1 : entity->first.size());
  }
  return out;
}

class Scanner {
 public:
  Scanner(std::string_view text, const RedactionRules& rules, const Replace& replace)
      : text_(text), rules_(rules), replace_(replace) {
    const std::size_t first = text.find_first_not_of(kBlanks);
    whole_ = first != std::string_view::npos && text[first] == '<';
  }

  std::string redacted() {
    std::size_t pair_value = std::string_view::npos;
    for (std::size_t at = text_.find('<'); at < text_.size(); at = text_.find('<', at)) {
      const Tag tag = tag_at(at);
      if (tag.name.empty() || tag.name.front() == '/') {
        ++at;
        continue;
      }
      const bool paired = at == pair_value && is_pair_value(local(tag.name));
      if (paired || is_secret_field(local(tag.name), rules_) || says_secret(tag)) {
        hide_attributes(tag, true);
        at = tag.empty ? tag.end : hide_content(tag);
        continue;
      }
      hide_attributes(tag, false);
      if (is_pair_name(local(tag.name))) pair_value = sibling_of_name(tag);
      at = std::max(tag.end, at + 1);
    }
    return out_.append(text_.substr(copied_));
  }

 private:
  std::size_t find(auto what, std::size_t from) const {
    return std::min(text_.find(what, from), text_.size());
  }

  /// The tag at "<". One that ends has a name with "/" in front; a "<" that is none has no name.
  Tag tag_at(std::size_t at) const {
    std::size_t end = at + 1;
    if (end < text_.size() && text_[end] == '/') ++end;
    while (end < text_.size() && is_name(text_[end])) ++end;
    Tag tag{text_.substr(at + 1, end - at - 1), {}, end, false};
    while (tag.end < text_.size() && text_[tag.end] != '>' && text_[tag.end] != '<') {
      std::size_t name = tag.end;
      while (tag.end < text_.size() && is_name(text_[tag.end])) ++tag.end;
      if (tag.end == name) {
        ++tag.end;
        continue;
      }
      const std::string_view attribute = text_.substr(name, tag.end - name);
      std::size_t value = std::min(text_.find_first_not_of(kBlanks, tag.end), text_.size());
      if (value == text_.size() || text_[value] != '=') continue;
      value = std::min(text_.find_first_not_of(" \t\r\n\\", value + 1), text_.size());
      if (value == text_.size() || (text_[value] != '"' && text_[value] != '\'')) continue;
      const bool escaped = text_[value - 1] == '\\';  // XML in a JSON string
      const std::size_t close = find(text_[value], value + 1);
      const std::size_t inner = escaped && close < text_.size() ? close - 1 : close;
      tag.attributes.push_back({attribute, {value + 1, inner}});
      tag.end = std::min(close + 1, text_.size());
    }
    tag.empty = tag.end > 0 && text_[tag.end - 1] == '/';
    tag.empty = tag.empty || tag.name == "input" || tag.name == "meta";
    if (tag.end < text_.size() && text_[tag.end] == '>') ++tag.end;
    return tag;
  }

  std::string_view of(Piece piece) const {
    return text_.substr(piece.begin, piece.end - piece.begin);
  }
  bool names_secret(std::string_view attribute, Piece value) const {
    return is_pair_name(local(attribute)) && is_secret_field(of(value), rules_);
  }
  bool says_secret(const Tag& tag) const {
    return std::ranges::any_of(tag.attributes, [&](const auto& attribute) {
      return names_secret(attribute.first, attribute.second);
    });
  }
  /// Behind <name>password</name>, the place of the next tag.
  std::size_t sibling_of_name(const Tag& tag) const {
    const std::size_t end = find('<', tag.end);
    if (!is_secret_field(of({tag.end, end}), rules_)) return std::string_view::npos;
    return text_.find('<', end + 1);
  }

  void hide_attributes(const Tag& tag, bool all) {
    for (const auto& [name, value] : tag.attributes) {
      const bool spared = is_description(name) || names_secret(name, value);
      if (is_secret_field(local(name), rules_) || (all && !spared)) hide(value);
    }
  }

  /// Hides the texts up to the end of the element that `tag` begins; gives its place. Of one that
  /// does not end, all is hidden; inside another text, up to the end of its string or line.
  std::size_t hide_content(const Tag& tag) {
    const std::string closing = "/" + std::string(tag.name);
    std::size_t limit = text_.size();
    if (!whole_ && text_.find("<" + closing, tag.end) == std::string_view::npos) {
      limit = std::min(text_.find_first_of("\"\n", tag.end), limit);
    }
    std::size_t at = tag.end;
    for (int depth = 0; at < limit;) {
      const std::size_t next = std::min(find('<', at), limit);
      hide({at, next});
      at = next;
      if (at >= limit) break;
      if (text_.substr(at).starts_with(kCdata)) {
        const std::size_t end = std::min(find("]]>", at), limit);
        hide({at + kCdata.size(), end});
        at = std::min(end + 3, limit);
        continue;
      }
      const Tag inner = tag_at(at);
      if (inner.name == closing && depth-- == 0) return at + 1;
      if (inner.name == tag.name && !inner.empty) ++depth;
      hide_attributes(inner, true);
      at = std::max(inner.end, at + 1);
    }
    return at;
  }

  /// Blanks around a text are layout.
  void hide(Piece piece) {
    while (piece.begin < piece.end && kBlanks.find(text_[piece.begin]) != kBlanks.npos) {
      ++piece.begin;
    }
    while (piece.end > piece.begin && kBlanks.find(text_[piece.end - 1]) != kBlanks.npos) {
      --piece.end;
    }
    if (piece.begin >= piece.end) return;
    out_ += text_.substr(copied_, piece.begin - copied_);
    out_ += replace_(decoded(of(piece)));
    copied_ = piece.end;
  }

  std::string_view text_;
  const RedactionRules& rules_;
  const Replace& replace_;
  bool whole_ = false;  ///< all of the text is XML
  std::string out_;
  std::size_t copied_ = 0;
};

}  // namespace

std::string redact_xml(std::string_view text, const RedactionRules& rules, const Replace& replace) {
  return Scanner(text, rules, replace).redacted();
}

}  // namespace goldwire
