// Detection: the grammar of the two start lines; nothing else looks like them.
#include "protocols/http1/codec.h"
#include "protocols/http1/conversation.h"

namespace goldwire::http1 {
namespace {

/// A side's first bytes begin a message: judged by its first line, or by what there is of it.
Fit judge(std::string_view text, bool client) {
  while (text.starts_with('\r') || text.starts_with('\n')) text.remove_prefix(1);
  if (text.empty()) return Fit::unsure;
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) {
    const bool possible = client ? may_be_request_line(text) : may_be_status_line(text);
    if (!possible) return Fit::no;
    // The status line says all before its end; a request line may be long, but has a known
    // beginning.
    if (!client) return text.size() >= 13 ? Fit::certain : Fit::unsure;
    for (const std::string_view known :
         {"GET /", "POST /", "PUT /", "DELETE /", "PATCH /", "HEAD /", "OPTIONS /", "OPTIONS *",
          "CONNECT ", "GET http"}) {
      if (text.starts_with(known)) return Fit::likely;
    }
    return Fit::unsure;
  }
  const std::string_view line = without_line_end(text.substr(0, end));
  const bool fits =
      client ? read_request_line(line).has_value() : read_status_line(line).has_value();
  return fits ? Fit::certain : Fit::no;
}

}  // namespace

Fit detect(Bytes client, Bytes server) {
  const Fit from_client = judge(as_text(client), true);
  const Fit from_server = judge(as_text(server), false);
  const Fit better = std::max(from_client, from_server);
  const Fit worse = std::min(from_client, from_server);
  if (worse != Fit::no) return better;
  // One side speaks it and the other does not: joined in the middle, or an answer to something
  // else.
  return better == Fit::certain ? Fit::likely : Fit::no;
}

}  // namespace goldwire::http1
