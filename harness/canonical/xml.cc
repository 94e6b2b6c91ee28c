// A small recursive reader; depth is limited, so that no input can exhaust the stack.
#include "harness/canonical/xml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "protocols/base/utf8.h"

namespace goldwire {
namespace {

constexpr int kDepth = 200;
constexpr std::string_view kSpace = " \t\r\n";

constexpr std::array<std::pair<std::string_view, char>, 5> kEntities = {
    {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}}};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool document(Value& out) {
    skip_misc();
    Value::Object root;
    if (!element(root, 0)) return false;
    skip_misc();
    out = std::move(root);
    return at_ == text_.size();
  }
  std::size_t at() const { return at_; }

 private:
  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  bool take(std::string_view what) {
    if (!starts(what)) return false;
    at_ += what.size();
    return true;
  }
  /// Takes up to and with `end`; false without one.
  bool until(std::string_view end, std::string_view& out) {
    const std::size_t stop = text_.find(end, at_);
    if (stop == std::string_view::npos) return false;
    out = text_.substr(at_, stop - at_);
    at_ = stop + end.size();
    return true;
  }
  void skip_space() {
    const std::size_t next = text_.find_first_not_of(kSpace, at_);
    at_ = next == std::string_view::npos ? text_.size() : next;
  }
  /// White space, comments and instructions.
  void skip_misc() {
    for (;;) {
      skip_space();
      std::string_view skipped;
      if (take("<?")) {
        if (!until("?>", skipped)) return;
      } else if (take("<!--")) {
        if (!until("-->", skipped)) return;
      } else {
        return;
      }
    }
  }

  bool name(std::string& out) {
    const std::size_t end = text_.find_first_of(" \t\r\n/>=<&\"'", at_);
    if (end == std::string_view::npos || end == at_) return false;
    const char first = text_[at_];
    const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
                        first == '_' || first == ':' || static_cast<unsigned char>(first) >= 0x80;
    if (!letter) return false;
    out = text_.substr(at_, end - at_);
    at_ = end;
    return true;
  }

  static bool add_reference(std::string& out, std::string_view name) {
    for (const auto& [entity, character] : kEntities) {
      if (name != entity) continue;
      out += character;
      return true;
    }
    if (!name.starts_with('#')) return false;
    const bool hex = name.starts_with("#x");
    const std::string_view digits = name.substr(hex ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    if (error != std::errc{} || end != digits.data() + digits.size() || code == 0 ||
        code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
      return false;
    }
    append_utf8(out, code);
    return true;
  }

  static bool add_text(std::string& out, std::string_view raw) {
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '&') {
        out += raw[i];
        continue;
      }
      const std::size_t end = raw.find(';', i);
      if (end == std::string_view::npos || !add_reference(out, raw.substr(i + 1, end - i - 1))) {
        return false;
      }
      i = end;
    }
    return true;
  }

  bool attributes(Value::Object& out) {
    for (skip_space(); !starts(">") && !starts("/>"); skip_space()) {
      std::string key;
      if (!name(key)) return false;
      skip_space();
      if (!take("=")) return false;
      skip_space();
      const std::string_view quote = starts("'") ? "'" : "\"";
      std::string_view raw;
      std::string value;
      if (!take(quote) || !until(quote, raw) || !add_text(value, raw)) return false;
      out.emplace_back("@" + key, Value(std::move(value)));
    }
    return true;
  }

  /// Members of one name become one list, where the first of them stood.
  static Value::Object grouped(Value::Object members) {
    Value::Object out;
    for (auto& [key, value] : members) {
      const auto same = std::ranges::find(out, key, &Value::Member::first);
      if (same == out.end()) {
        const auto times = std::ranges::count(members, key, &Value::Member::first);
        out.emplace_back(key, times == 1 ? std::move(value) : Value(Value::List{std::move(value)}));
      } else {
        same->second.list()->push_back(std::move(value));
      }
    }
    return out;
  }

  bool element(Value::Object& parent, int depth) {
    std::string tag;
    if (depth > kDepth || !take("<") || !name(tag)) return false;
    Value::Object members;
    if (!attributes(members)) return false;
    std::string text;
    if (!take("/>")) {
      if (!take(">") || !content(members, text, depth)) return false;
      std::string closing;
      if (!name(closing) || closing != tag) return false;
      skip_space();
      if (!take(">")) return false;
    }
    const bool said = !is_blank(text);
    Value value(std::move(text));
    if (!members.empty()) {
      if (said) members.emplace_back("#text", std::move(value));
      value = Value(grouped(std::move(members)));
    }
    parent.emplace_back(std::move(tag), std::move(value));
    return true;
  }

  static bool is_blank(std::string_view text) {
    return text.find_first_not_of(kSpace) == std::string_view::npos;
  }

  /// Up to and with the "</" of the closing tag; `text` is what stands behind the last child.
  bool content(Value::Object& members, std::string& text, int depth) {
    while (at_ < text_.size()) {
      std::string_view raw;
      if (take("</")) return true;
      if (take("<![CDATA[")) {
        if (!until("]]>", raw)) return false;
        text += raw;
      } else if (take("<!--")) {
        if (!until("-->", raw)) return false;
      } else if (take("<?")) {
        if (!until("?>", raw)) return false;
      } else if (starts("<")) {
        if (!is_blank(text)) members.emplace_back("#text", Value(text));
        text.clear();
        if (!element(members, depth + 1)) return false;
      } else {
        const std::size_t end = std::min(text_.find('<', at_), text_.size());
        if (!add_text(text, text_.substr(at_, end - at_))) return false;
        at_ = end;
      }
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Decoded<Value> read_xml(std::string_view text) {
  Reader reader(text);
  Value out;
  if (!reader.document(out)) return std::unexpected(Malformed{"not well-formed XML", reader.at()});
  return out;
}

}  // namespace goldwire
