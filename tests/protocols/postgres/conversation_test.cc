// The conversation's corners, with bytes built here: encryption, holes at chosen places, names,
// limits.
#include "protocols/postgres/conversation.h"

#include <gtest/gtest.h>

#include "protocols/base/semconv.h"
#include "protocols/postgres/codec.h"
#include "protocols/postgres/statement.h"
#include "tests/protocols/postgres/recorded.h"

namespace goldwire::postgres {
namespace {

/// Two sides that speak in turn, a millisecond apart, each acknowledging all that it was sent.
class Script {
 public:
  explicit Script(bool midstream = false) { connection_.midstream = midstream; }

  Script& client(const std::string& octets) { return say(Side::client, octets, false); }
  Script& server(const std::string& octets) { return say(Side::server, octets, false); }
  Script& lost(Side side, const std::string& octets) { return say(side, octets, true); }
  /// `octets` with `count` of them lost from `at` on.
  Script& holed(Side side, const std::string& octets, std::size_t at, std::size_t count) {
    say(side, octets.substr(0, at), false);
    say(side, octets.substr(at, count), true);
    return say(side, octets.substr(at + count), false);
  }
  /// Sent before the octets from `acked` on had come.
  Script& unaware(Side side, const std::string& octets, std::uint64_t acked) {
    say(side, octets, false);
    connection_.pieces.back().chunk.acked = acked;
    return *this;
  }
  Script& pause() {
    now_ += std::chrono::seconds(1);
    return *this;
  }
  recorded::Heard hear(Ending ending = Ending::fin, const Limits& limits = {}) {
    connection_.end = now_;
    return recorded::hear(connection_, ending, limits);
  }
  std::vector<Interaction> described(Ending ending = Ending::fin) {
    return recorded::described(hear(ending));
  }

 private:
  Script& say(Side side, const std::string& octets, bool lost) {
    if (octets.empty()) return *this;
    now_ += std::chrono::milliseconds(1);
    std::uint64_t& offset = offset_[index_of(side)];
    connection_.pieces.push_back(
        {{side, offset, {}, now_, offset_[index_of(peer_of(side))]}, octets, lost});
    offset += octets.size();
    return *this;
  }

