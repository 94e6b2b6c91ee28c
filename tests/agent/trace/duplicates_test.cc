// One conversation seen at several points, as fixtures/duplicates recorded it: the same spans
// wherever it was seen, whichever clock was how far away, and octets sent again counted once.
#include <cstring>
#include <deque>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "agent/capture/capture_file.h"
#include "agent/capture/capture_writer.h"
#include "agent/trace/jsonl.h"
#include "agent/trace/reading.h"
#include "agent/wire/dissect.h"
#include "tests/agent/capture/capture_octets.h"

namespace goldwire::testing {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::string recorded(const std::string& name) {
  return std::string(GOLDWIRE_SOURCE_DIR "/fixtures/duplicates/") + name + ".pcap";
}

struct Told {
  std::vector<Span> spans;  ///< by id
  Ledger ledger;
};

Told told_by(const std::vector<std::string>& captures) {
  Told told;
  ReadingOptions options;
  options.inputs = captures;
  const auto streamed =
      stream_spans(options, [&](const Span& span, const Lost&) { told.spans.push_back(span); });
  if (!streamed) {
    ADD_FAILURE() << streamed.error().line();
    return told;
  }
  told.ledger = streamed->ledger;
  std::ranges::sort(told.spans, {}, &Span::span_id);
  return told;
}

/// All that a span says but its times.
std::string without_times(Span span) {
  span.settled = {};
  span.lags.clear();
  span.what.start = span.what.end = {};
  span.what.request.first.reset();
  span.what.request.last.reset();
  span.what.response.first.reset();
  span.what.response.last.reset();
  for (Event& event : span.what.events) event.time = {};
  std::string line;
  write_span(line, span, {});
  return line;
}

void expect_same_spans(const Told& one, const Told& other) {
  ASSERT_EQ(one.spans.size(), other.spans.size());
  for (std::size_t i = 0; i < one.spans.size(); ++i) {
    EXPECT_EQ(without_times(one.spans[i]), without_times(other.spans[i]));
  }
}

std::uint64_t seen(const Ledger& ledger) {
  return ledger.delivered + ledger.duplicated + ledger.retransmitted + ledger.overlaps +
         ledger.out_of_window;
}

std::uint32_t u32_at(const std::string& octets, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, octets.data() + at, sizeof value);
  return value;
}

/// A recording as another capture would hold it: by another clock, and without some packets.
void retell(const std::string& path, const std::string& name, Duration ahead,
            unsigned without_every) {
  std::ifstream in(recorded(name), std::ios::binary);
  const std::string octets{std::istreambuf_iterator<char>(in), {}};
  constexpr std::size_t kFileHeader = 24;
  constexpr std::size_t kRecordHeader = 16;
  std::string out = octets.substr(0, kFileHeader);
  unsigned packets = 0;
  for (std::size_t at = kFileHeader; at < octets.size();) {
    const std::size_t size = kRecordHeader + u32_at(octets, at + 8);
    const Duration time =
        seconds(u32_at(octets, at)) + microseconds(u32_at(octets, at + 4)) + ahead;
    std::string record = octets.substr(at, size);
    const auto whole = std::chrono::floor<seconds>(time);
    const auto second = static_cast<std::uint32_t>(whole.count());
    const auto fraction = static_cast<std::uint32_t>((time - whole) / microseconds(1));
    std::memcpy(record.data(), &second, sizeof second);
    std::memcpy(record.data() + 4, &fraction, sizeof fraction);
    if (without_every == 0 || ++packets % without_every != 0) out += record;
    at += size;
  }
  std::ofstream(path, std::ios::binary) << out;
}

/// What of a recording one direction carried, by another clock.
void retell_one_way(const std::string& path, const std::string& name, bool from_lower,
                    Duration ahead) {
  const auto capture = open_capture(recorded(name), 0);
  Ledger ledger;
  Dissector dissector(ledger);
  std::optional<PcapWriter> writer;
  for (auto arrival = (*capture)->next(); arrival && !std::holds_alternative<End>(*arrival);
       arrival = (*capture)->next()) {
    Packet packet = std::get<Packet>(*arrival);
    if (!writer) writer = std::move(*PcapWriter::create(path, packet.link_type));
    const auto segment = dissector.dissect(packet);
    if (!segment || (segment->source < segment->destination) != from_lower) continue;
    packet.time += ahead;
    writer->write(packet);
  }
  EXPECT_TRUE(writer->close());
}

class SeveralPoints : public ::testing::TestWithParam<std::string> {
 protected:
  std::string at(const std::string& point) const { return recorded(GetParam() + "-" + point); }
  std::string retold(const std::string& point, Duration ahead, unsigned without_every = 0) {
    const std::string& path = made_.emplace_back().path();
    retell(path, GetParam() + "-" + point, ahead, without_every);
    return path;
  }
  std::string one_way(const std::string& point, bool from_lower, Duration ahead) {
    const std::string& path = made_.emplace_back().path();
    retell_one_way(path, GetParam() + "-" + point, from_lower, ahead);
    return path;
  }
  /// The bridge stands before both short queues: it saw all that was sent, each packet once.
  Told plainly() const { return told_by({at("bridge")}); }
  void expect_told_alike(const std::vector<std::string>& captures) const {
    const Told expected = plainly();
    const Told told = told_by(captures);
    ASSERT_EQ(expected.spans.size(), 12U);
    expect_same_spans(expected, told);
    EXPECT_EQ(told.ledger.retransmitted, expected.ledger.retransmitted);
    EXPECT_EQ(told.ledger.delivered, expected.ledger.delivered);
    EXPECT_EQ(told.ledger.holes, 0U);
    EXPECT_EQ(told.ledger.connections, expected.ledger.connections);
    EXPECT_GT(told.ledger.duplicates, 0U);
    EXPECT_GT(told.ledger.duplicated, 0U);
  }

