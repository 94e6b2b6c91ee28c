// Truth under loss: whatever packets are missing, what is called whole really happened, at that
// topic, partition and offset; and most of what the holes did not touch stays whole.
//
// GOLDWIRE_THOROUGH set: 10,000 seeds instead of 1,000; GOLDWIRE_CAPTURES: a real broker's captures
// too.
#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "protocols/base/semconv.h"
#include "tests/protocols/kafka/transcript.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kSegment =
    536;  // so that holes fall inside messages (RFC 9293 section 3.7.1)

Transcript in_segments(const Transcript& transcript) {
  Transcript out = transcript;
  out.pieces.clear();
  for (const Piece& piece : transcript.pieces) {
    for (std::size_t at = 0; at < piece.octets.size(); at += kSegment) {
      out.pieces.push_back({piece.side, piece.time, piece.octets.substr(at, kSegment)});
    }
  }
  return out;
}

/// Every connection of the corpus.
std::vector<Transcript> corpus() {
  std::vector<std::string> paths;
  for (const char* const name : {"codecs", "acks", "idempotent", "transaction", "groups", "large",
                                 "errors", "old-format", "kafkajs"}) {
    paths.push_back(std::string(GOLDWIRE_SOURCE_DIR) + "/fixtures/kafka/" + name + ".pcap");
  }
  if (const char* const folder = std::getenv("GOLDWIRE_CAPTURES")) {
    for (const char* const name :
         {"librdkafka-2.15.1", "java-classic", "kafkajs", "platformatic", "kcat"}) {
      paths.push_back(std::string(folder) + "/real-kafka/kafka39-" + name + ".pcap");
    }
  }
  std::vector<Transcript> out;
  for (const std::string& path : paths) {
    for (const Transcript& transcript : read_capture(path)) out.push_back(in_segments(transcript));
  }
  return out;
}

std::uint64_t seeds() { return std::getenv("GOLDWIRE_THOROUGH") != nullptr ? 10'000 : 1'000; }

/// Of an interaction, all that does not depend on what else the connection showed: not the group,
/// and a topic by its id where it has one.
std::string line(const Interaction& it) {
  Interaction bare = it;
  bare.attributes = {};
  bare.part = 0;
  const bool by_id = !it.attributes.text(semconv::kKafkaTopicId).empty();
  for (const Attribute& attribute : it.attributes.all()) {
    if (attribute.key == semconv::kMessagingConsumerGroupName) continue;
    if (attribute.key == semconv::kMessagingDestinationName && by_id) continue;
    bare.attributes.set(attribute.key, attribute.value);
  }
  if (by_id) bare.name = it.attributes.text(semconv::kMessagingOperationType);
  return shown(bare);
}

std::multiset<std::string> whole_lines(const Heard& heard) {
  std::multiset<std::string> lines;
  for (const Interaction& it : heard.interactions()) {
    if (it.incomplete.empty()) lines.insert(line(it));
  }
  return lines;
}

testing::AssertionResult happened(const std::multiset<std::string>& lines,
                                  const std::multiset<std::string>& truth) {
  if (std::includes(truth.begin(), truth.end(), lines.begin(), lines.end())) {
    return testing::AssertionSuccess();
  }
  for (const std::string& one : lines) {
    if (lines.count(one) > truth.count(one))
      return testing::AssertionFailure() << "never happened: " << one;
  }
  return testing::AssertionFailure();
}

/// Interactions of the lossless hearing whose octets, both halves', were all captured.
std::size_t untouched(const Heard& lossless, const Transcript& transcript,
                      const std::vector<bool>& lost) {
  std::array<std::vector<std::pair<std::uint64_t, std::uint64_t>>, 2> holes;
  std::array<std::uint64_t, 2> offset{};
  for (std::size_t i = 0; i < transcript.pieces.size(); ++i) {
    const Piece& piece = transcript.pieces[i];
    std::uint64_t& at = offset[index_of(piece.side)];
    if (lost[i]) holes[index_of(piece.side)].emplace_back(at, at + piece.octets.size());
    at += piece.octets.size();
  }
  const auto clear = [&](const Half& half, std::size_t side) {
    return std::none_of(holes[side].begin(), holes[side].end(), [&](const auto& hole) {
      return hole.first < half.end && hole.second > half.begin;
    });
  };
  std::size_t count = 0;
  for (const Interaction& it : lossless.interactions()) {
    if (it.incomplete.empty() && clear(it.request, 0) && clear(it.response, 1)) ++count;
  }
  return count;
}

