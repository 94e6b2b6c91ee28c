// Part finder: finds known values inside a text, as words of their own.
//
// Contract: a part begins and ends where a word does (also behind a percent-encoded octet), though
// not inside a uuid; of several that begin at one place the longest is taken, and parts never
// overlap. Values shorter than kShortest are not looked for. Borrows nothing.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace goldwire {

class PartFinder {
 public:
  static constexpr std::size_t kShortest = 6;

  struct Part {
    std::size_t at = 0;
    std::size_t length = 0;
    std::size_t value = 0;  ///< as it was added
  };

  /// The first number that is given for a text holds.
  void add(std::string_view text, std::size_t value);
  /// Left to right.
  std::vector<Part> find(std::string_view text) const;
  /// The same without the value `but`.
  std::vector<Part> find(std::string_view text, std::size_t but) const;

 private:
  struct Known {
    std::string text;
    std::size_t value;
  };
  const Known* longest_at(std::string_view text, std::size_t at, std::size_t but) const;

  std::map<std::string, std::vector<Known>, std::less<>> by_head_;  ///< their first characters
};

}  // namespace goldwire
