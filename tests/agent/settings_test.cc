// Settings: command line and config file give the same, strictly, and the command line wins.
#include "agent/settings.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace goldwire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Arguments = std::vector<std::string>;

Settings settings_of(const Arguments& arguments) {
  auto line = read_command_line(arguments);
  EXPECT_TRUE(line) << line.error().line();
  return line ? line->settings : Settings();
}

std::string error_of(const Arguments& arguments) {
  const auto line = read_command_line(arguments);
  return line ? "" : line.error().line();
}

class ConfigFile : public ::testing::Test {
 protected:
  ~ConfigFile() override { std::filesystem::remove(name_); }
  /// Writes the file; its name.
  std::string with(const std::string& text) const {
    std::ofstream(name_) << text;
    return name_;
  }
  Settings settings_with(const std::string& text) const {
    return settings_of({"--config", with(text)});
  }
  /// The Error, without the file's name.
  std::string error_with(const std::string& text) const {
    const std::string line = error_of({"--config", with(text)});
    return line.starts_with(name_) ? line.substr(name_.size()) : line;
  }

  const std::string folder_ = std::filesystem::temp_directory_path().string();
  const std::string name_ = folder_ + "/goldwire-" + std::to_string(::getpid()) + ".yaml";
};

TEST(CommandLine, EmptyMeansEveryInterface) {
  const Settings settings = settings_of({});
  EXPECT_THAT(settings.interfaces, ElementsAre("any"));
  EXPECT_EQ(settings.output, "");
  EXPECT_EQ(settings.ring, 32U);
}

TEST(CommandLine, EverySettingIsTaken) {
  const Settings settings = settings_of({"-i",
                                         "lo",
                                         "--interface",
                                         "eth0",
                                         "--services",
                                         "s.yaml",
                                         "-o",
                                         "out",
                                         "--filter",
                                         "tcp",
                                         "--user",
                                         "nobody",
                                         "--stats",
                                         "st",
                                         "--ring",
                                         "64",
                                         "--snaplen",
                                         "96",
                                         "--await-interfaces",
                                         "--keep",
                                         "5m,200MB",
                                         "--keep-folder",
                                         "kept",
                                         "--keylog",
                                         "keys",
                                         "--body",
                                         "0",
                                         "--queue",
                                         "9",
                                         "--hold",
                                         "100",
                                         "--flush",
                                         "3",
                                         "--heartbeat",
                                         "4",
                                         "--promiscuous",
                                         "--verify-checksums",
                                         "--control",
                                         "--otlp-endpoint",
                                         "http://a:1",
                                         "--otlp-headers",
                                         "a=b",
                                         "--otlp-timeout",
                                         "5",
                                         "--otlp-compression",
                                         "gzip"});
  EXPECT_THAT(settings.interfaces, ElementsAre("lo", "eth0"));
  EXPECT_EQ(settings.services, "s.yaml");
  EXPECT_EQ(settings.output, "out");
  EXPECT_EQ(settings.filter, "tcp");
  EXPECT_EQ(settings.user, "nobody");
  EXPECT_EQ(settings.stats, "st");
  EXPECT_EQ(settings.ring, 64U);
  EXPECT_EQ(settings.snaplen, 96U);
  EXPECT_EQ(settings.keep, (KeepLimits{std::chrono::minutes(5), 200'000'000}));
  EXPECT_EQ(settings.keep_folder, "kept");
  EXPECT_EQ(settings.keylog, "keys");
  EXPECT_TRUE(settings.await_interfaces);
  EXPECT_EQ(settings.body, 0U);
  EXPECT_EQ(settings.queue, 9U);
  EXPECT_EQ(settings.hold, 100U);
  EXPECT_EQ(settings.flush, 3U);
  EXPECT_EQ(settings.heartbeat, 4U);
  EXPECT_TRUE(settings.promiscuous);
  EXPECT_TRUE(settings.verify_checksums);
  EXPECT_TRUE(settings.control);
  EXPECT_EQ(settings.otlp.at("ENDPOINT").value, "http://a:1");
  EXPECT_EQ(settings.otlp.at("HEADERS").value, "a=b");
  EXPECT_EQ(settings.otlp.at("TIMEOUT").value, "5");
  EXPECT_EQ(settings.otlp.at("COMPRESSION").value, "gzip");
}

