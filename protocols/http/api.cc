// APIs: the recognisers in the order of how sure they are.
#include "protocols/http/api.h"

#include <algorithm>

#include "protocols/http/api_aws.h"
#include "protocols/http/api_databricks.h"
#include "protocols/http/api_elasticsearch.h"
#include "protocols/http/api_graphql.h"
#include "protocols/http/api_hive.h"
#include "protocols/http/api_jsonrpc.h"
#include "protocols/http/api_parties.h"
#include "protocols/http/api_soap.h"
#include "protocols/http/api_view.h"

namespace goldwire::http {
namespace {

constexpr bool (*kApis[])(Interaction&, const ApiView&) = {
    describe_aws,           describe_hive,    describe_databricks, describe_soap,
    describe_elasticsearch, describe_jsonrpc, describe_graphql};

std::string_view content_of(const Payload& payload) {
  const auto* octets = std::get_if<std::string>(&payload.body);
  return octets == nullptr ? std::string_view{} : std::string_view(*octets);
}

}  // namespace

void describe_api(Interaction& out, const Messages& messages, const Terms& terms) {
  const ApiView view(messages, content_of(out.request_payload), content_of(out.response_payload));
  const bool named =
      std::ranges::any_of(kApis, [&](auto describes) { return describes(out, view); });
  add_party(out, view, terms, named);
}

}  // namespace goldwire::http
