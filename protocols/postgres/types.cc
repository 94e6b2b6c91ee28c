// One line per type; composed ones (arrays, ranges, records) call back into the same table.
#include "protocols/postgres/types.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>

#include "protocols/base/json.h"
#include "protocols/base/wire_reader.h"
#include "protocols/postgres/composed.h"
#include "protocols/postgres/datetime.h"
#include "protocols/postgres/numbers.h"

namespace goldwire::postgres {
namespace {

enum class Class : std::uint8_t { text, number, boolean, octets };

using Read = std::string (*)(WireReader&);

struct Type {
  Oid oid;
  Class kind;
  Read read;  ///< binary -> text; marks the reader when the octets do not fit
};

std::string characters(WireReader& in) { return std::string(as_text(in.rest())); }

std::string boolean(WireReader& in) { return in.u8() != 0 ? "t" : "f"; }

std::string hexadecimal(Bytes octets) {
  std::string out;
  for (const std::uint8_t octet : octets) out += fmt::format("{:02x}", octet);
  return out;
}

std::string bytea(WireReader& in) { return "\\x" + hexadecimal(in.rest()); }

template <auto Read>
std::string integer(WireReader& in) {
  return std::to_string((in.*Read)());
}

/// Octets as pairs of digits with colons between: MAC addresses.
std::string colons(WireReader& in) {
  std::string out;
  for (const std::uint8_t octet : in.rest())
    out += fmt::format("{}{:02x}", out.empty() ? "" : ":", octet);
  return out;
}

std::string uuid(WireReader& in) {
  std::string out = hexadecimal(in.bytes(16));
  if (in.failed()) return {};
  for (const std::size_t at : {20U, 16U, 12U, 8U}) out.insert(at, "-");
  return out;
}

std::string bits(WireReader& in) {
  const std::uint32_t count = in.u32();
  const Bytes octets = in.bytes((std::size_t{count} + 7) / 8);
  std::string out;
  for (std::size_t i = 0; i < count && !in.failed(); ++i) {
    out += (octets[i / 8] >> (7 - i % 8) & 1) != 0 ? '1' : '0';
  }
  return out;
}

/// jsonb and jsonpath: a version, then text.
std::string versioned(WireReader& in) {
  if (in.u8() != 1) in.fail();
  return characters(in);
}

std::string lsn(WireReader& in) {
  const std::uint32_t high = in.u32();
  return fmt::format("{:X}/{:X}", high, in.u32());
}

std::string tid(WireReader& in) {
  const std::uint32_t block = in.u32();
  return fmt::format("({},{})", block, in.u16());
}

std::string date(WireReader& in) { return date_text(in.i32()); }
std::string time(WireReader& in) { return time_text(in.i64()); }
std::string timestamp(WireReader& in) { return timestamp_text(in.i64()); }
std::string timestamptz(WireReader& in) { return timestamptz_text(in.i64()); }

std::string timetz(WireReader& in) {
  const std::int64_t microseconds = in.i64();
  return timetz_text(microseconds, in.i32());
}

std::string interval(WireReader& in) {
  const std::int64_t microseconds = in.i64();
  const std::int32_t days = in.i32();
  return interval_text(microseconds, days, in.i32());
}

template <Oid Bound>
std::string range(WireReader& in) {
  return range_text(Bound, in);
}

template <Oid Bound>
std::string multirange(WireReader& in) {
  return multirange_text(Bound, in);
}

/// Sorted by OID.
constexpr Type kTypes[] = {
    {16, Class::boolean, boolean},
    {17, Class::octets, bytea},
    {18, Class::text, characters},                   // "char"
    {19, Class::text, characters},                   // name
    {20, Class::number, integer<&WireReader::i64>},  // int8
    {21, Class::number, integer<&WireReader::i16>},  // int2
    {22, Class::text, vector_text},                  // int2vector
    {23, Class::number, integer<&WireReader::i32>},  // int4
    {25, Class::text, characters},                   // text
    {26, Class::number, integer<&WireReader::u32>},  // oid
    {27, Class::text, tid},
    {28, Class::number, integer<&WireReader::u32>},  // xid
    {29, Class::number, integer<&WireReader::u32>},  // cid
    {30, Class::text, vector_text},                  // oidvector
    {114, Class::text, characters},                  // json
    {142, Class::text, characters},                  // xml
    {143, Class::text, array_text},                  // xml[]
    {199, Class::text, array_text},                  // json[]
    {271, Class::text, array_text},                  // xid8[]
    {600, Class::text, point_text},
    {601, Class::text, lseg_text},
    {602, Class::text, path_text},
    {603, Class::text, box_text},
    {604, Class::text, polygon_text},
    {628, Class::text, line_text},
    {650, Class::text, inet_text},   // cidr
    {651, Class::text, array_text},  // cidr[]
    {700, Class::number, float4_text},
    {701, Class::number, float8_text},
    {705, Class::text, characters},  // unknown
    {718, Class::text, circle_text},
    {774, Class::text, colons},       // macaddr8
    {775, Class::text, array_text},   // macaddr8[]
    {829, Class::text, colons},       // macaddr
    {869, Class::text, inet_text},    // inet
    {1000, Class::text, array_text},  // bool[]
    {1001, Class::text, array_text},  // bytea[]
    {1002, Class::text, array_text},  // "char"[]
    {1003, Class::text, array_text},  // name[]
    {1005, Class::text, array_text},  // int2[]
    {1007, Class::text, array_text},  // int4[]
    {1009, Class::text, array_text},  // text[]
    {1014, Class::text, array_text},  // bpchar[]
    {1015, Class::text, array_text},  // varchar[]
    {1016, Class::text, array_text},  // int8[]
    {1017, Class::text, array_text},  // point[]
    {1021, Class::text, array_text},  // float4[]
    {1022, Class::text, array_text},  // float8[]
    {1028, Class::text, array_text},  // oid[]
    {1040, Class::text, array_text},  // macaddr[]
    {1041, Class::text, array_text},  // inet[]
    {1042, Class::text, characters},  // bpchar
    {1043, Class::text, characters},  // varchar
    {1082, Class::text, date},
    {1083, Class::text, time},
    {1114, Class::text, timestamp},
    {1115, Class::text, array_text},  // timestamp[]
    {1182, Class::text, array_text},  // date[]
    {1183, Class::text, array_text},  // time[]
    {1184, Class::text, timestamptz},
    {1185, Class::text, array_text},  // timestamptz[]
    {1186, Class::text, interval},
    {1187, Class::text, array_text},  // interval[]
    {1231, Class::text, array_text},  // numeric[]
    {1266, Class::text, timetz},
    {1270, Class::text, array_text},  // timetz[]
    {1560, Class::text, bits},        // bit
    {1561, Class::text, array_text},  // bit[]
    {1562, Class::text, bits},        // varbit
    {1563, Class::text, array_text},  // varbit[]
    {1700, Class::number, numeric_text},
    {1790, Class::text, characters},  // refcursor
    {2249, Class::text, record_text},
    {2275, Class::text, characters},  // cstring
    {2278, Class::text, characters},  // void
    {2287, Class::text, array_text},  // record[]
    {2950, Class::text, uuid},
    {2951, Class::text, array_text},  // uuid[]
    {3220, Class::text, lsn},
    {3802, Class::text, versioned},   // jsonb
    {3807, Class::text, array_text},  // jsonb[]
    {3904, Class::text, range<23>},
    {3905, Class::text, array_text},  // int4range[]
    {3906, Class::text, range<1700>},
    {3907, Class::text, array_text},  // numrange[]
    {3908, Class::text, range<1114>},
    {3909, Class::text, array_text},  // tsrange[]
    {3910, Class::text, range<1184>},
    {3911, Class::text, array_text},  // tstzrange[]
    {3912, Class::text, range<1082>},
    {3913, Class::text, array_text},  // daterange[]
    {3926, Class::text, range<20>},
    {3927, Class::text, array_text},  // int8range[]
    {4072, Class::text, versioned},   // jsonpath
    {4451, Class::text, multirange<23>},
    {4532, Class::text, multirange<1700>},
    {4533, Class::text, multirange<1114>},
    {4534, Class::text, multirange<1184>},
    {4535, Class::text, multirange<1082>},
    {4536, Class::text, multirange<20>},
    {5069, Class::number, integer<&WireReader::u64>},  // xid8
};
static_assert(std::ranges::is_sorted(kTypes, {}, &Type::oid));

const Type* type_of(Oid oid) {
  const auto* found = std::ranges::lower_bound(kTypes, oid, {}, &Type::oid);
  return found != std::end(kTypes) && found->oid == oid ? found : nullptr;
}

/// Digits with a point or an exponent: what JSON takes for a number as well.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

std::optional<int> digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

/// bytea's text; its older "escape" spelling stays text.
Value octets_of(const std::string& text) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) return text;
  std::string out;
  for (std::size_t i = 2; i < text.size(); i += 2) {
    const auto high = digit(text[i]);
    const auto low = digit(text[i + 1]);
    if (!high || !low) return text;
    out += static_cast<char>(*high * 16 + *low);
  }
  return Value::Blob{std::move(out)};
}

}  // namespace

std::optional<std::string> text_of(Oid oid, Format format, std::string_view raw) {
  if (format == Format::text) return std::string(raw);
  const Type* type = type_of(oid);
  if (type == nullptr) return std::nullopt;
  WireReader in(as_bytes(raw));
  std::string text = type->read(in);
  if (!in.complete()) return std::nullopt;
  return text;
}

Value value_of(Oid oid, Format format, std::string_view raw) {
  std::optional<std::string> text = text_of(oid, format, raw);
  if (!text) {
    return is_readable_text(raw) ? Value(raw) : Value(Value::Blob{std::string(raw)});
  }
  const Type* type = type_of(oid);
  switch (type == nullptr ? Class::text : type->kind) {
    case Class::number:
      if (is_number(*text)) return Value::Number{std::move(*text)};
      break;
    case Class::boolean:
      if (*text == "t" || *text == "true") return true;
      if (*text == "f" || *text == "false") return false;
      break;
    case Class::octets:
      return octets_of(*text);
    case Class::text:
      break;
  }
  return std::move(*text);
}

}  // namespace goldwire::postgres
