// Composed values, quoted the way each kind quotes.
#include "protocols/postgres/composed.h"

#include <algorithm>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <vector>

#include "protocols/postgres/numbers.h"
#include "protocols/postgres/tokens.h"
#include "protocols/postgres/types.h"

namespace goldwire::postgres {
namespace {

constexpr int kDeepest = 6;  ///< PostgreSQL's MAXDIM
constexpr std::string_view kBlanks = " \t\n\r\v\f";

/// A part with its length before it; nothing for NULL. Marks `in` when its type is not known.
std::optional<std::string> part(Oid type, WireReader& in) {
  const std::int32_t length = in.i32();
  if (length == -1 || in.failed()) return std::nullopt;
  std::optional<std::string> text;
  if (length >= 0) text = text_of(type, Format::binary, in.text(static_cast<std::size_t>(length)));
  if (!text) in.fail();
  return text;
}

bool has_any(std::string_view text, std::string_view of) {
  return text.find_first_of(of) != std::string_view::npos;
}

std::string quoted(std::string_view text, std::string_view escape_quote) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += escape_quote;
    if (c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string array_element(const std::optional<std::string>& text) {
  if (!text) return "NULL";
  const bool plain = !text->empty() && !has_any(*text, "{}\",\\") && !has_any(*text, kBlanks) &&
                     sql::upper(*text) != "NULL";
  return plain ? *text : quoted(*text, "\\");
}

/// Ranges and records write a quote inside quotes twice.
std::string bracketed(const std::string& text) {
  const bool plain = !text.empty() && !has_any(text, "()[],\"\\") && !has_any(text, kBlanks);
  return plain ? text : quoted(text, "\"");
}

struct Dimension {
  std::uint32_t length = 0;
  std::int32_t lowest = 1;
};

struct Array {
  Oid element = 0;
  std::vector<Dimension> dimensions;
};

Array array_head(WireReader& in) {
  Array array;
  const std::int32_t depth = in.i32();
  in.i32();  // whether there are NULLs
  array.element = in.u32();
  if (depth < 0 || depth > kDeepest) in.fail();
  for (int i = 0; i < depth && !in.failed(); ++i) {
    Dimension dimension;
    dimension.length = in.u32();
    dimension.lowest = in.i32();
    array.dimensions.push_back(dimension);
  }
  return array;
}

void write_level(std::string& out, const Array& array, std::size_t level, WireReader& in) {
  out += '{';
  for (std::uint32_t i = 0; i < array.dimensions[level].length && !in.failed(); ++i) {
    if (i > 0) out += ',';
    if (level + 1 < array.dimensions.size()) {
      // An inner level of length 0 would cost time without octets.
      if (in.remaining() == 0) in.fail();
      write_level(out, array, level + 1, in);
    } else {
      out += array_element(part(array.element, in));
    }
  }
  out += '}';
}

std::string number(WireReader& in) { return float8_text(in); }

std::string points(std::uint32_t count, WireReader& in) {
  std::string out;
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    out += (i > 0 ? "," : "") + point_text(in);
  }
  return out;
}

}  // namespace

std::string array_text(WireReader& in) {
  const Array array = array_head(in);
  if (in.failed()) return {};
  if (array.dimensions.empty()) return "{}";
  std::string out;
  const bool shifted = std::ranges::any_of(
      array.dimensions, [](const Dimension& dimension) { return dimension.lowest != 1; });
  for (const Dimension& dimension : array.dimensions) {
    if (!shifted) break;
    out += fmt::format("[{}:{}]", dimension.lowest,
                       std::int64_t{dimension.lowest} + dimension.length - 1);
  }
  if (shifted) out += '=';
  write_level(out, array, 0, in);
  return out;
}

std::string vector_text(WireReader& in) {
  const Array array = array_head(in);
  std::string out;
  const std::uint32_t count = array.dimensions.empty() ? 0 : array.dimensions[0].length;
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    out += (i > 0 ? " " : "") + part(array.element, in).value_or("");
  }
  return out;
}

std::string record_text(WireReader& in) {
  const std::uint32_t count = in.u32();
  std::string out = "(";
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    if (i > 0) out += ',';
    const Oid type = in.u32();
    if (const auto text = part(type, in)) out += bracketed(*text);
  }
  return out + ")";
}

std::string range_text(Oid bound, WireReader& in) {
  enum : unsigned { empty = 1, lower_in = 2, upper_in = 4, lower_none = 8, upper_none = 16 };
  const unsigned flags = in.u8();
  if ((flags & empty) != 0) return "empty";
  std::string out = (flags & lower_in) != 0 ? "[" : "(";
  if ((flags & lower_none) == 0) out += bracketed(part(bound, in).value_or(""));
  out += ',';
  if ((flags & upper_none) == 0) out += bracketed(part(bound, in).value_or(""));
  return out + ((flags & upper_in) != 0 ? "]" : ")");
}

std::string multirange_text(Oid bound, WireReader& in) {
  const std::uint32_t count = in.u32();
  std::string out = "{";
  for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
    if (i > 0) out += ',';
    WireReader range(in.bytes(in.u32()));
    out += range_text(bound, range);
    if (!range.complete()) in.fail();
  }
  return out + "}";
}

std::string inet_text(WireReader& in) {
  const bool v4 = in.u8() == 2;
  const unsigned prefix = in.u8();
  const bool cidr = in.u8() != 0;
  const Bytes address = in.bytes(in.u8());
  if (address.size() != (v4 ? 4U : 16U)) in.fail();
  if (in.failed()) return {};
  char buffer[INET6_ADDRSTRLEN] = {};
  inet_ntop(v4 ? AF_INET : AF_INET6, address.data(), buffer, sizeof buffer);
  std::string out = buffer;
  if (cidr || prefix != (v4 ? 32U : 128U)) out += fmt::format("/{}", prefix);
  return out;
}

std::string point_text(WireReader& in) {
  const std::string x = number(in);
  return "(" + x + "," + number(in) + ")";
}

std::string lseg_text(WireReader& in) { return "[" + points(2, in) + "]"; }

std::string path_text(WireReader& in) {
  const bool closed = in.u8() != 0;
  const std::string inside = points(in.u32(), in);
  return closed ? "(" + inside + ")" : "[" + inside + "]";
}

std::string box_text(WireReader& in) { return points(2, in); }

std::string polygon_text(WireReader& in) { return "(" + points(in.u32(), in) + ")"; }

std::string line_text(WireReader& in) {
  const std::string a = number(in);
  const std::string b = number(in);
  return "{" + a + "," + b + "," + number(in) + "}";
}

std::string circle_text(WireReader& in) {
  const std::string centre = point_text(in);
  return "<" + centre + "," + number(in) + ">";
}

}  // namespace goldwire::postgres