TEST(KafkaLoss, WholeMeansTrueAndMostStaysWhole) {
  const std::vector<Transcript> transcripts = corpus();
  std::vector<Heard> lossless;
  std::vector<std::multiset<std::string>> truth;
  for (const Transcript& transcript : transcripts) {
    lossless.push_back(hear(transcript));
    truth.push_back(whole_lines(lossless.back()));
  }
  std::size_t possible = 0;
  std::size_t unharmed = 0;
  std::size_t whole = 0;
  for (std::uint64_t seed = 0; seed < seeds(); ++seed) {
    std::mt19937_64 random(seed);
    const std::size_t which = random() % transcripts.size();
    const Transcript& transcript = transcripts[which];
    Hearing hearing;
    const std::uint64_t percent = seed % 3 == 0 ? 10 : 1;
    for (std::size_t i = 0; i < transcript.pieces.size(); ++i) {
      hearing.lost.push_back(random() % 100 < percent);
    }
    const Heard heard = hear(transcript, hearing);
    const auto lines = whole_lines(heard);
    ASSERT_TRUE(happened(lines, truth[which])) << "seed " << seed;
    for (const std::size_t side : {0U, 1U}) {
      const Account& account = heard.accounts[side];
      ASSERT_EQ(account.taken + account.skipped + account.lost, heard.fed[side]) << "seed " << seed;
    }
    possible += truth[which].size();
    unharmed += untouched(lossless[which], transcript, hearing.lost);
    whole += lines.size();
  }
  std::printf("%zu interactions, %zu lost no octet of their own, %zu stayed whole\n", possible,
              unharmed, whole);
  EXPECT_GT(unharmed, possible / 3);  // else the floor would say nothing
  EXPECT_GE(static_cast<double>(whole), 0.95 * static_cast<double>(unharmed));
}

TEST(KafkaLoss, WholeMeansTrueAfterALateJoinAtAnyPacket) {
  std::size_t possible = 0;
  std::size_t whole = 0;
  for (const Transcript& transcript : corpus()) {
    const Heard lossless = hear(transcript);
    const auto truth = whole_lines(lossless);
    for (std::size_t from = 1; from < transcript.pieces.size(); ++from) {
      Hearing hearing;
      hearing.from = from;
      const auto lines = whole_lines(hear(transcript, hearing));
      ASSERT_TRUE(happened(lines, truth)) << "joined at piece " << from;
      std::vector<bool> missed(transcript.pieces.size(), false);
      std::fill(missed.begin(), missed.begin() + static_cast<std::ptrdiff_t>(from), true);
      possible += untouched(lossless, transcript, missed);
      whole += lines.size();
    }
  }
  std::printf("%zu interactions after joining, %zu whole\n", possible, whole);
  EXPECT_GE(static_cast<double>(whole), 0.95 * static_cast<double>(possible));
}

TEST(KafkaLoss, HeldStaysUnderItsLimitWhateverIsLost) {
  const std::vector<Transcript> transcripts = corpus();
  for (std::uint64_t seed = 0; seed < seeds() / 10; ++seed) {
    std::mt19937_64 random(seed);
    const Transcript& transcript = transcripts[random() % transcripts.size()];
    Hearing hearing;
    hearing.limits.held = 8'000;
    hearing.limits.body = 1'000;
    hearing.split = 1 + random() % 400;
    for (std::size_t i = 0; i < transcript.pieces.size(); ++i)
      hearing.lost.push_back(random() % 20 == 0);
    EXPECT_LE(hear(transcript, hearing).most_held, hearing.limits.held) << "seed " << seed;
  }
}

}  // namespace
}  // namespace goldwire::kafka
