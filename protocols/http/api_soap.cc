// SOAP: the action from the header (1.1) or the media type (1.2), the rest from the envelope.
#include "protocols/http/api_soap.h"

#include "protocols/base/ascii.h"
#include "protocols/base/semconv.h"
#include "protocols/http/api_xml.h"
#include "protocols/http/fields.h"

namespace goldwire::http {
namespace {

std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

/// The action parameter of application/soap+xml (RFC 3902).
std::string_view action_parameter(std::string_view type) {
  constexpr std::string_view kName = "action=";
  const std::string lower = lower_case(type);
  const std::size_t at = lower.find(kName);
  if (at == std::string::npos) return {};
  const std::string_view rest = type.substr(at + kName.size());
  if (rest.starts_with('"')) return unquoted(rest.substr(0, rest.find('"', 1) + 1));
  return rest.substr(0, rest.find_first_of("; \t"));
}

/// The name of the first element inside Envelope/Body; empty when there is none. What stands before
/// the envelope are the headers of a multipart.
std::string body_element(std::string_view xml) {
  XmlReader reader(xml);
  std::string_view name = reader.next();
  while (!name.empty() && name != "Envelope") name = reader.next();
  const std::size_t envelope = reader.depth();
  for (name = reader.next(); !name.empty(); name = reader.next()) {
    if (name == "Body" && reader.depth() == envelope + 1) {
      const std::string_view inner = reader.next();
      return reader.depth() == envelope + 2 ? std::string(inner) : std::string();
    }
  }
  return {};
}

/// "SOAP-ENV:Server" -> "Server".
std::string_view local(std::string_view name) { return last_part(name, ":"); }

void add_fault(Interaction& out, std::string_view answer) {
  if (body_element(answer) != "Fault") return;
  const auto code = xml_text(answer, "faultcode");  // 1.1; in 1.2 Code/Value and Reason/Text
  const auto text = xml_text(answer, code ? "faultstring" : "Text");
  const std::string type = code ? *code : xml_text(answer, "Value").value_or("");
  set_failed(out, local(type), text.value_or(""));
}

}  // namespace

bool describe_soap(Interaction& out, const ApiView& view) {
  if (view.request.method != "POST") return false;
  const auto header = view.request.fields.find("soapaction");
  const bool soap12 = view.type.essence() == "application/soap+xml";
  const std::string type = view.type.essence();
  const bool xml =
      soap12 || type == "text/xml" || type == "application/xml" || type == "multipart/related";
  if (!xml) return false;
  // With attachments the envelope is the first part (SOAP with Attachments, MTOM).
  const std::string element = body_element(view.content);
  if (element.empty() && !header && !soap12) return false;
  const std::string_view action =
      header ? unquoted(*header) : action_parameter(view.field("content-type"));
  std::string name = element;
  // The document style of some toolkits: <GetPriceRequest> for GetPrice.
  const std::string_view from_action = last_part(action, "/#:");
  if (!from_action.empty() && (name.empty() || name.starts_with(from_action))) name = from_action;
  if (name.empty()) return false;
  out.name = name;
  out.attributes.set(semconv::kRpcSystem, std::string("soap"));
  out.attributes.set(semconv::kRpcMethod, name);
  set_text(out, semconv::kSoapAction, action);
  add_fault(out, view.answer);
  return true;
}

}  // namespace goldwire::http