 private:
  std::deque<TemporaryFile> made_;
};

TEST_P(SeveralPoints, EachTellTheSameSpansWithoutADuplicate) {
  const Told expected = plainly();
  EXPECT_EQ(expected.ledger.retransmitted > 0, GetParam() == "loss");
  for (const char* const point : {"client", "server", "veth"}) {
    SCOPED_TRACE(point);
    const Told told = told_by({at(point)});
    expect_same_spans(expected, told);
    EXPECT_EQ(told.ledger.duplicates, 0U);
    EXPECT_EQ(told.ledger.duplicated, 0U);
    for (std::size_t i = 0; i < told.spans.size(); ++i) {
      EXPECT_LT(std::chrono::abs(told.spans[i].what.start - expected.spans[i].what.start),
                milliseconds(100));
    }
  }
}

TEST_P(SeveralPoints, InOneCaptureTellTheSameSpans) {
  expect_told_alike({at("any")});
  expect_told_alike({at("any1")});
}

TEST_P(SeveralPoints, TogetherTellTheSameSpans) {
  expect_told_alike({at("client"), at("server")});
  expect_told_alike({at("server"), at("client")});
  expect_told_alike({at("veth"), at("bridge"), at("any")});
  expect_told_alike({at("any1"), at("any"), at("bridge"), at("veth"), at("server"), at("client")});
}

TEST_P(SeveralPoints, OfEveryPacketAreCountedToTheLast) {
  if (GetParam() == "loss") return;  // there not every packet came to every point
  const Told once = plainly();
  const Told thrice = told_by({at("any")});
  EXPECT_EQ(thrice.ledger.tcp_segments, 3 * once.ledger.tcp_segments);
  EXPECT_EQ(thrice.ledger.duplicates, 2 * once.ledger.tcp_segments);
  EXPECT_EQ(thrice.ledger.duplicated, 2 * once.ledger.delivered);
  const Told unnamed = told_by({at("any1")});
  EXPECT_EQ(unnamed.ledger.duplicated, 2 * once.ledger.delivered);
}

TEST_P(SeveralPoints, WhoseClocksDifferTellTheSameSpans) {
  for (const Duration ahead :
       {Duration(hours(1)), Duration(hours(-1)), Duration(milliseconds(40)),
        Duration(milliseconds(-40)), Duration(microseconds(20)), Duration(microseconds(-20))}) {
    SCOPED_TRACE(ahead.count());
    expect_told_alike({at("client"), retold("server", ahead)});
  }
}

TEST_P(SeveralPoints, EachOfWhichSawOneDirectionTellTheSameSpans) {
  const Told expected = plainly();
  for (const Duration ahead : {Duration{}, Duration(milliseconds(50)), Duration(milliseconds(-50)),
                               Duration(seconds(1)), Duration(seconds(-1))}) {
    SCOPED_TRACE(ahead.count());
    const Told told = told_by({one_way("bridge", true, {}), one_way("bridge", false, ahead)});
    expect_same_spans(expected, told);
    EXPECT_EQ(told.ledger.holes, 0U);
    EXPECT_EQ(told.ledger.duplicates, 0U);
    EXPECT_EQ(told.ledger.retransmitted, expected.ledger.retransmitted);
  }
}

TEST_P(SeveralPoints, TellWhenEachVantageSawAnExchange) {
  const Told alone = told_by({at("server")});
  const Told both = told_by({at("client"), at("server")});
  ASSERT_EQ(alone.spans.size(), both.spans.size());
  for (std::size_t i = 0; i < both.spans.size(); ++i) {
    const Span& span = both.spans[i];
    ASSERT_EQ(span.lags.size(), 2U);
    EXPECT_EQ(span.lags[0].sides[0], Duration{}) << "the client's end saw the request first";
    EXPECT_EQ(span.lags[1].sides[1], Duration{}) << "the server's end saw the answer first";
    EXPECT_EQ(span.lags[1].vantage, 1U);
    ASSERT_TRUE(span.lags[0].sides[1] && span.lags[1].sides[0]);
    EXPECT_GT(*span.lags[0].sides[1], Duration{});
    // When that vantage saw the request, as far as the last packet's delay was this one's.
    const Time there = *span.what.request.last + *span.lags[1].sides[0];
    const Duration off = std::chrono::abs(there - *alone.spans[i].what.request.last);
    // Where it was sent again in between, it was not.
    if (GetParam() == "plain") {
      EXPECT_LT(off, milliseconds(1));
    }
  }
  for (const Span& span : told_by({at("any")}).spans) EXPECT_TRUE(span.lags.empty());
}

TEST_P(SeveralPoints, FillEachOthersLosses) {
  const Told expected = plainly();
  for (const unsigned every : {2U, 3U, 7U}) {
    SCOPED_TRACE(every);
    const std::string lossy = retold("client", {}, every);
    EXPECT_GT(told_by({lossy}).ledger.holes, 0U);
    const Told told = told_by({lossy, at("server")});
    expect_same_spans(expected, told);
    EXPECT_EQ(told.ledger.holes, 0U);
    EXPECT_EQ(seen(told.ledger),
              seen(told_by({lossy}).ledger) + seen(told_by({at("server")}).ledger));
  }
}

INSTANTIATE_TEST_SUITE_P(, SeveralPoints, ::testing::Values("plain", "loss"),
                         [](const auto& run) { return run.param; });

}  // namespace
}  // namespace goldwire::testing
