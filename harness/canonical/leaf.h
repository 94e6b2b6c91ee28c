// Leaf: one compared value of a span, and where it stands.
//
// Contract: a path is the place of the value in the span's JSON form (contract.md, "spans --format
// jsonl"): "attributes.http.response.status_code", "request.body.amount",
// "response.body.rows[0].id". Member names that hold '.', brackets, '"' or white space are quoted:
// request.body["a b"]. A second member of the same name is written name#2, and a name that ends so
// is quoted. One span's leaves are
// sorted by path (path_less) and unique.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire {

/// What was written on the wire; "1" and 1 differ, and so do null and nothing. `json` is a text
/// that holds a JSON object or list: what it holds stands as leaves under it.
enum class LeafType : std::uint8_t {
  null,
  boolean,
  number,
  text,
  blob,
  empty_list,
  empty_object,
  json
};
/// "null", "boolean", "number", "text", "octets", "empty list", "empty object", "JSON text".
std::string_view name_of(LeafType type);
std::optional<LeafType> leaf_type_named(std::string_view name);

struct Leaf {
  std::string path;
  LeafType type = LeafType::text;
  std::string text;  ///< as written; the octets of a blob; "" for null, empty ones and json
  friend bool operator==(const Leaf&, const Leaf&) = default;
};

/// Orders paths so that [2] comes before [10].
bool path_less(std::string_view a, std::string_view b);
/// `path` with a member or an item added.
std::string member_path(std::string_view path, std::string_view name);
std::string item_path(std::string_view path, std::size_t index);
/// `path` of the `times`-th member of one name, from the second on.
std::string again_path(std::string_view path, std::size_t times);
/// Where the places above `path` end: before each '.' and '[' that is in no quoted name. Ascending.
std::vector<std::size_t> ends_above(std::string_view path);
/// True when `path` is `above` or stands under it.
bool is_under(std::string_view path, std::string_view above);
/// The name a person would call the value at `path` by: its last member name; of an item of a list,
/// the list's.
std::string_view last_name(std::string_view path);
/// `path` with the index of every item that has parts of its own replaced: "rows[3][1]" ->
/// "rows[*][1]".
std::string any_item(std::string_view path);

}  // namespace goldwire