  recorded::Connection connection_;
  Time now_ = from_unix_nano(1'700'000'000'000'000'000);
  std::uint64_t offset_[2] = {};
};

std::string ready(char status = 'I') { return encode(ReadyForQuery{status}); }
std::string complete(std::string_view tag) { return encode(CommandComplete{tag}); }
std::string columns(Oid type = 25) {
  return encode(RowDescription{{{"c", 0, 0, type, -1, -1, 0}}});
}
std::string row(std::string_view value) { return encode(DataRow{{value}}); }
std::string error(std::string_view code, std::string_view severity = "ERROR") {
  return encode(ErrorResponse{{{'S', severity}, {'V', severity}, {'C', code}, {'M', "no"}}});
}
std::string query(std::string_view text) { return encode(Query{text}); }
std::string parse(std::string_view name, std::string_view text) {
  return encode(Parse{name, text, {}});
}
std::string bind(std::string_view portal, std::string_view name, Fields values = {}) {
  return encode(Bind{portal, name, {}, std::move(values), {}});
}
std::string execute(std::string_view portal = "", std::int32_t rows = 0) {
  return encode(Execute{portal, rows});
}
std::string sync() { return encode(Sync{}); }
const std::string kParsed = encode(ParseComplete{});
const std::string kBound = encode(BindComplete{});

std::string startup() {
  return encode(StartupMessage{kProtocol30, {{"user", "bank"}, {"database", "shop"}}});
}
std::string welcome() {
  return encode(Authentication{}) + encode(BackendKeyData{7, as_bytes("keyy")}) + ready();
}
Script started() { return std::move(Script().client(startup()).server(welcome())); }

std::string text(const Interaction& each) {
  return std::string(each.attributes.text(semconv::kDbQueryText));
}

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

TEST(Postgres, HoleInsideARowIsAbsorbedAndTheNextStatementIsWhole) {
  const std::string rows =
      columns() + row(std::string(500, 'x')) + row("2") + complete("SELECT 2") + ready();
  const auto said = started()
                        .client(query("SELECT c FROM t"))
                        .holed(Side::server, rows, 100, 300)
                        .client(query("SELECT 2"))
                        .server(columns() + row("2") + complete("SELECT 1") + ready())
                        .described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].name, "SELECT t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbResponseReturnedRows), 2);
  EXPECT_TRUE(said[1].incomplete.empty());
}

TEST(Postgres, HoleInsideAQueryKeepsItsAnswer) {
  const auto said =
      started()
          .holed(Side::client, query("INSERT INTO t VALUES ('" + std::string(400, 'y') + "')"), 60,
                 200)
          .server(complete("INSERT 0 1") + ready())
          .described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "INSERT t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbAffectedRows), 1);
}

TEST(Postgres, ALostRequestLeavesItsAnswerAloneAndNothingShifts) {
  const auto said = started()
                        .lost(Side::client, query("DELETE FROM a"))
                        .server(complete("DELETE 9") + ready())
                        .client(query("DELETE FROM b"))
                        .server(complete("DELETE 1") + ready())
                        .client(query("DELETE FROM c"))
                        .server(complete("DELETE 2") + ready())
                        .described();
  ASSERT_EQ(said.size(), 3U);
  EXPECT_EQ(said[0].name, "DELETE unknown statement");
  EXPECT_TRUE(said[0].incomplete.has(Reason::no_request));
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbAffectedRows), 9);
  EXPECT_TRUE(said[1].incomplete.empty());
  EXPECT_EQ(said[1].attributes.integer(semconv::kDbAffectedRows), 1);
  EXPECT_TRUE(said[2].incomplete.empty());
}

TEST(Postgres, ALostAnswerLeavesItsRequestAloneAndNothingShifts) {
  const auto said = started()
                        .client(query("DELETE FROM a"))
                        .lost(Side::server, complete("DELETE 9") + ready())
                        .client(query("DELETE FROM b"))
                        .server(complete("DELETE 1") + ready())
                        .described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[0].name, "DELETE a");
  EXPECT_TRUE(said[0].incomplete.has(Reason::no_response));
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
  EXPECT_TRUE(said[1].incomplete.empty());
  EXPECT_EQ(said[1].attributes.integer(semconv::kDbAffectedRows), 1);
}

TEST(Postgres, AnAnswerSeenMidstreamNeverLandsOnTheFirstRequestSeen) {
  // Two statements were in flight when we came; their answers are not those of the third.
  const std::string third =
      parse("", "INSERT INTO t VALUES (3)") + bind("", "") + execute() + sync();
  const std::string answer = kParsed + kBound + complete("INSERT 0 1") + ready();
  const auto said =
      Script(true).client(third).server(answer).server(answer).server(answer).pause().described();
  for (const Interaction& each : said) EXPECT_FALSE(each.incomplete.empty()) << each.name;
  ASSERT_EQ(said.size(), 4U);
  EXPECT_EQ(std::ranges::count(said, "INSERT t", &Interaction::name), 1);
  for (const Interaction& each : said) {
    EXPECT_EQ(each.response.first.has_value(), each.name != "INSERT t");
    EXPECT_EQ(each.request.first.has_value(), each.name == "INSERT t");
  }
}

TEST(Postgres, ARequestSentBeforeTheServerWasSilentIsNotPairedOnTrial) {
  const std::string answer = complete("DELETE 1") + ready();
  Script script(true);
  script.server(answer).unaware(Side::client, query("DELETE FROM a"), 0).server(answer);
  for (const Interaction& each : script.described())
    EXPECT_FALSE(each.incomplete.empty()) << each.name;
}

