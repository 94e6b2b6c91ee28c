// Decompress: gzip and zstd as octet sources around another one.
//
// Contract: several members or frames one after the other are one stream. A stream that ends inside
// a member, or is damaged, gives all octets before that and then an Error.
#pragma once

#include <memory>

#include "agent/capture/input_file.h"

namespace goldwire {

std::unique_ptr<OctetSource> gunzip(std::unique_ptr<OctetSource> compressed);
std::unique_ptr<OctetSource> unzstd(std::unique_ptr<OctetSource> compressed);

}  // namespace goldwire
