// By the media type alone.
#include "protocols/http/event_stream.h"

namespace goldwire::http {
namespace {

constexpr std::string_view kType = "text/event-stream";

}  // namespace

bool accepts_event_stream(const Fields& fields) {
  return fields.find("accept").value_or("").find(kType) != std::string_view::npos;
}

bool is_event_stream(const Fields& fields) {
  const std::string_view type = fields.find("content-type").value_or("");
  return same_name(trimmed(type.substr(0, type.find(';'))), kType);
}

}  // namespace goldwire::http
