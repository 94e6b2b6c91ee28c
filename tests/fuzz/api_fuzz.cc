// Fuzzes the recognisers of APIs: the input is a request's head, its body, a response's head and
// its body, apart by marks (script.h), each head as HTTP/1 writes it.
//
// Laws: what is said is a function of the messages; no attribute is said twice; whatever names the
// call, HTTP's own attributes and payload sizes stay.
#include <set>

#include "protocols/base/semconv.h"
#include "protocols/http/describe.h"
#include "protocols/http1/codec.h"
#include "tests/fuzz/law.h"
#include "tests/fuzz/script.h"
#include "tests/laws/hearing.h"

namespace {

using namespace goldwire;

void set_body(http::Body& body, std::string_view octets) {
  body.kept = octets;
  body.size = body.wire_size = octets.size();
}

/// The first line; what follows is the fields.
std::string_view take_line(std::string_view& head) {
  const std::size_t end = std::min(head.find('\n'), head.size());
  const std::string_view line = head.substr(0, end);
  head.remove_prefix(std::min(end + 1, head.size()));
  return http1::without_line_end(line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string_view> parts = fuzz::pieces(as_text(Bytes(data, size)));
  parts.resize(4);
  auto messages = std::make_shared<http::Messages>();
  const auto line = http1::read_request_line(take_line(parts[0]));
  if (!line) return 0;
  messages->has_request = true;
  messages->request.method = line->method;
  messages->request.target = line->target;
  http1::read_fields(parts[0], messages->request.fields);
  set_body(messages->request.body, parts[1]);
  if (const auto status = http1::read_status_line(take_line(parts[2]))) {
    messages->has_response = true;
    messages->response.status = status->status;
    http1::read_fields(parts[2], messages->response.fields);
    set_body(messages->response.body, parts[3]);
  }
  Exchange exchange;
  exchange.messages = messages;
  const Interaction said = http::describe(exchange, "http/1.1", {});
  fuzz::hold(laws::shown(said, {}) == laws::shown(http::describe(exchange, "http/1.1", {}), {}),
             "the same messages are described the same");
  fuzz::hold(!said.name.empty(), "a call has a name");
  std::set<std::string> keys;
  for (const Attribute& attribute : said.attributes.all()) {
    fuzz::hold(keys.insert(attribute.key).second, "an attribute is said once", attribute.key);
  }
  fuzz::hold(said.attributes.text(semconv::kHttpRequestMethod) == messages->request.method,
             "the method stays");
  fuzz::hold(said.request_payload.wire_size == parts[1].size(), "the size stays");
  return 0;
}
