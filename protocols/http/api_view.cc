// API view: the parts of an exchange that many recognisers ask for.
#include "protocols/http/api_view.h"

#include "protocols/base/ascii.h"
#include "protocols/base/semconv.h"

namespace goldwire::http {

ApiView::ApiView(const Messages& messages, std::string_view body, std::string_view answered)
    : request(messages.request),
      response(messages.has_response ? &messages.response : nullptr),
      target(read_target(request.method, request.target)),
      query(target.query.value_or("")),
      agent(request.fields.find("user-agent").value_or("")),
      content(body),
      answer(answered) {
  std::string_view authority = target.authority;
  if (authority.empty()) authority = request.authority;
  if (authority.empty()) authority = request.fields.find("host").value_or("");
  host = read_authority(authority).host;
  if (target.path.size() > 1 && target.path.ends_with('/')) target.path.remove_suffix(1);
  if (!content.empty()) type = read_media_type(field("content-type"));
}

const Value* member(const Value& object, std::initializer_list<std::string_view> path) {
  const Value* at = &object;
  for (const std::string_view name : path) {
    at = at->find(name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::string_view member_text(const Value& object, std::initializer_list<std::string_view> path) {
  const Value* const found = member(object, path);
  if (found == nullptr) return {};
  if (found->text() != nullptr) return *found->text();
  return found->number() == nullptr ? std::string_view() : found->number()->text;
}

void set_failed(Interaction& out, std::string_view type, std::string_view message) {
  out.status.code = StatusCode::error;
  out.status.message = message;
  out.attributes.set(semconv::kErrorType, std::string(type.empty() ? "_OTHER" : type));
}

void set_text(Interaction& out, std::string_view key, std::string_view text) {
  if (!text.empty()) out.attributes.set(key, std::string(text));
}

std::string_view last_part(std::string_view text, std::string_view separators) {
  const std::size_t at = text.find_last_of(separators);
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

bool fits_pattern(std::string_view pattern, std::string_view text) {
  // On a mismatch the last star takes one character more.
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t taken = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      taken = i;
    } else if (at < pattern.size() && lower_case(pattern[at]) == lower_case(text[i])) {
      ++at;
      ++i;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      i = ++taken;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace goldwire::http
