// Traffic of others on the same wire: no part of what is recorded or checked.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Strangers : public ProgramTest {
 protected:
  /// A run of another bank: at other addresses, which nobody named.
  Strangers() {
    std::string pcap = content_of(capture("clean-5"));
    const std::string ours("\x7f\x00\x0a", 3);
    const std::string theirs("\x7f\x00\x14", 3);
    for (std::size_t at = 0; (at = pcap.find(ours, at)) != std::string::npos; at += ours.size()) {
      pcap.replace(at, ours.size(), theirs);
    }
    write("strangers.pcap", pcap);
  }
};

TEST_F(Strangers, BesideTheSystemAreNoFinding) {
  ASSERT_EQ(record().code, 0);
  const Outcome checked =
      run("check deposit --from " + capture("clean-4") + ",strangers.pcap" + services());
  EXPECT_EQ(checked.code, 0) << checked.out;
  const Outcome fault =
      run("check deposit --from " + capture("fault-no-email") + ",strangers.pcap" + services());
  EXPECT_THAT(fault.out, StartsWith("missing emails -> ses: SES.SendEmail: "));
}

TEST_F(Strangers, BesideTheSystemAreNotLearned) {
  ASSERT_EQ(record().code, 0);
  const std::string golden = content_of(folder_ / "goldwire/deposit/golden.yaml");
  std::string from;
  for (const char* const name : {"clean-1", "clean-2", "clean-3"}) {
    from += " --from " + capture(name) + ",strangers.pcap";
  }
  ASSERT_EQ(run("record other " + from + services()).code, 0);
  EXPECT_EQ(run("diff goldwire/other " + capture("clean-4") + services()).code, 0);
  EXPECT_EQ(content_of(folder_ / "goldwire/other/golden.yaml").find("127.0.20."),
            std::string::npos);
}

TEST_F(Strangers, AloneAreNoRun) {
  ASSERT_EQ(record().code, 0);
  const Outcome checked = run("check deposit --from strangers.pcap" + services());
  EXPECT_EQ(checked.code, 3) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("no exchange of this scenario was captured"));
  const Outcome recorded = run("record other --from strangers.pcap" + services());
  EXPECT_EQ(recorded.code, 3);
  EXPECT_THAT(recorded.err, HasSubstr("nothing of the named services was captured"));
  EXPECT_EQ(run("record other --from strangers.pcap").code, 0) << "where nobody has a name";
}

}  // namespace
}  // namespace goldwire
