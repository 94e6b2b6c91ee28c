// Seeds: what fuzzing begins with, made of the captures under fixtures/ and of a few lines by hand:
// one folder per target below the one that is named, one file per input.
#include <brotli/encode.h>
#include <filesystem>
#include <fstream>
#include <google/protobuf/descriptor.pb.h>
#include <iostream>
#include <zlib.h>
#include <zstd.h>

#include "protocols/grpc/codec.h"
#include "protocols/grpc/message.h"
#include "protocols/http/target.h"
#include "protocols/http1/codec.h"
#include "protocols/http2/codec.h"
#include "protocols/http2/conversation.h"
#include "protocols/registry.h"
#include "tests/fuzz/script.h"
#include "tests/laws/corpus.h"

namespace goldwire::fuzz {
namespace {

namespace fs = std::filesystem;
using laws::Recording;
using laws::Step;
using laws::Transcript;

constexpr std::size_t kMost = 4000;  ///< octets of one seed, about
constexpr std::size_t kFew = 900;    ///< of a short one, of which more are tried in the same time
constexpr std::size_t kMany = 60;    ///< connections of one protocol

class Folder {
 public:
  explicit Folder(fs::path top) : top_(std::move(top)) {}
  void add(std::string_view target, std::string_view octets) {
    if (octets.empty() || octets.size() > 2 * kMost) return;
    const fs::path folder = top_ / target;
    fs::create_directories(folder);
    const std::size_t name = std::hash<std::string_view>()(octets);
    std::ofstream(folder / std::to_string(name), std::ios::binary) << octets;
  }

 private:
  fs::path top_;
};

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    if (part.data() != parts.begin()->data()) out.append(kMark).push_back('\0');
    out += part;
  }
  return out;
}

/// Without the first octets of each side.
Transcript without(const Transcript& transcript, std::array<std::size_t, 2> counts) {
  Transcript out;
  for (const Step& step : transcript.steps) {
    std::size_t& count = counts[index_of(step.side())];
    const std::size_t dropped = std::min<std::size_t>(count, step.octets.size());
    count -= dropped;
    Step rest = step;
    rest.octets.erase(0, dropped);
    if (!rest.octets.empty() || !std::holds_alternative<Chunk>(rest.what)) {
      out.steps.push_back(std::move(rest));
    }
  }
  return out;
}

/// The frames behind an upgrade, if it is one.
void add_upgraded(Folder& folder, const Transcript& transcript) {
  const std::string client = transcript.stream(Side::client);
  const std::string server = transcript.stream(Side::server);
  const std::size_t asked = client.find("\r\n\r\n");
  const std::size_t agreed = server.find("\r\n\r\n");
  if (!server.starts_with("HTTP/1.1 101") || asked == std::string::npos) return;
  const std::string_view head = std::string_view(server).substr(0, agreed);
  const std::string_view target = head.contains("h2c") ? "http2" : "websocket";
  unsigned beginning = head.contains("permessage-deflate") ? 2 : 1;
  if (head.contains("server_no_context")) beginning = 3;
  const Transcript frames = without(transcript, {asked + 4, agreed + 4});
  for (const std::size_t most : {kFew, kMost}) {
    folder.add(target, write_script(frames, beginning, most));
  }
}

void add_hpack(Folder& folder, std::string_view stream, Side side) {
  if (side == Side::client && stream.starts_with(http2::kPreface)) {
    stream.remove_prefix(http2::kPreface.size());
  }
  std::string blocks(1, '\1');
  while (stream.size() >= http2::FrameHeader::kSize && blocks.size() < kMost) {
    const http2::FrameHeader header = http2::read_frame_header(as_bytes(stream));
    stream.remove_prefix(http2::FrameHeader::kSize);
    const std::string_view payload = stream.substr(0, header.length);
    stream.remove_prefix(payload.size());
    if (header.type != http2::FrameType::headers || !header.has(http2::flag::kEndHeaders)) continue;
    const auto start = http2::read_field_block_start(header, as_bytes(payload));
    if (!start) continue;
    if (blocks.size() > 1) blocks.append(kMark).push_back('\0');
    blocks += as_text(start->fragment);
  }
  if (blocks.size() > 1) folder.add("hpack", blocks);
}

std::string head_of(std::string whole) { return whole.substr(0, whole.find("\r\n\r\n") + 2); }

