// Result and the two kinds of error: Malformed (bytes that break their specification) and
// Error (something a person has to act on).
//
// Contract: decoders return Decoded<T>; edges (files, sockets, command line) return Result<T>.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <utility>

namespace goldwire {

/// Bytes that a specification does not allow. `what` is a literal and lives for ever; `offset`
/// counts octets from the start of the bytes that were given to the decoder.
struct Malformed {
  const char* what = "";
  std::size_t offset = 0;
  friend bool operator==(const Malformed&, const Malformed&) = default;
};

template <class T>
using Decoded = std::expected<T, Malformed>;

/// One line for a person: what went wrong, where, and what to do about it.
struct Error {
  std::string what;
  std::string where;   ///< file, line, address; empty when there is none
  std::string remedy;  ///< what the user can do; empty when nothing is known
  /// "WHERE: WHAT; REMEDY", without a line end.
  std::string line() const {
    std::string text = where.empty() ? what : where + ": " + what;
    if (!remedy.empty()) text += "; " + remedy;
    return text;
  }
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> failure(std::string what, std::string where = {},
                                      std::string remedy = {}) {
  return std::unexpected(Error{std::move(what), std::move(where), std::move(remedy)});
}

}  // namespace goldwire
