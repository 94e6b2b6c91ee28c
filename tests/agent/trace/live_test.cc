// LiveRun over a bridge: what one host shows at every interface it passes is one exchange. Needs
// root.
#include <arpa/inet.h>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "agent/trace/reading.h"
#include "tests/agent/capture/own_network.h"

namespace goldwire::testing {
namespace {

using ::testing::IsEmpty;

constexpr std::uint16_t kPort = 8080;

sockaddr_in at(const std::string& address, std::uint16_t port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &out.sin_addr);
  return out;
}

/// A host with an address behind a veth pair, whose other end `port` is plugged into bridge br0 of
/// the network that the caller is in.
class Host {
 public:
  Host(const std::string& port, const std::string& address) : port_(port), address_(address) {
    const std::string here = std::to_string(::gettid());
    std::thread([&] {
      const OwnNetwork network;
      const bool linked =
          network.is_there() &&
          OwnNetwork::ip("link add eth0 type veth peer name " + port + " netns " + here) &&
          OwnNetwork::ip("address add " + address + "/24 dev eth0") &&
          OwnNetwork::ip("link set eth0 up");
      if (linked) socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    }).join();
    plugged_ = socket_ >= 0 && OwnNetwork::ip("link set " + port + " master br0") &&
               OwnNetwork::ip("link set " + port + " up");
  }
  ~Host() {
    ::close(socket_);
    OwnNetwork::ip("link del " + port_);  // the kernel itself would do it later
  }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  bool is_there() const { return plugged_; }
  int socket() const { return socket_; }
  sockaddr_in endpoint() const { return at(address_, kPort); }

 private:
  const std::string port_;
  const std::string address_;
  int socket_ = -1;
  bool plugged_ = false;
};

/// Reads until what came ends with `end`; false when the peer ended before.
bool read_to(int socket, const std::string& end) {
  std::string heard;
  char buffer[4096];
  while (!heard.ends_with(end)) {
    const ssize_t count = ::recv(socket, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    heard.append(buffer, static_cast<std::size_t>(count));
  }
  return true;
}

bool say(int socket, const std::string& text) {
  return ::send(socket, text.data(), text.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(text.size());
}

/// Answers every request with a body of several packets that ends with "end."
void serve(int listener) {
  const int connection = ::accept(listener, nullptr, nullptr);
  const std::string body = std::string(5000, '.') + "end.";
  while (read_to(connection, "\r\n\r\n")) {
    say(connection,
        "HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  ::close(connection);
}

/// What is found of `count` exchanges while `interfaces` are captured from.
Run observed(const std::vector<std::string>& interfaces, int count, const Host& client,
             const Host& server) {
  const sockaddr_in endpoint = server.endpoint();
  const auto* const address = reinterpret_cast<const sockaddr*>(&endpoint);
  EXPECT_EQ(::bind(server.socket(), address, sizeof endpoint), 0);
  EXPECT_EQ(::listen(server.socket(), 1), 0);
  ReadingOptions options;
  options.inputs = interfaces;
  options.filter = "tcp";
  auto live = LiveRun::start(options);
  if (!live) {
    ADD_FAILURE() << live.error().line();
    return {};
  }
  std::jthread serving(serve, server.socket());
  bool answered = ::connect(client.socket(), address, sizeof endpoint) == 0;
  for (int i = 0; answered && i < count; ++i) {
    answered = say(client.socket(), "GET /" + std::to_string(i) + " HTTP/1.1\r\n\r\n") &&
               read_to(client.socket(), "end.");
  }
  EXPECT_TRUE(answered);
  ::shutdown(client.socket(), SHUT_RDWR);
  ::shutdown(server.socket(), SHUT_RDWR);  // nobody waits for a client that never came
  serving.join();
  auto reading = (*live)->stop();
  EXPECT_TRUE(reading && !reading->stopped);
  return reading ? std::move(reading->run) : Run{};
}

std::string path_of(const Span& span) { return std::string(span.what.attributes.text("url.path")); }

Time now() { return from_unix_nano(std::chrono::system_clock::now().time_since_epoch().count()); }

/// Times are those of the vantage whose packet was read first. Of the others, as far as theirs were
/// read yet, it is told how much later (or a little earlier) they saw it; there is one clock.
void expect_times_of(std::size_t vantages, const Span& span) {
  EXPECT_LE(span.what.start, span.what.end);
  EXPECT_TRUE(vantages > 1 || span.lags.empty());
  for (const VantageLag& lag : span.lags) {
    EXPECT_LT(lag.vantage, vantages);
    for (const std::optional<Duration>& side : lag.sides) {
      EXPECT_LT(std::chrono::abs(side.value_or(Duration{})), std::chrono::seconds(1));
    }
  }
}

TEST(LiveBridge, ShowsEachExchangeOnceAtHoweverManyInterfaces) {
  NEEDS_OWN_NETWORK(network);
  // Promiscuous: else a bridge shows only what is for its own host.
  ASSERT_TRUE(OwnNetwork::ip("link add br0 type bridge") &&
              OwnNetwork::ip("link set br0 promisc on up"));
  constexpr int kExchanges = 20;
  std::vector<std::string> expected;
  for (int i = 0; i < kExchanges; ++i) expected.push_back("/" + std::to_string(i));
  const std::vector<std::vector<std::string>> choices = {
      {"c0", "s0", "br0", "any"}, {"any", "br0", "s0", "c0"}, {"any"}, {"c0", "s0"}};
  for (const std::vector<std::string>& interfaces : choices) {
    SCOPED_TRACE(::testing::PrintToString(interfaces));
    const Host client("c0", "10.77.0.1");
    const Host server("s0", "10.77.0.2");
    ASSERT_TRUE(client.is_there() && server.is_there());
    const Time begin = now();
    const auto run = observed(interfaces, kExchanges, client, server);

    std::vector<std::string> paths;
    Time last = begin;  // each request comes after the answer before it
    for (const Trace& trace : run.traces) {
      for (const Span& span : trace.spans) {
        paths.push_back(path_of(span));
        EXPECT_GE(span.what.start, last);
        last = span.what.end;
        expect_times_of(interfaces.size(), span);
      }
    }
    EXPECT_EQ(paths, expected);
    EXPECT_THAT(run.losses, IsEmpty());
    EXPECT_EQ(run.ledger.exchanges, kExchanges);
    EXPECT_EQ(run.ledger.incomplete, 0U);
    EXPECT_EQ(run.ledger.connections, 1U);
    EXPECT_EQ(run.ledger.midstream, 0U);
    EXPECT_EQ(run.ledger.retransmitted, 0U);
    EXPECT_EQ(run.ledger.holes, 0U);
    EXPECT_EQ(run.ledger.overlaps, 0U);
    EXPECT_GT(run.ledger.duplicates, 0U);
    EXPECT_GE(run.ledger.duplicated, run.ledger.delivered) << "every octet is seen twice at least";
    EXPECT_LE(last, now());
  }
}

}  // namespace
}  // namespace goldwire::testing
