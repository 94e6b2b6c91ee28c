// LiveCapture: real packets over loopback where this host allows it; the errors everywhere.
#include "agent/capture/live_capture.h"

#include <algorithm>
#include <arpa/inet.h>
#include <functional>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/agent/capture/capture_octets.h"
#include "tests/agent/capture/own_network.h"

namespace goldwire::testing {
namespace {

/// A capture of what `options` say, or a test that says aloud why it cannot run.
#define OPEN_OR_SKIP(capture, options)                                           \
  auto opened = LiveCapture::open(options);                                      \
  if (!opened && opened.error().what == "may not be captured from") {            \
    GTEST_SKIP() << "live capture needs CAP_NET_RAW: " << opened.error().line(); \
  }                                                                              \
  ASSERT_TRUE(opened) << opened.error().line();                                  \
  LiveCapture& capture = **opened;

/// A TCP connection to ourselves over loopback; text sent on it is read at once.
class Loop {
 public:
  Loop() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    ::bind(listener, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener, 1);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    client_ = ::socket(AF_INET, SOCK_STREAM, 0);
    ::connect(client_, reinterpret_cast<sockaddr*>(&address), size);
    server_ = ::accept(listener, nullptr, nullptr);
    ::close(listener);
  }
  ~Loop() {
    ::close(client_);
    ::close(server_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void say(std::string_view text) const {
    ASSERT_EQ(::send(client_, text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    std::string heard(text.size(), '\0');
    ASSERT_EQ(::recv(server_, heard.data(), heard.size(), MSG_WAITALL),
              static_cast<ssize_t>(text.size()));
  }
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;
  int client_ = -1;
  int server_ = -1;
};

/// The octets of all packets until the capture's end.
std::string octets_of(Source& source) {
  std::string all;
  for (const OwnedPacket& one : read_all(source).packets) all += one.data;
  return all;
}

TEST(LiveCapture, GivesTheLastPacketsBeforeTheStop) {
  for (const char* interface : {"lo", "any"}) {
    LiveOptions options;
    options.interfaces = {interface};
    const Loop loop;
    options.filter = "tcp port " + std::to_string(loop.port());
    OPEN_OR_SKIP(capture, options);
    for (int i = 0; i < 50; ++i) loop.say("message " + std::to_string(i) + "\n");
    capture.drain();
    const std::string octets = octets_of(capture);
    std::size_t at = 0;
    for (int i = 0; i < 50; ++i) {
      at = octets.find("message " + std::to_string(i) + "\n", at);
      ASSERT_NE(at, std::string::npos) << "message " << i << " on " << interface;
    }
    Ledger ledger;
    capture.count(ledger);
    EXPECT_EQ(ledger.kernel_drops, 0U);
  }
}

TEST(LiveCapture, ReadsSeveralInterfacesAsVantagesOfTheirOwn) {
  LiveOptions options;
  options.interfaces = {"lo", "any"};
  options.filter = "tcp";
  options.vantage = 5;
  OPEN_OR_SKIP(capture, options);
  const Loop loop;
  loop.say("hello");
  capture.drain();
  std::vector<std::uint32_t> link_types(7, 0);
  for (;;) {
    const auto arrival = capture.next();
    ASSERT_TRUE(arrival);
    if (std::holds_alternative<End>(*arrival)) break;
    if (const auto* packet = std::get_if<Packet>(&*arrival)) {
      ASSERT_LT(packet->vantage, 7U);
      link_types[packet->vantage] = packet->link_type;
    }
  }
  EXPECT_EQ(link_types[5], 1U);
  EXPECT_EQ(link_types[6], 276U);
}

TEST(LiveCapture, IsQuietWhenNothingComes) {
  LiveOptions options;
  options.interfaces = {"lo"};
  options.filter = "tcp port 1 and tcp port 2";
  OPEN_OR_SKIP(capture, options);
  const auto arrival = capture.next();
  ASSERT_TRUE(arrival);
  EXPECT_TRUE(std::holds_alternative<Quiet>(*arrival));
}

TEST(LiveCapture, NamesTheInterfacesThereAreWhenOneIsNot) {
  LiveOptions options;
  options.interfaces = {"lo"};
  OPEN_OR_SKIP(lo, options);
  static_cast<void>(lo);
  options.interfaces = {"nosuch0"};
  const auto capture = LiveCapture::open(options);
  ASSERT_FALSE(capture);
  EXPECT_EQ(capture.error().where, "nosuch0");
  EXPECT_EQ(capture.error().what, "no such interface");
  EXPECT_NE(capture.error().remedy.find("lo"), std::string::npos);
}

TEST(LiveCapture, RefusesAnInterfaceWhoseLinkTypeNobodyReads) {
  LiveOptions options;
  options.interfaces = {"nflog"};
  const auto capture = LiveCapture::open(options);
  ASSERT_FALSE(capture);
  if (capture.error().what.find("link type") == std::string::npos) {
    GTEST_SKIP() << "this host opens no interface of another link type: " << capture.error().line();
  }
  EXPECT_EQ(capture.error().what, "its link type 239 (NFLOG) is not read");
  EXPECT_EQ(capture.error().where, "nflog");
}

TEST(LiveCapture, RefusesAFilterThatIsNone) {
  LiveOptions options;
  options.interfaces = {"lo"};
  OPEN_OR_SKIP(lo, options);
  static_cast<void>(lo);
  options.filter = "not a filter (";
  const auto capture = LiveCapture::open(options);
  ASSERT_FALSE(capture);
  EXPECT_TRUE(capture.error().line().starts_with("not a filter (: the filter cannot be used"));
}

// ---- interfaces that come and go --------------------------------------------------------------

/// Reads until `done` is true of what came so far: of each frame its text and its vantage, "a0 b1".
using Done = std::function<bool(const std::string&)>;
std::string read_until(LiveCapture& capture, const Done& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string all;
  while (!done(all) && std::chrono::steady_clock::now() < deadline) {
    const auto arrival = capture.next();
    if (!arrival) return all + " " + arrival.error().line();
    if (std::holds_alternative<End>(*arrival)) return all + " end";
    const auto* packet = std::get_if<Packet>(&*arrival);
    if (packet == nullptr) continue;
    all += all.empty() ? "" : " ";
    all += as_text(packet->bytes.subspan(14, 1));
    all += std::to_string(packet->vantage);
  }
  return all;
}

std::string read_up_to(LiveCapture& capture, const std::string& wanted) {
  return read_until(capture, [&](const std::string& all) { return all.ends_with(wanted); });
}

/// What the tests send, and nothing that the kernel says by itself.
LiveOptions frames_of(std::vector<std::string> interfaces) {
  LiveOptions options;
  options.interfaces = std::move(interfaces);
  options.filter = "ether proto 0x88b5";
  return options;
}

std::uint64_t lost_of(const LiveCapture& capture) {
  Ledger ledger;
  capture.count(ledger);
  return ledger.interfaces_lost;
}

std::string news_of(LiveCapture& capture) {
  std::string all;
  for (const std::string& line : capture.take_news()) all += line + "\n";
  return all;
}

TEST(LiveCapture, PacketsOfSeveralInterfacesComeInOrderOfTime) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1") && OwnNetwork::add_pair("b0", "b1"));
  OPEN_OR_SKIP(capture, frames_of({"a0", "b0"}));
  const FrameSender to_a("a1");
  const FrameSender to_b("b1");
  // Blocks of both rings are handed over many times.
  const auto until = std::chrono::system_clock::now() + std::chrono::milliseconds(500);
  std::size_t sent = 0;
  std::vector<Time> given;
  const auto take = [&](const Arrival& arrival) {
    if (const auto* packet = std::get_if<Packet>(&arrival)) given.push_back(packet->time);
  };
  for (; std::chrono::system_clock::now() < until; ++sent) {
    ASSERT_TRUE((sent % 2 == 0 ? to_a : to_b).send("x"));
    if (sent % 2 == 1) continue;
    const auto arrival = capture.next();
    ASSERT_TRUE(arrival);
    take(*arrival);
  }
  capture.drain();
  for (;;) {
    const auto arrival = capture.next();
    ASSERT_TRUE(arrival);
    if (std::holds_alternative<End>(*arrival)) break;
    take(*arrival);
  }
  EXPECT_EQ(given.size(), sent) << "the last blocks too";
  EXPECT_TRUE(std::ranges::is_sorted(given));
}

TEST(LiveCapture, OneThatDisappearsEndsItsOwnPartOnlyAndGivesWhatItHeld) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1") && OwnNetwork::add_pair("b0", "b1"));
  LiveOptions options = frames_of({"a0", "b0"});
  options.hold = std::chrono::milliseconds(300);  // longer than it takes to disappear
  OPEN_OR_SKIP(capture, options);
  const FrameSender to_b("b1");
  for (const char* const text : {"1", "2", "3"}) ASSERT_TRUE(FrameSender("a1").send(text));
  ASSERT_TRUE(OwnNetwork::ip("link del a0"));
  ASSERT_TRUE(to_b.send("4"));
  const std::string read = read_until(capture, [&](auto&) { return lost_of(capture) == 1; });
  EXPECT_NE(read.find("10 20 30"), std::string::npos) << read;
  EXPECT_NE(read.find("41"), std::string::npos) << read;
  EXPECT_EQ(news_of(capture),
            "a0: the capture broke off: The interface disappeared; see whether the interface still "
            "exists\n");
  ASSERT_TRUE(capture.lost());
  EXPECT_EQ(capture.lost()->where, "a0");
  ASSERT_TRUE(to_b.send("5"));
  EXPECT_EQ(read_up_to(capture, "51"), "51");
  ASSERT_TRUE(OwnNetwork::ip("link del b0"));
  EXPECT_EQ(
      read_up_to(capture, "exists"),
      " b0: the capture broke off: The interface disappeared; see whether the interface still "
      "exists")
      << "nothing is left";
  EXPECT_EQ(news_of(capture), "") << "what ended the capture is not told twice";
  EXPECT_EQ(lost_of(capture), 2U);
}

TEST(LiveCapture, OneThatDisappearsIsPartedWithWhileOthersAreBusy) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1") && OwnNetwork::add_pair("b0", "b1"));
  OPEN_OR_SKIP(capture, frames_of({"a0", "b0"}));
  const FrameSender to_b("b1");
  ASSERT_TRUE(OwnNetwork::ip("link del a0"));
  read_until(capture, [&](auto&) {
    EXPECT_TRUE(to_b.send("x"));
    return lost_of(capture) == 1;
  });
  EXPECT_EQ(lost_of(capture), 1U);
}

TEST(LiveCapture, OneThatGoesDownAndUpIsTheSame) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1"));
  OPEN_OR_SKIP(capture, frames_of({"a0"}));
  ASSERT_TRUE(FrameSender("a1").send("1"));
  EXPECT_EQ(read_up_to(capture, "10"), "10");
  ASSERT_TRUE(OwnNetwork::ip("link set a0 down"));
  EXPECT_TRUE(std::holds_alternative<Quiet>(*capture.next()));
  ASSERT_TRUE(OwnNetwork::ip("link set a0 up"));
  ASSERT_TRUE(FrameSender("a1").send("2"));
  EXPECT_EQ(read_up_to(capture, "20"), "20");
  EXPECT_EQ(lost_of(capture), 0U);
}

TEST(LiveCapture, OneThatIsAwaitedIsCapturedFromEachTimeItComes) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("b0", "b1"));
  LiveOptions options = frames_of({"a0", "b0"});
  options.await = true;
  OPEN_OR_SKIP(capture, options);
  EXPECT_EQ(news_of(capture), "a0: not there yet; captured from once it is up\n");
  for (const char* const text : {"1", "2"}) {
    ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1"));
    read_until(capture, [&](auto&) { return capture.interfaces().size() == 2; });
    EXPECT_EQ(news_of(capture), "a0: captured from now on\n");
    ASSERT_TRUE(FrameSender("a1").send(text));
    EXPECT_EQ(read_up_to(capture, std::string(text) + "0"), std::string(text) + "0")
        << "the first interface is the first vantage, whenever it comes";
    ASSERT_TRUE(OwnNetwork::ip("link del a0"));
    read_until(capture, [&](auto&) { return capture.interfaces().size() == 1; });
    EXPECT_EQ(news_of(capture).find("a0: the capture broke off"), 0U);
  }
  EXPECT_FALSE(capture.lost()) << "it may come again";
}

