// The conversation, with messages built here: encryption, errors, portals, transactions, endings.
#include "protocols/postgres/conversation.h"

#include <gtest/gtest.h>

#include "tests/protocols/postgres/script.h"

namespace goldwire::postgres {
namespace {

TEST(Postgres, StartupTellsTheDatabaseAndKeepsNoSecret) {
  Script script;
  script.client(encode(EncryptionRequest{kSslCode})).server("N").client(startup());
  script.server(encode(Authentication{5, as_bytes("salt")}));
  script.client(encode(PasswordMessage{as_bytes("s3cret")}));
  script.server(welcome())
      .client(query("SELECT 1"))
      .server(columns(23) + row("1") + complete("SELECT 1") + ready());
  const recorded::Heard heard = script.hear();
  const std::vector<Interaction> said = recorded::described(heard);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].attributes.text(semconv::kDbNamespace), "shop");
  EXPECT_TRUE(said[0].incomplete.empty());
  EXPECT_EQ(heard.accounts[0].skipped + heard.accounts[1].skipped, 0U);
  ASSERT_EQ(heard.exchanges.size(), 2U);
  EXPECT_TRUE(heard.exchanges[0].control);
  for (const Exchange& exchange : heard.exchanges) {
    const std::string all =
        protocol().encode(exchange, Side::client) + protocol().encode(exchange, Side::server);
    EXPECT_EQ(all.find("s3cret"), std::string::npos);
    EXPECT_EQ(all.find("keyy"), std::string::npos);
  }
}

TEST(Postgres, AnAcceptedSslRequestHandsTheStreamOver) {
  Script script;
  const recorded::Heard heard = script.client(encode(EncryptionRequest{kSslCode}))
                                    .server("S")
                                    .client("\x16\x03\x01hello")
                                    .hear();
  ASSERT_TRUE(heard.switched);
  EXPECT_EQ(heard.switched->protocol, "tls");
  EXPECT_EQ(heard.switched->client_offset, 8U);
  EXPECT_EQ(heard.switched->server_offset, 1U);
  EXPECT_EQ(heard.accounts[0].taken, 8U);
}

TEST(Postgres, GssEncryptionIsSaidOnceAndSkipped) {
  Script script;
  const recorded::Heard heard = script.client(encode(EncryptionRequest{kGssEncCode}))
                                    .server("G")
                                    .client("\0\0\0\x10 token")
                                    .server("whatever")
                                    .hear();
  ASSERT_EQ(heard.exchanges.size(), 1U);
  EXPECT_TRUE(heard.exchanges[0].incomplete.has(Reason::encrypted));
  EXPECT_EQ(heard.accounts[1].skipped, 8U);
}

TEST(Postgres, AServerTooOldForSslAnswersWithAnError) {
  const auto said = Script()
                        .client(encode(EncryptionRequest{kSslCode}))
                        .server(error("08P01", "FATAL"))
                        .described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].attributes.text(semconv::kDbResponseStatusCode), "08P01");
}

TEST(Postgres, AfterAnErrorEverythingUpToSyncIsSaidNotToHaveRun) {
  Script script = started();
  const std::string one = parse("", "INSERT INTO a VALUES (1)") + bind("", "") + execute();
  const std::string two = parse("", "INSERT INTO b VALUES (2)") + bind("", "") + execute();
  script.client(one + two).server(error("42P01")).client(two + sync()).server(ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].status.code, StatusCode::error);
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(said[i].name, "INSERT b");
    EXPECT_NE(said[i].attributes.find(semconv::kDbSkipped), nullptr);
    EXPECT_FALSE(said[i].response.first);
  }
}

TEST(Postgres, APortalResumedOverManySyncsIsOneStatement) {
  Script script = started();
  script.client(query("BEGIN")).server(complete("BEGIN") + ready('T'));
  script.client(parse("", "SELECT c FROM t") + bind("C_1", "") + encode(Describe{'P', "C_1"}) +
                execute("C_1", 1) + sync());
  script.server(kParsed + kBound + columns() + row("1") + encode(PortalSuspended{}) + ready('T'));
  script.client(query("SELECT 9")).server(columns() + row("9") + complete("SELECT 1") + ready('T'));
  script.client(execute("C_1", 5) + sync()).server(row("2") + complete("SELECT 1") + ready('T'));
  const auto said = script.described();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[2].name, "SELECT t");
  EXPECT_EQ(said[2].attributes.integer(semconv::kDbResponseReturnedRows), 2);
  EXPECT_TRUE(said[2].incomplete.empty());
}

