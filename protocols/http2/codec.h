// HTTP/2 frames (RFC 9113) and the fields of messages in them, both ways.
//
// Contract: readers borrow what they are given and never look past it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/base/bytes.h"
#include "protocols/base/result.h"
#include "protocols/http2/message.h"

namespace goldwire::http2 {

// --- frames (sections 4 and 6) ---

/// `octets`: at least FrameHeader::kSize.
FrameHeader read_frame_header(Bytes octets);
void write_frame_header(const FrameHeader& header, std::string& out);

/// The length, flags and stream that section 6 allows for a frame of this type from `sender`. Types
/// that section 6 does not know are allowed.
bool is_valid(const FrameHeader& header, Side sender);
/// The same, and that it is what peers in the field send: what a frame is recognised by where
/// nothing else says that one begins.
bool is_plausible(const FrameHeader& header, Side sender);

/// The payload of DATA, HEADERS or PUSH_PROMISE without padding; malformed when that is longer than
/// the payload.
Decoded<Bytes> without_padding(const FrameHeader& header, Bytes payload);

struct FieldBlockStart {
  std::uint32_t promised = 0;  ///< PUSH_PROMISE: the stream that will answer
  Bytes fragment;
};
/// The payload of HEADERS or PUSH_PROMISE.
Decoded<FieldBlockStart> read_field_block_start(const FrameHeader& header, Bytes payload);

// --- messages (section 8.3) ---

void to_request(FieldSection&& section, http::Request& out);
void to_response(FieldSection&& section, http::Response& out);

// --- writing ---

/// HEADERS, CONTINUATION where one frame is not enough, DATA, and HEADERS for trailers, on
/// `stream`. `ends`: nothing of the request comes behind it; else the server has to do without.
std::string write_request(const http::Request& request, std::uint32_t stream, bool ends = true);
std::string write_response(const http::Response& response, std::uint32_t stream);
/// A 1xx response.
std::string write_interim(const http::Response& response, std::uint32_t stream);
/// PUSH_PROMISE on `stream` for the request that `promised` answers.
std::string write_promise(const http::Request& request, std::uint32_t stream,
                          std::uint32_t promised);
/// RST_STREAM.
std::string write_reset(std::uint32_t code, std::uint32_t stream);
std::string write_settings();

}  // namespace goldwire::http2
