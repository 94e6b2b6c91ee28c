// Law: whole means true. Whatever is lost, doubled, shuffled, cut or joined late, an interaction
// reported as whole is one that the lossless connection had; and honesty is not giving up: a floor
// holds.
#include <algorithm>
#include <array>
#include <iostream>
#include <set>

#include "protocols/base/semconv.h"
#include "tests/laws/corpus.h"

namespace goldwire::laws {
namespace {

/// What is known only from a connection's start may be missing after a late join; it may not be
/// wrong.
constexpr View kView{.extents = true, .wire_size = true, .part = true, .context = false};

std::vector<std::string> whole_lines(const Protocol& protocol, const Transcript& transcript) {
  return shown_whole(of_protocol(protocol, hear(transcript)), kView, transcript.initial_sequence);
}

/// The sequence numbers of one side that were delivered.
class Delivered {
 public:
  Delivered(const Transcript& transcript, Side side)
      : base_(transcript.initial_sequence[index_of(side)]) {
    for (const Step& step : transcript.steps) {
      const auto* chunk = std::get_if<Chunk>(&step.what);
      if (chunk == nullptr || chunk->side != side) continue;
      if (!runs_.empty() && runs_.back().second == chunk->offset) {
        runs_.back().second += step.octets.size();
      } else {
        runs_.emplace_back(chunk->offset, chunk->offset + step.octets.size());
      }
    }
  }
  /// All octets of `half`, whose offsets count from `initial_sequence`?
  bool holds(const Half& half, std::uint32_t initial_sequence) const {
    if (half.begin == half.end) return true;
    const auto shift = static_cast<std::int32_t>(initial_sequence - base_);
    const auto begin = static_cast<std::int64_t>(half.begin) + shift;
    const auto end = static_cast<std::int64_t>(half.end) + shift;
    for (const auto& [from, to] : runs_) {
      if (static_cast<std::int64_t>(from) <= begin && end <= static_cast<std::int64_t>(to))
        return true;
    }
    return false;
  }

