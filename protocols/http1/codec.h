// The HTTP/1.x grammar (RFC 9112): heads, chunks and how bodies end, both ways.
//
// Contract: readers borrow what they are given and never look past it. They take what peers in the
// field take (bare LF, folded lines, blanks around a target) and say what a strict reader would
// refuse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocols/http/message.h"
#include "protocols/http1/message.h"

namespace goldwire::http1 {

// --- start lines (sections 3 and 4); a line is given without its line end ---

struct RequestLine {
  std::string_view method;
  std::string_view target;
  http::Version version;
};
struct StatusLine {
  http::Version version;
  std::uint16_t status = 0;
  std::string_view reason;
};
std::optional<RequestLine> read_request_line(std::string_view line);
std::optional<StatusLine> read_status_line(std::string_view line);
/// A method that many use (RFC 9110 section 9, RFC 5789, WebDAV). The end of another method is
/// none.
bool is_known_method(std::string_view method);
/// False when no octets after `text`, which has no line end yet, can make it such a line.
bool may_be_request_line(std::string_view text);
bool may_be_status_line(std::string_view text);

// --- heads and field sections (section 5) ---

/// Without CR LF or LF at its end.
std::string_view without_line_end(std::string_view line);
/// The length of a section of lines up to and with its empty line; npos while that is missing.
/// `scanned` octets are known to hold no such end; it is moved on, so that a section that comes in
/// pieces is looked at once. An empty line at the very beginning ends a section too.
std::size_t section_length(std::string_view text, std::size_t& scanned);
/// What careful readers make of a field section.
enum class Clarity : std::uint8_t {
  clean,
  broken,   ///< a line breaks the grammar, and no reader can take it for one that frames the body
  disputed  ///< how the body is framed, or where the section ends, depends on the reader
};
/// Reads field lines, also behind one that breaks the grammar. Bare LF ends a line (section 2.2);
/// bare CR, NUL and a section that mixes line ends around a framing field are not clean.
Clarity read_fields(std::string_view section, http::Fields& out);
/// `line` begins with the letters of Content-Length or Transfer-Encoding, whatever stands before
/// and between them: some reader takes it for such a field.
bool speaks_of_framing(std::string_view line);

// --- bodies (sections 6 and 7) ---

struct BodyForm {
  Framing framing = Framing::none;
  std::uint64_t length = 0;
  /// The message names its length in two ways, and not every reader takes the same one.
  bool disputed = false;
};
BodyForm request_body(const http::Request& request);
/// `method` is that of the request; empty when it is not known.
BodyForm response_body(const http::Response& response, std::string_view method);

/// A chunk's size line, without its line end; extensions are left out. Empty when it is none.
std::optional<std::uint64_t> read_chunk_size(std::string_view line);

// --- writing ---

/// The message with its body framed as asked. With Framing::length a Content-Length that is not the
/// body's size is replaced by it, and one that is missing is added; Framing::none writes no body.
std::string write_request(const http::Request& request, Framing framing);
std::string write_response(const http::Response& response, Framing framing);
/// What Switch carries (message.h).
std::string write_carried(const http::Request& request, const http::Response& response);

}  // namespace goldwire::http1
