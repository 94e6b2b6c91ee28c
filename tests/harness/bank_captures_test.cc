// The real table: the bank's captures, clean, varied and broken, against a golden of three clean
// runs.
#include "tests/harness/bank_captures.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <yaml-cpp/yaml.h>

#include "harness/diff/diff.h"

namespace goldwire {
namespace {

using test::captures;
using test::clean_golden;
using test::kRoot;

void print(const Finding& finding, const std::string& indent) {
  std::cout << indent << (finding.note ? "note " : "") << headline(finding)
            << (finding.count > 1 ? " [" + std::to_string(finding.count) + " places]" : "") << "\n";
  for (const Finding& echo : finding.echoes) print(echo, indent + "    echo ");
}

Diff check(const std::string& name, const std::vector<Budget>& budgets = {}) {
  const Diff diff = compare(clean_golden().golden, clean_golden().rules,
                            test::read_capture(test::capture_path(name)), budgets);
  std::cout << name << ": " << name_of(diff.verdict) << "\n";
  for (const std::string& reason : diff.reasons) std::cout << "  because " << reason << "\n";
  for (const Finding& finding : diff.findings) print(finding, "  ");
  return diff;
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
  EXPECT_EQ(std::ranges::count(diff.findings, false, &Finding::note),
            expected["findings"].as<int>(1))
      << "one defect is one finding";
}

INSTANTIATE_TEST_SUITE_P(BankCaptures, FaultInCapture, testing::ValuesIn(captures("fault-")),
                         test_name);

TEST(BankCaptures, ACaptureThatJoinsOpenConnectionsIsIncompleteAndBlamesNobody) {
  const Diff diff = check("joined-midway");
  EXPECT_EQ(name_of(diff.verdict), name_of(Verdict::incomplete));
  EXPECT_THAT(diff.findings, testing::IsEmpty());
  EXPECT_THAT(diff.reasons, testing::Not(testing::IsEmpty()));
}

/// Calls f(text) for the value at `path` of every call to Stripe.
void each_value(CanonicalRun& run, std::string_view path,
                const std::function<void(std::string&)>& f) {
  for (CanonicalSpan& span : run.spans) {
    for (Leaf& leaf : span.leaves) {
      if (span.callee == "stripe" && leaf.path == path) f(leaf.text);
    }
  }
}

TEST(BankCaptures, TheIdInsideAClientSecretIsThatOfItsPayment) {
  CanonicalRun run = test::read_capture(test::capture_path("clean-4"));
  std::vector<std::string> secrets;
  const auto collect = [&](std::string& text) { secrets.push_back(text); };
  each_value(run, "response.body.client_secret", collect);
  ASSERT_EQ(secrets.size(), 2U);
  // The second payment's secret is made of the first one's id.
  const std::string of_first = secrets[0].substr(0, secrets[0].find("_secret_"));
  const std::string mixed = of_first + secrets[1].substr(secrets[1].find("_secret_"));
  each_value(run, "response.body.client_secret", [&](std::string& text) {
    if (text == secrets[1]) text = mixed;
  });
  const Diff diff = compare(clean_golden().golden, clean_golden().rules, run);
  ASSERT_EQ(diff.findings.size(), 1U);
  EXPECT_EQ(name_of(diff.findings[0].kind), "id");
  EXPECT_EQ(diff.findings[0].path, "response.body.client_secret");
}

TEST(BankCaptures, MillisecondsForSecondsAreFound) {
  CanonicalRun run = test::read_capture(test::capture_path("clean-4"));
  each_value(run, "response.body.created", [](std::string& text) { text += "000"; });
  const Diff diff = compare(clean_golden().golden, clean_golden().rules, run);
  ASSERT_EQ(diff.findings.size(), 1U);
  EXPECT_THAT(
      headline(diff.findings[0]),
      testing::EndsWith("response.body.created: counts milliseconds, was counting seconds"));
}

TEST(BankCaptures, OneTimeThatIsAnHourOffIsFoundThoughItIsPassedOn) {
  for (const char* const name : {"clean-4", "variant-clock-shift"}) {
    CanonicalRun run = test::read_capture(test::capture_path(name));
    // The first transaction's time, wherever it stands.
    std::string wrong;
    for (const CanonicalSpan& span : run.spans) {
      const Leaf* made = span.operation == "INSERT transactions"
                             ? span.find("request.body.parameters[5]")
                             : nullptr;
      if (made != nullptr && wrong.empty()) wrong = made->text;
    }
    ASSERT_GT(wrong.size(), 20U);
    const std::size_t hour = std::string_view("2026-11-22T").size();
    std::string later = wrong;
    later[hour + 1] = later[hour + 1] == '9' ? '7' : static_cast<char>(later[hour + 1] + 1);
    std::size_t places = 0;
    for (CanonicalSpan& span : run.spans) {
      for (Leaf& leaf : span.leaves) {
        if (leaf.text != wrong) continue;
        leaf.text = later;
        ++places;
      }
    }
    EXPECT_GT(places, 3U);
    const Diff diff = compare(clean_golden().golden, clean_golden().rules, run);
    ASSERT_FALSE(diff.findings.empty()) << name;
    EXPECT_THAT(headline(diff.findings[0]), testing::HasSubstr("INSERT transactions")) << name;
    EXPECT_THAT(diff.findings[0].what, testing::EndsWith("its call, was close to its call"));
  }
}

}  // namespace
}  // namespace goldwire