TEST(Postgres, AnAnswerSentBeforeTheRequestArrivedIsNotItsAnswer) {
  const std::string answer = complete("DELETE 1") + ready();
  Script script(true);
  script.client(query("DELETE FROM a")).unaware(Side::server, answer, 3);
  for (const Interaction& each : script.described())
    EXPECT_FALSE(each.incomplete.empty()) << each.name;
}

TEST(Postgres, AMissedDescriptionKeepsAStatementFromBeingWhole) {
  const std::string described = encode(ParameterDescription{{23}}) + encode(NoData{});
  Script script = started();
  script.client(parse("s", "DELETE FROM t WHERE id = $1") + sync()).server(kParsed + ready());
  script.client(encode(Describe{'S', "s"}) + sync()).lost(Side::server, described + ready());
  script.client(bind("", "s", {"1"}) + execute() + sync())
      .server(kBound + complete("DELETE 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "DELETE t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap)) << "that its parameter is a number is not known";
}

TEST(Postgres, PairsOnTrialAreWholeAfterASilenceOnly) {
  const std::string asked = query("DELETE FROM a");
  const std::string answer = complete("DELETE 1") + ready();
  const auto proved =
      Script(true).client(asked).server(answer).pause().described(Ending::end_of_capture);
  EXPECT_TRUE(proved.at(0).incomplete.empty());
  const auto doubtful = Script(true).client(asked).server(answer).described(Ending::end_of_capture);
  ASSERT_EQ(doubtful.size(), 1U);
  EXPECT_TRUE(doubtful[0].incomplete.has(Reason::midstream));
  EXPECT_EQ(doubtful[0].attributes.integer(semconv::kDbAffectedRows), 1);
}

TEST(Postgres, AStatementPreparedBeforeIsSaidToBeUnknown) {
  const auto said =
      Script(true)
          .client(bind("", "by-id", {"42"}) + encode(Describe{'P', ""}) + execute() + sync())
          .server(kBound + columns(23) + row("7") + complete("SELECT 1") + ready())
          .described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "EXECUTE unknown statement by-id");
  EXPECT_EQ(text(said[0]), "");
  EXPECT_EQ(said[0].attributes.text(semconv::kDbOperationName), "SELECT");
  EXPECT_EQ(said[0].attributes.text("db.query.parameter.0"), "42");
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbResponseReturnedRows), 1);
  Reasons midstream;
  midstream.add(Reason::midstream);
  EXPECT_EQ(said[0].incomplete, midstream);
}

