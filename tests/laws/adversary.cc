// Adversary: each kind of attack is a way to write the next octets of a side.
#include "tests/laws/adversary.h"

#include <algorithm>
#include <functional>

namespace goldwire::laws {
namespace {

/// What the example's two sides said.
struct Voices {
  std::string client;
  std::string server;
};

/// Makes the whole stream of one side, about `octets` long, out of what that side really said.
using Forge =
    std::function<std::string(const std::string& said, std::size_t octets, Random& random)>;

std::string noise(std::size_t count, Random& random) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<char>(below(random, 256)));
  return out;
}

std::string repeated(std::string_view what, std::size_t octets) {
  std::string out;
  while (!what.empty() && out.size() < octets) out += what;
  return out;
}

/// Something real, up to a random place, then `what` without end.
Forge then_endless(std::string_view what) {
  return [what](const std::string& said, std::size_t octets, Random& random) {
    return said.substr(0, below(random, said.size() + 1)) + repeated(what, octets);
  };
}

/// What was said again and again, each time changed by `change`.
Forge always_changed(const std::function<void(std::string&, Random&)>& change) {
  return [change](const std::string& said, std::size_t octets, Random& random) {
    std::string out;
    while (!said.empty() && out.size() < octets) {
      std::string again = said;
      change(again, random);
      out += again;
    }
    return out;
  };
}

void flip_bits(std::string& text, Random& random) {
  for (std::size_t i = below(random, 200); i < text.size(); i += 1 + below(random, 200)) {
    text[i] = static_cast<char>(text[i] ^ static_cast<char>(1U << below(random, 8)));
  }
}

void plant_giant_numbers(std::string& text, Random& random) {
  const std::vector<std::string> giants = {"\x7F\xFF\xFF\xFF", "\xFF\xFF\xFF\xFF", "\x7F\xFF",
                                           std::string("\x03\xFF\xFF\xFF", 4), "99999999999"};
  for (std::size_t i = below(random, 300); i < text.size(); i += 1 + below(random, 300)) {
    const std::string& giant = giants[below(random, giants.size())];
    text.replace(i, giant.size(), giant);
  }
}

/// So that names, ids and lengths written in digits differ each time.
void scramble_digits(std::string& text, Random& random) {
  for (char& c : text) {
    if (c >= '0' && c <= '9') c = static_cast<char>('0' + below(random, 10));
  }
}

void leave_alone(std::string&, Random&) {}

std::string nothing(const std::string&, std::size_t, Random&) { return {}; }
std::string truth(const std::string& said, std::size_t, Random&) { return said; }

struct Kind {
  const char* name;
  Forge client;
  Forge server;
  unsigned holes = 0;  ///< one piece in so many is a hole; 0 for none
};

std::vector<Kind> kinds() {
  const Forge endless = always_changed(leave_alone);
  const Forge just_noise = [](const std::string&, std::size_t octets, Random& random) {
    return noise(octets, random);
  };
  const Forge real_then_noise = [](const std::string& said, std::size_t octets, Random& random) {
    return said.substr(0, below(random, said.size() + 1)) + noise(octets, random);
  };
  return {
      {"noise", just_noise, just_noise},
      {"a real beginning, then noise", real_then_noise, real_then_noise},
      {"requests without end, no answer", endless, nothing},
      {"answers without end to one request", truth, endless},
      {"the same dialogue again and again", endless, endless},
      {"a client's head without end", then_endless("A"), truth},
      {"a server's head without end", truth, then_endless("A")},
      {"lines without end", then_endless("x-name: value\r\n"), then_endless("x: y\r\n")},
      {"zeros without end", then_endless(std::string_view("\0", 1)),
       then_endless(std::string_view("\0", 1))},
      {"flipped bits", always_changed(flip_bits), always_changed(flip_bits)},
      {"giant numbers", always_changed(plant_giant_numbers), always_changed(plant_giant_numbers)},
      {"other digits each time", always_changed(scramble_digits), always_changed(scramble_digits)},
      {"requests with other digits, no answer", always_changed(scramble_digits), nothing},
      {"holes everywhere", endless, endless, 5}};
}

/// Both streams in pieces of up to `kLongest` octets, in turn, with the holes of `kind`.
Transcript interleaved(const Kind& kind, const Voices& voices, Random& random) {
  constexpr std::size_t kLongest = 3000;
  constexpr std::uint64_t kGiant = std::uint64_t{1} << 40;
  Transcript transcript;
  Time now = from_unix_nano(1'000'000'000);
  std::array<std::uint64_t, 2> offset{};
  std::array<std::string_view, 2> rest = {voices.client, voices.server};
  while (!rest[0].empty() || !rest[1].empty()) {
    const Side side = rest[1].empty() || (!rest[0].empty() && below(random, 2) == 0) ? Side::client
                                                                                     : Side::server;
    const std::size_t i = index_of(side);
    const std::size_t count = std::min<std::size_t>(rest[i].size(), 1 + below(random, kLongest));
    std::uint64_t length = count;
    if (kind.holes != 0 && below(random, kind.holes) == 0) {
      if (below(random, 10) == 0) length = 1 + below(random, kGiant);
      transcript.add(Gap{side, offset[i], length, Loss::acknowledged, now});
    } else {
      transcript.add(
          Chunk{side, offset[i], as_bytes(rest[i].substr(0, count)), now, offset[1 - i]});
    }
    rest[i].remove_prefix(count);
    offset[i] += length;
    now += std::chrono::microseconds(100);
  }
  for (const Side side : {Side::client, Side::server}) {
    transcript.add(Close{side, Ending::end_of_capture, now});
  }
  return transcript;
}

}  // namespace

std::vector<Attack> attacks(const Recording& example, std::size_t octets, std::uint64_t seed) {
  const Transcript real = reassembled(example);
  const Voices said{real.stream(Side::client), real.stream(Side::server)};
  std::vector<Attack> out;
  for (const Kind& kind : kinds()) {
    Random random(seed);
    const Voices forged{kind.client(said.client, octets, random),
                        kind.server(said.server, octets, random)};
    out.push_back({kind.name, interleaved(kind, forged, random)});
    out.back().transcript.protocol = example.protocol;
  }
  return out;
}

}  // namespace goldwire::laws
