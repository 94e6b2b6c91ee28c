// The spans of live runs of the bank against what servers and clients said themselves meanwhile.
// Needs root (tcpdump), the bank's packages and its broker.
#include <cstdlib>
#include <gmock/gmock.h>
#include <iostream>
#include <unistd.h>

#include "tests/end_to_end/program.h"
#include "tests/end_to_end/truth_files.h"
#include "tests/end_to_end/truth_spans.h"

namespace goldwire::truth {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct BothSides {
  Telling truth;
  Telling spans;
};

class LiveBankTruth : public ProgramTest {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "capturing needs root";
  }

  /// Runs the bank once, with `environment` ("BANK_FAULT=no-email").
  BothSides run_bank(const std::string& environment, const std::string& options) const {
    const std::string capture = (folder_ / "bank.pcap").string();
    const std::string truth = (folder_ / "truth").string();
    const std::string command = "env BANK_BROKER='" GOLDWIRE_BANK_BROKER "' " + environment +
                                " '" GOLDWIRE_SOURCE_DIR "/fixtures/bank/run' --capture '" +
                                capture + "' --truth '" + truth + "' " + options;
    if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
    return {told(files_in(truth)), told(capture)};
  }
};

void expect_same(const BothSides& run) {
  std::cout << table(run.truth, run.spans);
  EXPECT_THAT(differences(run.truth, run.spans), IsEmpty());
  for (const char* const subject :
       {"postgres", "access", "calls", "served", "called", "produced", "consumed"}) {
    EXPECT_THAT(run.truth.at(subject), Not(IsEmpty())) << subject;
  }
}

TEST_F(LiveBankTruth, AgreesWhenTheCaptureJoinsMidway) {
  BothSides run = run_bank("BANK_FAULT= BANK_VARIANT=", "");
  forget_unseen_databases(run.truth, run.spans);
  expect_same(run);
}

TEST_F(LiveBankTruth, AgreesFromTheStartDatabasesIncluded) {
  const BothSides run = run_bank("BANK_FAULT= BANK_VARIANT=", "--from-start");
  expect_same(run);
  EXPECT_THAT(run.truth.at("databases"), Not(IsEmpty()));
}

TEST_F(LiveBankTruth, AgreesOnErrorsThatNobodyWasTold) {
  BothSides run = run_bank("BANK_FAULT=swallowed-error BANK_VARIANT=", "");
  forget_unseen_databases(run.truth, run.spans);
  expect_same(run);
  EXPECT_THAT(run.truth["postgres"], Contains(Field(&Said::what, EndsWith(" => 23505"))));
}

TEST_F(LiveBankTruth, AgreesOnCallsThatTheLedgerRefused) {
  BothSides run = run_bank("BANK_FAULT=ledger-error-ignored BANK_VARIANT=", "");
  forget_unseen_databases(run.truth, run.spans);
  expect_same(run);
  const auto refused = Field(&Said::what, HasSubstr(" ended with 9 (1 messages, 0 back) "));
  EXPECT_THAT(run.truth["served"], Contains(refused).Times(2));
}

}  // namespace
}  // namespace goldwire::truth
