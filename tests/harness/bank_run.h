// bank_run: one run of a bank like fixtures/bank, built in code, with its faults and variants.
#pragma once

#include <algorithm>
#include <fmt/core.h>
#include <string>
#include <string_view>
#include <vector>

#include "tests/harness/run_builder.h"

namespace goldwire::test {

class Bank {
 public:
  Bank(std::uint64_t seed, std::string_view change) : b_(seed), change_(change) {
    if (is("clock-shift")) b_.clock_shift_ms = 26LL * 3600 * 1000;
  }

  Run run() {
    login();
    deposit(12550);
    deposit(4999);
    transfer();
    look();
    return b_.run();
  }

 private:
  bool is(std::string_view name) const { return change_ == name; }

  static constexpr const char* kAda = "6b64f635-023c-4946-9cce-67afab3a5f01";
  static constexpr const char* kGrace = "b64f6356-023c-4946-9cce-67afab3a5f33";

  Headers json(Headers more) {
    more.emplace_back("content-type", "application/json");
    more.emplace_back("connection", is("keepalive-off") ? "close" : "keep-alive");
    more.emplace_back("content-length", std::to_string(b_.random() % 500));
    if (is("header-order")) std::reverse(more.begin(), more.end());
    return more;
  }
  Headers answered(Headers more) {
    more.emplace_back("date", b_.date_header());
    if (is("gzip")) {
      more.emplace_back("content-encoding", "gzip");
      more.emplace_back("vary", "Accept-Encoding");
      more.emplace_back("transfer-encoding", "chunked");
    }
    return json(std::move(more));
  }
  std::string query(std::string_view text) {
    return std::string(is("prepared-names") && text.starts_with("SELECT owner") ? "" : text);
  }
  std::string query_name(std::string_view text, std::string_view name) {
    return query(text).empty() ? "postgresql" : std::string(name);
  }

  void login() {
    b_.wait(5);
    token_ = b_.hexadecimal() + b_.hexadecimal();
    request_ = b_.uuid();
    const auto root = b_.request("driver", "bff", "POST", "/login", "POST /login", 0, json({}),
                                 R"({"username":"ada","password":"***"})");
    const auto inner =
        b_.request("bff", "accounts", "POST", "/sessions", "POST /sessions", root,
                   json({{"x-request-id", request_}}), R"({"username":"ada","password":"***"})");
    b_.statement("accounts", "SELECT users", "SELECT account_id FROM users WHERE username = $1",
                 inner, R"(["ada"])", fmt::format(R"([["{}"]])", kAda));
    b_.answer(inner, 200, answered({}), fmt::format(R"({{"accountId":"{}","owner":"Ada"}})", kAda));
    b_.answer(root, 200, answered({{"x-request-id", request_}}),
              fmt::format(R"({{"token":"{}","accountId":"{}"}})", token_, kAda));
  }

  struct Entry {
    std::string id;
    std::string account;
    std::string kind;
    int amount;
    std::string created;
  };

  Entry book(std::uint64_t parent, const char* account, std::string_view kind, int amount) {
    Entry entry{b_.uuid(), account, std::string(kind), amount, b_.timestamp()};
    ++sequence_;
    balance_ += amount;
    b_.statement(
        "accounts", "INSERT transactions",
        "INSERT INTO transactions (id, account_id, kind, amount, created_at) VALUES ($1, $2, "
        "$3, $4, $5) RETURNING seq",
        parent,
        fmt::format(R"(["{}","{}","{}","{}","{}"])", entry.id, account, kind, amount,
                    entry.created),
        fmt::format("[[{}]]", sequence_), "", "in transaction");
    const bool column = is("missing-where-column");
    b_.statement("accounts", "UPDATE accounts",
                 fmt::format("UPDATE accounts SET balance = balance + $1 WHERE id = $2{} RETURNING "
                             "balance",
                             column ? "" : " AND version = $3"),
                 parent,
                 column ? fmt::format(R"(["{}","{}"])", amount, account)
                        : fmt::format(R"(["{}","{}","{}"])", amount, account, sequence_ - 41),
                 fmt::format("[[{}]]", balance_), "", "in transaction");
    return entry;
  }

