// A spans file stands for the capture that it was made of: the same traces, the same losses.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "agent/observe/services_file.h"
#include "agent/trace/jsonl.h"
#include "agent/trace/reading.h"

namespace goldwire {
namespace {

ReadingOptions of(const std::string& file) {
  ReadingOptions options;
  options.inputs = {file};
  auto services = load_services(GOLDWIRE_SOURCE_DIR "/fixtures/bank/services.yaml");
  if (!services) throw std::runtime_error(services.error().line());
  options.services = *std::move(services);
  return options;
}

Run read(const std::string& file) {
  auto reading = read_run(of(file));
  if (!reading) throw std::runtime_error(reading.error().line());
  return std::move(reading->run);
}

std::string temporary(const std::string& name) {
  return testing::TempDir() + "/goldwire-" +
         testing::UnitTest::GetInstance()->current_test_info()->name() + name;
}

std::string capture(const std::string& name) {
  return GOLDWIRE_SOURCE_DIR "/fixtures/captures/" + name + ".pcap";
}

/// Every span with its parent, trace by trace; and what was lost.
std::string told(const Run& run) {
  std::string out;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      write_span(out, span);
      out += '\n';
    }
  }
  for (const LossNote& loss : run.losses) {
    out += loss.client.service + " " + loss.server.service + " " + loss.what + '\n';
  }
  return out + std::to_string(run.ledger.kernel_drops + run.ledger.interface_drops);
}

void write_lines(const std::string& from, const std::string& to) {
  std::ofstream out(to, std::ios::binary);
  const auto streamed = stream_spans(of(from), [&](const Span& span, const Lost& lost) {
    std::string line;
    write_span(line, span, lost);
    out << line << '\n';
  });
  ASSERT_TRUE(streamed) << streamed.error().line();
}

TEST(SpansFile, GivesTheTracesOfItsCapture) {
  for (const std::string name : {"clean-4", "fault-retry-storm", "variant-kafka-batching"}) {
    const std::string lines = temporary(".jsonl");
    write_lines(capture(name), lines);
    EXPECT_EQ(told(read(lines)), told(read(capture(name)))) << name;
    std::filesystem::remove(lines);
  }
}

TEST(SpansFile, KeepsWhatTheCaptureLost) {
  std::ifstream file(capture("clean-4"), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const std::string holes = temporary(".pcap");
  const std::string lines = temporary(".jsonl");
  std::ofstream out(holes, std::ios::binary);
  out << all.substr(0, 24);
  std::size_t index = 0;
  for (std::size_t at = 24; at + 16 <= all.size(); ++index) {
    std::uint32_t length = 0;
    std::memcpy(&length, all.data() + at + 8, sizeof length);
    if (index % 29 != 28) out << all.substr(at, 16 + length);
    at += 16 + length;
  }
  out.close();
  const goldwire::Run lossy = read(holes);
  ASSERT_FALSE(lossy.losses.empty());
  write_lines(holes, lines);
  EXPECT_EQ(told(read(lines)), told(lossy));
  // What was read back is written the same again.
  const std::string again = temporary("-again.jsonl");
  write_lines(lines, again);
  EXPECT_EQ(told(read(again)), told(lossy));
  for (const std::string& name : {holes, lines, again}) std::filesystem::remove(name);
}

TEST(SpansFile, KeepsTheParentsThatAnAgentGave) {
  const goldwire::Run run = read(capture("clean-4"));
  const std::string lines = temporary(".jsonl");
  {
    std::ofstream out(lines, std::ios::binary);
    for (const Trace& trace : run.traces) {
      for (const Span& span : trace.spans) {
        std::string line;
        write_span(line, span);
        out << line << '\n';
      }
    }
  }
  // No commit is in the file, and yet what they told is.
  const goldwire::Run again = read(lines);
  std::map<std::uint64_t, std::uint64_t> parents;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) parents[span.span_id] = span.parent.span_id;
  }
  std::size_t linked = 0;
  for (const Trace& trace : again.traces) {
    for (const Span& span : trace.spans) {
      EXPECT_EQ(span.parent.span_id, parents.at(span.span_id)) << span.what.name;
      linked += span.parent.span_id != 0 ? 1U : 0U;
    }
  }
  EXPECT_GT(linked, 50U);
  std::filesystem::remove(lines);
}

}  // namespace
}  // namespace goldwire
