// Reading JSON: simdjson finds the structure and checks UTF-8; what was written is kept as written.
//
// Contract: json.h. A \u escape that is half of a surrogate pair becomes U+FFFD, for no UTF-8 can
// hold it.
#include <algorithm>
#include <array>
#include <optional>
#include <simdjson.h>
#include <utility>

#include "protocols/base/json.h"
#include "protocols/base/utf8.h"

namespace goldwire {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr int kMaxDepth = 512;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// RFC 8259 section 6.
bool is_number(std::string_view text) {
  const auto digits = [&text] {
    const std::size_t count =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), digit) - text.begin());
    text.remove_prefix(count);
    return count;
  };
  const auto next_is = [&text](std::string_view any) {
    if (text.empty() || any.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  };
  next_is("-");
  if (!next_is("0") && digits() == 0) return false;
  if (next_is(".") && digits() == 0) return false;
  if (next_is("eE")) {
    next_is("+-");
    if (digits() == 0) return false;
  }
  return text.empty();
}

/// The value of four hex digits; empty when they are none. Padding makes reading ahead safe.
std::optional<std::uint32_t> hex4(const char* at) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = at[i];
    const char lower = static_cast<char>(c | 0x20);
    const bool letter = lower >= 'a' && lower <= 'f';
    if (!digit(c) && !letter) return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(letter ? lower - 'a' + 10 : c - '0');
  }
  return value;
}

/// Reads a \u escape whose four digits begin at `at`, and the low half after it when there is one.
/// Returns where reading goes on; null when the digits are none.
const char* unescape_unicode(std::string& out, const char* at) {
  const std::optional<std::uint32_t> first = hex4(at);
  if (!first) return nullptr;
  at += 4;
  const bool high = *first >= 0xD800 && *first < 0xDC00;
  const bool low = *first >= 0xDC00 && *first < 0xE000;
  if (high && at[0] == '\\' && at[1] == 'u') {
    const std::optional<std::uint32_t> second = hex4(at + 2);
    if (second && *second >= 0xDC00 && *second < 0xE000) {
      append_utf8(out, 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00));
      return at + 6;
    }
  }
  append_utf8(out, high || low ? 0xFFFD : *first);
  return at;
}

/// The text of a string literal from after its opening quote to the closing one, which simdjson has
/// seen to be there. Empty when an escape is none of RFC 8259 section 7.
std::optional<std::string> unescape(const char* at) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  std::string out;
  for (;;) {
    const char* run = at;
    while (*at != '"' && *at != '\\') ++at;
    out.append(run, at);
    if (*at++ == '"') return out;
    const char escape = *at++;
    if (escape == 'u') {
      at = unescape_unicode(out, at);
      if (at == nullptr) return std::nullopt;
      continue;
    }
    const std::size_t which = kEscapes.find(escape);
    if (which == std::string_view::npos) return std::nullopt;
    out.push_back(kMeanings[which]);
  }
}

class Reader {
 public:
  /// `text` is what `document` iterates over.
  Reader(ondemand::document& document, const std::string& text)
      : document_(document), text_(text) {}

  /// The text stands in brackets, so that a lone scalar is read like any other value.
  Decoded<Value> read() {
    ondemand::array around;
    Value value;
    int count = 0;
    if (document_.get_array().get(around)) return malformed("no JSON text");
    for (auto element : around) {
      ondemand::value item;
      if (element.get(item)) return malformed("broken JSON structure");
      if (++count > 1) return malformed("more than one JSON value");
      if (!read(item, value, 1)) return malformed(what_);
    }
    if (count == 0) return malformed("no JSON text");
    if (here()) return malformed("more than one JSON value");
    return value;
  }

 private:
  bool read(ondemand::value item, Value& out, int depth) {
    if (depth > kMaxDepth) return refuse("JSON nested deeper than 512 levels");
    ondemand::json_type type{};
    if (item.type().get(type)) return refuse("broken JSON structure");
    switch (type) {
      case ondemand::json_type::array:
        return read_array(item, out, depth);
      case ondemand::json_type::object:
        return read_object(item, out, depth);
      case ondemand::json_type::string: {
        ondemand::raw_json_string raw;
        if (item.get_raw_json_string().get(raw)) return refuse("broken JSON string");
        std::optional<std::string> text = unescape(raw.raw());
        if (!text) return refuse("unknown escape in a JSON string");
        out = Value(*std::move(text));
        return true;
      }
      default:
        return read_word(item.raw_json_token(), out);
    }
  }

  bool read_array(ondemand::value item, Value& out, int depth) {
    ondemand::array array;
    if (item.get_array().get(array)) return refuse("broken JSON array");
    Value::List list;
    for (auto element : array) {
      ondemand::value child;
      if (element.get(child)) return refuse("broken JSON array");
      if (!read(child, list.emplace_back(), depth + 1)) return false;
    }
    out = Value(std::move(list));
    return true;
  }

  bool read_object(ondemand::value item, Value& out, int depth) {
    ondemand::object object;
    if (item.get_object().get(object)) return refuse("broken JSON object");
    Value::Object members;
    for (auto element : object) {
      ondemand::field field;
      if (std::move(element).get(field)) return refuse("broken JSON object");
      std::optional<std::string> name = unescape(field.key().raw());
      if (!name) return refuse("unknown escape in a JSON string");
      Value& child = members.emplace_back(*std::move(name), Value()).second;
      if (!read(field.value(), child, depth + 1)) return false;
    }
    out = Value(std::move(members));
    return true;
  }

  /// true, false, null or a number; `token` may end in white space.
  bool read_word(std::string_view token, Value& out) {
    token = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    if (token == "null") {
      out = Value();
    } else if (token == "true" || token == "false") {
      out = Value(token == "true");
    } else if (is_number(token)) {
      out = Value(Value::Number{std::string(token)});
    } else {
      return refuse("no JSON value");
    }
    return true;
  }

  bool refuse(const char* what) {
    what_ = what;
    return false;
  }
  /// Where reading stands in the text with its brackets; empty at its end.
  std::optional<std::size_t> here() {
    const char* location = nullptr;
    if (document_.current_location().get(location)) return std::nullopt;
    return static_cast<std::size_t>(location - text_.data());
  }
  std::unexpected<Malformed> malformed(const char* what) {
    const std::size_t at =
        std::clamp<std::size_t>(here().value_or(text_.size()), 1, text_.size() - 1);
    return std::unexpected(Malformed{what, at - 1});
  }

  ondemand::document& document_;
  const std::string& text_;
  const char* what_ = "";
};

}  // namespace

Decoded<Value> read_json(std::string_view text) {
  std::string padded;
  padded.reserve(text.size() + 2 + simdjson::SIMDJSON_PADDING);
  padded.append("[").append(text).append("]");
  ondemand::parser parser;
  ondemand::document document;
  const simdjson::padded_string_view view(padded.data(), padded.size(), padded.capacity());
  if (const simdjson::error_code error = parser.iterate(view).get(document)) {
    return std::unexpected(Malformed{simdjson::error_message(error), 0});
  }
  return Reader(document, padded).read();
}

}  // namespace goldwire
