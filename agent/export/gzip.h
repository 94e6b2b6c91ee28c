// gzip (RFC 1952), for what is sent.
#pragma once

#include <string>
#include <string_view>

namespace goldwire {

/// `plain` as one gzip member.
std::string gzipped(std::string_view plain);

}  // namespace goldwire
