// The real table: the bank's captures, clean, varied and broken, against a golden of three clean
// runs.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <yaml-cpp/yaml.h>

#include "agent/trace/reading.h"
#include "harness/diff/diff.h"
#include "harness/noise/noise.h"

namespace goldwire {
namespace {

const std::string kRoot = GOLDWIRE_SOURCE_DIR;

CanonicalRun read(const std::string& name) {
  ReadingOptions options;
  options.inputs = {kRoot + "/fixtures/captures/" + name + ".pcap"};
  Result<Services> services = Services::load(kRoot + "/fixtures/bank/services.yaml");
  EXPECT_TRUE(services) << services.error().line();
  options.services = *std::move(services);
  const Result<Reading> reading = read_run(options);
  EXPECT_TRUE(reading) << reading.error().line();
  return canonical(reading->run);
}

const Learned& golden() {
  static const Learned learned = [] {
    const std::vector<CanonicalRun> runs{read("clean-1"), read("clean-2"), read("clean-3")};
    return learn(runs);
  }();
  return learned;
}

void print(const Finding& finding, const std::string& indent) {
  std::cout << indent << (finding.note ? "note " : "") << headline(finding)
            << (finding.count > 1 ? " [" + std::to_string(finding.count) + " places]" : "") << "\n";
  for (const Finding& echo : finding.echoes) print(echo, indent + "    echo ");
}

Diff check(const std::string& name, const std::vector<Budget>& budgets = {}) {
  const Diff diff = compare(golden().golden, golden().rules, read(name), budgets);
  std::cout << name << ": " << name_of(diff.verdict) << "\n";
  for (const std::string& reason : diff.reasons) std::cout << "  because " << reason << "\n";
  for (const Finding& finding : diff.findings) print(finding, "  ");
  return diff;
}

std::vector<std::string> captures(const std::string& prefix) {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/fixtures/captures")) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".pcap" && name.starts_with(prefix)) out.push_back(name);
  }
  std::ranges::sort(out);
  return out;
}

class SameAsGolden : public testing::TestWithParam<std::string> {};

TEST_P(SameAsGolden, GivesNoFinding) {
  const Diff diff = check(GetParam());
  EXPECT_EQ(name_of(diff.verdict), name_of(Verdict::same));
  EXPECT_THAT(diff.findings, testing::IsEmpty());
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::erase(name, '-');
  return name;
}

std::vector<std::string> harmless() {
  std::vector<std::string> out = captures("variant-");
  out.insert(out.begin(), {"clean-1", "clean-2", "clean-3", "clean-4", "clean-5"});
  return out;
}

INSTANTIATE_TEST_SUITE_P(BankCaptures, SameAsGolden, testing::ValuesIn(harmless()), test_name);

class FaultInCapture : public testing::TestWithParam<std::string> {};

TEST_P(FaultInCapture, IsTheFirstFinding) {
  const std::string fault = GetParam().substr(std::string("fault-").size());
  const YAML::Node expected = YAML::LoadFile(kRoot + "/fixtures/bank/faults.yaml")["faults"][fault];
  ASSERT_TRUE(expected) << "faults.yaml does not know " << fault;
  std::vector<Budget> budgets;
  if (expected["needs"]) budgets.push_back({"payments", "stripe", "*", std::chrono::seconds(1)});
  const Diff diff = check(GetParam(), budgets);
  EXPECT_EQ(name_of(diff.verdict), name_of(Verdict::different));
  ASSERT_FALSE(diff.findings.empty());
  const Finding& first = diff.findings.front();
  EXPECT_EQ(first.caller, expected["caller"].as<std::string>());
  EXPECT_EQ(first.callee, expected["callee"].as<std::string>());
  EXPECT_EQ(first.operation, expected["operation"].as<std::string>());
  EXPECT_EQ(name_of(first.kind), expected["kind"].as<std::string>());
  if (expected["path"]) {
    EXPECT_THAT(first.path, testing::StartsWith(expected["path"].as<std::string>()));
  }
  EXPECT_EQ(std::ranges::count(diff.findings, false, &Finding::note), 1)
      << "one defect is one finding";
}

INSTANTIATE_TEST_SUITE_P(BankCaptures, FaultInCapture, testing::ValuesIn(captures("fault-")),
                         test_name);

}  // namespace
}  // namespace goldwire
