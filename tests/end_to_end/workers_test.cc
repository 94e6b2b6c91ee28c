// The same bytes come out for any number of workers (contract, spans).
#include <gtest/gtest.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using WorkersTest = ProgramTest;

/// With what it counted.
std::string printed(const Outcome& outcome) { return outcome.out + outcome.err; }

TEST_F(WorkersTest, AnyNumberOfThemPrintsTheSame) {
  std::size_t compared = 0;
  for (const char* const folder : {"captures", "postgres", "kafka"}) {
    for (const auto& entry : std::filesystem::directory_iterator(
             std::filesystem::path(GOLDWIRE_SOURCE_DIR) / "fixtures" / folder)) {
      if (entry.path().extension() != ".pcap") continue;
      const std::string what = "spans --format jsonl --stats '" + entry.path().string() + "'";
      const std::string one = printed(run(what + " --workers 1"));
      EXPECT_GT(one.size(), 100U) << entry.path();
      EXPECT_EQ(printed(run(what + " --workers 2")), one) << entry.path();
      EXPECT_EQ(printed(run(what + " --workers 4")), one) << entry.path();
      ++compared;
    }
  }
  EXPECT_GT(compared, 30U);
}

TEST_F(WorkersTest, NoneOrTooManyAreRefused) {
  for (const char* const number : {"0", "17", "-1", "many"}) {
    const Outcome outcome = run("spans x.pcap --workers " + std::string(number));
    EXPECT_EQ(outcome.code, 2) << number;
    EXPECT_EQ(outcome.err_lines(), 1U) << outcome.err;
  }
}

}  // namespace
}  // namespace goldwire
