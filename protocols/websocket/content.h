// Content of messages: what is text, and in what order both sides spoke.
#pragma once

#include <string_view>
#include <vector>

#include "protocols/base/stream.h"
#include "protocols/websocket/message.h"

namespace goldwire::websocket {

/// Well-formed UTF-8 (RFC 3629). `cut`: the last character may lack its end.
bool is_utf8(std::string_view text, bool cut);

/// One message, and who sent it.
struct Said {
  Side sender = Side::client;
  const Message* message = nullptr;
};
/// The messages of both sides, each side's in its own order. The server's comes first where the
/// client had all of it before it ended its own; of two that crossed on their way the client's is
/// told first, so that the order does not depend on where the capture was made. Borrowed.
std::vector<Said> in_order(const Voice& client, const Voice& server);

}  // namespace goldwire::websocket
