// Law: a stream cut at any octet is never reported as whole with less.
#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

TEST_P(Laws, ACutAtAnyOctetIsNeverReportedWholeWithLess) {
  constexpr std::array kKinds = {Ending::reset, Ending::idle, Ending::evicted,
                                 Ending::end_of_capture};
  for (const Recording& example : examples(15)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    const std::vector<std::string> truth =
        shown_whole(hear(transcript), View{}, transcript.initial_sequence);
    const std::uint64_t total = transcript.total(Side::client) + transcript.total(Side::server);
    const std::uint64_t step = 1 + total / times(600);
    for (std::uint64_t octets = 0; octets < total; octets += step) {
      const Ending kind = kKinds[octets % kKinds.size()];
      const Heard heard = hear(cut(transcript, octets, kind));
      ASSERT_TRUE(among(shown_whole(heard, View{}, transcript.initial_sequence), truth))
          << "cut after " << octets << " octets";
      ASSERT_EQ(open_account(heard), "") << "cut after " << octets << " octets";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(described_protocols()), test_name);

}  // namespace
}  // namespace goldwire::laws
