// Message sets: one message, or the set that a wrapper holds.
#include "protocols/kafka/message_set.h"

#include <algorithm>
#include <zlib.h>

#include "protocols/base/wire_reader.h"
#include "protocols/base/wire_writer.h"
#include "protocols/kafka/zigzag.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kCheckedFrom = 16;  // from the format's number on
constexpr std::uint8_t kCompressionBits = 0x07;
constexpr std::uint8_t kLogAppendTime = 0x08;

std::uint32_t crc(Bytes octets) {
  return static_cast<std::uint32_t>(crc32(0, octets.data(), static_cast<uInt>(octets.size())));
}

std::optional<std::string_view> nullable(WireReader& reader) {
  const std::int32_t size = reader.i32();
  if (size == -1) return std::nullopt;
  if (size < 0) reader.fail();
  return reader.text(static_cast<std::size_t>(std::max(size, 0)));
}

Decoded<Record> read_message(const Batch& batch) {
  WireReader reader(batch.octets.subspan(batch.payload));
  Record record;
  record.offset = batch.base_offset;
  record.timestamp = batch.base_timestamp;
  record.key = nullable(reader);
  record.value = nullable(reader);
  record.wire_size = batch.octets.size();
  if (!reader.complete()) return std::unexpected(Malformed{"message", reader.at()});
  return record;
}

}  // namespace

bool read_message_header(Batch& batch) {
  WireReader reader(batch.octets);
  batch.base_offset = reader.i64();
  reader.u32();
  const std::uint32_t checksum = reader.u32();
  batch.format = reader.i8();
  const std::uint8_t attributes = reader.u8();
  if (batch.format == 1) batch.base_timestamp = reader.i64();
  batch.max_timestamp = batch.base_timestamp;
  batch.payload = reader.at();
  if (reader.failed() || (attributes & kCompressionBits) > 3) return false;
  batch.compression = static_cast<Compression>(attributes & kCompressionBits);
  batch.log_append_time = (attributes & kLogAppendTime) != 0;
  batch.checksum_fits = crc(batch.octets.subspan(kCheckedFrom)) == checksum;
  return true;
}

Decoded<std::vector<Record>> read_messages(const Batch& batch, std::string& storage,
                                           std::size_t bound) {
  auto outer = read_message(batch);
  if (!outer) return std::unexpected(outer.error());
  if (batch.compression == Compression::none) return std::vector<Record>{std::move(*outer)};
  if (!outer->value) return std::unexpected(Malformed{"wrapper without messages", 0});
  auto expanded = expand(batch.compression, as_bytes(*outer->value), bound);
  if (!expanded) return std::unexpected(expanded.error());
  storage = std::move(*expanded);

  std::vector<Record> records;
  BatchReader reader(as_bytes(storage));
  Batch inner;
  for (;;) {
    const BatchReader::Step step = reader.next(inner);
    if (step == BatchReader::Step::end) break;
    if (records.size() >= kRecordLimit)
      return std::unexpected(Malformed{kBeyondBound, reader.at()});
    const bool fine = step == BatchReader::Step::batch && inner.format < 2 && inner.checksum_fits &&
                      inner.compression == Compression::none;
    if (!fine) return std::unexpected(Malformed{"message in a wrapper", reader.at()});
    auto record = read_message(inner);
    if (!record) return std::unexpected(record.error());
    if (batch.log_append_time) record->timestamp = batch.max_timestamp;
    records.push_back(std::move(*record));
  }
  if (batch.format == 1 && !records.empty()) {
    const auto last = static_cast<std::uint64_t>(records.back().offset);
    const std::int64_t first = add_delta(batch.base_offset, static_cast<std::int64_t>(0 - last));
    for (Record& record : records) record.offset = add_delta(first, record.offset);
  }
  return records;
}

std::string write_messages(const Batch& batch, const std::vector<Record>& records) {
  WireWriter out;
  const auto octets = [](WireWriter& to, std::optional<std::string_view> text) {
    to.i32(text ? static_cast<std::int32_t>(text->size()) : -1);
    if (text) to.text(*text);
  };
  const auto message = [&](std::int64_t offset, std::int64_t timestamp, Compression compression,
                           std::optional<std::string_view> key,
                           std::optional<std::string_view> value) {
    WireWriter checked;
    checked.i8(batch.format);
    checked.u8(static_cast<std::uint8_t>(static_cast<unsigned>(compression) |
                                         (batch.log_append_time ? kLogAppendTime : 0U)));
    if (batch.format == 1) checked.i64(timestamp);
    octets(checked, key);
    octets(checked, value);
    const std::string rest = checked.take();
    out.i64(offset);
    out.u32(static_cast<std::uint32_t>(rest.size() + 4));
    out.u32(crc(as_bytes(rest)));
    out.text(rest);
  };
  const bool wrapped = batch.compression != Compression::none;
  std::int64_t newest = batch.max_timestamp;
  for (const Record& record : records) {
    const bool relative = wrapped && batch.format == 1;
    message(relative ? record.offset - records.front().offset : record.offset, record.timestamp,
            Compression::none, record.key, record.value);
    newest = std::max(newest, record.timestamp);
  }
  if (!wrapped || records.empty()) return out.take();
  const std::string set = out.take();
  CompressAs as;
  as.old_lz4 = batch.format == 0;
  const std::string packed = compress(batch.compression, as_bytes(set), as);
  message(records.back().offset, newest, batch.compression, std::nullopt, packed);
  return out.take();
}

}  // namespace goldwire::kafka
