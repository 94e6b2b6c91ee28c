// Fuzzes dissection and reassembly: the input is a list of packets. No crash; packets and payload
// octets are each counted once.
#include <cstdlib>

#include "agent/wire/dissect.h"
#include "agent/wire/reassembly.h"
#include "protocols/base/wire_reader.h"

using namespace goldwire;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array<std::uint32_t, 6> kLinkTypes = {0, 1, 101, 113, 228, 276};
  WireReader script(Bytes(data, size));
  Ledger ledger;
  Dissector dissector(ledger);
  std::uint64_t packets = 0;
  std::uint64_t payload = 0;
  std::uint64_t told = 0;
  const Reassembly::Deliver deliver = [&](const Input& input) {
    if (const auto* chunk = std::get_if<Chunk>(&input)) told += chunk->bytes.size();
  };
  Reassembly reassembly(ReassemblyLimits{}, ledger, deliver);
  Time now{};
  while (script.remaining() > 3) {
    Packet packet;
    packet.link_type = kLinkTypes[script.u8() % kLinkTypes.size()];
    const std::size_t length = script.u16() % 2048;
    packet.bytes = script.bytes(std::min(length, script.remaining()));
    packet.wire_length = static_cast<std::uint32_t>(length);
    packet.time = now += std::chrono::milliseconds(3);
    ++packets;
    const std::optional<Segment> segment = dissector.dissect(packet);
    if (!segment) continue;
    payload += segment->payload.size();
    const bool from_client = segment->source.port >= segment->destination.port;
    reassembly.take(*segment, from_client ? Side::client : Side::server);
    reassembly.tick(now);
  }
  reassembly.finish(Ending::end_of_capture, now);
  const std::uint64_t fates =
      ledger.tcp_segments + ledger.other_packets + ledger.undecodable + ledger.fragments;
  const std::uint64_t octets = ledger.delivered + ledger.retransmitted + ledger.duplicated +
                               ledger.overlaps + ledger.out_of_window;
  if (fates > packets || told != ledger.delivered || octets != payload) std::abort();
  return 0;
}
