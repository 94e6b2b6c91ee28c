// RecordInteractions: batches -> interactions.
#include "protocols/kafka/record_interactions.h"

#include <algorithm>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/kafka/api.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/error_code.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kExpandable = 2 * kExpandedLimit;
constexpr std::size_t kMostInteractions = 1U << 18;

/// Text where a person can read it, else octets; null stays null.
Value content(std::optional<std::string_view> octets) {
  if (!octets) return nullptr;
  if (is_readable_text(*octets)) return *octets;
  return Value::Blob{std::string(*octets)};
}

Value record_value(const Record& record) {
  Value::List headers;
  for (const RecordHeader& header : record.headers) {
    headers.push_back(Value::List{Value(header.key), content(header.value)});
  }
  return Value::Object{{"key", content(record.key)},
                       {"headers", std::move(headers)},
                       {"value", content(record.value)}};
}

bool holed(const Frame& frame, std::size_t begin, std::size_t end) {
  return end > frame.octets.size() ||
         std::any_of(frame.holes.begin(), frame.holes.end(),
                     [&](const FrameHole& hole) { return hole.begin < end && hole.end > begin; });
}

Reasons reasons(Reason reason) {
  Reasons out;
  out.add(reason);
  return out;
}

}  // namespace

RecordInteractions::RecordInteractions(const Exchange& exchange, const Call& call, Role role)
    : exchange_(exchange), call_(call), role_(role), expandable_(kExpandable) {
  if (role == Role::send) acks_ = produce_acks(call.request, call.header->api_version);
}

void RecordInteractions::add(const Place& place, const Records& records, const Frame& frame,
                             std::int16_t error, const Plan& plan, const Offset& offset) {
  BatchReader reader(records.octets);
  std::optional<std::int64_t> before = 0;
  for (;;) {
    Batch batch;
    const BatchReader::Step step = reader.next(batch);
    const std::size_t begin = records.at + reader.at();
    const std::size_t rest = records.at + records.size;
    if (step == BatchReader::Step::end && begin == rest) return;
    if (step != BatchReader::Step::batch) {
      const bool lost = holed(frame, begin, rest);
      // A fetch ends where its size limit cut the log: the consumer asks for that batch again.
      if (!lost && step == BatchReader::Step::partial && role_ == Role::receive) return;
      add_unreadable(&place, std::nullopt, lost ? Reasons{} : reasons(Reason::undecodable));
      return;
    }
    if (holed(frame, begin, begin + batch.payload)) {
      // Where the next batch begins is not known either.
      add_unreadable(&place, std::nullopt, {});
      return;
    }
    std::optional<std::int64_t> count;
    if (holed(frame, begin, begin + batch.octets.size())) {
      if (batch.format == 2) count = batch.count;
      add_unreadable(&place, count, {});
    } else if (const BatchPlan planned = plan(batch); planned.wanted) {
      count = read(place, batch, error, planned, offset, before);
    } else {
      count = batch.count;
    }
    before = before && count ? std::optional(*before + *count) : std::nullopt;
  }
}

std::optional<std::int64_t> RecordInteractions::read(const Place& place, const Batch& batch,
                                                     std::int16_t error, const BatchPlan& plan,
                                                     const Offset& offset,
                                                     std::optional<std::int64_t> before) {
  const auto said = batch.format == 2 ? std::optional<std::int64_t>(batch.count) : std::nullopt;
  const auto refuse = [&](Reason reason) { add_unreadable(&place, said, reasons(reason)); };
  if (out_.size() >= kMostInteractions) {
    refuse(Reason::limit);
    return batch.checksum_fits ? said : std::nullopt;
  }
  std::string storage;
  const std::size_t bound = std::min(expandable_, kExpandedLimit);
  const auto records = read_records(batch, storage, bound);
  if (!records) {
    const bool beyond = records.error().what == kBeyondBound;
    if (beyond) expandable_ -= bound;
    refuse(beyond ? Reason::limit : Reason::undecodable);
    return beyond ? said : std::nullopt;
  }
  expandable_ -= std::min(expandable_, storage.size());
  const auto count = static_cast<std::int64_t>(records->size());
  for (std::int64_t i = 0; i < count; ++i) {
    const Record& record = (*records)[static_cast<std::size_t>(i)];
    if (record.offset < plan.from) continue;
    if (out_.size() >= kMostInteractions) {
      add_unreadable(&place, count - i, reasons(Reason::limit));
      break;
    }
    add_record(place, record, error, plan.doubts,
               offset(record, before ? std::optional(*before + i) : std::nullopt));
  }
  return count;
}

