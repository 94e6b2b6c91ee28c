// Writing: the mirror of the readers.
#include <algorithm>
#include <fmt/format.h>

#include "protocols/http1/codec.h"

namespace goldwire::http1 {
namespace {

void write_field(std::string& out, http::Field field) {
  out.append(field.name).append(": ").append(field.value).append("\r\n");
}

/// The field lines; a Content-Length is made true where the body is framed by it.
void write_fields(std::string& out, const http::Fields& fields, Framing framing,
                  std::size_t length) {
  bool said = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const http::Field field = fields[i];
    if (framing == Framing::length && http::same_name(field.name, "content-length")) {
      const std::string number = std::to_string(length);
      // A list of equal numbers stays as it was written while it is true.
      const bool same = std::ranges::all_of(http::list_members(field.value),
                                            [&](std::string_view one) { return one == number; });
      write_field(out, {field.name, same ? field.value : std::string_view(number)});
      said = true;
      continue;
    }
    write_field(out, field);
  }
  if (framing == Framing::length && !said) out += fmt::format("Content-Length: {}\r\n", length);
  out += "\r\n";
}

void write_body(std::string& out, const http::Body& body, const http::Fields& trailers,
                Framing framing) {
  if (framing == Framing::none) return;
  if (framing != Framing::chunked) {
    out += body.kept;
    return;
  }
  if (!body.kept.empty()) out += fmt::format("{:x}\r\n{}\r\n", body.kept.size(), body.kept);
  out += "0\r\n";
  for (std::size_t i = 0; i < trailers.size(); ++i) write_field(out, trailers[i]);
  out += "\r\n";
}

}  // namespace

std::string write_request(const http::Request& request, Framing framing) {
  std::string out = fmt::format("{} {} HTTP/{}.{}\r\n", request.method, request.target,
                                request.version.major, request.version.minor);
  write_fields(out, request.fields, framing, request.body.kept.size());
  write_body(out, request.body, request.trailers, framing);
  return out;
}

std::string write_response(const http::Response& response, Framing framing) {
  std::string out = fmt::format("HTTP/{}.{} {} {}\r\n", response.version.major,
                                response.version.minor, response.status, response.reason);
  write_fields(out, response.fields, framing, response.body.kept.size());
  write_body(out, response.body, response.trailers, framing);
  return out;
}

std::string write_carried(const http::Request& request, const http::Response& response) {
  std::string out = request.method + " " + request.target + "\r\n";
  write_fields(out, request.fields, Framing::none, 0);
  write_fields(out, response.fields, Framing::none, 0);
  return out;
}

}  // namespace goldwire::http1
