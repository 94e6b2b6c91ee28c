// Which type octet is which message, per side.
#include "protocols/postgres/codec.h"

#include <algorithm>

namespace goldwire::postgres {
namespace {

bool client_well_formed(char type, Bytes body) {
  switch (type) {
    case 'Q':
      return fits<Query>(body);
    case 'P':
      return fits<Parse>(body);
    case 'B':
      return fits<Bind>(body);
    case 'D':
      return fits<Describe>(body) && (body[0] == 'S' || body[0] == 'P');
    case 'E':
      return fits<Execute>(body);
    case 'C':
      return fits<Close>(body) && (body[0] == 'S' || body[0] == 'P');
    case 'F':
      return fits<FunctionCall>(body);
    case 'f':
      return fits<CopyFail>(body);
    case 'd':
    case 'p':
      return true;
    default:
      return body.empty();
  }
}

bool server_well_formed(char type, Bytes body) {
  switch (type) {
    case 'R':
      return fits<Authentication>(body);
    case 'K':
      return fits<BackendKeyData>(body);
    case 'v':
      return fits<NegotiateProtocolVersion>(body);
    case 'S':
      return fits<ParameterStatus>(body);
    case 'Z':
      return fits<ReadyForQuery>(body) && (body[0] == 'I' || body[0] == 'T' || body[0] == 'E');
    case 'T':
      return fits<RowDescription>(body);
    case 't':
      return fits<ParameterDescription>(body);
    case 'D':
      return fits<DataRow>(body);
    case 'C':
      return fits<CommandComplete>(body);
    case 'E':
    case 'N':
      return fits<ErrorResponse>(body);
    case 'A':
      return fits<NotificationResponse>(body);
    case 'V':
      return fits<FunctionCallResponse>(body);
    case 'G':
    case 'H':
    case 'W':
      return fits<CopyInResponse>(body);
    case 'd':
      return true;
    default:
      return body.empty();
  }
}

constexpr std::uint32_t kAny = 0x7fffffff;

constexpr Bounds client_bounds(char type) {
  switch (type) {
    case 'S':
    case 'H':
    case 'X':
    case 'c':
      return {4, 4};
    case 'Q':
    case 'f':
      return {5, kAny};
    case 'P':
      return {8, kAny};
    case 'B':
      return {12, kAny};
    case 'D':
    case 'C':
      return {6, kAny};
    case 'E':
      return {9, kAny};
    case 'F':
      return {14, kAny};
    case 'd':
      return {4, kAny};
    case 'p':
      return {4, 1U << 20};
    default:
      return {};
  }
}

constexpr Bounds server_bounds(char type) {
  switch (type) {
    case '1':
    case '2':
    case '3':
    case 'n':
    case 's':
    case 'I':
    case 'c':
      return {4, 4};
    case 'Z':
      return {5, 5};
    case 'R':
      return {8, 1U << 16};
    case 'K':
      return {12, 4 + 4 + 256};
    case 'v':
      return {12, 1U << 16};
    case 'S':
      return {6, 1U << 20};
    case 'C':
      return {5, 256};
    case 'T':
    case 't':
    case 'D':
      return {6, kAny};
    case 'G':
    case 'H':
    case 'W':
      return {7, 7 + 2 * 65535};
    case 'E':
    case 'N':
      return {5, kAny};
    case 'A':
      return {10, 1U << 20};
    case 'V':
      return {8, kAny};
    case 'd':
      return {4, kAny};
    default:
      return {};
  }
}

}  // namespace

constexpr std::array<std::array<Bounds, 256>, 2> kBounds = [] {
  std::array<std::array<Bounds, 256>, 2> out{};
  for (std::size_t octet = 0; octet < 256; ++octet) {
    const char type = static_cast<char>(octet);
    out[index_of(Side::client)][octet] = client_bounds(type);
    out[index_of(Side::server)][octet] = server_bounds(type);
  }
  return out;
}();

std::string frame(char type, std::string_view body) {
  WireWriter out;
  if (type != 0) out.u8(static_cast<std::uint8_t>(type));
  out.u32(static_cast<std::uint32_t>(body.size() + 4));
  out.text(body);
  return out.take();
}

void append_frame(std::string& out, char type, Bytes body) {
  const auto length = static_cast<std::uint32_t>(body.size() + 4);
  const char header[kHeader] = {type, static_cast<char>(length >> 24),
                                static_cast<char>(length >> 16), static_cast<char>(length >> 8),
                                static_cast<char>(length)};
  const std::size_t size = out.size() + kHeader + body.size();
  if (size > out.capacity()) out.reserve(std::max(size, 2 * out.capacity()));
  out.append(header, kHeader).append(as_text(body));
}

bool well_formed(Side side, char type, Bytes body) {
  return side == Side::client ? client_well_formed(type, body) : server_well_formed(type, body);
}

std::optional<FrameView> next_frame(std::string_view& frames) {
  if (frames.size() < kHeader) return std::nullopt;
  WireReader header(as_bytes(frames));
  const char type = static_cast<char>(header.u8());
  const std::size_t total = 1 + static_cast<std::size_t>(header.u32());
  if (total < kHeader || total > frames.size()) return std::nullopt;
  const Bytes body = as_bytes(frames.substr(kHeader, total - kHeader));
  frames.remove_prefix(total);
  return FrameView{type, body};
}

}  // namespace goldwire::postgres
