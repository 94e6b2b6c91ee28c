// Compression of single messages: what grpc-encoding names.
//
// Contract: each message is compressed for itself. Expansion is limited, as that of content is.
#pragma once

#include <string_view>

#include "protocols/http/content_coding.h"

namespace goldwire::grpc {

/// Decodes a message whose flag says that it is compressed. `encoding` is grpc-encoding: gzip,
/// deflate, zstd, br, or snappy (framed, and bare as some write it). Decoding::unknown for any
/// other, and for identity, with which no message is compressed.
http::Content decompress(std::string_view encoding, std::string_view octets,
                         const http::ContentLimits& limits);

/// The encoding whose octets begin like these; empty when there is none. For messages whose
/// grpc-encoding is not known: gzip and zlib check their own contents, and what is none of theirs
/// cannot be decoded.
std::string_view encoding_by_magic(std::string_view octets);

}  // namespace goldwire::grpc
