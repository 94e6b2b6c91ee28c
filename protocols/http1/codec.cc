// The grammar, line by line.
#include "protocols/http1/codec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace goldwire::http1 {
namespace {

/// tchar (RFC 9110 section 5.6.2).
constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> out{};
  for (char c = '0'; c <= '9'; ++c) out[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) out[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) out[static_cast<unsigned char>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
    out[static_cast<unsigned char>(c)] = true;
  return out;
}();

constexpr std::size_t kLongestMethod = 64;

std::size_t token_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && kTokenCharacters[static_cast<unsigned char>(text[length])]) {
    ++length;
  }
  return length;
}

bool is_token(std::string_view text) { return !text.empty() && token_length(text) == text.size(); }

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
}

/// "HTTP/1.1"; other majors belong to other protocols.
std::optional<http::Version> read_version(std::string_view text) {
  if (text.size() != 8 || !text.starts_with("HTTP/1.") || !is_digit(text[7])) return std::nullopt;
  return http::Version{1, static_cast<std::uint16_t>(text[7] - '0')};
}

/// How a section's lines end. All by bare LF is an old sender; a mixture is read differently by
/// those who know CR LF only.
class LineEnds {
 public:
  /// The next line, without its end.
  void add(bool paired, std::string_view line) {
    (paired ? paired_ : bare_) = true;
    if (!paired || after_bare_) touched_ = touched_ || line.empty() || speaks_of_framing(line);
    after_bare_ = !paired;
  }
  bool disputed() const { return paired_ && bare_ && touched_; }

 private:
  bool paired_ = false;
  bool bare_ = false;
  bool after_bare_ = false;
  bool touched_ = false;  ///< a bare LF stands beside a framing field or the section's end
};

/// One of the two begins with the other.
bool agree(std::string_view left, std::string_view right) {
  const std::size_t count = std::min(left.size(), right.size());
  return left.substr(0, count) == right.substr(0, count);
}

}  // namespace

std::optional<RequestLine> read_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  if (first == std::string_view::npos || first > kLongestMethod) return std::nullopt;
  line = line.substr(0, line.find_last_not_of(" \t") + 1);
  const std::size_t last = line.rfind(' ');
  if (last == std::string_view::npos || last <= first) return std::nullopt;
  RequestLine out;
  out.method = line.substr(0, first);
  out.target = http::trimmed(line.substr(first, last - first));
  const auto version = read_version(line.substr(last + 1));
  if (!version || out.target.empty() || !is_token(out.method)) return std::nullopt;
  if (std::ranges::any_of(out.target, is_control)) return std::nullopt;
  out.version = *version;
  return out;
}

std::optional<StatusLine> read_status_line(std::string_view line) {
  if (line.size() < 12) return std::nullopt;
  const auto version = read_version(line.substr(0, 8));
  if (!version || line[8] != ' ') return std::nullopt;
  if (!std::ranges::all_of(line.substr(9, 3), is_digit) || line[9] == '0') return std::nullopt;
  // The space before an empty reason is often left out.
  if (line.size() > 12 && line[12] != ' ') return std::nullopt;
  StatusLine out;
  out.version = *version;
  out.status =
      static_cast<std::uint16_t>((line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0'));
  out.reason = line.size() > 13 ? line.substr(13) : std::string_view{};
  return out;
}

bool is_known_method(std::string_view method) {
  constexpr std::array kKnown = std::to_array<std::string_view>(
      {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "CONNECT", "TRACE", "PROPFIND",
       "PROPPATCH", "MKCOL", "COPY", "MOVE", "REPORT", "SEARCH", "PURGE", "QUERY"});
  return std::ranges::find(kKnown, method) != kKnown.end();
}

bool may_be_request_line(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view method = text.substr(0, space);
  if (method.size() > kLongestMethod || (!method.empty() && !is_token(method))) return false;
  if (space == std::string_view::npos) return true;
  if (method.empty()) return false;
  return std::ranges::none_of(text.substr(space, 4096),
                              [](char c) { return is_control(c) && c != '\r' && c != '\t'; });
}

bool may_be_status_line(std::string_view text) {
  if (!agree(text, "HTTP/1.")) return false;
  for (std::size_t i = 7; i < std::min<std::size_t>(text.size(), 12); ++i) {
    if (i == 8 ? text[i] != ' ' : !is_digit(text[i])) return false;
  }
  return text.size() <= 12 || text[12] == ' ' || text[12] == '\r';
}

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t section_length(std::string_view text, std::size_t& scanned) {
  std::size_t line = scanned;
  while (true) {
    const std::size_t end = text.find('\n', line);
    if (end == std::string_view::npos) {
      scanned = line;
      return std::string_view::npos;
    }
    if (end == line || (end == line + 1 && text[line] == '\r')) return end + 1;
    line = end + 1;
  }
}

Clarity read_fields(std::string_view section, http::Fields& out) {
  bool broken = section.find('\0') != std::string_view::npos;
  bool disputed = false;
  LineEnds ends;
  out.begin(section);
  for (std::string_view rest = section; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const std::size_t cr = line.find('\r');
    const bool paired = cr != std::string_view::npos && cr + 1 == line.size();
    if (paired) line.remove_suffix(1);
    // Whether the last line of what is cut has an end is not known.
    if (end != std::string_view::npos) ends.add(paired, line);
    if (line.empty()) break;
    // Some readers end a line at a bare CR.
    disputed = disputed || (cr != std::string_view::npos && !paired);
    if (line.front() == ' ' || line.front() == '\t') {
      const std::string_view more = http::trimmed(line);
      // Read as a line of its own, it would end the section, or be a field.
      disputed = disputed || more.empty() || speaks_of_framing(more) ||
                 (!out.empty() && speaks_of_framing(out[out.size() - 1].name));
      broken = broken || out.empty();
      out.fold(more);
      continue;
    }
    // A name is a token, and no colon is in one.
    std::size_t colon = token_length(line);
    if (colon == 0 || colon == line.size() || line[colon] != ':') {
      broken = true;
      disputed = disputed || speaks_of_framing(line);
      colon = line.find(':');
      if (colon == std::string_view::npos) continue;
    }
    out.tell(section, http::trimmed(line.substr(0, colon)), http::trimmed(line.substr(colon + 1)));
  }
  if (disputed || ends.disputed()) return Clarity::disputed;
  return broken ? Clarity::broken : Clarity::clean;
}

bool speaks_of_framing(std::string_view line) {
  std::string_view fields[] = {"contentlength", "transferencoding"};
  for (const char c : line) {
    const char letter = lower_case(c);
    if (letter < 'a' || letter > 'z') continue;
    for (std::string_view& rest : fields) {
      if (rest.empty() || rest.front() != letter) {
        rest = {};
      } else if (rest.size() == 1) {
        return true;
      } else {
        rest.remove_prefix(1);
      }
    }
    if (fields[0].empty() && fields[1].empty()) return false;
  }
  return false;
}

std::optional<std::uint64_t> read_chunk_size(std::string_view line) {
  line = http::trimmed(line.substr(0, line.find(';')));
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (line.empty() || error != std::errc{} || end != line.data() + line.size()) return std::nullopt;
  return size;
}

}  // namespace goldwire::http1
