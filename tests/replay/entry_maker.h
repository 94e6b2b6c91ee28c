// Entries made by hand, for tests of what is found in them and sent again.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "replay/message.h"

namespace goldwire::replay::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

inline http::Fields fields(const Headers& headers) {
  http::Fields out;
  for (const auto& [name, value] : headers) out.add(name, value);
  return out;
}

/// "POST /deposit" with a JSON body where there is one, answered 200 with another.
inline Recorded entry(std::string_view method, std::string_view target, Headers headers,
                      std::string body, std::string answer, const Headers& answer_headers = {}) {
  Recorded out;
  out.request.method = method;
  out.request.target = target;
  if (!body.empty()) headers.emplace_back("content-type", "application/json");
  out.request.fields = fields(headers);
  out.request.body.kept = std::move(body);
  out.request.body.size = out.request.body.kept.size();
  out.answer.status = 200;
  out.answer.fields = fields(answer_headers);
  out.answer.body.kept = std::move(answer);
  out.name = std::string(method) + " " + std::string(target.substr(0, target.find('/', 1)));
  return out;
}

}  // namespace goldwire::replay::test
