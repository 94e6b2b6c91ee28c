// Every fault of the bank is found as what it is; every harmless change is not; built in code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/diff/diff.h"
#include "harness/golden/duration_text.h"
#include "harness/noise/noise.h"
#include "tests/harness/bank_run.h"

namespace goldwire {
namespace {

using test::bank_run;

Learned learned() {
  const std::vector<CanonicalRun> runs{canonical(bank_run(1)), canonical(bank_run(2)),
                                       canonical(bank_run(3))};
  return learn(runs);
}

std::string text_of(const Diff& diff) {
  std::string out = std::string(name_of(diff.verdict)) + "\n";
  for (const std::string& reason : diff.reasons) out += "  because " + reason + "\n";
  for (const Finding& finding : diff.findings) {
    out += "  " + std::string(finding.note ? "note " : "") + headline(finding) + "\n";
    for (const Finding& echo : finding.echoes) out += "      " + headline(echo) + "\n";
  }
  return out;
}

Diff diff_with(std::string_view change, const std::vector<Budget>& budgets = {}) {
  const Learned base = learned();
  return compare(base.golden, base.rules, canonical(bank_run(7, change)), budgets);
}

struct Expected {
  const char* fault;
  const char* caller;
  const char* callee;
  const char* operation;
  FindingKind kind;
  const char* path;
};

class BankFault : public testing::TestWithParam<Expected> {};

TEST_P(BankFault, IsTheFirstFinding) {
  const Expected& expected = GetParam();
  const Diff diff = diff_with(expected.fault);
  EXPECT_EQ(diff.verdict, Verdict::different);
  ASSERT_FALSE(diff.findings.empty());
  const Finding& first = diff.findings.front();
  EXPECT_EQ(first.caller, expected.caller);
  EXPECT_EQ(first.callee, expected.callee);
  EXPECT_EQ(first.operation, expected.operation);
  EXPECT_EQ(name_of(first.kind), name_of(expected.kind));
  EXPECT_THAT(first.path, testing::StartsWith(expected.path));
  EXPECT_EQ(diff.findings.size(), 1U) << "one defect is one finding\n" << text_of(diff);
}

INSTANTIATE_TEST_SUITE_P(
    All, BankFault,
    testing::Values(
        Expected{"no-email", "emails", "ses", "SES.SendEmail", FindingKind::missing, ""},
        Expected{"charge-twice", "payments", "stripe", "POST /v1/payment_intents",
                 FindingKind::count, ""},
        Expected{"wrong-amount", "payments", "stripe", "POST /v1/payment_intents",
                 FindingKind::changed, "request.body.amount"},
        Expected{"wrong-recipient", "emails", "ses", "SES.SendEmail", FindingKind::changed,
                 "request.body.Destination.ToAddresses.member.1"},
        Expected{"swallowed-error", "payments", "bank-db", "INSERT payments",
                 FindingKind::hidden_error, "attributes.db.response.status_code"},
        Expected{"n-plus-one", "accounts", "bank-db", "SELECT customers", FindingKind::count, ""},
        Expected{"missing-where-column", "accounts", "bank-db", "UPDATE accounts",
                 FindingKind::changed, "attributes.db.query.text"},
        Expected{"lost-notification", "payments", "kafka", "send notifications",
                 FindingKind::missing, ""},
        Expected{"wrong-topic-key", "payments", "kafka", "send notifications", FindingKind::changed,
                 "request.body.key"},
        Expected{"retry-storm", "payments", "stripe", "POST /v1/payment_intents",
                 FindingKind::retry, ""},
        Expected{"status-201", "bff", "accounts", "POST /accounts/{id}/deposits",
                 FindingKind::status, "attributes.http.response.status_code"},
        Expected{"dropped-field", "bff", "accounts", "POST /accounts/{id}/deposits",
                 FindingKind::changed, "response.body.currency"},
        Expected{"number-as-string", "accounts", "kafka", "send transactions", FindingKind::changed,
                 "request.body.value.amount"},
        Expected{"id-mixup", "payments", "dynamodb", "DynamoDB.PutItem", FindingKind::id,
                 "request.body.Item.transactionId.S"},
        Expected{"lost-header", "payments", "kafka", "send notifications", FindingKind::changed,
                 "request.body.headers"},
        Expected{"extra-call", "payments", "stripe", "GET /v1/customers/{id}", FindingKind::extra,
                 ""}),
    [](const auto& info) {
      std::string name = info.param.fault;
      std::erase(name, '-');
      return name;
    });

class BankVariant : public testing::TestWithParam<const char*> {};

TEST_P(BankVariant, GivesNoFinding) {
  const Diff diff = diff_with(GetParam());
  EXPECT_EQ(diff.verdict, Verdict::same) << text_of(diff);
  EXPECT_TRUE(diff.findings.empty()) << text_of(diff);
}

INSTANTIATE_TEST_SUITE_P(All, BankVariant,
                         testing::Values("", "header-order", "gzip", "prepared-names",
                                         "kafka-batching", "parallel-order", "keepalive-off",
                                         "clock-shift"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name.empty() ? "clean" : name;
                         });

TEST(BankDiff, SlowCallIsANoteWithoutABudgetAndAFindingWithOne) {
  const Diff note = diff_with("slow-stripe");
  EXPECT_EQ(note.verdict, Verdict::same) << text_of(note);
  ASSERT_FALSE(note.findings.empty());
  EXPECT_TRUE(note.findings.front().note);
  const Diff over =
      diff_with("slow-stripe", {{"payments", "stripe", "*", std::chrono::seconds(1)}});
  EXPECT_EQ(over.verdict, Verdict::different);
  ASSERT_FALSE(over.findings.empty());
  EXPECT_EQ(over.findings.front().kind, FindingKind::slower);
  EXPECT_EQ(over.findings.front().operation, "POST /v1/payment_intents");
  const Diff barely = diff_with("", {{"payments", "stripe", "*", std::chrono::microseconds(1)}});
  ASSERT_FALSE(barely.findings.empty());
  EXPECT_EQ(barely.findings.front().from, "1us");
  EXPECT_THAT(barely.findings.front().what, testing::EndsWith("the budget is 1us"));
  EXPECT_GT(read_duration(barely.findings.front().to), std::chrono::microseconds(1));
}

}  // namespace
}  // namespace goldwire
