// Script: a connection as the octets of a fuzz input, both ways.
//
// The form: octets of the streams as they are, so that what a fuzzer changes in them stays where it
// is. kMark and one octet, the order, end a piece and say what the next one is:
//   bit 0     whose it is: the client's or the server's
//   bit 1     it acknowledges nothing new; else all that the peer sent
//   bits 2-3  what comes first: nothing, a hole, the side's end, or a minute in which nothing comes
//   bits 4-7  the hole's length (1 to 32768 octets) or the kind of the end
// The first piece is the client's. In front stand three octets: how the conversation begins, and
// two that choose what is tried with it, and where.
//
// Contract: any octets are a script, and it keeps the promises of protocols/base/stream.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/base/bytes.h"
#include "tests/laws/transcript.h"

namespace goldwire::fuzz {

inline constexpr std::string_view kMark = "\xF9\xFA\xFB";

struct Script {
  bool midstream = false;
  unsigned beginning = 0;    ///< below 128: what else there is to choose
  std::uint16_t choice = 0;  ///< of what is tried, and where
  laws::Transcript transcript;
};

Script read_script(Bytes input);

/// The pieces between marks, each without its order; of a list of octet strings.
std::vector<std::string_view> pieces(std::string_view input);

/// Of at most about `most` stream octets of the transcript.
std::string write_script(const laws::Transcript& transcript, unsigned beginning, std::size_t most);

}  // namespace goldwire::fuzz
