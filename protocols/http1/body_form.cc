// How a body ends: the rules of RFC 9112 section 6.3, in their order, and where peers may disagree.
#include <charconv>
#include <vector>

#include "protocols/http1/codec.h"

namespace goldwire::http1 {
namespace {

struct Lengths {
  bool said = false;
  bool transfer = false;  ///< a Transfer-Encoding that is more than "identity"
  bool chunked = false;   ///< and chunked is its last coding, once
  bool odd = false;       ///< a transfer coding spelt as no sender spells it
  BodyForm form;          ///< by Content-Length alone
};

/// Content-Length = 1*DIGIT; a list of equal numbers counts as one (section 6.3, rule 5).
void read_length(std::string_view value, Lengths& out) {
  std::uint64_t only = 0;
  const auto [last, fault] = std::from_chars(value.data(), value.data() + value.size(), only);
  if (!out.said && fault == std::errc{} && last == value.data() + value.size()) {
    out.said = true;
    out.form = {Framing::length, only, false};
    return;
  }
  const std::vector<std::string_view> members = http::list_members(value);
  if (members.empty()) out.form.framing = Framing::unknown;
  for (const std::string_view member : members) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(member.data(), member.data() + member.size(), number);
    const bool digits = error == std::errc{} && end == member.data() + member.size();
    if (!digits || (out.said && number != out.form.length)) {
      out.form.framing = Framing::unknown;
    } else if (!out.said) {
      out.form = {Framing::length, number, false};
    }
    out.said = true;
  }
  out.said = true;
}

void read_transfer(std::string_view value, Lengths& out) {
  const std::vector<std::string_view> codings = http::list_members(value);
  out.odd = out.odd || codings.empty();
  for (const std::string_view coding : codings) {
    if (http::same_name(coding, "identity")) continue;
    const bool chunked = http::same_name(coding, "chunked");
    out.odd =
        out.odd || out.chunked || (!chunked && coding.find("chunk") != std::string_view::npos);
    out.chunked = chunked;
    out.transfer = true;
  }
}

Lengths read_lengths(const http::Fields& fields) {
  Lengths out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const http::Field field = fields[i];
    if (http::same_name(field.name, "content-length")) read_length(field.value, out);
    if (http::same_name(field.name, "transfer-encoding")) read_transfer(field.value, out);
  }
  return out;
}

}  // namespace

BodyForm request_body(const http::Request& request) {
  const Lengths lengths = read_lengths(request.fields);
  if (lengths.transfer || lengths.odd) {
    // Rule 4: without chunked at its end a request's length cannot be told.
    if (!lengths.chunked) return {Framing::unknown, 0, true};
    return {Framing::chunked, 0, lengths.odd || lengths.said || request.version.minor == 0};
  }
  if (lengths.said) return lengths.form;
  return {Framing::none, 0, false};
}

BodyForm response_body(const http::Response& response, std::string_view method) {
  const bool informational = response.status < 200;
  if (informational || response.status == 204 || response.status == 304 || method == "HEAD" ||
      (method == "CONNECT" && response.status < 300)) {
    return {Framing::none, 0, false};
  }
  const Lengths lengths = read_lengths(response.fields);
  if (lengths.transfer || lengths.odd) {
    const bool disputed = lengths.odd || lengths.said;
    if (lengths.chunked) return {Framing::chunked, 0, disputed};
    return {Framing::close, 0, disputed};
  }
  if (lengths.said) return lengths.form;
  return {Framing::close, 0, false};
}

}  // namespace goldwire::http1
