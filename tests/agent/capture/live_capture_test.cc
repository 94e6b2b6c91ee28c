// LiveCapture: real packets over loopback where this host allows it; the errors everywhere.
#include "agent/capture/live_capture.h"

#include <algorithm>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/agent/capture/capture_octets.h"

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