  std::uint64_t publish(std::uint64_t parent, const Entry& entry) {
    const std::string amount =
        is("number-as-string") ? fmt::format("\"{}\"", entry.amount) : std::to_string(entry.amount);
    return b_.send("accounts", "transactions", parent, entry.account,
                   {{"event-type", "transaction.booked"}, {"request-id", request_}},
                   fmt::format(R"({{"transactionId":"{}","kind":"{}","amount":{},"accountId":"{}",)"
                               R"("createdAt":"{}"}})",
                               entry.id, entry.kind, amount, entry.account, entry.created));
  }

  void audit(std::uint64_t sent, double confidence = 1) {
    const auto received = b_.receive("audit", sent, confidence);
    const Value* body = std::get_if<Value>(&b_.span(sent).what.request_payload.body);
    b_.statement("audit", "INSERT audit_log", "INSERT INTO audit_log (key, event) VALUES ($1, $2)",
                 received,
                 write_json(Value(Value::List{*body->find("key"), *body->find("value")})));
  }

  std::string charge(std::uint64_t parent, const Entry& entry, const std::string& key) {
    const int amount = is("wrong-amount") ? entry.amount - entry.amount % 100 : entry.amount;
    if (is("extra-call")) {
      const auto look = b_.request("payments", "stripe", "GET", "/v1/customers/cus_ada",
                                   "GET /v1/customers/{id}", parent, {{"accept", "*/*"}});
      b_.answer(look, 200, answered({}), R"({"id":"cus_ada"})");
    }
    std::string charge_id;
    for (int attempt = is("retry-storm") ? 0 : 3; attempt < 4; ++attempt) {
      const auto call = b_.request(
          "payments", "stripe", "POST", "/v1/payment_intents", "POST /v1/payment_intents", parent,
          {{"idempotency-key", key}, {"content-type", "application/x-www-form-urlencoded"}},
          fmt::format("amount={}&currency=usd&metadata[transaction_id]={}&metadata[account_id]={}",
                      amount, entry.id, entry.account));
      if (attempt < 3) {
        b_.answer(call, 500, answered({{"request-id", "req_" + b_.hexadecimal()}}),
                  R"({"error":{"type":"api_error"}})");
        continue;
      }
      charge_id = "pi_" + b_.hexadecimal();
      if (is("slow-stripe")) b_.wait(2000);
      b_.answer(call, 200, answered({{"request-id", "req_" + b_.hexadecimal()}}),
                fmt::format(R"({{"id":"{}","amount":{},"status":"succeeded","created":{}}})",
                            charge_id, amount, 1795000000 + b_.random() % 10000));
    }
    return charge_id;
  }

  void pay(std::uint64_t sent, const Entry& entry) {
    const auto received = b_.receive("payments", sent);
    if (entry.kind == "fee") return;
    if (entry.kind == "deposit") {
      const std::string key = "deposit-" + entry.id;
      std::string charged = charge(received, entry, key);
      if (is("charge-twice")) charged = charge(received, entry, key + "-again");
      const bool fails = is("swallowed-error");
      b_.statement("payments", "INSERT payments",
                   "INSERT INTO payments (transaction_id, charge_id, amount) VALUES ($1, $2, $3) "
                   "RETURNING id",
                   received, fmt::format(R"(["{}","{}","{}"])", entry.id, charged, entry.amount),
                   fails ? "" : fmt::format("[[{}]]", ++payment_), fails ? "23505" : "");
      if (receipt_.empty() || !is("id-mixup")) receipt_ = entry.id;
      const std::string payment =
          fails ? R"({"NULL":true})" : fmt::format(R"({{"N":"{}"}})", payment_);
      const auto put = b_.request(
          "payments", "dynamodb", "POST", "/", "DynamoDB.PutItem", received,
          {{"x-amz-date", b_.date_header()}, {"amz-sdk-invocation-id", b_.uuid()}},
          fmt::format(R"({{"TableName":"receipts","Item":{{"transactionId":{{"S":"{}"}},)"
                      R"("chargeId":{{"S":"{}"}},"paymentId":{},"createdAt":{{"S":"{}"}}}}}})",
                      receipt_, charged, payment, b_.timestamp()));
      b_.answer(put, 200, answered({{"x-amzn-requestid", b_.uuid()}}), "{}");
      if (is("lost-notification")) return;
    }
    Headers headers{{"event-type", "notification.requested"}, {"request-id", request_}};
    if (is("lost-header")) headers.pop_back();
    const auto notified = b_.send(
        "payments", "notifications", received, is("wrong-topic-key") ? "cus_ada" : entry.account,
        headers,
        fmt::format(R"({{"notificationId":"{}","template":"{}","transactionId":"{}","amount":{},)"
                    R"("createdAt":"{}"}})",
                    b_.uuid(), entry.kind, entry.id, entry.amount, b_.timestamp()));
    mail(notified, entry);
    audit(notified);
  }