void add_grpc(Folder& folder, const http::Messages& messages, std::string_view type) {
  const auto field = [](const http::Fields& fields, std::string_view name) {
    return fields.find(name).value_or("");
  };
  const http::Response& response = messages.response;
  const http::Fields& last = response.trailers.empty() ? response.fields : response.trailers;
  std::string front(3, '\0');
  if (type.starts_with("application/grpc-web")) front[0] = type.contains("text") ? 3 : 2;
  if (type.contains("json")) front[0] = 1;
  if (response.trailers.empty()) front[0] = static_cast<char>(front[0] | 0x80);
  const std::string_view encoding = field(messages.request.fields, "grpc-encoding");
  if (encoding == "gzip") front[1] = 2;
  if (encoding == "deflate") front[1] = 3;
  if (encoding == "snappy") front[1] = 6;
  folder.add("grpc", front + joined({messages.request.body.kept, response.body.kept,
                                     field(last, "grpc-status"), field(last, "grpc-message"),
                                     field(last, "grpc-status-details-bin"),
                                     field(response.fields, "trace-bin")}));
  folder.add("grpc_codec", field(last, "grpc-status-details-bin"));
  for (const http::Body* body : {&messages.request.body, &response.body}) {
    folder.add("grpc_codec", body->kept);
    for (const grpc::Message& message :
         grpc::read_messages(body->kept, grpc::Dialect::web).messages) {
      folder.add("protobuf", message.octets);
    }
  }
}

void add_http(Folder& folder, const http::Messages& messages) {
  if (!messages.has_request) return;
  const std::string_view type = messages.request.fields.find("content-type").value_or("");
  if (type.starts_with("application/grpc")) return add_grpc(folder, messages, type);
  const std::string request = head_of(http1::write_request(messages.request, http1::Framing::none));
  const std::string response =
      head_of(http1::write_response(messages.response, http1::Framing::none));
  folder.add("api",
             joined({request, messages.request.body.kept, response, messages.response.body.kept}));
  for (const auto& [body, fields] :
       {std::pair(&messages.request.body, &messages.request.fields),
        std::pair(&messages.response.body, &messages.response.fields)}) {
    std::string_view first = fields->find("content-type").value_or(messages.request.target);
    const std::size_t boundary = first.find("boundary=");
    if (boundary != std::string_view::npos) first.remove_prefix(boundary + 9);
    folder.add("body", std::string(first) + "\n" + body->kept);
    folder.add("json", body->kept);
  }
}

void add_conversations(Folder& folder, const Protocol& protocol, std::string_view target) {
  for (const Recording& recording : laws::examples(protocol, kMany)) {
    const Transcript transcript = laws::reassembled(recording);
    if (recording.protocol == &protocol) {
      folder.add(target, write_script(transcript, 0, kMost));
      folder.add(target, write_script(transcript, 0, kFew));
    }
    // And from its middle, where long ones do other things than at their start.
    const Transcript late =
        laws::reassembled(laws::joined_late(recording, recording.segments.size() / 2));
    if (late.protocol == &protocol) folder.add(target, write_script(late, 0, kMost));
    add_upgraded(folder, transcript);
    if (&protocol == &http2::protocol()) {
      for (const Side side : {Side::client, Side::server}) {
        add_hpack(folder, transcript.stream(side), side);
      }
    }
    for (const laws::HeardExchange& one : laws::hear(transcript).exchanges) {
      const auto* http = dynamic_cast<const http::Messages*>(one.exchange.messages.get());
      if (http != nullptr) add_http(folder, *http);
    }
  }
}

void add_codings(Folder& folder) {
  std::string text = "accounts, payments and ledgers; ";
  for (int i = 0; i < 40; ++i) text += "account " + std::to_string(i * i) + ", ";
  std::string room(4 * kMost, '\0');
  auto* const to = reinterpret_cast<std::uint8_t*>(room.data());
  const auto* const from = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto add = [&](char coding, std::size_t size) {
    folder.add("content_coding", std::string{coding, '\x80'} + room.substr(0, size));
  };
  for (const int window : {15 + 16, 15, -15}) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = const_cast<std::uint8_t*>(from);
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = to;
    stream.avail_out = static_cast<uInt>(room.size());
    deflate(&stream, Z_FINISH);
    add(window > 15 ? 0 : 1, stream.total_out);
    if (window > 15) {  // two members
      const std::string member = room.substr(0, stream.total_out);
      folder.add("content_coding", std::string{0, '\x80'} + member + member);
    }
    deflateEnd(&stream);
  }
  std::size_t size = room.size();
  BrotliEncoderCompress(9, 22, BROTLI_MODE_TEXT, text.size(), from, &size, to);
  add(2, size);
  add(3, ZSTD_compress(room.data(), room.size(), text.data(), text.size(), 3));
}

