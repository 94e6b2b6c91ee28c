// Body: one half's messages as one payload.
//
// Contract: what was kept of the body is read; a message that is only there in part is a Blob of
// what is there.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "protocols/base/interaction.h"
#include "protocols/grpc/codec.h"
#include "protocols/http/message.h"

namespace goldwire::grpc {

/// How the messages of a half are written, as content-type says.
struct Form {
  Dialect dialect = Dialect::http2;
  bool text = false;  ///< base64 all over (application/grpc-web-text)
  bool json = false;  ///< messages are JSON (+json)
};
/// Nothing when `content_type` is none of gRPC's.
std::optional<Form> form_of(std::string_view content_type);
/// Where the fields are not known that would say it: frames of either dialect, each message read as
/// what it looks like.
inline constexpr Form kUnknownForm = {Dialect::web, false, false};

struct DescribedBody {
  Payload payload;             ///< a List; `size` is that of all messages, decompressed
  std::uint64_t messages = 0;  ///< also those that were not kept
  http::Fields trailers;       ///< of gRPC-Web
  Reasons reasons;
  bool all_seen = true;  ///< every octet of the body was there to be read
};

/// One message, decompressed, as a Value.
using ReadMessage = std::function<Value(std::string_view octets)>;

/// `octets` is `body` as HTTP describes it: what is there of it after content decoding. `encoding`
/// is grpc-encoding.
DescribedBody describe_body(const http::Body& body, const Payload& octets, const Form& form,
                            std::string_view encoding, const ReadMessage& read);

}  // namespace goldwire::grpc
