// The list itself. Adding a line here takes a reason that holds for every system.
#include "harness/canonical/framing.h"

#include <algorithm>
#include <array>

#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

constexpr std::array kHeaders = {
    Uncompared{"connection", "speaks of this hop only (RFC 9110 section 7.6.1)"},
    Uncompared{"keep-alive", "how long this hop's connection may idle"},
    Uncompared{"proxy-connection", "speaks of this hop only"},
    Uncompared{"transfer-encoding", "chunk framing of this hop; the body itself is compared"},
    Uncompared{"content-length", "the body itself is compared, or its size where it was too large"},
    Uncompared{"content-encoding", "compression; the decoded body is compared"},
    Uncompared{"accept-encoding", "offers compression; the decoded body is compared"},
    Uncompared{"te", "speaks of this hop only (RFC 9110 section 10.1.4)"},
    Uncompared{"grpc-encoding", "compression of messages; they are compared decompressed"},
    Uncompared{"grpc-accept-encoding", "offers compression; the messages are compared"},
    Uncompared{"grpc-timeout", "what is left of the deadline when the call is sent"},
    Uncompared{"trailer", "announces trailer fields; they are compared themselves"},
    Uncompared{"http2-settings", "speaks of this hop only (RFC 7540 section 3.2.1)"},
    Uncompared{"sec-websocket-key", "a nonce of this handshake (RFC 6455 section 4.1)"},
    Uncompared{"sec-websocket-accept", "answers the nonce"},
    Uncompared{"sec-websocket-extensions", "compression; the messages are compared decompressed"}};

constexpr std::array kAttributes = {
    Uncompared{
        semconv::kMessagingKafkaOffset,
        "the position in the log depends on what others wrote before; the record is compared"},
    Uncompared{semconv::kServerAddress,
               "the callee's name stands for it, or the Host field says it"},
    Uncompared{semconv::kServerPort, "the callee's name stands for it, or the Host field says it"},
    Uncompared{semconv::kNetworkProtocolVersion, "repeats the protocol"},
    Uncompared{semconv::kHttpRoute, "repeats the operation and the path"},
    Uncompared{semconv::kDbOperationName, "repeats the statement"},
    Uncompared{semconv::kDbCollectionName, "repeats the statement"},
    Uncompared{semconv::kWebsocketExtensions,
               "compression; the messages are compared decompressed"},
    Uncompared{semconv::kHttpRequestUnknownFields, "says what is unknown, which is not compared"},
    Uncompared{semconv::kHttpResponseUnknownFields, "says what is unknown, which is not compared"},
    Uncompared{semconv::kControl, "control traffic is left out as a whole"}};

constexpr std::array kKnownByLuck = {
    Uncompared{semconv::kDbNamespace, "the database is named when a connection opens"},
    Uncompared{semconv::kMessagingConsumerGroupName, "the group is named when a consumer joins it"},
    Uncompared{semconv::kKafkaTopicId, "which name a topic id stands for, another answer said"}};

template <std::size_t N>
bool names(const std::array<Uncompared, N>& list, std::string_view name) {
  return std::ranges::any_of(list, [&](const Uncompared& entry) { return entry.name == name; });
}

}  // namespace

std::span<const Uncompared> uncompared_headers() { return kHeaders; }
std::span<const Uncompared> uncompared_attributes() { return kAttributes; }
std::span<const Uncompared> known_by_luck() { return kKnownByLuck; }
bool is_uncompared_header(std::string_view header) { return names(kHeaders, header); }
bool is_uncompared_attribute(std::string_view attribute) { return names(kAttributes, attribute); }
bool may_be_unknown(std::string_view path) {
  constexpr std::string_view kPrefix = "attributes.";
  return path.starts_with(kPrefix) && names(kKnownByLuck, path.substr(kPrefix.size()));
}

}  // namespace goldwire
