// Records: batches of format 2, and the walk over batches of any format.
#include "protocols/kafka/records.h"

#include <algorithm>

#include "protocols/base/wire_reader.h"
#include "protocols/base/wire_writer.h"
#include "protocols/kafka/crc32c.h"
#include "protocols/kafka/message_set.h"
#include "protocols/kafka/zigzag.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kOverhead = 12;     // base offset and length, before what the length counts
constexpr std::size_t kMagicAt = 16;      // of the format's number, in all formats
constexpr std::size_t kBatchHeader = 61;  // of format 2, up to its records
constexpr std::size_t kCheckedFrom = 21;  // from the attributes on
constexpr std::uint16_t kCompressionBits = 0x07;
constexpr std::uint16_t kLogAppendTime = 0x08;
constexpr std::uint16_t kTransactional = 0x10;
constexpr std::uint16_t kControl = 0x20;

bool read_batch_header(Batch& batch) {
  WireReader reader(batch.octets);
  batch.base_offset = reader.i64();
  reader.u32();
  batch.leader_epoch = reader.i32();
  batch.format = reader.i8();
  const std::uint32_t checksum = reader.u32();
  const std::uint16_t attributes = reader.u16();
  batch.last_offset_delta = reader.i32();
  batch.base_timestamp = reader.i64();
  batch.max_timestamp = reader.i64();
  batch.producer_id = reader.i64();
  batch.producer_epoch = reader.i16();
  batch.base_sequence = reader.i32();
  batch.count = reader.i32();
  batch.payload = reader.at();
  if (reader.failed() || (attributes & kCompressionBits) > 4 || batch.count < 0) return false;
  batch.compression = static_cast<Compression>(attributes & kCompressionBits);
  batch.log_append_time = (attributes & kLogAppendTime) != 0;
  batch.transactional = (attributes & kTransactional) != 0;
  batch.control = (attributes & kControl) != 0;
  batch.checksum_fits = crc32c(batch.octets.subspan(kCheckedFrom)) == checksum;
  return true;
}

/// A nullable run of octets after a zigzag length.
std::optional<std::string_view> nullable(WireReader& reader) {
  const std::int64_t size = read_zigzag(reader);
  if (size == -1) return std::nullopt;
  if (size < 0) reader.fail();
  return reader.text(static_cast<std::size_t>(std::max<std::int64_t>(size, 0)));
}

bool read_record(WireReader& outer, const Batch& batch, Record& record) {
  const std::size_t before = outer.at();
  const std::int64_t size = read_zigzag(outer);
  if (size < 0 || outer.failed()) return false;
  WireReader reader(outer.bytes(static_cast<std::size_t>(size)));
  reader.u8();  // attributes, unused
  const std::int64_t timestamp = add_delta(batch.base_timestamp, read_zigzag(reader));
  record.timestamp = batch.log_append_time ? batch.max_timestamp : timestamp;
  record.offset = add_delta(batch.base_offset, read_zigzag(reader));
  record.key = nullable(reader);
  record.value = nullable(reader);
  const std::int64_t headers = read_zigzag(reader);
  if (headers < 0 || static_cast<std::uint64_t>(headers) > reader.remaining()) return false;
  for (std::int64_t i = 0; i < headers && !reader.failed(); ++i) {
    const auto key = nullable(reader);
    if (!key) return false;
    record.headers.push_back({*key, nullable(reader)});
  }
  record.wire_size = outer.at() - before;
  return reader.complete() && !outer.failed();
}

}  // namespace

std::int64_t Batch::last_offset() const { return add_delta(base_offset, last_offset_delta); }

BatchReader::Step BatchReader::next(Batch& batch) {
  began_ = at_;
  const Bytes rest = octets_.subspan(at_);
  if (rest.empty()) return Step::end;
  if (rest.size() <= kMagicAt) return Step::partial;
  WireReader reader(rest);
  reader.i64();
  const std::int32_t length = reader.i32();
  const std::uint8_t format = rest[kMagicAt];
  if (format > 2 || length < 14) return Step::malformed;
  const std::size_t size = kOverhead + static_cast<std::size_t>(length);
  if (size > rest.size()) return Step::partial;
  batch = {};
  batch.octets = rest.first(size);
  const bool fine =
      format == 2 ? size >= kBatchHeader && read_batch_header(batch) : read_message_header(batch);
  if (!fine) return Step::malformed;
  at_ += size;
  return Step::batch;
}

