// aws-chunked: the content coding in which S3's clients sign or sum an object while they send it
// (Amazon S3 API Reference, "Transferring payload in multiple chunks").
//
// Contract: chunks are taken off with their signatures and what trails them; nothing is verified.
// Pure; views borrow from what was given.
#pragma once

#include <string_view>
#include <vector>

#include "protocols/http/content_coding.h"

namespace goldwire::http {

struct AwsChunks {
  std::vector<std::string_view> pieces;  ///< the content
  Decoding decoding = Decoding::whole;   ///< cut: `pieces` end early; damaged: behind them
};

AwsChunks read_aws_chunked(std::string_view octets);

}  // namespace goldwire::http
