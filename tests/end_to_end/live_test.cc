// Live: a capture while a command drives a server. Needs CAP_NET_RAW and python3.
#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/agent/capture/own_network.h"
#include "tests/end_to_end/program.h"

namespace goldwire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Serves one JSON answer on a port of its own while a test runs.
class Live : public ProgramTest {
 protected:
  void SetUp() override {
    if (std::system("python3 -c 'import socket; socket.socket(17, 3)' 2>/dev/null") != 0) {
      GTEST_SKIP() << "no right to capture (CAP_NET_RAW), or no python3";
    }
    write("drive.py", R"(
import http.server, json, sys, threading, urllib.request
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = json.dumps({"answer": sys.argv[2]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *ignored):
        pass
server = http.server.HTTPServer(("127.0.77.1", int(sys.argv[1])), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
urllib.request.urlopen("http://127.0.77.1:%s/x" % sys.argv[1]).read()
print("driven")
server.shutdown()
)");
  }
  static std::string drive(const std::string& answer, const std::string& interfaces = "-i lo") {
    const std::string port = std::to_string(20'000 + getpid() % 10'000);
    return " " + interfaces + " --filter 'tcp port " + port +
           "' --settle 100ms -- python3 drive.py " + port + " " + answer;
  }
};

TEST_F(Live, RecordsAndChecksWhileCommandRuns) {
  const Outcome recorded = run("record web --runs 2" + drive("42"));
  ASSERT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(recorded.out, HasSubstr("1 traces, 1 spans in 2 runs"));
  EXPECT_THAT(recorded.err, HasSubstr("driven\n")) << "COMMAND's output is passed on";
  const Outcome same = run("check web" + drive("42"));
  EXPECT_EQ(same.code, 0) << same.out << same.err;
  EXPECT_EQ(same.out.find("driven"), std::string::npos) << "stdout is for results";
  const Outcome differs = run("check web" + drive("43"));
  EXPECT_EQ(differs.code, 1);
  EXPECT_THAT(differs.first_line(), StartsWith("changed "));
  EXPECT_THAT(differs.first_line(), HasSubstr(" -> 127.0.77.1: GET /x: response.body.answer 42"));
}

TEST_F(Live, ScenarioYamlRemembersHowItIsDriven) {
  ASSERT_EQ(run("record web --runs 2" + drive("42")).code, 0);
  const Outcome same = run("check --settle 100ms");
  EXPECT_EQ(same.code, 0) << same.out << same.err;
}

TEST_F(Live, ACommandThatFailsIsNotDriven) {
  ASSERT_EQ(run("record web --runs 2" + drive("42")).code, 0);
  const Outcome failed = run("check web -i lo --json found.json --junit j.xml -- false");
  EXPECT_EQ(failed.code, 4);
  EXPECT_THAT(failed.out, StartsWith("web: not-driven "));
  EXPECT_THAT(failed.err, HasSubstr("COMMAND exited with 1"));
  EXPECT_THAT(content_of(folder_ / "found.json"), HasSubstr("\"verdict\":\"not-driven\""));
  EXPECT_THAT(content_of(folder_ / "j.xml"), HasSubstr("type=\"not-driven\""));
  EXPECT_EQ(run("check web -i lo -- ./no-such-program").code, 4);
  EXPECT_EQ(run("record other -i lo -- false").code, 4);
}

TEST_F(Live, NothingCapturedIsIncomplete) {
  ASSERT_EQ(run("record web --runs 2" + drive("42")).code, 0);
  const Outcome nothing = run("check web -i lo --filter 'tcp port 1' --settle 50ms -- true");
  EXPECT_EQ(nothing.code, 3);
}

TEST_F(Live, InterfacesMayBeAPatternAndTheRingAndSnaplenAreOptions) {
  const std::string how = "-i 'l?' --ring 4 --snaplen 65535";
  const Outcome recorded = run("record web --runs 2" + drive("42", how));
  ASSERT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_EQ(run("check web" + drive("42", how)).code, 0);
  EXPECT_EQ(run("check web" + drive("42", how + " -i 'nosuch*'")).code, 0);
}

TEST_F(Live, ANamedInterfaceThatDisappearsMeanwhileLeavesNoVerdict) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1"));
  ASSERT_EQ(run("record web --runs 2" + drive("42")).code, 0);
  write("drive.sh", "ip link del a0 && exec \"$@\"\n");
  std::string arguments = drive("42", "-i lo -i a0");
  arguments.insert(arguments.find("python3"), "sh drive.sh ");
  const Outcome checked = run("check web" + arguments);
  EXPECT_EQ(checked.code, 3) << checked.out << checked.err;
  EXPECT_THAT(checked.out + checked.err, HasSubstr("a0: the capture broke off: "));
  EXPECT_THAT(checked.err, ::testing::Not(HasSubstr("a0: the capture broke off: "))) << checked.out;
}

TEST_F(Live, AnInterfaceThatIsNotThereIsBadInput) {
  const Outcome refused = run("record web -i nosuch0 -- true");
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(refused.err_lines(), 1U) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("nosuch0"));
}

}  // namespace
}  // namespace goldwire
