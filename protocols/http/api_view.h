// API view: what the recognisers of APIs look at of one exchange.
//
// Contract: borrows from the messages and the decoded bodies for the call. Everything is as sent.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "protocols/base/interaction.h"
#include "protocols/base/value.h"
#include "protocols/http/media_type.h"
#include "protocols/http/message.h"
#include "protocols/http/target.h"

namespace goldwire::http {

struct ApiView {
  /// `content` and `answer` are the bodies after content decoding.
  ApiView(const Messages& messages, std::string_view content, std::string_view answer);

  const Request& request;
  const Response* response;  ///< null without one
  Target target;             ///< its path without a slash at the end
  std::string_view query;    ///< empty without one
  std::string_view host;     ///< without port
  std::string_view agent;    ///< User-Agent
  MediaType type;            ///< of `content`; empty without content
  std::string_view content;
  std::string_view answer;

  std::string_view field(std::string_view name) const {
    return request.fields.find(name).value_or("");
  }
  std::string_view answer_field(std::string_view name) const {
    return response == nullptr ? std::string_view() : response->fields.find(name).value_or("");
  }
  std::uint16_t status() const { return response == nullptr ? 0 : response->status; }
};

/// The member of `object` by a path of names; null when there is none.
const Value* member(const Value& object, std::initializer_list<std::string_view> path);
/// Its text, or the number as written; empty when it is neither.
std::string_view member_text(const Value& object, std::initializer_list<std::string_view> path);

/// Says that the call failed, though the answer may have been a 200.
void set_failed(Interaction& out, std::string_view type, std::string_view message);
/// Sets a text that is not empty.
void set_text(Interaction& out, std::string_view key, std::string_view text);

/// The last part of an ARN, a queue's URL or a path.
std::string_view last_part(std::string_view text, std::string_view separators);

/// True when `text` is of the form of `pattern`, where "*" stands for any characters and case does
/// not count.
bool fits_pattern(std::string_view pattern, std::string_view text);

}  // namespace goldwire::http
