// How a body ends: the rules of RFC 9112 section 6.3, in their order, and where peers may disagree.
#include <algorithm>
#include <charconv>
#include <vector>

#include "protocols/base/ascii.h"
#include "protocols/http1/codec.h"

namespace goldwire::http1 {
namespace {

struct Lengths {
  bool said = false;
  bool transfer = false;  ///< a Transfer-Encoding that is more than "identity"
  bool identity = false;  ///< "identity", which later readers know no more (RFC 7230 appendix A.1)
  bool chunked = false;   ///< and chunked is its last coding, once
  bool odd = false;       ///< a transfer coding spelt as no sender spells it
  bool disputed = false;  ///< another framing field that not every reader takes for one
  BodyForm form;          ///< by Content-Length alone
};

/// A comma with nothing on one of its sides.
bool has_empty_member(std::string_view list, const std::vector<std::string_view>& members) {
  const auto commas = static_cast<std::size_t>(std::ranges::count(list, ','));
  return members.size() != commas + 1;
}

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
  out.form.disputed = out.form.disputed || has_empty_member(value, members);
  for (const std::string_view member : members) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(member.data(), member.data() + member.size(), number);
    const bool digits = error == std::errc{} && end == member.data() + member.size();
    if (!digits || (out.said && number != out.form.length)) {
      out.form.framing = Framing::unknown;
    } else if (!out.said) {
      out.form = {Framing::length, number, out.form.disputed};
    }
    out.said = true;
  }
  out.said = true;
}

void read_transfer(std::string_view value, Lengths& out) {
  const std::vector<std::string_view> codings = http::list_members(value);
  out.odd = out.odd || has_empty_member(value, codings);
  for (const std::string_view coding : codings) {
    if (http::same_name(coding, "identity")) {
      out.identity = true;
      continue;
    }
    const bool chunked = http::same_name(coding, "chunked");
    out.odd =
        out.odd || out.chunked || (!chunked && coding.find("chunk") != std::string_view::npos);
    out.chunked = chunked;
    out.transfer = true;
  }
}

/// Gateways hand fields on with "_" for "-", so that one is the other to what stands behind them.
bool has_gateway_name(std::string_view name, std::string_view field) {
  if (name.size() != field.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i] == '_' ? '-' : lower_case(name[i]);
    if (c != field[i]) return false;
  }
  return true;
}

Lengths read_lengths(const http::Fields& fields) {
  constexpr std::string_view kLength = "content-length";
  constexpr std::string_view kTransfer = "transfer-encoding";
  Lengths out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const http::Field field = fields[i];
    if (http::same_name(field.name, kLength)) {
      read_length(field.value, out);
    } else if (http::same_name(field.name, kTransfer)) {
      read_transfer(field.value, out);
    } else if (has_gateway_name(field.name, kLength) || has_gateway_name(field.name, kTransfer)) {
      out.disputed = true;
    }
  }
  out.disputed = out.disputed || (out.identity && (out.transfer || out.said));
  return out;
}

/// By Content-Length, or `otherwise`.
BodyForm by_length(const Lengths& lengths, Framing otherwise) {
  BodyForm form = lengths.said ? lengths.form : BodyForm{otherwise, 0, false};
  form.disputed = form.disputed || lengths.disputed;
  return form;
}

}  // namespace

BodyForm request_body(const http::Request& request) {
  const Lengths lengths = read_lengths(request.fields);
  if (!lengths.transfer && !lengths.odd) return by_length(lengths, Framing::none);
  // Rule 4: without chunked at its end a request's length cannot be told.
  if (!lengths.chunked) return {Framing::unknown, 0, true};
  const bool old = request.version.minor == 0;  // knows no transfer codings
  return {Framing::chunked, 0, lengths.disputed || lengths.odd || lengths.said || old};
}

BodyForm response_body(const http::Response& response, std::string_view method) {
  const bool informational = response.status < 200;
  if (informational || response.status == 204 || response.status == 304 || method == "HEAD" ||
      (method == "CONNECT" && response.status < 300)) {
    return {Framing::none, 0, false};
  }
  const Lengths lengths = read_lengths(response.fields);
  if (!lengths.transfer && !lengths.odd) return by_length(lengths, Framing::close);
  const bool disputed = lengths.disputed || lengths.odd || lengths.said;
  if (!lengths.chunked) return {Framing::close, 0, disputed};
  const bool old = response.version.minor == 0;
  return {Framing::chunked, 0, disputed || old};
}

}  // namespace goldwire::http1
