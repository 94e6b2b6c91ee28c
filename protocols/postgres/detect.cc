// Detection by content: a start-up packet, or runs of whole well-formed frames on either side.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "protocols/postgres/codec.h"
#include "protocols/postgres/conversation.h"

namespace goldwire::postgres {
namespace {

/// Where a run of frames may begin when a side was joined inside a frame.
constexpr std::size_t kLatestStart = 16U << 10;
/// More octets than this without a run are of another protocol.
constexpr std::size_t kEnough = 4U << 10;
constexpr std::uint32_t kLongestFrame = 64U << 20;

/// Names and values up to an empty name; "user" is among the names (StartupMessage requires it). A
/// Kafka Metadata request has the same length and code in front, but goes on otherwise.
Fit parameters_fit(std::string_view rest, std::size_t whole) {
  bool user = false;
  while (!rest.empty()) {
    const std::size_t name = rest.find('\0');
    const std::string_view shown = rest.substr(0, name);
    const bool readable = std::ranges::all_of(
        shown, [](unsigned char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '.'; });
    if (!readable) return Fit::no;
    if (name == std::string_view::npos) return Fit::unsure;
    whole -= std::min(whole, name + 1);
    rest.remove_prefix(name + 1);
    if (name == 0) return user && whole == 0 ? Fit::certain : Fit::no;
    user = user || shown == "user";
    const std::size_t value = rest.find('\0');
    if (value == std::string_view::npos) return Fit::unsure;
    whole -= std::min(whole, value + 1);
    rest.remove_prefix(value + 1);
  }
  return Fit::unsure;
}

Fit startup_fit(Bytes client) {
  WireReader in(client);
  const std::uint32_t length = in.u32();
  const std::int32_t code = in.i32();
  if (in.failed()) return client.empty() || client[0] == 0 ? Fit::unsure : Fit::no;
  const bool request = (code == kSslCode || code == kGssEncCode) && length == 8;
  const bool cancel = code == kCancelCode && length >= 16 && length <= 12 + 256;
  const bool startup =
      code >> 16 == kProtocol30 >> 16 && (code & 0xffff) <= 9 && length >= 9 && length <= 10000;
  if (startup) return parameters_fit(as_text(in.rest()).substr(0, length - 8), length - 8);
  return request || cancel ? Fit::certain : Fit::no;
}

struct Run {
  std::size_t whole = 0;  ///< frames that are all there
  bool sound = true;      ///< nothing up to the end of the octets speaks against it
};

Run run_at(Side side, Bytes octets) {
  Run run;
  while (!octets.empty()) {
    WireReader in(octets);
    const char type = static_cast<char>(in.u8());
    const std::uint32_t length = in.remaining() < 4 ? 64 : in.u32();
    const bool fixed = plausible(side, type, 4) || plausible(side, type, 5);
    if (!plausible(side, type, length) && !(in.remaining() < 4 && fixed)) return {run.whole, false};
    if (length > kLongestFrame) return {run.whole, false};
    if (octets.size() < 1 + std::size_t{length}) return run;
    if (!well_formed(side, type, octets.subspan(kHeader, length - 4))) return {run.whole, false};
    ++run.whole;
    octets = octets.subspan(1 + std::size_t{length});
  }
  return run;
}

constexpr std::size_t kBlock = sizeof(std::uint64_t);

/// False when no whole frame begins in the block from `at` on: a type is a letter or digit, and the
/// length of a frame that is all there begins with a zero. Looks at the whole block at once, since
/// nearly all of them have none; may take one octet for another, but misses nothing.
bool any_begins(Bytes octets, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighs = 0x8080808080808080;
  std::uint64_t types = 0;
  std::uint64_t lengths = 0;
  std::memcpy(&types, octets.data() + at, kBlock);
  std::memcpy(&lengths, octets.data() + at + 1, kBlock);
  const std::uint64_t readable = types << 1 | types << 2;  // its high bits: 0x40 or 0x20 is set
  const std::uint64_t zeros = (lengths - kOnes) & ~lengths;
  return (readable & zeros & kHighs) != 0;
}

/// How many frames stand in a row up to the end; the first octet may lie inside an earlier frame,
/// but then one frame proves nothing.
std::size_t frames_of(Side side, Bytes octets) {
  const Run first = run_at(side, octets);
  if (first.sound && first.whole > 0) return first.whole;
  if (octets.size() < kHeader) return 0;
  const std::size_t places = std::min(kLatestStart, octets.size() - kHeader + 1);
  for (std::size_t block = 1; block < places; block += kBlock) {
    const std::size_t end = std::min(places, block + kBlock);
    if (end == block + kBlock && !any_begins(octets, block)) continue;
    for (std::size_t at = block; at < end; ++at) {
      WireReader in(octets.subspan(at));
      const char type = static_cast<char>(in.u8());
      const std::uint32_t length = in.u32();
      if (length >= octets.size() - at || !plausible(side, type, length)) continue;
      const Run run = run_at(side, octets.subspan(at));
      if (run.sound && run.whole >= 2) return run.whole;
    }
  }
  return 0;
}

}  // namespace

Fit detect(Bytes client, Bytes server) {
  const Fit startup = startup_fit(client);
  if (startup == Fit::certain) {
    constexpr std::string_view kAnswers = "RESNGv";
    const bool answered =
        server.empty() || kAnswers.find(static_cast<char>(server[0])) != std::string_view::npos;
    return answered ? Fit::certain : Fit::no;
  }
  if (startup == Fit::unsure && !client.empty() && server.empty()) return Fit::unsure;
  const std::size_t asked = frames_of(Side::client, client);
  const std::size_t answered = frames_of(Side::server, server);
  if (asked > 0 && answered > 0 && asked + answered > 2) return Fit::certain;
  if (asked >= 2 || answered >= 2 || (asked > 0 && answered > 0)) return Fit::likely;
  const bool one_silent = client.empty() || server.empty();
  if (one_silent && client.size() + server.size() < kEnough) return Fit::unsure;
  return asked + answered > 0 ? Fit::unsure : Fit::no;
}

}  // namespace goldwire::postgres
