// Exchanges made by hand, and what describe says of them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocols/http/describe.h"

namespace goldwire::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline Body body(std::string text) {
  Body out;
  out.size = out.wire_size = text.size();
  out.kept = std::move(text);
  return out;
}

inline Request request(std::string method, std::string target, const Headers& fields = {},
                       std::string content = {}) {
  Request out;
  out.method = std::move(method);
  out.target = std::move(target);
  for (const auto& [name, value] : fields) out.fields.add(name, value);
  out.body = body(std::move(content));
  return out;
}

inline Response response(std::uint16_t status, const Headers& fields = {},
                         std::string content = {}) {
  Response out;
  out.status = status;
  for (const auto& [name, value] : fields) out.fields.add(name, value);
  out.body = body(std::move(content));
  return out;
}

inline Interaction described(const Request& request, const Response& answer = response(200),
                             const Terms& terms = {}) {
  Exchange exchange;
  auto messages = std::make_shared<Messages>();
  messages->has_request = messages->has_response = true;
  messages->request = request;
  messages->response = answer;
  exchange.messages = std::move(messages);
  return describe(exchange, "http/1.1", terms);
}

inline std::vector<std::string> list(const Interaction& interaction, std::string_view key) {
  const AttributeValue* value = interaction.attributes.find(key);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<std::string>>(value);
  return list == nullptr ? std::vector<std::string>{} : *list;
}

}  // namespace goldwire::http
