// Records: what Produce and Fetch carry. Record batches (format 2) and messages of formats 0 and 1,
// also nested in a compressed wrapper.
//
// Contract: borrowed. A batch whose checksum does not fit, or any of whose records breaks the
// format, is malformed as a whole. What a compressed batch expands
// to, and how many records one has, is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/bytes.h"
#include "protocols/base/result.h"
#include "protocols/kafka/compression.h"
#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

/// The most octets that one batch is believed to expand to.
inline constexpr std::size_t kExpandedLimit = 64U << 20;

/// The most records that one batch is believed to hold.
inline constexpr std::size_t kRecordLimit = 1U << 20;

struct RecordHeader {
  std::string_view key;
  std::optional<std::string_view> value;
  friend bool operator==(const RecordHeader&, const RecordHeader&) = default;
};

struct Record {
  std::int64_t offset = 0;
  std::int64_t timestamp = 0;  ///< milliseconds since the Unix epoch; -1 when the format has none
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::vector<RecordHeader> headers;
  std::size_t wire_size = 0;  ///< octets of the record as encoded, after expanding
  friend bool operator==(const Record&, const Record&) = default;
};

/// One record batch, or one message (a wrapper too) of the older formats.
struct Batch {
  std::int64_t base_offset = 0;  ///< of a wrapper: the offset of its last message
  std::int32_t leader_epoch = -1;
  std::int8_t format = 2;  ///< "magic": 0, 1 or 2
  Compression compression = Compression::none;
  bool log_append_time = false;  ///< the broker's time instead of the producer's
  bool transactional = false;
  bool control = false;  ///< transaction markers, not for applications
  std::int32_t last_offset_delta = 0;
  std::int64_t base_timestamp = -1;
  std::int64_t max_timestamp = -1;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t base_sequence = -1;
  std::int32_t count = 1;  ///< records, as the batch says
  bool checksum_fits = false;
  Bytes octets;             ///< all of it, from its offset on
  std::size_t payload = 0;  ///< where in `octets` records (of a message: its key) begin

  std::int64_t last_offset() const;
};

/// Goes from batch to batch without looking into them.
class BatchReader {
 public:
  explicit BatchReader(Bytes octets) : octets_(octets) {}

  enum class Step : std::uint8_t {
    batch,  ///< `batch` is the next one
    end,
    partial,   ///< the rest is the beginning of a batch: normal at the end of a fetch
    malformed  ///< the rest cannot be a batch
  };
  Step next(Batch& batch);
  /// Where the batch given last begins; after partial or malformed, where the rest begins.
  std::size_t at() const { return began_; }

 private:
  Bytes octets_;
  std::size_t at_ = 0;
  std::size_t began_ = 0;
};

/// The records of `batch`, in order. They borrow from batch.octets or from `storage`, which is
/// filled.
Decoded<std::vector<Record>> read_records(const Batch& batch, std::string& storage,
                                          std::size_t bound = kExpandedLimit);

/// Of a control batch: true for a commit marker, false for an abort; empty when it is neither.
std::optional<bool> read_marker(const Batch& batch);

/// Writes a record batch (format 2) with the header fields of `batch`; counts, deltas and the
/// checksum come from the records, whose offsets must not fall. A batch keeps compression's usual
/// framing.
std::string write_batch(const Batch& batch, const std::vector<Record>& records);

/// Writes messages of format 0 or 1, in one wrapper when batch.compression asks for it. Headers are
/// lost: those formats have none.
std::string write_messages(const Batch& batch, const std::vector<Record>& records);

}  // namespace goldwire::kafka