TEST(LiveCapture, OfAPatternIsOfThoseThatFitNowAndLaterAlsoWhileOthersAreBusy) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("va0", "xa1") && OwnNetwork::add_pair("w0", "w1"));
  OPEN_OR_SKIP(capture, frames_of({"w0", "va*"}));
  ASSERT_EQ(capture.interfaces().size(), 2U);
  const FrameSender busy("w1");
  ASSERT_TRUE(OwnNetwork::add_pair("va5", "xa5") && OwnNetwork::add_pair("u0", "u1"));
  read_until(capture, [&](auto&) {
    EXPECT_TRUE(busy.send("x"));
    return capture.interfaces().size() == 3;
  });
  EXPECT_EQ(capture.interfaces().at(2).description.name, "va5");
  ASSERT_TRUE(FrameSender("xa5").send("1"));
  EXPECT_NE(read_up_to(capture, "13").find("13"), std::string::npos);
  ASSERT_TRUE(FrameSender("xa1").send("2"));
  EXPECT_NE(read_up_to(capture, "22").find("22"), std::string::npos);
  // Its vantage is free for the next one.
  ASSERT_TRUE(OwnNetwork::ip("link del va0"));
  read_until(capture, [&](auto&) { return lost_of(capture) == 1; });
  EXPECT_FALSE(capture.lost());
  ASSERT_TRUE(OwnNetwork::add_pair("va7", "xa7"));
  read_until(capture, [&](auto&) { return capture.interfaces().size() == 3; });
  EXPECT_EQ(capture.interfaces().at(2).vantage, 2U);
  EXPECT_EQ(capture.interfaces().at(2).opening, 3U);
}