  void mail(std::uint64_t sent, const Entry& entry) {
    const auto received = b_.receive("emails", sent);
    b_.statement("emails", query_name("SELECT owner, email", "SELECT customers"),
                 query("SELECT owner, email FROM customers WHERE account_id = $1"), received,
                 fmt::format(R"(["{}"])", entry.account),
                 R"([["Ada","ada@example.com","recover@example.com"]])");
    std::string message = "null";
    if (!is("no-email")) {
      const auto call = b_.request(
          "emails", "ses", "POST", "/", "SES.SendEmail", received,
          {{"content-type", "application/x-www-form-urlencoded"}},
          fmt::format("Action=SendEmail&Version=2010-12-01&Destination.ToAddresses.member.1={}%"
                      "40example.com&Message.Body."
                      "Text.Data=Dear+Ada%2C+your+reference+is+{}.+Amount%3A+{}.{:02}+USD",
                      is("wrong-recipient") ? "recover" : "ada", entry.id,
                      std::abs(entry.amount) / 100, std::abs(entry.amount) % 100));
      message = b_.uuid();
      b_.answer(
          call, 200, answered({}),
          fmt::format("<SendEmailResponse><MessageId>{}</MessageId></SendEmailResponse>", message));
      message = "\"" + message + "\"";
    }
    b_.statement("emails", "INSERT emails",
                 "INSERT INTO emails (transaction_id, message_id) VALUES ($1, $2) RETURNING id",
                 received, fmt::format(R"(["{}",{}])", entry.id, message),
                 fmt::format("[[{}]]", ++mails_));
  }

  void deposit(int amount) {
    b_.wait(5);
    request_ = b_.uuid();
    const auto root = b_.request("driver", "bff", "POST", "/deposit", "POST /deposit", 0,
                                 json({{"authorization", "Bearer " + token_}}),
                                 fmt::format(R"({{"amount":{},"currency":"usd"}})", amount));
    const auto inner =
        b_.request("bff", "accounts", "POST", fmt::format("/accounts/{}/deposits", kAda),
                   "POST /accounts/{id}/deposits", root, json({{"x-request-id", request_}}),
                   fmt::format(R"({{"amount":{}}})", amount));
    b_.statement("accounts", "BEGIN", "BEGIN", inner, "", "", "", "in transaction");
    const Entry entry = book(inner, kAda, "deposit", amount);
    b_.statement("accounts", "COMMIT", "COMMIT", inner);
    const auto sent = publish(inner, entry);
    const std::string body =
        fmt::format(R"({{"transactionId":"{}","amount":{},{}"createdAt":"{}"}})", entry.id, amount,
                    is("dropped-field") ? "" : R"("currency":"usd",)", entry.created);
    b_.answer(inner, is("status-201") ? 201 : 200, answered({}), body);
    b_.answer(root, 200, answered({{"x-request-id", request_}}), body);
    pay(sent, entry);
    audit(sent);
  }

