// cmake --install: what it puts where, and that it works there.
#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

#include "tests/agent/agent_process.h"
#include "tests/agent/traffic.h"

namespace goldwire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Install : public ::testing::Test {
 protected:
  Install() {
    std::string name = (fs::temp_directory_path() / "goldwire-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    fs::permissions(folder, fs::perms::all);
  }
  ~Install() override { fs::remove_all(folder); }

  static void install(const std::string& prefix, const std::vector<std::string>& environment = {}) {
    const fs::path build = fs::path(GOLDWIRE_AGENT).parent_path().parent_path();
    Child cmake(
        {"cmake", "--install", build.string(), "--component", "goldwire-agent", "--prefix", prefix},
        {.environment = environment});
    EXPECT_EQ(cmake.wait(), 0) << cmake.errors->all();
  }
  std::string text_of(const std::string& file) const {
    std::ifstream in(folder / file);
    EXPECT_TRUE(in) << file;
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool is_program(const std::string& file) const {
    const auto mode = fs::status(folder / file).permissions();
    return (mode & fs::perms::others_exec) != fs::perms::none;
  }

  fs::path folder;
};

const std::string kUnit = "/lib/systemd/system/goldwire-agent.service";

TEST_F(Install, EveryFileIsInItsPlaceAndKnowsThePrefix) {
  const std::string prefix = (folder / "usr").string();
  install(prefix);
  EXPECT_TRUE(is_program("usr/bin/goldwire-agent"));
  EXPECT_TRUE(is_program("usr/share/goldwire/setcap"));
  const std::string unit = text_of("usr" + kUnit);
  EXPECT_THAT(unit, HasSubstr("\nExecStart=" + prefix + "/bin/goldwire-agent --config "));
  EXPECT_THAT(unit, HasSubstr("=" + prefix + "/share/goldwire/agent.yaml\n"));
  EXPECT_THAT(unit, HasSubstr("\nAmbientCapabilities=CAP_NET_RAW\n"));
  EXPECT_THAT(unit, HasSubstr("\nEnvironmentFile=-/etc/goldwire/agent.env\n"));
  EXPECT_THAT(text_of("usr/share/goldwire/setcap"), HasSubstr(prefix + "/bin/goldwire-agent"));
  EXPECT_THAT(text_of("usr/share/goldwire/agent.yaml"), HasSubstr("\ninterface: any\n"));
  for (const std::string& file : {"usr" + kUnit, std::string("usr/share/goldwire/setcap")}) {
    EXPECT_THAT(text_of(file), Not(HasSubstr("DIR@"))) << file;
  }
}

TEST_F(Install, DestdirGoesBeforeThePlaceButIsNoPartOfIt) {
  install("/usr", {"DESTDIR=" + folder.string()});
  EXPECT_TRUE(is_program("usr/bin/goldwire-agent"));
  EXPECT_THAT(text_of("usr" + kUnit), HasSubstr("\nExecStart=/usr/bin/goldwire-agent --config "));
  EXPECT_THAT(text_of("usr/share/goldwire/setcap"), HasSubstr(" /usr/bin/goldwire-agent "));
  EXPECT_TRUE(fs::exists(folder / "usr/share/goldwire/agent.yaml"));
}

TEST_F(Install, AfterSetcapAnOrdinaryUserCaptures) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file capabilities: run as root";
  install(folder.string());
  Child setcap({(folder / "share/goldwire/setcap").string()}, {});
  ASSERT_EQ(setcap.wait(), 0) << setcap.errors->all();
  Receiver shop(hello());
  Child agent({(folder / "bin/goldwire-agent").string(), "--filter", "tcp port " + shop.port()},
              {.environment = {}, .as_nobody = true});
  ASSERT_TRUE(agent.errors->read_until("capturing on any")) << agent.errors->all();
  Caller(shop).get("/a");
  agent.signal(SIGTERM);
  EXPECT_THAT(agent.output->all(), HasSubstr("\"name\":\"GET /a\""));
  EXPECT_EQ(agent.wait(), 0) << agent.errors->all();
}

}  // namespace
}  // namespace goldwire::testing
