// Records: batches and messages of every format and codec, written, read, damaged and blown up.
#include "protocols/kafka/records.h"

#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <random>

#include "protocols/kafka/crc32c.h"

namespace goldwire::kafka {
namespace {

constexpr Compression kAll[] = {Compression::none, Compression::gzip, Compression::snappy,
                                Compression::lz4, Compression::zstd};

/// Texts that records borrow, and records of every spelling.
std::vector<Record> some_records(std::int64_t first, int count, bool headers) {
  static const std::string long_text(5000, 'x');
  static const std::string binary("\0\xff\x01", 3);
  std::vector<Record> records;
  for (int i = 0; i < count; ++i) {
    Record record;
    record.offset = first + i;
    record.timestamp = 1'700'000'000'000 + i * 7;
    if (i % 3 != 0) record.key = i % 3 == 1 ? std::string_view("key") : std::string_view("");
    if (i % 4 == 1) record.value = "";
    if (i % 4 == 2) record.value = long_text;
    if (i % 4 == 3) record.value = binary;
    if (headers && i % 2 == 0) {
      record.headers = {{"a", "1"}, {"a", std::nullopt}, {"", ""}, {"b", binary}};
    }
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> without_wire_size(std::vector<Record> records) {
  for (Record& record : records) record.wire_size = 0;
  return records;
}

/// All records of all batches, and how the walk ended. Owns what they borrow.
struct Walk {
  std::shared_ptr<const std::string> octets;
  std::vector<Record> records;
  std::vector<Batch> batches;
  std::deque<std::string> storage;
  BatchReader::Step ended = BatchReader::Step::batch;
  int refused = 0;
};

Walk walk(std::string octets, std::size_t bound = kExpandedLimit) {
  Walk walk;
  walk.octets = std::make_shared<const std::string>(std::move(octets));
  BatchReader reader(as_bytes(*walk.octets));
  for (;;) {
    Batch batch;
    walk.ended = reader.next(batch);
    if (walk.ended != BatchReader::Step::batch) return walk;
    walk.batches.push_back(batch);
    auto records = read_records(batch, walk.storage.emplace_back(), bound);
    if (!records) {
      ++walk.refused;
      continue;
    }
    for (Record& record : *records) walk.records.push_back(std::move(record));
  }
}

TEST(KafkaCrc32c, IsTheCastagnoliOne) {
  EXPECT_EQ(crc32c(as_bytes("123456789")), 0xe3069283U);  // the check value of the CRC catalogue
  EXPECT_EQ(crc32c({}), 0U);
  EXPECT_EQ(crc32c(as_bytes(std::string(32, '\0'))), 0x8a9136aaU);  // RFC 3720 appendix B.4
}

TEST(KafkaRecords, BatchesReadBackAsWrittenInEveryCodec) {
  for (const Compression codec : kAll) {
    Batch batch;
    batch.compression = codec;
    batch.base_offset = 1000;
    batch.base_timestamp = 1'700'000'000'000;
    batch.producer_id = 77;
    batch.producer_epoch = 3;
    batch.base_sequence = 42;
    batch.transactional = true;
    const std::vector<Record> records = some_records(1000, 25, true);
    const Walk read = walk(write_batch(batch, records));
    EXPECT_EQ(read.ended, BatchReader::Step::end);
    EXPECT_EQ(without_wire_size(read.records), records);
    ASSERT_EQ(read.batches.size(), 1U);
    EXPECT_EQ(read.batches[0].count, 25);
    EXPECT_EQ(read.batches[0].last_offset(), 1024);
    EXPECT_EQ(read.batches[0].producer_id, 77);
    EXPECT_EQ(read.batches[0].base_sequence, 42);
    EXPECT_TRUE(read.batches[0].transactional);
    EXPECT_FALSE(read.batches[0].control);
  }
}

TEST(KafkaRecords, OldMessagesReadBackAsWritten) {
  for (const std::int8_t format : {std::int8_t{0}, std::int8_t{1}}) {
    for (const Compression codec : kAll) {
      if (codec == Compression::zstd) continue;  // came with format 2
      Batch batch;
      batch.format = format;
      batch.compression = codec;
      std::vector<Record> records = some_records(500, 9, false);
      if (format == 0) {
        for (Record& record : records) record.timestamp = -1;
      }
      const Walk read = walk(write_messages(batch, records));
      EXPECT_EQ(read.ended, BatchReader::Step::end);
      EXPECT_EQ(without_wire_size(read.records), records)
          << "format " << int{format} << " codec " << static_cast<int>(codec);
      EXPECT_EQ(read.batches.size(), codec == Compression::none ? 9U : 1U);
    }
  }
}

TEST(KafkaRecords, LogAppendTimeReplacesTheProducersTime) {
  Batch batch;
  batch.log_append_time = true;
  batch.max_timestamp = 1'800'000'000'000;
  const Walk read = walk(write_batch(batch, some_records(0, 3, false)));
  ASSERT_EQ(read.records.size(), 3U);
  for (const Record& record : read.records) EXPECT_EQ(record.timestamp, 1'800'000'000'000);
}

TEST(KafkaRecords, BothSnappyFramingsAreRead) {
  const std::string text(100'000, 'q');
  for (const bool xerial : {false, true}) {
    CompressAs as;
    as.xerial = xerial;
    const std::string packed = compress(Compression::snappy, as_bytes(text), as);
    EXPECT_EQ(packed.starts_with("\x82SNAPPY"), xerial);
    EXPECT_EQ(*expand(Compression::snappy, as_bytes(packed), text.size()), text);
  }
}

TEST(KafkaRecords, Lz4WithTheOldWrongChecksumIsRead) {
  const std::string text = "what clients wrote for messages of format 0";
  CompressAs old;
  old.old_lz4 = true;
  const std::string wrong = compress(Compression::lz4, as_bytes(text), old);
  ASSERT_NE(wrong, compress(Compression::lz4, as_bytes(text)));
  EXPECT_EQ(*expand(Compression::lz4, as_bytes(wrong), 1000), text);
  std::string neither = wrong;
  neither[6] = static_cast<char>(neither[6] ^ 0x55);
  EXPECT_FALSE(expand(Compression::lz4, as_bytes(neither), 1000));
}

TEST(KafkaRecords, NothingExpandsBeyondTheBound) {
  const std::string zeros(3'000'000, '\0');
  for (const Compression codec : kAll) {
    for (const bool xerial : {false, true}) {
      CompressAs as;
      as.xerial = xerial;
      const std::string packed = compress(codec, as_bytes(zeros), as);
      EXPECT_FALSE(expand(codec, as_bytes(packed), zeros.size() - 1)) << static_cast<int>(codec);
      const auto whole = expand(codec, as_bytes(packed), zeros.size());
      ASSERT_TRUE(whole) << static_cast<int>(codec);
      EXPECT_EQ(*whole, zeros);
    }
  }
  Batch batch;
  batch.compression = Compression::zstd;
  Record record;
  record.value = zeros;
  const Walk read = walk(write_batch(batch, {record}), 1'000'000);
  EXPECT_EQ(read.refused, 1);
  EXPECT_TRUE(read.records.empty());
}

TEST(KafkaRecords, CutOrDamagedCompressionIsRefused) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * 7919);
  for (const Compression codec :
       {Compression::gzip, Compression::snappy, Compression::lz4, Compression::zstd}) {
    const std::string packed = compress(codec, as_bytes(text));
    for (std::size_t size = 0; size < packed.size(); size += 1 + packed.size() / 97) {
      const auto cut = expand(codec, as_bytes(packed).first(size), 1U << 20);
      EXPECT_TRUE(!cut || *cut != text) << static_cast<int>(codec) << " cut to " << size;
      // Xerial's framing has no end mark: a cut between blocks is a shorter text.
      if (codec != Compression::snappy) {
        EXPECT_FALSE(cut) << static_cast<int>(codec) << " cut to " << size;
      }
    }
  }
}

TEST(KafkaRecords, ABatchWhoseChecksumDoesNotFitIsRefused) {
  for (const bool old : {false, true}) {
    Batch batch;
    batch.format = old ? 1 : 2;
    const std::string octets = old ? write_messages(batch, some_records(0, 1, false))
                                   : write_batch(batch, some_records(0, 4, true));
    ASSERT_EQ(walk(octets).refused, 0);
    for (std::size_t at = old ? 17 : 21; at < octets.size(); ++at) {
      std::string damaged = octets;
      damaged[at] = static_cast<char>(damaged[at] ^ 1);
      const Walk read = walk(damaged);
      EXPECT_TRUE(read.records.empty()) << "octet " << at;
    }
  }
}

TEST(KafkaRecords, APartialBatchAtTheEndIsNoError) {
  Batch batch;
  const std::string octets = write_batch(batch, some_records(0, 4, true));
  batch.base_offset = 4;
  const std::string next = write_batch(batch, some_records(4, 4, true));
  for (std::size_t size = 1; size < next.size(); ++size) {
    const Walk read = walk(octets + next.substr(0, size));
    EXPECT_EQ(read.records.size(), 4U);
    EXPECT_EQ(read.ended, BatchReader::Step::partial);
  }
  EXPECT_EQ(walk(octets + next).records.size(), 8U);
  EXPECT_EQ(walk(octets + std::string(40, '\xee')).ended, BatchReader::Step::malformed);
}

TEST(KafkaRecords, MarkersSayCommitOrAbort) {
  for (const bool commit : {false, true}) {
    Batch batch;
    batch.control = true;
    const std::string key = std::string("\0\0\0", 3) + (commit ? '\1' : '\0');
    const std::string value("\0\0\0\0\0\5", 6);
    Record record;
    record.key = key;
    record.value = value;
    const std::string octets = write_batch(batch, {record});
    BatchReader reader(as_bytes(octets));
    Batch read;
    ASSERT_EQ(reader.next(read), BatchReader::Step::batch);
    EXPECT_TRUE(read.control);
    EXPECT_EQ(read_marker(read), commit);
  }
}

TEST(KafkaRecords, NoOctetsMakeReadingMisbehave) {
  std::mt19937_64 random(1);
  Batch batch;
  for (int round = 0; round < 3000; ++round) {
    batch.compression = kAll[round % 5];
    std::string octets = write_batch(batch, some_records(0, 6, true));
    for (int i = 0; i < 4; ++i) octets[random() % octets.size()] = static_cast<char>(random());
    walk(octets, 1U << 20);
    // With a checksum that fits, so that the records themselves are read.
    if (octets.size() > 61 && octets[16] == 2) {
      const std::uint32_t sum = crc32c(as_bytes(octets).subspan(21));
      for (std::size_t i = 0; i < 4; ++i) octets[17 + i] = static_cast<char>(sum >> (24 - 8 * i));
      walk(octets, 1U << 20);
    }
  }
}

}  // namespace
}  // namespace goldwire::kafka