TEST(Postgres, APortalLeftOpenIsWholeOnlyWhenTheServerEndedItsStream) {
  const auto reasons = [](Ending ending) {
    Script script = started();
    script.client(parse("", "SELECT c FROM t") + bind("C_1", "") + execute("C_1", 1) +
                  encode(Flush{}));
    script.server(kParsed + kBound + row("1") + encode(PortalSuspended{}));
    const auto said = script.described(ending);
    return said.empty() ? std::vector<std::string_view>{"nothing"} : said[0].incomplete.names();
  };
  using Names = std::vector<std::string_view>;
  EXPECT_EQ(reasons(Ending::fin), Names{});
  EXPECT_EQ(reasons(Ending::reset), Names{"truncated"});
  EXPECT_EQ(reasons(Ending::end_of_capture), Names{"open"});
}

TEST(Postgres, ACommitThatRollsBackShowsItsTag) {
  const auto said =
      started().client(query("COMMIT")).server(complete("ROLLBACK") + ready()).described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "COMMIT");
  EXPECT_EQ(said[0].attributes.text(semconv::kDbCommandTag), "ROLLBACK");
}

TEST(Postgres, TransactionStatusIsThatOfTheReadyForQueryThatFollows) {
  Script script = started();
  script.client(query("BEGIN")).server(complete("BEGIN") + ready('T'));
  script.client(query("SELEC")).server(error("42601") + ready('E'));
  script.client(query("ROLLBACK")).server(complete("ROLLBACK") + ready('I'));
  const auto said = script.described();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].attributes.text(semconv::kDbTransactionStatus), "transaction");
  EXPECT_EQ(said[1].attributes.text(semconv::kDbTransactionStatus), "failed");
  EXPECT_EQ(said[2].attributes.text(semconv::kDbTransactionStatus), "idle");
}

TEST(Postgres, NoticesAndNotificationsComeAtAnyTime) {
  const std::string notice =
      encode(NoticeResponse{{{{'S', "NOTICE"}, {'C', "00000"}, {'M', "hello"}}}});
  const std::string news = encode(NotificationResponse{1, "news", "extra"});
  const auto said =
      started()
          .server(news)
          .client(query("SELECT 1"))
          .server(columns() + notice + row("1") + news + complete("SELECT 1") + ready())
          .described();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].name, "NOTIFICATION news");
  EXPECT_TRUE(said[0].control);
  EXPECT_EQ(said[2].name, "SELECT");
  ASSERT_EQ(said[2].events.size(), 1U);
  EXPECT_EQ(said[2].events[0].attributes.text(semconv::kDbNoticeMessage), "hello");
}

TEST(Postgres, AStatementCutByTheServersEndIsNotWhole) {
  const auto said = started().client(query("SELECT 1")).server(columns() + row("1")).described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(said[0].incomplete.has(Reason::truncated));
  const auto open = started().client(query("SELECT 1")).described(Ending::end_of_capture);
  EXPECT_TRUE(open.at(0).incomplete.has(Reason::open));
  const auto unanswered = started().client(query("SELECT 1")).described(Ending::reset);
  EXPECT_TRUE(unanswered.at(0).incomplete.has(Reason::no_response));
}

TEST(Postgres, AFarewellEndsTheStatementThatItInterrupts) {
  const auto said =
      started().client(query("SELECT pg_sleep(9)")).server(error("57P01", "FATAL")).described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].attributes.text(semconv::kDbResponseStatusCode), "57P01");
  EXPECT_TRUE(said[0].incomplete.empty());
  const auto idle = started().server(error("57P05", "FATAL")).described();
  ASSERT_EQ(idle.size(), 1U);
  EXPECT_EQ(idle[0].name, "DISCONNECT");
}

}  // namespace
}  // namespace goldwire::postgres
