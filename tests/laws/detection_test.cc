// Law: each connection is found to speak its protocol and no other, from its first octets,
// whichever way round its sides are; noise is nobody's.
#include <algorithm>

#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

/// What each side said first, up to the first change of sides after both have spoken.
struct Greeting {
  std::string client;
  std::string server;
};

Greeting greeting_of(const Transcript& transcript) {
  Greeting greeting;
  for (const Step& step : transcript.steps) {
    std::string& said = step.side() == Side::client ? greeting.client : greeting.server;
    const std::string& other = step.side() == Side::client ? greeting.server : greeting.client;
    if (!said.empty() && !other.empty()) break;
    said += step.octets;
  }
  return greeting;
}

TEST_P(Laws, TheFirstOctetsOfBothSidesShowTheProtocol) {
  for (const Recording& example : examples(60)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    const Greeting greeting = greeting_of(transcript);
    if (transcript.midstream || greeting.client.empty() || greeting.server.empty()) continue;
    const Bytes client = as_bytes(greeting.client);
    const Bytes server = as_bytes(greeting.server);
    const Detection known = detect(client, server, true, false);
    ASSERT_TRUE(known.found);
    EXPECT_EQ(known.found->protocol, example.protocol);
    EXPECT_FALSE(known.found->swapped);
    const Detection unknown = detect(client, server, false, false);
    ASSERT_TRUE(unknown.found);
    EXPECT_EQ(unknown.found->protocol, example.protocol);
    EXPECT_FALSE(unknown.found->swapped);
    const Detection swapped = detect(server, client, false, false);
    ASSERT_TRUE(swapped.found);
    EXPECT_EQ(swapped.found->protocol, example.protocol);
    EXPECT_TRUE(swapped.found->swapped);
  }
}

TEST_P(Laws, NoBeginningIsTakenForAnotherProtocol) {
  constexpr std::uint64_t kBeginning = 3000;
  for (const Recording& example : examples(30)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    const std::uint64_t total = transcript.total(Side::client) + transcript.total(Side::server);
    // Every octet at first, then fewer and fewer places.
    for (std::uint64_t octets = 1; octets < std::min(total, kBeginning);
         octets += 1 + octets / 20) {
      const Transcript beginning = cut(transcript, octets, Ending::end_of_capture);
      const std::string client = beginning.stream(Side::client);
      const std::string server = beginning.stream(Side::server);
      for (const bool last : {false, true}) {
        const Detection detection = detect(as_bytes(client), as_bytes(server), false, last);
        ASSERT_FALSE(last && detection.undecided);
        if (!detection.found) continue;
        ASSERT_EQ(detection.found->protocol, example.protocol)
            << detection.found->protocol->name << " after " << octets << " octets";
        ASSERT_FALSE(detection.found->swapped) << "after " << octets << " octets";
      }
    }
  }
}

TEST_P(Laws, AConnectionJoinedLateIsNotTakenForAnotherProtocol) {
  for (const Recording& example : examples(30)) {
    SCOPED_TRACE(example.origin);
    const std::size_t step = 1 + example.segments.size() / times(40);
    for (std::size_t count = 1; count < example.segments.size(); count += step) {
      const Transcript transcript = reassembled(joined_late(example, count));
      const std::string client = transcript.stream(Side::client);
      const std::string server = transcript.stream(Side::server);
      const Detection detection = detect(as_bytes(client), as_bytes(server), false, true);
      if (!detection.found) continue;
      ASSERT_EQ(std::ranges::count(example.spoken, detection.found->protocol), 1)
          << detection.found->protocol->name << " when joined after " << count << " packets";
      ASSERT_FALSE(detection.found->swapped) << "joined after " << count << " packets";
      const Detection turned = detect(as_bytes(server), as_bytes(client), false, true);
      if (!turned.found) continue;
      ASSERT_EQ(turned.found->protocol, detection.found->protocol)
          << "joined after " << count << " packets, turned";
      // What says nothing of its direction would have been waited for.
      const Detection early = detect(as_bytes(server), as_bytes(client), false, false);
      ASSERT_TRUE(turned.found->swapped || early.undecided)
          << "joined after " << count << " packets, turned";
    }
  }
}

TEST(Detection, NoiseIsNobodys) {
  for (std::uint64_t seed = 0; seed < 20000; ++seed) {
    Random random(seed);
    const auto noise = [&] {
      std::string out(below(random, 300), '\0');
      for (char& c : out) c = static_cast<char>(below(random, 256));
      return out;
    };
    const std::string client = noise();
    const std::string server = noise();
    const Detection detection = detect(as_bytes(client), as_bytes(server), false, true);
    ASSERT_FALSE(detection.found) << detection.found->protocol->name << ", seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(protocols().begin(), protocols().end()),
                         test_name);

}  // namespace
}  // namespace goldwire::laws