TEST(LiveCapture, ThatOnlyAwaitsStillNeedsTheRightAndAFilterThatIsOne) {
  NEEDS_OWN_NETWORK(network);
  LiveOptions options = frames_of({"none*"});
  const auto capture = LiveCapture::open(options);
  ASSERT_TRUE(capture);
  EXPECT_TRUE((*capture)->awaits_interfaces());
  EXPECT_TRUE(std::holds_alternative<Quiet>(*(*capture)->next()));
  (*capture)->drain();
  EXPECT_TRUE(std::holds_alternative<End>(*(*capture)->next()));
  options.filter = "not a filter (";
  const auto refused = LiveCapture::open(options);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().line().starts_with("not a filter (: the filter cannot be used"));
}

TEST(LiveCapture, CountsWhatATinyRingHadNoRoomFor) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1"));
  LiveOptions options = frames_of({"a0"});
  options.buffer = 1 << 20;
  OPEN_OR_SKIP(capture, options);
  constexpr std::uint64_t kSent = 5'000;
  const FrameSender sender("a1");
  for (std::uint64_t i = 0; i < kSent; ++i) ASSERT_TRUE(sender.send("x", 1'000));
  capture.drain();
  const ReadCapture read = read_all(capture);
  EXPECT_GT(read.packets.size(), 500U);
  EXPECT_GT(read.ledger.kernel_drops, 1'000U);
  EXPECT_EQ(read.packets.size() + read.ledger.kernel_drops, kSent);
  EXPECT_EQ(capture.interfaces().at(0).drops.kernel, read.ledger.kernel_drops);
}

TEST(LiveCapture, KeepsSoMuchOfAPacketAsSnaplenSays) {
  NEEDS_OWN_NETWORK(network);
  ASSERT_TRUE(OwnNetwork::add_pair("a0", "a1"));
  LiveOptions options = frames_of({"a0"});
  options.snaplen = 100;
  OPEN_OR_SKIP(capture, options);
  ASSERT_TRUE(FrameSender("a1").send("x", 1'000));
  capture.drain();
  const ReadCapture read = read_all(capture);
  ASSERT_EQ(read.packets.size(), 1U);
  EXPECT_EQ(read.packets[0].data.size(), 100U);
  EXPECT_EQ(read.packets[0].packet.wire_length, 1'000U);
}

TEST(LiveCapture, MembersOfAFanoutGroupSharePacketsByConnection) {
  NEEDS_OWN_NETWORK(network);
  LiveOptions options;
  options.interfaces = {"lo"};
  options.filter = "tcp";
  options.fanout = 77;
  OPEN_OR_SKIP(first, options);
  const auto second = LiveCapture::open(options);
  ASSERT_TRUE(second) << second.error().line();
  constexpr std::size_t kConnections = 40;
  for (std::size_t i = 0; i < kConnections; ++i)
    Loop().say("connection " + std::to_string(i) + ".");
  std::size_t shares[2] = {};
  std::string octets[2];
  first.drain();
  (*second)->drain();
  octets[0] = octets_of(first);
  octets[1] = octets_of(**second);
  for (std::size_t i = 0; i < kConnections; ++i) {
    const std::string text = "connection " + std::to_string(i) + ".";
    const bool in_first = octets[0].find(text) != std::string::npos;
    const bool in_second = octets[1].find(text) != std::string::npos;
    EXPECT_NE(in_first, in_second) << text;
    ++shares[in_first ? 0 : 1];
  }
  EXPECT_GT(shares[0], 0U);
  EXPECT_GT(shares[1], 0U);
}

TEST(Interfaces, ListHoldsLoopbackAndAnyButNoOtherDevices) {
  const auto interfaces = list_interfaces();
  ASSERT_TRUE(interfaces);
  const auto has = [&](std::string_view name) {
    return std::ranges::find(*interfaces, name, &InterfaceInfo::name) != interfaces->end();
  };
  EXPECT_TRUE(has("lo"));
  EXPECT_TRUE(has("any"));
  EXPECT_FALSE(has("nflog"));
}

}  // namespace
}  // namespace goldwire::testing