Decoded<std::vector<Record>> read_records(const Batch& batch, std::string& storage,
                                          std::size_t bound) {
  if (!batch.checksum_fits) return std::unexpected(Malformed{"batch checksum", 0});
  if (batch.format < 2) return read_messages(batch, storage, bound);
  Bytes payload = batch.octets.subspan(batch.payload);
  if (batch.compression != Compression::none) {
    auto expanded = expand(batch.compression, payload, bound);
    if (!expanded) return std::unexpected(expanded.error());
    storage = std::move(*expanded);
    payload = as_bytes(storage);
  }
  if (static_cast<std::size_t>(batch.count) > payload.size()) {
    return std::unexpected(Malformed{"batch count", 0});
  }
  if (static_cast<std::size_t>(batch.count) > kRecordLimit) {
    return std::unexpected(Malformed{kBeyondBound, 0});
  }
  WireReader reader(payload);
  std::vector<Record> records;
  records.reserve(std::min<std::size_t>(static_cast<std::size_t>(batch.count), payload.size() / 7));
  for (std::int32_t i = 0; i < batch.count; ++i) {
    if (!read_record(reader, batch, records.emplace_back())) {
      return std::unexpected(Malformed{"record", reader.at()});
    }
  }
  if (!reader.complete())
    return std::unexpected(Malformed{"octets after the records", reader.at()});
  return records;
}

std::optional<bool> read_marker(const Batch& batch) {
  std::string storage;
  const auto records = read_records(batch, storage);
  if (!records || records->empty() || !records->front().key) return std::nullopt;
  WireReader reader(as_bytes(*records->front().key));
  reader.i16();  // version
  const std::int16_t type = reader.i16();
  if (reader.failed() || type < 0 || type > 1) return std::nullopt;
  return type == 1;
}

std::string write_batch(const Batch& batch, const std::vector<Record>& records) {
  WireWriter payload;
  std::int64_t max_timestamp = batch.base_timestamp;
  const auto octets = [&](std::optional<std::string_view> text) {
    write_zigzag(payload, text ? static_cast<std::int64_t>(text->size()) : -1);
    if (text) payload.text(*text);
  };
  for (const Record& record : records) {
    WireWriter outer = std::exchange(payload, WireWriter{});
    payload.u8(0);
    write_zigzag(payload, record.timestamp - batch.base_timestamp);
    write_zigzag(payload, record.offset - batch.base_offset);
    octets(record.key);
    octets(record.value);
    write_zigzag(payload, static_cast<std::int64_t>(record.headers.size()));
    for (const RecordHeader& header : record.headers) {
      octets(header.key);
      octets(header.value);
    }
    const std::string one = payload.take();
    payload = std::move(outer);
    write_zigzag(payload, static_cast<std::int64_t>(one.size()));
    payload.text(one);
    max_timestamp = std::max(max_timestamp, record.timestamp);
  }
  const std::string plain = payload.take();

  WireWriter checked;
  checked.u16(static_cast<std::uint16_t>(
      static_cast<unsigned>(batch.compression) | (batch.log_append_time ? kLogAppendTime : 0U) |
      (batch.transactional ? kTransactional : 0U) | (batch.control ? kControl : 0U)));
  checked.i32(records.empty()
                  ? batch.last_offset_delta
                  : static_cast<std::int32_t>(records.back().offset - batch.base_offset));
  checked.i64(batch.base_timestamp);
  checked.i64(batch.log_append_time ? batch.max_timestamp : max_timestamp);
  checked.i64(batch.producer_id);
  checked.i16(batch.producer_epoch);
  checked.i32(batch.base_sequence);
  checked.i32(static_cast<std::int32_t>(records.size()));
  checked.text(compress(batch.compression, as_bytes(plain)));
  const std::string rest = checked.take();

  WireWriter out;
  out.i64(batch.base_offset);
  out.u32(static_cast<std::uint32_t>(rest.size() + kCheckedFrom - kOverhead));
  out.i32(batch.leader_epoch);
  out.i8(2);
  out.u32(crc32c(as_bytes(rest)));
  out.text(rest);
  return out.take();
}

}  // namespace goldwire::kafka
