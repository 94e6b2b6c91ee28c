// Detection: what is Kafka, what is not, and what cannot be told yet.
#include <gtest/gtest.h>
#include <random>

#include "tests/protocols/kafka/dialogue.h"

namespace goldwire::kafka {
namespace {

Fit fit(std::string_view client, std::string_view server) {
  return protocol().detect(as_bytes(client), as_bytes(server));
}

struct Beginning {
  std::string client;
  std::string server;
};

Beginning beginning() {
  Dialogue dialogue;
  ApiVersionsRequest request;
  request.client_software_name = "a-client";
  request.client_software_version = "1.0";
  ApiVersionsResponse response;
  response.api_keys = {{0, 0, 11}, {1, 0, 17}};
  dialogue.ask(kApiVersions, 3, 1, request);
  dialogue.answer(kApiVersions, 3, 1, response);
  return {dialogue.transcript().pieces[0].octets, dialogue.transcript().pieces[1].octets};
}

TEST(KafkaDetect, ARequestAndItsAnswerAreCertain) {
  const Beginning b = beginning();
  EXPECT_EQ(fit(b.client, b.server), Fit::certain);
  EXPECT_EQ(fit(b.client, b.server.substr(0, 12)), Fit::certain);
  EXPECT_EQ(fit(b.client, ""), Fit::likely);
  EXPECT_EQ(fit("", b.server), Fit::unsure);
  EXPECT_EQ(fit(b.server, b.client), Fit::no);
}

TEST(KafkaDetect, TooLittleIsUnsure) {
  const Beginning b = beginning();
  for (std::size_t size = 1; size < 20; ++size) {
    EXPECT_EQ(fit(b.client.substr(0, size), ""), Fit::unsure) << size;
  }
}

TEST(KafkaDetect, AConnectionJoinedMidwayIsRecognised) {
  Dialogue dialogue;
  dialogue.ask(kProduce, 9, 1, produce(batch_of({std::string(200, 'x')})));
  dialogue.answer(kProduce, 9, 1, produced(0));
  dialogue.ask(kProduce, 9, 2, produce(batch_of({"next"})));
  dialogue.answer(kProduce, 9, 2, produced(1));
  const auto& pieces = dialogue.transcript().pieces;
  const std::string client = pieces[0].octets.substr(100) + pieces[2].octets;
  const std::string server = pieces[1].octets.substr(5) + pieces[3].octets;
  EXPECT_EQ(fit(client, server), Fit::certain);
  EXPECT_EQ(fit(client, ""), Fit::likely);
}

TEST(KafkaDetect, OtherProtocolsAreNotClaimed) {
  const std::string startup("\0\0\0\x21\0\3\0\0user\0bank\0database\0shop\0\0", 33);
  const std::string ssl("\0\0\0\x08\x04\xd2\x16\x2f", 8);
  const std::string tls =
      std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(60, 'r');
  const std::string http2 = std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") +
                            std::string("\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64", 15);
  for (const std::string& other :
       {std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), startup, ssl, tls, http2,
        std::string("HTTP/1.1 200 OK\r\n\r\n"), std::string(4096, '\0'), std::string(4096, '\xff'),
        std::string("*1\r\n$4\r\nPING\r\n")}) {
    EXPECT_EQ(fit(other, ""), Fit::no) << other.substr(0, 12);
    EXPECT_EQ(fit(other, "HTTP/1.1 200 OK\r\n"), Fit::no) << other.substr(0, 12);
    EXPECT_EQ(fit(other, std::string(100, '\0')), Fit::no) << other.substr(0, 12);
  }
}

TEST(KafkaDetect, NoiseIsNotClaimed) {
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 random(seed);
    const auto noise = [&] {
      std::string out(random() % 400, '\0');
      // Half of it zero-rich, as binary protocols are.
      for (char& c : out)
        c = static_cast<char>(seed % 2 == 0 || random() % 4 == 0 ? random() : random() % 4);
      return out;
    };
    EXPECT_LE(fit(noise(), noise()), Fit::unsure) << "seed " << seed;
  }
}

}  // namespace
}  // namespace goldwire::kafka
