// CRC-32C (Castagnoli, RFC 3720 appendix B.4): the checksum of record batches.
#pragma once

#include <cstdint>

#include "protocols/base/bytes.h"

namespace goldwire::kafka {

std::uint32_t crc32c(Bytes octets);

}  // namespace goldwire::kafka
