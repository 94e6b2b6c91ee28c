// Leaf: one compared value of a span, and where it stands.
//
// Contract: a path is the place of the value in the span's JSON form (contract.md, "spans --format
// jsonl"): "attributes.http.response.status_code", "request.body.amount",
// "response.body.rows[0].id". Member names that hold '.', '[', '"' or white space are quoted:
// request.body["a b"]. A second member of the same name is written name#2. One span's leaves are
// sorted by path (path_less) and unique.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goldwire {

/// What was written on the wire; "1" and 1 differ, and so do null and nothing.
enum class LeafType : std::uint8_t { null, boolean, number, text, blob, empty_list, empty_object };
std::string_view name_of(LeafType type);  ///< "null", "boolean", "number", "text", ...

struct Leaf {
  std::string path;
  LeafType type = LeafType::text;
  std::string text;  ///< as written; the octets of a blob; "" for null, empty list and empty object
  friend bool operator==(const Leaf&, const Leaf&) = default;
};

/// Orders paths so that [2] comes before [10].
bool path_less(std::string_view a, std::string_view b);

}  // namespace goldwire
