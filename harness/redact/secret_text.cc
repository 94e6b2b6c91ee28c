// Each kind of text in turn; the outer ones first, as they know best where a value ends.
#include "harness/redact/secret_text.h"

#include "harness/redact/secret_json.h"
#include "harness/redact/secret_multipart.h"
#include "harness/redact/secret_parameters.h"
#include "harness/redact/secret_xml.h"

namespace goldwire {

std::string redact_text(std::string_view text, const RedactionRules& rules,
                        const Replace& replace) {
  std::string known = redact_multipart(text, rules, replace);
  known = redact_xml(known, rules, replace);
  known = redact_json(known, rules, replace);
  known = redact_parameters(known, rules, replace);
  return redact_userinfo(known, replace);
}

}  // namespace goldwire
