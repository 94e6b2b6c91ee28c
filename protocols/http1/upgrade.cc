// Upgrade and CONNECT.
#include "protocols/http1/upgrade.h"

#include <vector>

namespace goldwire::http1 {

bool asks_to_switch(const http::Request& request) {
  return request.method == "CONNECT" || request.fields.has("upgrade");
}

bool may_switch(const Messages& messages) {
  return !messages.has_request || asks_to_switch(messages.request);
}

bool switches_over(const Messages& messages) {
  const std::uint16_t status = messages.response.status;
  return (status == 101 && may_switch(messages)) ||
         (messages.request.method == "CONNECT" && status >= 200 && status < 300);
}

std::string_view next_protocol(const Messages& messages) {
  if (messages.response.status != 101) return {};
  const std::string_view upgrade = messages.response.fields.find("upgrade").value_or(
      messages.request.fields.find("upgrade").value_or(""));
  const std::vector<std::string_view> members = http::list_members(upgrade);
  if (members.empty()) return {};
  const std::string_view name = members.front().substr(0, members.front().find('/'));
  if (http::same_name(name, "websocket")) return "websocket";
  if (http::same_name(name, "h2c")) return "http/2";
  if (http::same_name(name, "tls")) return "tls";
  return {};
}

}  // namespace goldwire::http1