 private:
  std::uint32_t base_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> runs_;
};

/// Where an interaction stands in the two streams, as TCP sequence numbers.
using Place = std::array<std::uint32_t, 4>;
Place place_of(const Interaction& what, const std::array<std::uint32_t, 2>& initial_sequence) {
  const auto sequence = [&](std::uint64_t offset, std::size_t side) {
    return static_cast<std::uint32_t>(offset + initial_sequence[side]);
  };
  return {sequence(what.request.begin, 0), sequence(what.request.end, 0),
          sequence(what.response.begin, 1), sequence(what.response.end, 1)};
}

/// What makes an interaction untouched.
enum class Own : std::uint8_t {
  octets,       ///< no octet of its own was lost
  and_handover  ///< nor, where something was handed over to its protocol, of all before it
};

/// The whole interactions of the lossless connection that are untouched in `lossy`.
std::multiset<Place> untouched(const Heard& lossless, const Transcript& transcript,
                               const Transcript& lossy, Own own) {
  const Delivered client(lossy, Side::client);
  const Delivered server(lossy, Side::server);
  std::multiset<Place> places;
  for (const auto& [exchange, carried, asked] : lossless.exchanges) {
    for (Interaction& interaction : describe(exchange, {})) {
      if (!interaction.incomplete.empty()) continue;
      const Place place = place_of(interaction, transcript.initial_sequence);
      if (own == Own::and_handover && !carried.empty()) {
        interaction.request.begin = interaction.response.begin = 0;
      }
      if (client.holds(interaction.request, transcript.initial_sequence[0]) &&
          server.holds(interaction.response, transcript.initial_sequence[1])) {
        places.insert(place);
      }
    }
  }
  return places;
}

bool said_before_join(std::string_view reason) {
  return reason == "midstream" || reason == "unknown-fields";
}

/// How many of `untouched` lack nothing but fields that refer to what was compressed in something
/// lost (HPACK): no reader could know those.
std::size_t unresolved(const Heard& heard, const Transcript& lossy,
                       std::multiset<Place> untouched) {
  std::size_t count = 0;
  for (const auto& [exchange, carried, asked] : heard.exchanges) {
    for (const Interaction& interaction : describe(exchange, {})) {
      const bool unknown = interaction.attributes.integer(semconv::kHttpRequestUnknownFields) ||
                           interaction.attributes.integer(semconv::kHttpResponseUnknownFields);
      const auto found = untouched.find(place_of(interaction, lossy.initial_sequence));
      if (!unknown || interaction.incomplete.empty() || found == untouched.end()) continue;
      untouched.erase(found);
      ++count;
    }
  }
  return count;
}

/// So that holes fall inside messages too (RFC 9293 section 3.7.1: the default maximum segment
/// size).
constexpr std::size_t kSegment = 536;

/// Of the interactions that lost no octet of their own, so many must stay whole when 1 % of the
/// packets is lost. The rest is what a hole takes with it: neighbours up to where framing is found
/// again, and what was prepared in it.
constexpr double kFloor = 0.95;

TEST_P(Laws, WholeMeansTrueUnderLossAndMostStaysWhole) {
  std::size_t possible = 0;
  std::size_t unharmed = 0;
  std::size_t whole = 0;
  std::size_t compressed = 0;
  for (const Recording& example : examples(60)) {
    SCOPED_TRACE(example.origin);
    const Recording segmented = resegmented(example, kSegment);
    const Transcript transcript = reassembled(segmented);
    const Heard lossless = of_protocol(protocol(), hear(transcript));
    const std::vector<std::string> truth =
        shown_whole(lossless, kView, transcript.initial_sequence);
    for (const std::uint64_t seed : seeds(20)) {
      Random random(seed);
      const Transcript lost = reassembled(lossy(segmented, 1, random));
      const std::vector<std::string> lines = whole_lines(protocol(), lost);
      ASSERT_TRUE(among(lines, truth)) << "1 % lost with seed " << seed;
      possible += truth.size();
      const auto kept = untouched(lossless, transcript, lost, Own::and_handover);
      unharmed += kept.size();
      whole += lines.size();
      compressed += unresolved(of_protocol(protocol(), hear(lost)), lost, kept);
    }
    for (const std::uint64_t seed : seeds(5)) {
      Random random(seed);
      ASSERT_TRUE(among(whole_lines(protocol(), reassembled(lossy(segmented, 10, random))), truth))
          << "10 % lost with seed " << seed;
    }
  }
  const auto percent = [&](std::size_t part) {
    return 100.0 * static_cast<double>(part) /
           static_cast<double>(std::max<std::size_t>(possible, 1));
  };
  std::cout << protocol().name << ": at 1 % packet loss " << percent(whole)
            << " % of the interactions stay whole; " << percent(unharmed)
            << " % lost no octet of their own; " << percent(compressed)
            << " % refer to what was compressed in something lost\n";
  EXPECT_GT(whole, 0U);
  EXPECT_GE(static_cast<double>(whole + compressed), kFloor * static_cast<double>(unharmed));
}

TEST_P(Laws, DuplicatesAndReorderingChangeNothing) {
  for (const Recording& example : examples(40)) {
    SCOPED_TRACE(example.origin);
    const Transcript transcript = reassembled(example);
    const auto all_lines = [&](const Transcript& told) {
      return shown(hear(told), View{}, told.initial_sequence);
    };
    const std::vector<std::string> lines = all_lines(transcript);
    for (const std::uint64_t seed : seeds(10)) {
      Random random(seed);
      const Recording segmented = resegmented(example, kSegment);
      const Recording disturbed = shuffled(duplicated(segmented, random), random);
      ASSERT_TRUE(same_lines(lines, all_lines(reassembled(disturbed)))) << "seed " << seed;
    }
  }
}

/// Of the interactions that are all there after a late join, so many must stay whole. The rest is
/// what the join takes with it: the first answers, until both sides are known to speak of the same.
constexpr double kLateFloor = 0.95;

/// How many of `untouched` lack nothing, or only what was said before the join (a statement's text,
/// fields of a header).
std::size_t whole_since_join(const Heard& heard, const Transcript& late,
                             std::multiset<Place> untouched) {
  std::size_t count = 0;
  for (const auto& [exchange, carried, asked] : heard.exchanges) {
    for (const Interaction& interaction : describe(exchange, {})) {
      const std::vector<std::string_view> lacks = interaction.incomplete.names();
      if (!std::ranges::all_of(lacks, said_before_join)) continue;
      const auto found = untouched.find(place_of(interaction, late.initial_sequence));
      if (found == untouched.end()) continue;
      untouched.erase(found);
      ++count;
    }
  }
  return count;
}

TEST_P(Laws, WholeMeansTrueAfterALateJoinAndMostIsWhole) {
  std::size_t unharmed = 0;
  std::size_t whole = 0;
  for (const Recording& recording : examples(60)) {
    SCOPED_TRACE(recording.origin);
    const Recording example = resegmented(recording, kSegment);
    const Transcript transcript = reassembled(example);
    const Heard lossless = of_protocol(protocol(), hear(transcript));
    const std::vector<std::string> truth =
        shown_whole(lossless, kView, transcript.initial_sequence);
    const std::size_t step = 1 + example.segments.size() / times(60);
    for (std::size_t count = 1; count < example.segments.size(); count += step) {
      const Transcript late = reassembled(joined_late(example, count));
      const Heard heard = of_protocol(protocol(), hear(late));
      ASSERT_TRUE(among(shown_whole(heard, kView, late.initial_sequence), truth))
          << "joined after " << count << " packets";
      const std::multiset<Place> kept = untouched(lossless, transcript, late, Own::octets);
      unharmed += kept.size();
      whole += whole_since_join(heard, late, kept);
    }
  }
  std::cout << protocol().name << ": after a late join "
            << 100.0 * static_cast<double>(whole) / static_cast<double>(unharmed)
            << " % of what follows is whole\n";
  EXPECT_GE(static_cast<double>(whole), kLateFloor * static_cast<double>(unharmed));
}

/// The client of HTTP/1 is ahead of its answers, one request for each. Who joins such a connection
/// late and sees few of its turns cannot tell it from a client that waits. (Joined at any packet
/// and heard to its end, it is found out: see the law above.)
bool is_ahead(const Heard& lossless) {
  if (lossless.exchanges.empty() || lossless.exchanges[0].exchange.protocol != "http/1.1") {
    return false;
  }
  for (std::size_t i = 1; i < lossless.exchanges.size(); ++i) {
    const Half& answer = lossless.exchanges[i - 1].exchange.response;
    if (lossless.exchanges[i].exchange.request.first < answer.last) return true;
  }
  return false;
}

/// Some of all that can happen to a capture, at once.
Transcript damaged(const Recording& whole, Random& random, bool may_join_late) {
  constexpr std::array kPercent = {0U, 1U, 5U, 20U};
  Recording example = whole;
  if (below(random, 2) == 0 && may_join_late) {
    example = joined_late(example, below(random, example.segments.size()));
  }
  if (below(random, 2) == 0) example = duplicated(example, random);
  example = lossy(example, kPercent[below(random, kPercent.size())], random);
  if (below(random, 2) == 0) example = shuffled(example, random);
  const Transcript transcript = reassembled(example);
  if (below(random, 2) == 0) return transcript;
  const std::uint64_t total = transcript.total(Side::client) + transcript.total(Side::server);
  constexpr std::array kEndings = {Ending::reset, Ending::idle, Ending::evicted,
                                   Ending::end_of_capture};
  return cut(transcript, below(random, total + 1), kEndings[below(random, kEndings.size())]);
}

TEST_P(Laws, WholeMeansTrueWhateverComesTogether) {
  for (const Recording& whole : examples(60)) {
    SCOPED_TRACE(whole.origin);
    const Recording example = resegmented(whole, kSegment);
    const Transcript transcript = reassembled(example);
    const std::vector<std::string> truth = whole_lines(protocol(), transcript);
    const bool may_join_late = !is_ahead(hear(transcript));
    for (const std::uint64_t seed : seeds(20)) {
      Random random(seed);
      ASSERT_TRUE(among(whole_lines(protocol(), damaged(example, random, may_join_late)), truth))
          << "seed " << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, Laws, testing::ValuesIn(described_protocols()), test_name);

}  // namespace
}  // namespace goldwire::laws
