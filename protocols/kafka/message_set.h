// Message sets: the record formats 0 and 1, before record batches.
//
// Contract: used by records.cc, which gives each message as a Batch of its own. A compressed
// wrapper holds a message set in its value; in format 1 the offsets inside count from 0 and the
// wrapper's own offset is that of the last one.
#pragma once

#include <string>
#include <vector>

#include "protocols/kafka/records.h"

namespace goldwire::kafka {

/// Fills `batch` from batch.octets, one whole message of format 0 or 1.
bool read_message_header(Batch& batch);

/// As read_records, for batches of format 0 and 1.
Decoded<std::vector<Record>> read_messages(const Batch& batch, std::string& storage,
                                           std::size_t bound);

}  // namespace goldwire::kafka