TEST(CommandLine, WhatIsWrongIsOneLineWithARemedy) {
  EXPECT_EQ(error_of({"--ring", "much"}),
            "--ring: 'much' is no whole number from 1 to 2047; write for instance 32");
  EXPECT_THAT(error_of({"--ring", "0"}), HasSubstr("no whole number"));
  EXPECT_THAT(error_of({"--ring", "99999999999999999999"}), HasSubstr("no whole number"));
  EXPECT_THAT(error_of({"--nosuch"}), HasSubstr("'goldwire-agent --help' shows how"));
  EXPECT_THAT(error_of({"leftover"}), HasSubstr("leftover"));
  EXPECT_THAT(error_of({"-o", "a", "-o", "b"}), HasSubstr("--output"));
  EXPECT_THAT(error_of({"-i"}), HasSubstr("--interface"));
  EXPECT_EQ(error_of({"--config", "/nonexistent.yaml"}),
            "/nonexistent.yaml: cannot be read; name a config file that exists");
}

TEST(CommandLine, HelpNamesEverySettingAndIsNoError) {
  const auto line = read_command_line({"--help"});
  ASSERT_TRUE(line);
  for (const Setting& setting : setting_list()) {
    EXPECT_THAT(*line->say, HasSubstr("--" + std::string(setting.name)));
  }
  EXPECT_THAT(*line->say, HasSubstr("Examples:"));
  EXPECT_THAT(*read_command_line({"--version"})->say, StartsWith("goldwire-agent "));
}

TEST_F(ConfigFile, GivesWhatTheCommandLineWould) {
  const Settings settings = settings_with(
      "schema: 1\ninterface: [lo, eth0]\nring: 64\ncontrol: true\nfilter: 'tcp port 80'\n"
      "otlp-endpoint: http://a:1\n");
  EXPECT_THAT(settings.interfaces, ElementsAre("lo", "eth0"));
  EXPECT_EQ(settings.ring, 64U);
  EXPECT_TRUE(settings.control);
  EXPECT_EQ(settings.filter, "tcp port 80");
  EXPECT_EQ(settings.otlp.at("ENDPOINT").value, "http://a:1");
  EXPECT_THAT(settings_with("interface: lo\n").interfaces, ElementsAre("lo"));
  EXPECT_THAT(settings_with("# nothing\n").interfaces, ElementsAre("any"));
}

TEST_F(ConfigFile, AndCommandLineKnowTheRingAsBufferToo) {
  EXPECT_EQ(settings_with("buffer: 64\n").ring, 64U);
  EXPECT_EQ(settings_of({"--buffer", "16", "--config", with("ring: 64\n")}).ring, 16U);
  EXPECT_EQ(error_with("ring: 1\nbuffer: 2\n"),
            ":2: 'buffer' is there twice; remove one of the lines");
}

TEST_F(ConfigFile, LosesAgainstTheCommandLine) {
  const std::string file = with("interface: [lo, eth0]\nring: 64\nqueue: 7\n");
  const Settings settings = settings_of({"-i", "any", "--ring", "16", "--config", file});
  EXPECT_THAT(settings.interfaces, ElementsAre("any"));
  EXPECT_EQ(settings.ring, 16U);
  EXPECT_EQ(settings.queue, 7U);
}

TEST_F(ConfigFile, FilesAreRelativeToIt) {
  const Settings settings = settings_with("services: s.yaml\noutput: /var/out\nstats: a/b\n");
  EXPECT_EQ(settings.services, folder_ + "/s.yaml");
  EXPECT_EQ(settings.output, "/var/out");
  EXPECT_EQ(settings.stats, folder_ + "/a/b");
  EXPECT_EQ(settings_with("output: '-'\n").output, "-");
}

