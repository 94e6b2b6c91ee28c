// goldwire-agent as a whole: a real child, real traffic on loopback, what it gives away and what it
// says.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sys/socket.h>
#include <sys/un.h>

#include "agent/trace/jsonl.h"
#include "agent/trace/reading.h"
#include "protocols/base/semconv.h"
#include "tests/agent/agent_process.h"
#include "tests/agent/capture/own_network.h"
#include "tests/agent/traffic.h"

namespace goldwire::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<Span> spans_of(const std::string& text) {
  std::vector<Span> spans;
  for (const std::string& line : lines_of(text)) {
    auto span = read_span(line);
    EXPECT_TRUE(span) << line;
    if (span) spans.push_back(std::move(*span));
  }
  return spans;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Span> spans_in(const fs::path& file) { return spans_of(text_of(file)); }

Reply answering(unsigned status) {
  Reply reply;
  reply.status = status;
  return reply;
}

Reply hanging() {
  Reply reply;
  reply.act = Reply::hang;
  return reply;
}

class Program : public ::testing::Test {
 protected:
  void SetUp() override {
    NEEDS_CAPTURE();
    std::string name = (fs::temp_directory_path() / "goldwire-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    fs::permissions(folder, fs::perms::all);  // for who the agent becomes
  }
  void TearDown() override {
    if (!folder.empty()) fs::remove_all(folder);
  }

  std::string file(const std::string& name) const { return (folder / name).string(); }
  /// By address too: a client of another test may have that port for its own end.
  static std::string only(const Receiver& server) {
    const std::string end = " host 127.0.30.2 and tcp ";
    return "(src" + end + "src port " + server.port() + ") or (dst" + end + "dst port " +
           server.port() + ")";
  }
  static std::string endpoint_of(const Receiver& receiver) {
    return "http://127.0.30.2:" + receiver.port();
  }

  fs::path folder;
  Receiver shop{hello()};
};

TEST_F(Program, SpansOfRealTrafficReachTheFile) {
  std::ofstream(file("services.yaml")) << "services: {shop: [\"127.0.30.2\"]}\n";
  Agent agent({"-o", file("spans"), "--services", file("services.yaml"), "--filter", only(shop)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller caller(shop);
  caller.get("/a");
  caller.ask(http::verb::post, "/b", R"({"amount":5})");
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();

  const auto spans = spans_in(file("spans"));
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0].what.name, "GET /a");
  EXPECT_EQ(spans[1].what.name, "POST /b");
  EXPECT_EQ(spans[1].server.service, "shop");
  EXPECT_EQ(std::get<std::string>(spans[1].what.request_payload.body), R"({"amount":5})");
  EXPECT_EQ(std::get<std::string>(spans[1].what.response_payload.body), R"({"hello":"world"})");
  EXPECT_TRUE(spans[1].what.incomplete.empty());

  EXPECT_EQ(agent.count("trace", "spans"), 2U);
  EXPECT_EQ(agent.count("protocols", "exchanges"), 2U);
  EXPECT_EQ(agent.count("capture", "kernel_drops"), 0U);
  EXPECT_GT(agent.count("capture", "packets"), 8U);
  EXPECT_EQ(agent.exported("file", "written"), 2U);
}

TEST_F(Program, NothingThatWasOnTheWireBeforeTheSignalIsLost) {
  constexpr std::size_t kRequests = 500;
  Agent agent({"-i", "lo", "-o", file("spans"), "--filter", only(shop)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller caller(shop);
  for (std::size_t i = 0; i < kRequests; ++i) caller.get("/" + std::to_string(i));
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  const auto spans = spans_in(file("spans"));
  ASSERT_EQ(spans.size(), kRequests);
  for (std::size_t i = 0; i < kRequests; ++i) {
    EXPECT_EQ(spans[i].what.attributes.text(semconv::kUrlPath), "/" + std::to_string(i));
    EXPECT_TRUE(spans[i].what.incomplete.empty()) << i;
  }
}

TEST_F(Program, SpansGoToStdoutWhenNoPlaceIsNamed) {
  Agent agent({"--filter", only(shop), "--hold", "100"});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller(shop).get("/a");
  EXPECT_TRUE(agent.output->read_until("\n")) << "they come while it runs";
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  const auto spans = spans_of(agent.output->all());
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].what.name, "GET /a");
}

TEST_F(Program, EndsWhenNobodyReadsItsStdout) {
  Agent agent({"--filter", only(shop), "--hold", "100", "--heartbeat", "1"});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  agent.output->close();
  Caller(shop).get("/a");
  EXPECT_EQ(agent.wait(), 0);
  EXPECT_THAT(agent.errors->all(), HasSubstr("nobody reads stdout any more"));
  EXPECT_EQ(agent.exported("file", "failed"), 1U);
}

TEST_F(Program, HangupOpensTheOutputAnew) {
  Agent agent({"-o", file("spans"), "--filter", only(shop)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  fs::rename(file("spans"), file("spans.1"));
  agent.signal(SIGHUP);
  ASSERT_TRUE(agent.errors->read_until("output opened anew"));
  Caller(shop).get("/a");
  EXPECT_EQ(agent.end(), 0);
  EXPECT_EQ(spans_in(file("spans")).size(), 1U);
  EXPECT_EQ(spans_in(file("spans.1")).size(), 0U);
}

TEST_F(Program, StatsFileHoldsTheLedger) {
  Agent agent({"-o", file("spans"), "--stats", file("stats"), "--filter", only(shop)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller(shop).get("/a");
  EXPECT_EQ(agent.end(), 0);
  EXPECT_THAT(lines_of(agent.errors->all()),
              ::testing::Contains(lines_of(text_of(file("stats"))).at(0)));
  const auto stats = read_json(lines_of(text_of(file("stats"))).at(0));
  ASSERT_TRUE(stats);
  EXPECT_EQ(stats->find("trace")->find("spans")->number()->text, "1");
}

TEST_F(Program, PayloadsAreKeptUpToTheLimitAndCountedWhole) {
  Agent agent({"-o", file("spans"), "--body", "1", "--filter", only(shop)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller(shop).ask(http::verb::post, "/a", std::string(100'000, 'x'));
  EXPECT_EQ(agent.end(), 0);
  const auto spans = spans_in(file("spans"));
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].what.request_payload.size, 100'000U);
  EXPECT_EQ(spans[0].what.request_payload.captured, 1024U);
}

TEST_F(Program, PacketsAreKeptBesideTheSpansAndGiveTheSameSpansAgain) {
  std::ofstream(file("services.yaml")) << "services: {shop: [\"127.0.30.2\"]}\n";
  Agent agent({"-i", "lo", "-o", file("spans"), "--services", file("services.yaml"), "--filter",
               only(shop), "--keep", "5m,200MB", "--keep-folder", file("kept")});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  EXPECT_THAT(agent.errors->text(), HasSubstr("; packets kept in " + file("kept")));
  Caller caller(shop);
  for (std::size_t i = 0; i < 200; ++i) caller.get("/" + std::to_string(i));
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  EXPECT_EQ(agent.count("keep", "packets"), agent.count("capture", "packets"));
  EXPECT_EQ(agent.count("keep", "lost"), 0U);
  EXPECT_GE(agent.count("keep", "files"), 1U);
  std::set<std::string> ids;
  for (const Span& span : spans_in(file("spans"))) ids.insert(hex(span.span_id));
  ASSERT_EQ(ids.size(), 200U);
  std::set<std::string> again;
  const auto read =
      stream_spans({.inputs = {file("kept")}, .services = {}, .filter = {}, .limits = {}},
                   [&](const Span& span, const Lost&) { again.insert(hex(span.span_id)); });
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_FALSE(read->stopped);
  EXPECT_EQ(again, ids);
}

// ---- privileges -------------------------------------------------------------------------------

/// "Uid", "CapEff", ... of a process.
std::string status_of(pid_t process, const std::string& field) {
  std::ifstream in("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(field + ":")) return line.substr(field.size() + 1);
  }
  return {};
}

TEST_F(Program, GivesEveryPrivilegeUpBeforeItReadsAPacket) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user: run as root";
  Agent agent({"-o", file("spans"), "--user", "nobody", "--filter", only(shop)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  EXPECT_EQ(status_of(agent.id(), "Uid"), "\t65534\t65534\t65534\t65534");
  EXPECT_EQ(status_of(agent.id(), "Gid"), "\t65534\t65534\t65534\t65534");
  EXPECT_EQ(status_of(agent.id(), "Groups"), "\t65534 ");
  for (const char* const set : {"CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd"}) {
    EXPECT_EQ(status_of(agent.id(), set), "\t0000000000000000") << set;
  }
  EXPECT_EQ(status_of(agent.id(), "NoNewPrivs"), "\t1");
  Caller(shop).get("/a");
  EXPECT_EQ(agent.end(), 0);
  EXPECT_EQ(spans_in(file("spans")).size(), 1U);
  EXPECT_THAT(agent.errors->all(), HasSubstr("privileges dropped: user 65534, group 65534"));
}

TEST_F(Program, WithoutAUserTheCapabilitiesGoAllTheSame) {
  Agent agent({"-o", file("spans"), "--filter", only(shop)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  for (const char* const set : {"CapEff", "CapPrm", "CapInh", "CapAmb"}) {
    EXPECT_EQ(status_of(agent.id(), set), "\t0000000000000000") << set;
  }
  EXPECT_EQ(status_of(agent.id(), "NoNewPrivs"), "\t1");
  EXPECT_EQ(agent.end(), 0);
}

TEST_F(Program, KeepsTheRightToCaptureForInterfacesThatAppearLaterAndNothingElse) {
  NEEDS_OWN_NETWORK(network);
  Agent agent({"-i", "lo", "-i", "va*", "--user", "nobody", "--heartbeat", "1", "--stats",
               file("stats"), "-o", file("spans")});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  ASSERT_TRUE(agent.errors->read_until("va*: not there yet; captured from once it is up\n"));
  EXPECT_THAT(agent.errors->text(), HasSubstr("CAP_NET_RAW only, no new privileges"));
  EXPECT_THAT(status_of(agent.id(), "Uid"), StartsWith("\t65534\t65534"));
  for (const char* const set : {"CapEff", "CapPrm"}) {
    EXPECT_EQ(status_of(agent.id(), set), "\t0000000000002000") << set;
  }
  for (const char* const set : {"CapInh", "CapAmb", "CapBnd"}) {
    EXPECT_EQ(status_of(agent.id(), set), "\t0000000000000000") << set;
  }
  ASSERT_TRUE(OwnNetwork::add_pair("va0", "xa0"));
  ASSERT_TRUE(agent.errors->read_until("va0: captured from now on\n")) << agent.errors->text();
  ASSERT_TRUE(OwnNetwork::ip("link del va0"));
  ASSERT_TRUE(agent.errors->read_until("va0: the capture broke off: ")) << agent.errors->text();
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  EXPECT_EQ(agent.count("capture", "interfaces_lost"), 1U);
}

TEST_F(Program, EndsWhenItsLastInterfaceIsGone) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1"));
  Agent agent({"-i", "a0", "-o", file("spans")});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  ASSERT_TRUE(OwnNetwork::ip("link del a0"));
  EXPECT_EQ(agent.wait(), 3) << agent.errors->all();
  const std::string errors = agent.errors->all();
  const std::string broke_off = "goldwire-agent: a0: the capture broke off: ";
  EXPECT_THAT(errors, HasSubstr(broke_off));
  EXPECT_EQ(errors.find(broke_off), errors.rfind(broke_off)) << "told once: " << errors;
}

TEST_F(Program, TellsOfAnInterfaceThatCameBeforeItTellsOfTheEnd) {
  NEEDS_OWN_NETWORK(network);
  Agent agent({"-i", "va0", "--await-interfaces", "--heartbeat", "3600", "--keep", "1m",
               "--keep-folder", file("keep"), "-o", file("spans")});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  ASSERT_TRUE(OwnNetwork::add_pair("va0", "xa0"));
  // What is kept tells that it is captured from.
  const FrameSender sender("xa0");
  const auto kept = [&] {
    std::uintmax_t size = 0;
    for (const auto& one : std::filesystem::directory_iterator(file("keep"))) {
      size += one.is_regular_file() ? one.file_size() : 0;
    }
    return size;
  };
  const auto deadline = std::chrono::steady_clock::now() + kSoon;
  while (kept() < 10'000 && std::chrono::steady_clock::now() < deadline) {
    ASSERT_TRUE(sender.send("x", 1'000));
  }
  EXPECT_EQ(agent.end(), 0);
  const std::string errors = agent.errors->all();
  const std::size_t came = errors.find("va0: captured from now on");
  ASSERT_NE(came, std::string::npos) << errors;
  EXPECT_LT(came, errors.find("ending: "));
}

TEST_F(Program, TellsAServiceManagerThatItIsReady) {
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = file("notify");
  name.copy(address.sun_path, name.size());
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  Agent agent({"-o", file("spans"), "--filter", only(shop)},
              {.environment = {"NOTIFY_SOCKET=" + name}});
  const timeval limit{kSoon.count(), 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  const auto received = [&] {
    char text[100] = {};
    return ::recv(socket, text, sizeof text - 1, 0) > 0 ? std::string(text) : "nothing";
  };
  EXPECT_EQ(received(), "READY=1");
  EXPECT_EQ(agent.end(), 0);
  EXPECT_EQ(received(), "STOPPING=1");
  ::close(socket);
}

// ---- receivers --------------------------------------------------------------------------------

TEST_F(Program, SpansReachAnOtlpReceiverWhileItRunsAndItsOwnExportIsNoTraffic) {
  Receiver otlp(always({}));
  Agent agent({"--filter", only(shop) + " or " + only(otlp), "--hold", "100"},
              {.environment = {"OTEL_EXPORTER_OTLP_ENDPOINT=" + endpoint_of(otlp)}});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller caller(shop);
  // Each export would be a span of the next one.
  for (std::size_t i = 1; i <= 3; ++i) {
    caller.get("/a");
    otlp.wait_for(i);
  }
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  for (const Request& request : otlp.requests()) {
    EXPECT_EQ(request.body().find("/v1/traces"), std::string::npos);
  }
  EXPECT_EQ(agent.count("trace", "spans"), 3U);
  EXPECT_EQ(agent.exported("otlp", "written"), 3U);
  EXPECT_GT(agent.count("dissect", "own_segments"), 6U);
}

TEST_F(Program, ReceiverThatRecoversGetsEverything) {
  Receiver otlp(once(answering(503), {}));
  Agent agent({"--filter", only(shop), "--otlp-endpoint", endpoint_of(otlp)});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller(shop).get("/a");
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  EXPECT_EQ(agent.exported("otlp", "written"), 1U);
  EXPECT_EQ(otlp.requests().size(), 2U);
}

TEST_F(Program, ReceiverThatRefusesIsCountedAndToldOf) {
  Receiver otlp(always(answering(400)));
  Agent agent({"--filter", only(shop), "--hold", "100", "--heartbeat", "1"},
              {.environment = {"OTEL_EXPORTER_OTLP_ENDPOINT=" + endpoint_of(otlp)}});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller(shop).get("/a");
  EXPECT_TRUE(agent.errors->read_until("lost so far: 0 packets, 0 exchanges; " + endpoint_of(otlp) +
                                       "/v1/traces: 0 spans without room, 1 failed (answered 400)"))
      << agent.errors->all();
  EXPECT_EQ(agent.end(), 0);
  EXPECT_EQ(agent.exported("otlp", "failed"), 1U);
}

TEST_F(Program, ClosedReceiverHoldsUpNeitherTheFileNorTheEnd) {
  std::string closed;
  {
    const Receiver gone(always({}));
    closed = endpoint_of(gone);
  }
  Agent agent({"-o", file("spans"), "--filter", only(shop), "--flush", "1"},
              {.environment = {"OTEL_EXPORTER_OTLP_ENDPOINT=" + closed}});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller caller(shop);
  for (int i = 0; i < 20; ++i) caller.get("/a");
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  EXPECT_EQ(spans_in(file("spans")).size(), 20U);
  EXPECT_EQ(agent.exported("file", "written"), 20U);
  EXPECT_EQ(agent.exported("otlp", "failed"), 20U);
}

TEST_F(Program, ReceiverThatNeverAnswersCostsSpansButNoPackets) {
  constexpr std::uint64_t kRequests = 200;
  Receiver otlp(always(hanging()));
  Agent agent({"-o", file("spans"), "--filter", only(shop), "--queue", "10", "--flush", "1",
               "--hold", "100"},
              {.environment = {"OTEL_EXPORTER_OTLP_ENDPOINT=" + endpoint_of(otlp)}});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller caller(shop);
  caller.get("/first");
  otlp.wait_for(1);  // from here on nothing leaves
  for (std::uint64_t i = 1; i < kRequests; ++i) caller.get("/a");
  EXPECT_EQ(agent.end(), 0) << agent.errors->all();
  EXPECT_EQ(agent.count("trace", "spans"), kRequests);
  EXPECT_EQ(agent.count("capture", "kernel_drops"), 0U);
  EXPECT_EQ(agent.exported("otlp", "written"), 0U);
  EXPECT_GT(agent.exported("otlp", "dropped"), 0U);
  EXPECT_EQ(agent.exported("otlp", "dropped") + agent.exported("otlp", "failed"), kRequests);
}

TEST_F(Program, SecondSignalEndsAtOnce) {
  Receiver otlp(always(hanging()));
  Agent agent({"--filter", only(shop), "--flush", "3600"},
              {.environment = {"OTEL_EXPORTER_OTLP_ENDPOINT=" + endpoint_of(otlp),
                               "OTEL_EXPORTER_OTLP_TIMEOUT=3600000"}});
  ASSERT_TRUE(agent.ready()) << agent.errors->all();
  Caller(shop).get("/a");
  agent.signal(SIGTERM);
  otlp.wait_for(1);
  agent.signal(SIGINT);
  EXPECT_EQ(agent.wait(), 128 + SIGINT);
}

// ---- what is wrong ----------------------------------------------------------------------------

/// The one line of an agent that could not begin; its exit code must be 2.
std::string refusal(const std::vector<std::string>& arguments, const Agent::Options& options = {}) {
  Agent agent(arguments, options);
  EXPECT_EQ(agent.wait(), 2);
  const auto lines = lines_of(agent.errors->all());
  EXPECT_EQ(lines.size(), 1U) << agent.errors->all();
  EXPECT_EQ(agent.output->all(), "");
  return lines.empty() ? "" : lines.front();
}

TEST_F(Program, WhatCannotBeginSaysWhyInOneLine) {
  EXPECT_THAT(refusal({"-i", "nosuch0"}),
              StartsWith("goldwire-agent: nosuch0: no such interface; choose one of "));
  EXPECT_THAT(refusal({"--filter", "not a filter ("}),
              StartsWith("goldwire-agent: not a filter (: the filter cannot be used"));
  EXPECT_THAT(refusal({"--services", file("none.yaml")}), HasSubstr("none.yaml: cannot be read; "));
  std::ofstream(file("twice.yaml")) << "services:\n  a: [10.0.0.1]\n  b: [10.0.0.1/32]\n";
  std::ofstream(file("names-it.yaml")) << "services: twice.yaml\n";
  for (const char* const flag : {"--services", "--config"}) {
    const bool direct = flag == std::string_view("--services");
    EXPECT_THAT(refusal({flag, file(direct ? "twice.yaml" : "names-it.yaml")}),
                StartsWith("goldwire-agent: " + file("twice.yaml") +
                           ":3: 10.0.0.1/32 is both 'a' and 'b'; leave it to one of them"));
  }
  EXPECT_THAT(refusal({"-o", file("none/spans")}), HasSubstr("cannot be opened for writing"));
  EXPECT_THAT(refusal({"--stats", file("none/stats")}), HasSubstr("cannot be opened for writing"));
  EXPECT_THAT(refusal({"--keep", "5"}),
              HasSubstr("--keep: '5' says neither how long nor how much (1MB or more) to keep; "
                        "write for instance 5m, 200MB, or 5m,200MB"));
  std::ofstream(file("a-file")) << "text";
  EXPECT_THAT(refusal({"--keep", "5m", "--keep-folder", file("a-file/kept")}),
              HasSubstr("packets cannot be kept there: "));
  EXPECT_THAT(refusal({"--user", "no-such-user"}),
              HasSubstr("--user no-such-user: there is no such user; make it: useradd"));
  EXPECT_THAT(refusal({}, {.environment = {"OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317",
                                           "OTEL_EXPORTER_OTLP_PROTOCOL=grpc"}}),
              HasSubstr("OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' is not spoken"));
  std::ofstream(file("agent.yaml")) << "interface: lo\nbufer: 64\n";
  EXPECT_THAT(refusal({"--config", file("agent.yaml")}),
              StartsWith("goldwire-agent: " + file("agent.yaml") +
                         ":2: 'bufer' is no setting; remove it, or write one of interface, "));
}

TEST_F(Program, WithoutThePrivilegeItSaysHowToGetIt) {
  fs::copy_file(GOLDWIRE_AGENT, file("goldwire-agent"));
  Child agent({file("goldwire-agent")}, {.environment = {}, .as_nobody = true});
  EXPECT_EQ(agent.wait(), 2);
  EXPECT_THAT(agent.errors->all(),
              StartsWith("goldwire-agent: any: may not be captured from; run as root, or "));
  Child other({file("goldwire-agent"), "--user", "root"}, {.environment = {}, .as_nobody = true});
  EXPECT_EQ(other.wait(), 2);
}

}  // namespace
}  // namespace goldwire::testing