TEST(Postgres, AFailedParseLeavesTheOldStatementOfThatName) {
  Script script = started();
  script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
  script.client(parse("s", "SELECT 2") + sync()).server(error("42P05") + ready());
  script.client(bind("", "s") + execute() + sync())
      .server(kBound + row("1") + complete("SELECT 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(text(said[0]), "SELECT 2");
  EXPECT_EQ(said[0].status.code, StatusCode::error);
  EXPECT_EQ(text(said[1]), "SELECT 1");
}

TEST(Postgres, NamesForgottenByTheServerAreForgottenHere) {
  for (const char* forget : {"DISCARD ALL", "DEALLOCATE ALL"}) {
    Script script = started();
    script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
    script.client(query(forget)).server(complete(forget) + ready());
    script.client(bind("", "s") + execute() + sync()).server(error("26000") + ready());
    const auto said = script.described();
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[1].name, "EXECUTE unknown statement s");
    EXPECT_TRUE(said[1].incomplete.empty()) << "there is no such statement; nothing was missed";
  }
}

TEST(Postgres, AHoleThatMayHideAParseMakesNamesUnknown) {
  Script script = started();
  script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
  script.lost(Side::client, encode(Close{'S', "s"}) + parse("s", "SELECT 2") + sync());
  script.server(encode(CloseComplete{}) + kParsed + ready());
  script.client(bind("", "s") + execute() + sync())
      .server(kBound + row("2") + complete("SELECT 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(text(said[0]), "");
  EXPECT_TRUE(said[0].incomplete.has(Reason::gap));
}

TEST(Postgres, AParseThatMayHaveFailedSaysNothingWhereTheNameMayBeTaken) {
  // An older statement of that name, which two holes make unknown, or which was never seen at all.
  Script forgotten = started();
  forgotten.client(parse("s", "SELECT c FROM old") + sync()).server(kParsed + ready());
  forgotten.lost(Side::client, query("SELECT 1"));
  forgotten.lost(Side::server, columns() + row("1") + complete("SELECT 1") + ready());
  Script joined(true);
  joined.client(bind("", "s") + execute() + sync());
  joined.server(kBound + row("1") + complete("SELECT 1") + ready());
  for (Script* const script : {&forgotten, &joined}) {
    script->client(parse("s", "SELECT c FROM fresh") + sync());
    script->lost(Side::server, error("42P05") + ready());
    script->client(bind("", "s") + execute() + sync());
    script->server(kBound + row("2") + complete("SELECT 1") + ready());
    const auto said = script->described();
    ASSERT_FALSE(said.empty());
    EXPECT_TRUE(said.back().response.first);
    EXPECT_EQ(text(said.back()), "");
    EXPECT_FALSE(said.back().incomplete.empty());
  }
}

TEST(Postgres, AHoleThatHidNoParseLeavesNamesKnown) {
  Script script = started();
  script.client(parse("s", "SELECT 1") + sync()).server(kParsed + ready());
  script.lost(Side::client, query("SELECT 5"))
      .server(columns() + row("5") + complete("SELECT 1") + ready());
  script.client(bind("", "s") + execute() + sync())
      .server(kBound + row("1") + complete("SELECT 1") + ready());
  const auto said = script.described();
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(text(said[1]), "SELECT 1");
  EXPECT_TRUE(said[1].incomplete.empty());
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

TEST(Postgres, RowsBeyondTheLimitAreCountedNotKept) {
  Limits limits;
  limits.body = 1000;
  limits.held = 100'000;
  Script script = started();
  std::string rows = columns();
  for (int i = 0; i < 5000; ++i) rows += row("some value");
  script.client(query("SELECT c FROM t"))
      .server(rows + row(std::string(5000, 'z')) + complete("SELECT 5001") + ready());
  const recorded::Heard heard = script.hear(Ending::fin, limits);
  const auto said = recorded::described(heard);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].attributes.integer(semconv::kDbResponseReturnedRows), 5001);
  EXPECT_LT(said[0].response_payload.captured, 1000U);
  EXPECT_GT(said[0].response_payload.size, 50'000U);
  EXPECT_LT(heard.most_held, 10'000U);
}

TEST(Postgres, AFrameLongerThanBelievedIsNotWaitedFor) {
  Limits limits;
  limits.frame = 10'000;
  Script script = started();
  script.client(query("SELECT c FROM t"))
      .server(columns() + std::string("D\x7f\0\0\0", 5) + std::string(50, 'x'));
  script.client(query("SELECT 1")).server(columns() + row("1") + complete("SELECT 1") + ready());
  const recorded::Heard heard = script.hear(Ending::fin, limits);
  EXPECT_GT(heard.accounts[1].skipped, 50U);
  for (const Interaction& each : recorded::described(heard)) EXPECT_FALSE(each.incomplete.empty());
}

TEST(Postgres, AVeryLongStatementIsCutAndSaysSo) {
  Limits limits;
  limits.body = 1000;
  const recorded::Heard heard =
      started()
          .client(query("INSERT INTO t VALUES ('" + std::string(50'000, 'v') + "')"))
          .server(complete("INSERT 0 1") + ready())
          .hear(Ending::fin, limits);
  const auto said = recorded::described(heard);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_EQ(said[0].name, "INSERT t");
  EXPECT_TRUE(said[0].incomplete.has(Reason::limit));
}

}  // namespace
}  // namespace goldwire::postgres