TEST_F(ConfigFile, WhatIsWrongIsNamedByLine) {
  EXPECT_THAT(error_with("ring: 1\nbufer: 2\n"),
              StartsWith(":2: 'bufer' is no setting; remove it, or write one of interface, "));
  EXPECT_EQ(error_with("\nring: much\n"),
            ":2: ring: 'much' is no whole number from 1 to 2047; write for instance 32");
  EXPECT_EQ(error_with("ring: [1]\n"), ":1: 'ring' has no plain value; write ring: ...");
  EXPECT_EQ(error_with("user:\n"), ":1: 'user' has no plain value; write user: ...");
  EXPECT_EQ(error_with("interface: {lo: 1}\n"),
            ":1: 'interface' has no plain value; write interface: [..., ...]");
  EXPECT_EQ(error_with("interface:\n- lo\n- [eth0]\n"),
            ":3: 'interface' is no list of plain values; write interface: [..., ...]");
  EXPECT_EQ(error_with("control: 'yes'\n"),
            ":1: control: 'yes' is neither true nor false; write true or false");
  EXPECT_EQ(error_with("ring: 1\nring: 2\n"), ":2: 'ring' is there twice; remove one of the lines");
  EXPECT_EQ(error_with("schema: 2\n"),
            ":1: the schema is unknown; this goldwire-agent reads schema: 1");
  EXPECT_EQ(error_with("- a\n"), ":1: no map; write SETTING: VALUE on each line");
  EXPECT_THAT(error_with("a: [b\n"), HasSubstr("no YAML: "));
  EXPECT_THAT(error_of({"--config", folder_}), HasSubstr("cannot be read"));
}

TEST_F(ConfigFile, IsCheckedEvenWhereTheCommandLineWins) {
  EXPECT_THAT(error_of({"--ring", "16", "--config", with("ring: much\n")}),
              HasSubstr("no whole number"));
}

TEST_F(ConfigFile, OtlpSettingsWinAndAreNamedByTheirPlace) {
  ::setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://environment:1", 1);
  const auto config = otlp_config(settings_with("otlp-endpoint: http://file:2\n"));
  ASSERT_TRUE(config);
  EXPECT_EQ((*config)->url(), "http://file:2/v1/traces");
  const auto bad = otlp_config(settings_with("\notlp-timeout: soon\n"));
  ::unsetenv("OTEL_EXPORTER_OTLP_ENDPOINT");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().line(), name_ + ":2: 'soon' is no number of milliseconds; write 10000");
}

TEST(InstalledExample, IsValidAndNamesEverySetting) {
  const std::string file = GOLDWIRE_SOURCE_DIR "/agent/install/agent.yaml";
  const Settings settings = settings_of({"--config", file});
  EXPECT_THAT(settings.interfaces, ElementsAre("any"));
  EXPECT_EQ(settings.output, "/var/log/goldwire/spans.jsonl");
  std::ifstream in(file);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  for (const Setting& setting : setting_list()) {
    EXPECT_THAT(
        text,
        HasSubstr("\n" +
                  std::string(setting.name == "interface" || setting.name == "output" ? "" : "#") +
                  std::string(setting.name) + ": "));
  }
  // What is commented out shows the default.
  Settings defaults;
  EXPECT_THAT(text, HasSubstr("#ring: " + std::to_string(defaults.ring) + "\n"));
  EXPECT_THAT(text, HasSubstr("#snaplen: " + std::to_string(defaults.snaplen) + "\n"));
  EXPECT_THAT(text, HasSubstr("#body: " + std::to_string(defaults.body) + "\n"));
  EXPECT_THAT(text, HasSubstr("#hold: " + std::to_string(defaults.hold) + "\n"));
  EXPECT_THAT(text, HasSubstr("#queue: " + std::to_string(defaults.queue) + "\n"));
  EXPECT_THAT(text, HasSubstr("#flush: " + std::to_string(defaults.flush) + "\n"));
  EXPECT_THAT(text, HasSubstr("#heartbeat: " + std::to_string(defaults.heartbeat) + "\n"));
}

}  // namespace
}  // namespace goldwire
