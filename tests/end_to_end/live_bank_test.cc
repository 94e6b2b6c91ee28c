// The main job live: the bank runs, and goldwire captures while somebody drives it, or drives it.
#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kBank = GOLDWIRE_SOURCE_DIR "/fixtures/bank/";
/// Other tests speak on this machine too.
const std::string kWire = " -i any --filter 'net 127.0.10.0/24' ";
const std::string kDriven = kWire + "-- " + kBank + "drive";
const std::string kReplay = "replay deposit --target http://127.0.10.1:8080" + kWire;
/// The variable that goldwire names in scenario.yaml, with the driver's password.
const std::string kSecret = "GOLDWIRE_SECRET_DEPOSIT_PASSWORD=lovelace-1815";

struct Broken {
  std::string fault;
  std::string first;  ///< what the first finding's line begins with
};
const std::vector<Broken> kBroken = {
    {"no-email", "missing emails -> ses: SES.SendEmail: "},
    {"swallowed-error", "hidden-error payments -> bank-db: INSERT payments: fails with 23505"},
};

class LiveBank : public ProgramTest {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "capturing needs root";
    write("goldwire/goldwire.yaml", content_of(kBank + "services.yaml"));
    bank("up");
  }
  void TearDown() override {
    if (geteuid() == 0) bank("down");
  }

  static void bank(const std::string& command, const std::string& fault = {}) {
    const std::string line = "BANK_FAULT='" + fault + "' BANK_BROKER='" GOLDWIRE_BANK_BROKER "' '" +
                             kBank + command + "' >/dev/null";
    ASSERT_EQ(std::system(line.c_str()), 0) << line;
  }
  static void release(const std::string& fault) {
    bank("down");
    bank("up", fault);
  }
  Outcome replay() const {
    bank("reset");
    return run(kReplay, kSecret);
  }
};

TEST_F(LiveBank, ChecksWhileItIsDriven) {
  const Outcome recorded = run("record deposit --runs 3" + kDriven);
  ASSERT_EQ(recorded.code, 0) << recorded.err;
  for (int again = 0; again < 3; ++again) {
    const Outcome same = run("check deposit" + kDriven);
    EXPECT_EQ(same.code, 0) << same.out << same.err;
  }
  for (const auto& [fault, first] : kBroken) {
    release(fault);
    const Outcome different = run("check deposit" + kDriven);
    EXPECT_EQ(different.code, 1) << fault << '\n' << different.err;
    EXPECT_THAT(different.first_line(), StartsWith(first));
  }
}

TEST_F(LiveBank, ReplaysOnAFreshDatabase) {
  ASSERT_EQ(run("record deposit --runs 3" + kDriven).code, 0);
  const Outcome refused = run(kReplay);
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("GOLDWIRE_SECRET_DEPOSIT_PASSWORD is not set"));
  for (int again = 0; again < 2; ++again) {
    const Outcome same = replay();
    EXPECT_EQ(same.code, 0) << same.out << same.err;
  }
  for (const auto& [fault, first] : kBroken) {
    release(fault);
    const Outcome different = replay();
    EXPECT_EQ(different.code, 1) << fault << '\n' << different.err;
    EXPECT_THAT(different.first_line(), StartsWith(first));
  }
  for (const auto& [file, text] : files("goldwire")) {
    EXPECT_EQ(text.find("lovelace"), std::string::npos) << file << " holds the password";
  }
}

}  // namespace
}  // namespace goldwire
