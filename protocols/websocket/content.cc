// Content: characters, and a merge of two sequences.
#include "protocols/websocket/content.h"

#include "protocols/base/utf8.h"

namespace goldwire::websocket {
namespace {

constexpr std::size_t kLongestCharacter = 4;

/// Fewer octets than a character has, of which more may make one.
bool begins_character(std::string_view rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1;
  return first >= 0xC2 && first <= 0xF4 && rest.size() < length;
}

}  // namespace

bool is_utf8(std::string_view text, bool cut) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return cut && text.size() < kLongestCharacter && begins_character(text);
    text.remove_prefix(length);
  }
  return true;
}

std::vector<Said> in_order(const Voice& client, const Voice& server) {
  std::vector<Said> out;
  out.reserve(client.messages.size() + server.messages.size());
  auto answer = server.messages.begin();
  for (const Message& message : client.messages) {
    while (answer != server.messages.end() && answer->end <= message.acked) {
      out.push_back({Side::server, &*answer++});
    }
    out.push_back({Side::client, &message});
  }
  while (answer != server.messages.end()) out.push_back({Side::server, &*answer++});
  return out;
}

}  // namespace goldwire::websocket
