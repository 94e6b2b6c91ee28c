// Pipeline: the same spans as a reading of the file gives, and nothing lost without a count.
#include "agent/pipeline.h"

#include <algorithm>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "agent/trace/inputs.h"
#include "agent/trace/reading.h"

namespace goldwire {
namespace {

using Clock = std::chrono::steady_clock;

const std::string kCapture = GOLDWIRE_SOURCE_DIR "/fixtures/captures/clean-1.pcap";

/// Keeps the spans it gets.
class Kept final : public Destination {
 public:
  explicit Kept(std::vector<Span>& spans) : spans_(spans) {}
  Delivery deliver(std::span<const SharedSpan> batch, const std::stop_token&) override {
    for (const SharedSpan& span : batch) spans_.push_back(*span);
    return {batch.size(), {}};
  }
  BatchLimits batch() const override { return {}; }

 private:
  std::vector<Span>& spans_;
};

std::unique_ptr<Source> capture() { return std::move(open_inputs({kCapture}, {})->captures); }

std::set<std::string> ids_of(const std::vector<Span>& spans) {
  std::set<std::string> ids;
  for (const Span& span : spans) ids.insert(hex(span.span_id));
  return ids;
}

/// Runs `source` to its end.
struct Result {
  std::vector<Span> spans;
  Ledger ledger;
  PipelineCounts counts;
  SinkCounts sink;
  std::optional<Error> failed;
};
Result run(Source& source, PipelineOptions options) {
  Result result;
  const OwnEndpoints own;
  Sink sink(std::make_unique<Kept>(result.spans), {});
  {
    Pipeline pipeline(std::move(options), {source, [] {}, [] {}}, {&sink}, own);
    pipeline.stop(Clock::now() + std::chrono::hours(1));
    sink.finish(Clock::now() + std::chrono::hours(1));
    result.ledger = pipeline.ledger();
    result.counts = pipeline.counts();
    result.failed = pipeline.failed();
  }
  result.sink = sink.counts();
  return result;
}

TEST(Pipeline, GivesTheSpansThatReadingTheFileGives) {
  std::vector<Span> expected;
  const auto streamed =
      stream_spans({.inputs = {kCapture}, .services = {}, .filter = {}, .limits = {}},
                   [&](const Span& span, const Lost&) { expected.push_back(span); });
  ASSERT_TRUE(streamed);
  std::erase_if(expected, [](const Span& span) { return span.what.control; });
  ASSERT_FALSE(expected.empty());

  for (const std::size_t workers : {1U, 4U}) {
    PipelineOptions options;
    options.workers = workers;
    const Result result = run(*capture(), std::move(options));
    EXPECT_EQ(ids_of(result.spans), ids_of(expected));
    EXPECT_EQ(result.spans.size(), expected.size());
    EXPECT_EQ(result.ledger.spans, streamed->ledger.spans);
    EXPECT_EQ(result.ledger.exchanges, streamed->ledger.exchanges);
    EXPECT_EQ(result.counts.dropped, 0U);
    EXPECT_EQ(result.counts.control_left_out, streamed->ledger.spans - expected.size());
    EXPECT_EQ(result.sink.written, expected.size());
  }
}

TEST(Pipeline, LinksWhatItGives) {
  const Result result = run(*capture(), {});
  const auto ids = ids_of(result.spans);
  const auto linked = std::ranges::count_if(
      result.spans, [](const Span& span) { return span.parent.span_id != 0; });
  EXPECT_GT(linked, 10);
  for (const Span& span : result.spans) {
    if (span.parent.span_id == 0) continue;
    EXPECT_TRUE(ids.contains(hex(span.parent.span_id)));
  }
}

TEST(Pipeline, GivesHousekeepingWhenAskedTo) {
  PipelineOptions options;
  options.control = true;
  const Result result = run(*capture(), std::move(options));
  EXPECT_EQ(result.spans.size(), result.ledger.spans);
  EXPECT_EQ(result.counts.control_left_out, 0U);
}

TEST(Pipeline, WithoutRoomBetweenItsThreadsItStillGivesAllOnceItIsToldToStop) {
  /// Quiet until it is told to drain.
  class Later final : public Source {
   public:
    ::goldwire::Result<Arrival> next() override {
      if (drained) return source_->next();
      std::this_thread::yield();
      return Quiet{};
    }
    void count(Ledger& ledger) const override { source_->count(ledger); }
    bool drained = false;  ///< set and read by the thread that reads

   private:
    std::unique_ptr<Source> source_ = capture();
  };
  PipelineOptions options;
  options.room = {1, 1};
  Later source;
  std::vector<Span> spans;
  const OwnEndpoints own;
  Sink sink(std::make_unique<Kept>(spans), {1, 1});
  Pipeline pipeline(std::move(options), {source, [&] { source.drained = true; }, [] {}}, {&sink},
                    own);
  pipeline.stop(Clock::now() + std::chrono::hours(1));
  sink.finish(Clock::now() + std::chrono::hours(1));
  EXPECT_EQ(pipeline.counts().dropped, 0U);
  EXPECT_EQ(sink.counts().dropped, 0U);
  EXPECT_EQ(ids_of(spans), ids_of(run(*capture(), {}).spans));
}

TEST(Pipeline, SourceThatBreaksOffSaysSoAndWhatCameBeforeIsGiven) {
  class Broken final : public Source {
   public:
    ::goldwire::Result<Arrival> next() override {
      auto arrival = source_->next();
      if (arrival && std::holds_alternative<Packet>(*arrival) && ++packets_ <= 200) return arrival;
      return failure("the capture broke off", "eth7");
    }
    void count(Ledger&) const override {}

   private:
    std::unique_ptr<Source> source_ = capture();
    int packets_ = 0;
  };
  Broken source;
  std::promise<void> told;  // told twice, it throws
  std::vector<Span> spans;
  const OwnEndpoints own;
  Sink sink(std::make_unique<Kept>(spans), {});
  Pipeline pipeline({}, {source, [] {}, [&] { told.set_value(); }}, {&sink}, own);
  told.get_future().wait();
  pipeline.stop(Clock::now() + std::chrono::hours(1));
  sink.finish(Clock::now() + std::chrono::hours(1));
  ASSERT_TRUE(pipeline.failed());
  EXPECT_EQ(pipeline.failed()->line(), "eth7: the capture broke off");
  EXPECT_EQ(pipeline.ledger().packets, 200U);
  EXPECT_FALSE(spans.empty());
}

}  // namespace
}  // namespace goldwire