  void transfer() {
    b_.wait(5);
    request_ = b_.uuid();
    const auto root = b_.request("driver", "bff", "POST", "/transfer", "POST /transfer", 0,
                                 json({{"authorization", "Bearer " + token_}}),
                                 fmt::format(R"({{"to":"{}","amount":3000}})", kGrace));
    const auto inner =
        b_.request("bff", "accounts", "POST", fmt::format("/accounts/{}/transfers", kAda),
                   "POST /accounts/{id}/transfers", root, json({{"x-request-id", request_}}),
                   R"({"amount":3000})");
    b_.statement("accounts", "BEGIN", "BEGIN", inner, "", "", "", "in transaction");
    const std::vector<Entry> entries{book(inner, kAda, "debit", -3000),
                                     book(inner, kAda, "fee", -25),
                                     book(inner, kGrace, "credit", 3000)};
    b_.statement("accounts", "COMMIT", "COMMIT", inner);
    std::vector<std::uint64_t> sent;
    for (const Entry& entry : entries) sent.push_back(publish(inner, entry));
    if (is("kafka-batching")) {
      for (const auto id : sent) {
        b_.span(id).what.start = b_.span(sent.front()).what.start;
        b_.span(id).what.end = b_.span(sent.back()).what.end;
      }
    }
    b_.answer(inner, 200, answered({}), R"({"amount":3000,"fee":25})");
    b_.answer(root, 200, answered({{"x-request-id", request_}}), R"({"amount":3000,"fee":25})");
    std::vector<std::size_t> order{0, 1, 2};
    if (is("parallel-order") || is("kafka-batching")) order = {2, 0, 1};
    for (const std::size_t i : order) pay(sent[i], entries[i]);
    for (const auto id : sent) audit(id);
  }

  void look() {
    b_.wait(5);
    request_ = b_.uuid();
    const auto root =
        b_.request("driver", "bff", "GET", fmt::format("/accounts/{}", kAda), "GET /accounts/{id}",
                   0, json({{"authorization", "Bearer " + token_}}));
    const auto ask = [&](std::string_view what) {
      return b_.request("bff", "accounts", "GET", fmt::format("/accounts/{}/{}", kAda, what),
                        fmt::format("GET /accounts/{{id}}/{}", what), root,
                        json({{"x-request-id", request_}}));
    };
    const bool reversed = is("parallel-order");
    const auto first = ask(reversed ? "history" : "balance");
    const auto second = ask(reversed ? "balance" : "history");
    const auto balance = reversed ? second : first;
    const auto history = reversed ? first : second;
    b_.statement("accounts", "SELECT accounts", "SELECT balance FROM accounts WHERE id = $1",
                 balance, fmt::format(R"(["{}"])", kAda), fmt::format("[[{}]]", balance_));
    b_.statement("accounts", "SELECT transactions",
                 "SELECT id, amount FROM transactions WHERE account_id = $1", history,
                 fmt::format(R"(["{}"])", kAda), R"([["a",1],["b",2]])");
    for (int i = 0; i < (is("n-plus-one") ? 41 : 1); ++i) {
      b_.statement("accounts", query_name("SELECT owner FROM", "SELECT customers"),
                   query("SELECT owner FROM customers WHERE account_id = $1"), history,
                   fmt::format(R"(["{}"])", kAda), R"([["Ada"]])");
    }
    b_.answer(balance, 200, answered({}), fmt::format(R"({{"balance":{}}})", balance_));
    b_.answer(history, 200, answered({}), R"({"history":[{"id":"a"},{"id":"b"}]})");
    b_.answer(root, 200, answered({{"x-request-id", request_}}),
              fmt::format(R"({{"balance":{},"history":[{{"id":"a"}},{{"id":"b"}}]}})", balance_));
  }

  RunBuilder b_;
  std::string change_;
  std::string token_;
  std::string request_;
  std::string receipt_;
  int sequence_ = 41;
  int balance_ = 100000;
  int payment_ = 0;
  int mails_ = 0;
};

/// `change` is a fault, a variant, or empty.
inline Run bank_run(std::uint64_t seed, std::string_view change = {}) {
  return Bank(seed, change).run();
}

}  // namespace goldwire::test
