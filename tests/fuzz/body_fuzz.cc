// Fuzzes what reads the text of bodies and of fields: multipart, forms, targets, routes, media
// types, charsets, XML, Thrift, SQL and GraphQL. The input's first line is a field value or a
// boundary, the rest a body.
#include <algorithm>

#include "protocols/base/json.h"
#include "protocols/http/api_graphql.h"
#include "protocols/http/api_sql.h"
#include "protocols/http/api_thrift.h"
#include "protocols/http/api_xml.h"
#include "protocols/http/charset.h"
#include "protocols/http/multipart.h"
#include "protocols/http/route.h"
#include "protocols/http/target.h"
#include "tests/fuzz/law.h"

namespace {

using namespace goldwire;

bool stands_in(std::string_view part, std::string_view all) {
  return part.empty() ||
         (part.data() >= all.data() && part.data() + part.size() <= all.data() + all.size());
}

void multipart(std::string_view boundary, std::string_view body) {
  const auto read = http::read_multipart(body, boundary, 20);
  if (!read) return;
  fuzz::hold(read->parts.size() <= 20, "parts are limited");
  const char* at = body.data();
  for (const http::Part& part : read->parts) {
    fuzz::hold(stands_in(part.content, body) && stands_in(part.type, body), "parts are borrowed");
    if (part.content.empty()) continue;
    fuzz::hold(part.content.data() >= at, "parts follow one another");
    at = part.content.data() + part.content.size();
  }
}

void target(std::string_view text) {
  const http::Target target = http::read_target("GET", text);
  fuzz::hold(target.path == "/" || stands_in(target.path, text), "a path is borrowed");
  fuzz::hold(stands_in(target.authority, text), "an authority is borrowed");
  http::read_authority(text);
  fuzz::hold(http::percent_decoded(text).size() <= text.size(), "decoding does not expand");
  fuzz::hold(http::read_form(text, 10).size() <= 10, "pairs are limited");
  const std::string route = http::route_of(target.path);
  const auto slashes = [](std::string_view path) { return std::ranges::count(path, '/'); };
  fuzz::hold(slashes(route) == slashes(target.path), "a route has the segments of its path");
  http::route_by(text, target.path);
}

void media_type(std::string_view value, std::string_view body) {
  const http::MediaType type = http::read_media_type(value);
  const http::MediaType again = http::read_media_type(type.essence());
  fuzz::hold(again.essence() == type.essence(), "an essence is a media type");
  http::parameter_of(value, "charset");
  fuzz::hold(!http::parameter_of(http::without_parameter(value, "charset"), "charset"),
             "a parameter taken out is gone");
  if (const auto text = http::utf8_from(body, type.charset)) {
    fuzz::hold(text->size() <= 3 * body.size(), "UTF-8 is at most thrice as long");
    std::string literal;
    write_json_text(literal, *text);
    fuzz::hold(read_json(literal) == Decoded<Value>(Value(*text)), "what is read is UTF-8");
  }
}

void structures(std::string_view body) {
  http::XmlReader xml(body);
  std::size_t elements = 0;
  while (!xml.next().empty()) {
    fuzz::hold(++elements <= body.size(), "elements end");
    fuzz::hold(xml.text().size() <= 4 * body.size(), "entities do not expand");
  }
  fuzz::hold(http::xml_texts(body, "a", 5).size() <= 5, "texts are limited");
  if (const auto message = http::read_thrift(body)) {
    fuzz::hold(read_json(write_json(message->fields)).has_value(), "Thrift can be written as JSON");
  }
  http::summary_of_sql(body);
  http::graphql_operations(body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = as_text(Bytes(data, size));
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view first = input.substr(0, line);
  const std::string_view body = input.substr(std::min(line + 1, input.size()));
  multipart(first, body);
  target(first);
  media_type(first, body);
  structures(body);
  return 0;
}
