// Dialogue: a transcript written by hand, message by message.
#pragma once

#include <gtest/gtest.h>
#include <initializer_list>
#include <string>
#include <utility>

#include "protocols/kafka/bodies.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/messages/consumer_protocol.h"
#include "protocols/kafka/records.h"
#include "tests/protocols/kafka/transcript.h"

namespace goldwire::kafka {

class Dialogue {
 public:
  /// A millisecond passes before each piece. Gives its index.
  std::size_t say(Side side, std::string octets) {
    transcript_.pieces.push_back({side, from_unix_nano(++now_ * 1'000'000), std::move(octets)});
    return transcript_.pieces.size() - 1;
  }
  template <class T>
  std::size_t ask(std::int16_t key, int version, std::int32_t id, const T& body) {
    return say(Side::client, write_request(header(key, version, id), body));
  }
  template <class T>
  std::size_t answer(std::int16_t key, int version, std::int32_t id, const T& body) {
    return say(Side::server, write_response(header(key, version, id), body));
  }
  void heartbeat(std::int32_t id) {
    ask_heartbeat(id);
    answer_heartbeat(id);
  }
  std::size_t ask_heartbeat(std::int32_t id) {
    HeartbeatRequest request;
    request.group_id = "group";
    request.member_id = "member";
    return ask(kHeartbeat, 4, id, request);
  }
  std::size_t answer_heartbeat(std::int32_t id) {
    return answer(kHeartbeat, 4, id, HeartbeatResponse{});
  }

  static RequestHeader header(std::int16_t key, int version, std::int32_t id) {
    return {key, static_cast<std::int16_t>(version), id, "client"};
  }
  const Transcript& transcript() const { return transcript_; }
  Transcript& transcript() { return transcript_; }

 private:
  Transcript transcript_;
  std::int64_t now_ = 1'700'000'000'000;
};

/// A batch of `values` from `offset` on, with keys k0, k1, ...
inline std::string batch_of(const std::vector<std::string>& values, std::int64_t offset = 0,
                            Batch batch = {}) {
  static const std::vector<std::string> keys = {"k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"};
  batch.base_offset = offset;
  batch.base_timestamp = 1'700'000'000'000;
  std::vector<Record> records;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Record record;
    record.offset = offset + static_cast<std::int64_t>(i);
    record.timestamp = batch.base_timestamp;
    record.key = keys.at(i);
    record.value = values[i];
    records.push_back(record);
  }
  return write_batch(batch, records);
}

inline Records records_of(const std::string& octets) {
  Records records;
  records.octets = as_bytes(octets);
  records.size = octets.size();
  records.null = false;
  return records;
}

/// Produce version 9 to partition 0 of `topic`.
inline ProduceRequest produce(const std::string& octets, std::int16_t acks = -1,
                              std::string_view topic = "t") {
  ProduceRequest request;
  request.acks = acks;
  request.timeout_ms = 1000;
  request.topic_data = {{topic, {}, {{0, records_of(octets)}}}};
  return request;
}

inline ProduceResponse produced(std::int64_t base_offset, std::int16_t error = 0,
                                std::string_view topic = "t") {
  ProduceResponse response;
  response.responses.resize(1);
  response.responses[0].name = topic;
  response.responses[0].partition_responses.resize(1);
  response.responses[0].partition_responses[0].error_code = error;
  response.responses[0].partition_responses[0].base_offset = base_offset;
  return response;
}

/// Fetch of partition 0 of `topic` from `offset` on.
inline FetchRequest fetch(std::int64_t offset, std::string_view topic = "t") {
  FetchRequest request;
  request.max_wait_ms = 500;
  request.topics.resize(1);
  request.topics[0].topic = topic;
  request.topics[0].partitions.resize(1);
  request.topics[0].partitions[0].fetch_offset = offset;
  return request;
}

inline FetchResponse fetched(const std::string& octets, std::string_view topic = "t") {
  FetchResponse response;
  response.responses.resize(1);
  response.responses[0].topic = topic;
  response.responses[0].partitions.resize(1);
  response.responses[0].partitions[0].records = records_of(octets);
  return response;
}

inline const Call& call_of(const Exchange& exchange) {
  return static_cast<const Call&>(*exchange.messages);
}

inline std::string value_of(const Interaction& it) {
  const Payload& payload = it.role == Role::send ? it.request_payload : it.response_payload;
  const auto* body = std::get_if<Value>(&payload.body);
  const Value* value = body == nullptr ? nullptr : body->find("value");
  return value == nullptr || value->text() == nullptr ? "-" : *value->text();
}

inline std::vector<std::string> values_of(const std::vector<Interaction>& list) {
  std::vector<std::string> out;
  for (const Interaction& it : list) {
    if (!it.control) out.push_back(value_of(it));
  }
  return out;
}

inline std::vector<std::string> reasons_of(const Reasons& reasons) {
  std::vector<std::string> out;
  for (const std::string_view name : reasons.names()) out.emplace_back(name);
  return out;
}

/// That the pieces of these indices are lost.
inline Hearing losing(const Dialogue& dialogue, std::initializer_list<std::size_t> pieces) {
  Hearing hearing;
  hearing.lost.resize(dialogue.transcript().pieces.size());
  for (const std::size_t piece : pieces) hearing.lost[piece] = true;
  return hearing;
}

/// Splits piece `index` so that octets [begin, end) of it are a piece of their own; gives that
/// one's index.
inline std::size_t cut_out(Dialogue& dialogue, std::size_t index, std::size_t begin,
                           std::size_t end) {
  auto& pieces = dialogue.transcript().pieces;
  const Piece piece = pieces[index];
  Piece parts[3] = {piece, piece, piece};
  parts[0].octets = piece.octets.substr(0, begin);
  parts[1].octets = piece.octets.substr(begin, end - begin);
  parts[2].octets = piece.octets.substr(end);
  pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(index));
  pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(index), parts, parts + 3);
  return index + 1;
}

inline void expect_closed_account(const Heard& heard) {
  for (const std::size_t side : {0U, 1U}) {
    const Account& account = heard.accounts[side];
    EXPECT_EQ(account.taken + account.skipped + account.lost, heard.fed[side]);
  }
}

}  // namespace goldwire::kafka
