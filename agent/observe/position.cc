// Position: XXH3 over a fixed layout, so that ids are the same on every machine.
#include "agent/observe/position.h"

#include <xxhash.h>

#include "protocols/base/wire_writer.h"

namespace goldwire {
namespace {

/// More than any layout here has.
constexpr std::size_t kLayout = 64;

void write(WireWriter& writer, const Endpoint& endpoint) {
  writer.bytes(endpoint.address.octets);
  writer.u16(endpoint.port);
}

std::uint64_t hash(WireWriter& writer) {
  const std::string layout = writer.take();
  const std::uint64_t value = XXH3_64bits(layout.data(), layout.size());
  return value == 0 ? 1 : value;
}

}  // namespace

std::uint64_t connection_id(const ConnectionInfo& connection) {
  WireWriter writer;
  writer.reserve(kLayout);
  writer.text("connection");
  write(writer, connection.client);
  write(writer, connection.server);
  writer.u32(connection.midstream ? 0 : connection.client_sequence);
  writer.u32(connection.midstream ? 0 : connection.server_sequence);
  return hash(writer);
}

std::uint64_t interaction_id(const ConnectionInfo& connection, const Half& request,
                             const Half& response, std::uint32_t part) {
  const bool asked = request.first.has_value();
  WireWriter writer;
  writer.reserve(kLayout);
  writer.text(asked ? "request" : "response");
  write(writer, connection.client);
  write(writer, connection.server);
  writer.u32(asked ? connection.client_sequence + static_cast<std::uint32_t>(request.begin)
                   : connection.server_sequence + static_cast<std::uint32_t>(response.begin));
  writer.u32(part);
  return hash(writer);
}

}  // namespace goldwire
