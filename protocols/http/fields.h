// Fields: the header or trailer section of a message (RFC 9110 section 5), in the order it was
// sent.
//
// Contract: duplicates and the spelling of names are kept; names are looked up without case. Owns
// one text that holds every name and value; the views it gives live until the next call that is not
// const.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/ascii.h"

namespace goldwire::http {

struct Field {
  std::string_view name;
  std::string_view value;
};

class Fields {
 public:
  void add(std::string_view name, std::string_view value);
  /// Copies a whole section at once; its fields are then told one by one, as parts of `section`.
  void begin(std::string_view section);
  void tell(std::string_view section, std::string_view name, std::string_view value);
  /// Continues the last value after one space: an obsolete line folding (RFC 9112 section 5.2).
  void fold(std::string_view value);

  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  Field operator[](std::size_t index) const;

  /// The first value of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name).has_value(); }
  /// All values of that name as one list, joined with ", " (RFC 9110 section 5.2).
  std::string joined(std::string_view name) const;
  /// Octets it keeps.
  std::size_t held() const { return text_.size() + entries_.size() * sizeof(Entry); }

  friend bool operator==(const Fields& left, const Fields& right);

 private:
  /// Where a field stands in the text.
  struct Entry {
    std::uint32_t name;
    std::uint32_t name_size;
    std::uint32_t value;
    std::uint32_t value_size;
  };
  void add(std::string_view name, const Entry& entry);
  /// One bit for each name: most of those that are asked for are not there.
  static std::uint64_t mark_of(std::string_view name) {
    if (name.empty()) return 1;
    const auto letter = static_cast<std::size_t>(static_cast<unsigned char>(lower_case(name[0])));
    return std::uint64_t{1} << ((letter + 5 * name.size()) % 64);
  }
  std::string_view value_of(const Entry& entry) const {
    return std::string_view(text_).substr(entry.value, entry.value_size);
  }

  std::string text_;  ///< holds every name and value
  std::vector<Entry> entries_;
  std::uint64_t marks_ = 0;  ///< mark_of() all names together
};

/// ASCII letters without case, as field names and most tokens of HTTP compare.
inline bool same_name(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] != right[i] && lower_case(left[i]) != lower_case(right[i])) return false;
  }
  return true;
}
/// Without spaces and tabs at both ends (OWS, RFC 9110 section 5.6.3).
inline std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}
/// The members of a comma-separated list (RFC 9110 section 5.6.1), trimmed, empty ones left out.
/// Commas inside quoted strings do not separate. Borrowed from `list`.
std::vector<std::string_view> list_members(std::string_view list);

}  // namespace goldwire::http