void add_by_hand(Folder& folder) {
  for (const char* text :
       {"", "a", "www.example.com", "no-cache", "custom-value", "302",
        "Mon, 21 Oct 2013 20:13:21 GMT", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; v"}) {
    folder.add("huffman", text);
  }
  folder.add("huffman", "\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff");
  folder.add("huffman", "\xff\xff\xff\xff\xff\xff\xff\xfc\x1f\xff\xff\xa0");
  for (const char* text : {"[]", "{\"a\":[1,-2.5e3,true,false,null,\"\\u00e9\\ud83d\\ude00\"]}",
                           "YWJj", "\"\\/\\b\""}) {
    folder.add("json", text);
  }
  for (const char* text :
       {"x\n--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n"
        "Content-Type: text/plain\r\n\r\nhello\r\n--x--\r\n",
        "text/xml; charset=utf-16\n<?xml version=\"1.0\"?><s:Envelope><s:Body><a:Get x=\"&amp;\">"
        "&#65;</a:Get></s:Body></s:Envelope>",
        "http://u@[::1]:80/accounts/42/a1b2c3d4e5f6a7b8?a=%41&b=+\nSELECT a, 'b' FROM c JOIN d "
        "WHERE e = 1 -- f",
        "/a/2024-01-02/x@y.z;v=1\nquery Get($a: Int = 1) { a(b: \"c\") { ...d } } fragment d on e "
        "{ f } mutation M { g }",
        "text/plain; charset=iso-8859-1\n\xe9\xe8", "text/plain; charset=shift_jis\n\x82\xa0",
        "text/plain; charset=utf-16be\n\xfe\xff\xd8\x3d\xde\x00"}) {
    folder.add("body", text);
  }
  folder.add("body", std::string("a\n\x80\x01\x00\x01\x00\x00\x00\x03get\x00\x00\x00\x01\x0c\x00"
                                 "\x01\x0b\x00\x02\x00\x00\x00\x01z\x00\x00",
                                 31));
  google::protobuf::FileDescriptorSet set;
  google::protobuf::FileDescriptorProto::descriptor()->file()->CopyTo(set.add_file());
  folder.add("protobuf", set.SerializeAsString().substr(0, kMost));
  google::protobuf::FileDescriptorProto file;
  file.set_name("a.proto");
  file.set_syntax("proto3");
  auto* const message = file.add_message_type();
  message->set_name("A");
  auto* const field = message->add_field();
  field->set_name("b");
  field->set_number(1);
  field->set_type(google::protobuf::FieldDescriptorProto::TYPE_STRING);
  field->set_label(google::protobuf::FieldDescriptorProto::LABEL_REPEATED);
  folder.add("protobuf", file.SerializeAsString());
  google::protobuf::FileDescriptorSet small;
  *small.add_file() = file;
  folder.add("protobuf", small.SerializeAsString());
}

/// Packets as packets_fuzz reads them: an Ethernet frame with IPv4 and TCP.
void add_packets(Folder& folder) {
  std::string out;
  for (const int flags : {0x02, 0x12, 0x10, 0x18, 0x11}) {
    const std::string payload = flags == 0x18 ? "hello" : "";
    std::string packet("\0\0\0\0\0\1\0\0\0\0\0\2\x08\0", 14);
    packet += std::string("\x45\0\0", 3) + static_cast<char>(40 + payload.size());
    packet += std::string("\0\0\0\0\x40\6\0\0\x0a\0\0\1\x0a\0\0\2", 16);
    packet += std::string("\x30\x39\0\x50\0\0\0\1\0\0\0\1\x50", 13) + static_cast<char>(flags);
    packet += std::string("\x10\0\0\0\0\0", 6) + payload;
    out += '\1';
    out += '\0';
    out += static_cast<char>(packet.size());
    out += packet;
  }
  folder.add("packets", out);
}

}  // namespace
}  // namespace goldwire::fuzz

int main(int count, char** arguments) {
  using namespace goldwire;
  if (count != 2) {
    std::cerr << "usage: " << arguments[0] << " FOLDER\n";
    return 2;
  }
  fuzz::Folder folder(arguments[1]);
  for (const auto& [name, target] :
       {std::pair("http/1.1", "http1"), std::pair("http/2", "http2"),
        std::pair("websocket", "websocket"), std::pair("kafka", "kafka"),
        std::pair("postgresql", "postgres")}) {
    fuzz::add_conversations(folder, *protocol_named(name), target);
  }
  fuzz::add_codings(folder);
  fuzz::add_by_hand(folder);
  fuzz::add_packets(folder);
  return 0;
}