void RecordInteractions::add_record(const Place& place, const Record& record, std::int16_t error,
                                    Reasons doubts, std::optional<std::int64_t> offset) {
  Interaction it = start(&place);
  it.incomplete.add(doubts);
  if (offset) it.attributes.set(semconv::kMessagingKafkaOffset, *offset);
  if (record.key) {
    it.attributes.set(semconv::kMessagingKafkaMessageKey, is_readable_text(*record.key)
                                                              ? std::string(*record.key)
                                                              : base64(*record.key));
  }
  if (error != 0) {
    it.status.code = StatusCode::error;
    it.status.message = error_name(error);
    it.attributes.set(semconv::kErrorType, error_name(error));
  }
  Payload& payload = role_ == Role::send ? it.request_payload : it.response_payload;
  payload.size = record.value ? record.value->size() : 0;
  payload.captured = payload.size;
  payload.wire_size = record.wire_size;
  payload.body = record_value(record);
  out_.push_back(std::move(it));
}

void RecordInteractions::add_unreadable(const Place* place, std::optional<std::int64_t> count,
                                        Reasons why) {
  says_unreadable_ = true;
  Interaction it = start(place);
  it.incomplete.add(why);
  if (count) it.attributes.set(semconv::kMessagingBatchMessageCount, *count);
  out_.push_back(std::move(it));
}

Interaction RecordInteractions::start(const Place* place) const {
  Interaction it;
  const bool send = role_ == Role::send;
  it.role = role_;
  it.protocol = exchange_.protocol;
  it.part = static_cast<std::uint32_t>(out_.size());
  it.request = exchange_.request;
  it.response = exchange_.response;
  const Half& first = send || !it.response.first ? it.request : it.response;
  const Half& last = it.response.last ? it.response : it.request;
  if (first.first) it.start = *first.first;
  if (last.last) it.end = *last.last;
  it.incomplete = exchange_.incomplete;
  const std::string_view operation = send ? "send" : "receive";
  it.name = operation;
  it.attributes.set(semconv::kMessagingSystem, std::string("kafka"));
  it.attributes.set(semconv::kMessagingOperationType, std::string(operation));
  if (place != nullptr) {
    std::string_view topic = place->topic;
    if (topic.empty()) {
      const auto named = call_.known->topics.find(place->topic_id);
      if (named != call_.known->topics.end()) topic = named->second;
    }
    it.name.append(" ").append(topic.empty() ? "unknown" : topic);
    if (!topic.empty()) it.attributes.set(semconv::kMessagingDestinationName, std::string(topic));
    if (!place->topic_id.zero()) it.attributes.set(semconv::kKafkaTopicId, place->topic_id.text());
    it.attributes.set(semconv::kMessagingDestinationPartitionId, std::to_string(place->partition));
  }
  if (call_.header->client_id)
    it.attributes.set(semconv::kMessagingClientId, *call_.header->client_id);
  if (acks_) it.attributes.set(semconv::kKafkaAcks, std::int64_t{*acks_});
  if (!send && !call_.known->group.empty()) {
    it.attributes.set(semconv::kMessagingConsumerGroupName, call_.known->group);
  }
  return it;
}

}  // namespace goldwire::kafka
