// Writing: field sections without the dynamic table, so that what is written needs nothing before
// it.
#include "protocols/http2/codec.h"
#include "protocols/http2/hpack_table.h"
#include "protocols/http2/huffman.h"

namespace goldwire::http2 {
namespace {

/// RFC 7541 section 5.1; `first` holds the bits before the prefix.
void write_integer(std::string& out, std::uint8_t first, unsigned prefix, std::size_t value) {
  const std::size_t most = (1U << prefix) - 1;
  if (value < most) {
    out.push_back(static_cast<char>(first | value));
    return;
  }
  out.push_back(static_cast<char>(first | most));
  for (value -= most; value >= 0x80; value >>= 7) {
    out.push_back(static_cast<char>(0x80 | (value & 0x7F)));
  }
  out.push_back(static_cast<char>(value));
}

/// Section 5.2, in the shorter of the two forms.
void write_string(std::string& out, std::string_view text) {
  const std::size_t coded = huffman_size(text);
  if (coded < text.size()) {
    write_integer(out, 0x80, 7, coded);
    huffman_encode(text, out);
  } else {
    write_integer(out, 0, 7, text.size());
    out += text;
  }
}

void write_field(std::string& out, std::string_view name, std::string_view value) {
  if (const std::size_t index = static_index(name, value); index != 0) {
    write_integer(out, 0x80, 7, index);
    return;
  }
  const std::size_t index = static_index(name);
  write_integer(out, 0, 4, index);  // without indexing, section 6.2.2
  if (index == 0) write_string(out, name);
  write_string(out, value);
}

/// `skip`: a name that was written already as a pseudo-header field.
void write_fields(std::string& out, const http::Fields& fields, std::string_view skip = {}) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const http::Field field = fields[i];
    if (skip.empty() || field.name != skip) write_field(out, field.name, field.value);
  }
}

void write_frame(std::string& out, FrameType type, std::uint8_t flags, std::uint32_t stream,
                 std::string_view payload) {
  write_frame_header({.length = static_cast<std::uint32_t>(payload.size()),
                      .type = type,
                      .flags = flags,
                      .reserved = false,
                      .stream = stream},
                     out);
  out += payload;
}

/// In a frame of `type` and as many CONTINUATION as it takes.
void write_block(std::string& out, FrameType type, std::uint8_t flags, std::uint32_t stream,
                 std::string_view block) {
  while (block.size() > kUsualFrameSize) {
    write_frame(out, type, flags, stream, block.substr(0, kUsualFrameSize));
    block.remove_prefix(kUsualFrameSize);
    type = FrameType::continuation;
    flags = 0;
  }
  write_frame(out, type, flags | flag::kEndHeaders, stream, block);
}

/// `ends`: the stream's half with it.
std::string write_message(std::string_view block, const http::Body& body,
                          const http::Fields& trailers, bool ends, std::uint32_t stream) {
  std::string out;
  std::string_view content = body.kept;
  const bool alone = ends && content.empty() && trailers.empty();
  write_block(out, FrameType::headers, alone ? flag::kEndStream : 0, stream, block);
  while (!content.empty()) {
    const std::string_view piece = content.substr(0, kUsualFrameSize);
    content.remove_prefix(piece.size());
    const bool last = ends && content.empty() && trailers.empty();
    write_frame(out, FrameType::data, last ? flag::kEndStream : 0, stream, piece);
  }
  if (!trailers.empty()) {
    std::string last;
    write_fields(last, trailers);
    write_block(out, FrameType::headers, ends ? flag::kEndStream : 0, stream, last);
  }
  return out;
}

std::string request_block(const http::Request& request) {
  std::string block;
  const bool tunnel = request.method == "CONNECT" && request.target == request.authority;
  write_field(block, ":method", request.method);
  if (!request.scheme.empty()) write_field(block, ":scheme", request.scheme);
  if (!request.authority.empty()) write_field(block, ":authority", request.authority);
  if (!tunnel && !request.target.empty()) write_field(block, ":path", request.target);
  const auto protocol = request.fields.find(":protocol");
  if (protocol) write_field(block, ":protocol", *protocol);
  write_fields(block, request.fields, ":protocol");
  return block;
}

std::string response_block(const http::Response& response) {
  std::string block;
  write_field(block, ":status", std::to_string(response.status));
  write_fields(block, response.fields);
  return block;
}

}  // namespace

void write_frame_header(const FrameHeader& header, std::string& out) {
  for (const unsigned shift : {16U, 8U, 0U}) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(header.length >> shift)));
  }
  out.push_back(static_cast<char>(header.type));
  out.push_back(static_cast<char>(header.flags));
  const std::uint32_t stream = header.stream | (header.reserved ? 0x80000000U : 0U);
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(stream >> shift)));
  }
}

std::string write_promise(const http::Request& request, std::uint32_t stream,
                          std::uint32_t promised) {
  std::string payload;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    payload.push_back(static_cast<char>(static_cast<std::uint8_t>(promised >> shift)));
  }
  payload += request_block(request);
  std::string out;
  write_block(out, FrameType::push_promise, 0, stream, payload);
  return out;
}

std::string write_request(const http::Request& request, std::uint32_t stream, bool ends) {
  return write_message(request_block(request), request.body, request.trailers, ends, stream);
}

std::string write_response(const http::Response& response, std::uint32_t stream) {
  return write_message(response_block(response), response.body, response.trailers, true, stream);
}

std::string write_interim(const http::Response& response, std::uint32_t stream) {
  std::string out;
  write_block(out, FrameType::headers, 0, stream, response_block(response));
  return out;
}

std::string write_reset(std::uint32_t code, std::uint32_t stream) {
  std::string payload;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    payload.push_back(static_cast<char>(static_cast<std::uint8_t>(code >> shift)));
  }
  std::string out;
  write_frame(out, FrameType::rst_stream, 0, stream, payload);
  return out;
}

std::string write_settings() {
  std::string out;
  write_frame(out, FrameType::settings, 0, 0, {});
  return out;
}

}  // namespace goldwire::http2
