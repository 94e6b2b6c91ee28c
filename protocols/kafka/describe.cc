// Describe: Produce, Fetch, and everything else.
#include "protocols/kafka/describe.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "protocols/base/semconv.h"
#include "protocols/kafka/bodies.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/error_code.h"
#include "protocols/kafka/likeness.h"
#include "protocols/kafka/record_interactions.h"

namespace goldwire::kafka {
namespace {

using Partition = std::pair<std::string, std::int32_t>;

/// A partition by its topic's name, or by its id's octets where there is no name.
Partition partition_of(std::string_view topic, const Uuid& id, std::int32_t partition) {
  return {topic.empty() ? std::string(as_text(id.octets)) : std::string(topic), partition};
}

/// Whether one side is there to be read, wholly or in part.
bool readable(const Frame& frame) { return frame.length > 0 && frame.body <= frame.octets.size(); }

void set_api(Interaction& it, const RequestHeader& header) {
  it.attributes.set(semconv::kKafkaApiKey, std::int64_t{header.api_key});
  const Api* const known = api(header.api_key);
  if (known != nullptr) it.attributes.set(semconv::kKafkaApiName, std::string(known->name));
  it.attributes.set(semconv::kKafkaApiVersion, std::int64_t{header.api_version});
}

std::string api_name(const Call& call) {
  if (!call.header) return "unknown";
  const Api* const known = api(call.header->api_key);
  return known != nullptr ? std::string(known->name)
                          : "ApiKey" + std::to_string(call.header->api_key);
}

/// After a hole stopped the reading, the last partition may be there in part only.
template <class Topic, class Parts>
void drop_last(std::vector<Topic>& topics, Parts Topic::*partitions) {
  if (!topics.empty() && !(topics.back().*partitions).empty()) {
    (topics.back().*partitions).pop_back();
  }
}

std::vector<Interaction> describe_produce(const Exchange& exchange, const Call& call) {
  const int version = call.header->api_version;
  RecordInteractions out(exchange, call, Role::send);
  ProduceRequest request;
  const Reading reading = read_body(call.request, kProduce, version, request);
  if (reading == Reading::malformed) request = {};

  using Answers = ProduceResponse::TopicProduceResponse;
  struct Answer {
    std::int16_t error = 0;
    std::int64_t base_offset = -1;
  };
  std::map<Partition, Answer> answers;
  ProduceResponse response;
  if (readable(call.response)) {
    const Reading answered = read_body(call.response, kProduce, version, response);
    if (answered == Reading::malformed) response = {};
    if (answered == Reading::lost) drop_last(response.responses, &Answers::partition_responses);
  }
  for (const auto& topic : response.responses) {
    for (const auto& partition : topic.partition_responses) {
      answers[partition_of(topic.name, topic.topic_id, partition.index)] = {partition.error_code,
                                                                            partition.base_offset};
    }
  }
  for (const auto& topic : request.topic_data) {
    for (const auto& partition : topic.partition_data) {
      const Place place{topic.name, topic.topic_id, partition.index};
      const auto found = answers.find(partition_of(topic.name, topic.topic_id, partition.index));
      const Answer answer = found == answers.end() ? Answer{} : found->second;
      out.add(
          place, partition.records, call.request, answer.error,
          [](const Batch&) { return BatchPlan{}; },
          [&](const Record&, std::optional<std::int64_t> before) -> std::optional<std::int64_t> {
            if (answer.error != 0 || answer.base_offset < 0 || !before) return std::nullopt;
            return answer.base_offset + *before;
          });
    }
  }
  if (reading != Reading::whole && !out.says_unreadable()) {
    out.add_unreadable(nullptr, std::nullopt, {});
  }
  return out.take();
}

/// From where on a fetch wanted each partition's records.
std::map<Partition, std::int64_t> fetch_positions(const Call& call) {
  std::map<Partition, std::int64_t> positions;
  for (const FetchPosition& position : call.positions) {
    positions[partition_of(position.topic, position.topic_id, position.partition)] =
        position.offset;
  }
  FetchRequest request;
  const Reading reading = read_body(call.request, kFetch, call.header->api_version, request);
  if (reading == Reading::malformed) request = {};
  if (reading == Reading::lost) drop_last(request.topics, &FetchRequest::FetchTopic::partitions);
  for (const auto& topic : request.topics) {
    for (const auto& partition : topic.partitions) {
      positions[partition_of(topic.topic, topic.topic_id, partition.partition)] =
          partition.fetch_offset;
    }
  }
  return positions;
}

/// Which of a partition's batches reach the application: no transaction markers, and, where the
/// consumer reads only what was committed, nothing of an aborted transaction.
class Delivery {
 public:
  Delivery(const FetchResponse::PartitionData& partition, std::optional<std::int64_t> position)
      : position_(position), committed_only_(partition.aborted_transactions.has_value()) {
    if (committed_only_) aborted_ = *partition.aborted_transactions;
    std::sort(aborted_.begin(), aborted_.end(),
              [](const auto& a, const auto& b) { return a.first_offset < b.first_offset; });
  }

  BatchPlan plan(const Batch& batch) {
    BatchPlan plan;
    for (; next_ < aborted_.size() && aborted_[next_].first_offset <= batch.last_offset();
         ++next_) {
      aborting_.insert(aborted_[next_].producer_id);
    }
    if (batch.control) {
      if (read_marker(batch) == false) aborting_.erase(batch.producer_id);
      plan.wanted = false;
    } else if (committed_only_ && batch.transactional && aborting_.contains(batch.producer_id)) {
      plan.wanted = false;
    }
    if (position_) {
      plan.from = *position_;
    } else if (first_ && (batch.count > 1 || batch.compression != Compression::none)) {
      // The broker gives the whole batch that holds the position; nobody saw where in it that is.
      plan.doubts.add(Reason::midstream);
    }
    first_ = false;
    return plan;
  }

 private:
  std::optional<std::int64_t> position_;
  bool committed_only_;
  std::vector<FetchResponse::AbortedTransaction> aborted_;
  std::size_t next_ = 0;
  std::set<std::int64_t> aborting_;  ///< producers whose transaction at this place was aborted
  bool first_ = true;
};

std::vector<Interaction> describe_fetch(const Exchange& exchange, const Call& call) {
  RecordInteractions out(exchange, call, Role::receive);
  if (!readable(call.response)) {
    // A poll that nobody answered gave nothing, unless its answer was lost on the way to us.
    Reasons unanswered;
    unanswered.add(Reason::no_response);
    Reasons open = unanswered;
    open.add(Reason::open);
    if (exchange.incomplete != unanswered && exchange.incomplete != open) {
      out.add_unreadable(nullptr, std::nullopt, {});
    }
    return out.take();
  }
  FetchResponse response;
  const Reading reading = read_body(call.response, kFetch, call.header->api_version, response);
  if (reading != Reading::malformed) {
    const auto positions = fetch_positions(call);
    for (const auto& topic : response.responses) {
      for (const auto& partition : topic.partitions) {
        const auto position =
            positions.find(partition_of(topic.topic, topic.topic_id, partition.partition_index));
        Delivery delivery(partition, position == positions.end() ? std::nullopt
                                                                 : std::optional(position->second));
        out.add(
            {topic.topic, topic.topic_id, partition.partition_index}, partition.records,
            call.response, partition.error_code,
            [&](const Batch& batch) { return delivery.plan(batch); },
            [](const Record& record, std::optional<std::int64_t>) {
              return std::optional(record.offset);
            });
      }
    }
  }
  if (reading != Reading::whole && !out.says_unreadable()) {
    out.add_unreadable(nullptr, std::nullopt, {});
  }
  return out.take();
}

/// An error that stands at the top of an answer.
void set_error(Interaction& it, const Value& answer) {
  const Value* const code = answer.find("errorCode");
  if (code == nullptr || code->number() == nullptr || code->number()->text == "0") return;
  const auto error = static_cast<std::int16_t>(std::stoi(code->number()->text));
  it.status.code = StatusCode::error;
  it.status.message = error_name(error);
  it.attributes.set(semconv::kErrorType, error_name(error));
}

void set_payload(Payload& payload, const Frame& frame) {
  if (frame.length == 0) return;
  payload.size = frame.length - std::min(frame.length, frame.body);
  payload.wire_size = frame.length + kLengthSize;
}

Interaction describe_other(const Exchange& exchange, const Call& call) {
  Interaction it;
  it.role = Role::query;
  it.name = api_name(call);
  it.protocol = exchange.protocol;
  it.request = exchange.request;
  it.response = exchange.response;
  it.start = exchange.request.first ? *exchange.request.first : *exchange.response.first;
  it.end = exchange.response.last ? *exchange.response.last : *exchange.request.last;
  it.incomplete = exchange.incomplete;
  it.control = exchange.control;
  it.attributes.set(semconv::kMessagingSystem, std::string("kafka"));
  set_payload(it.request_payload, call.request);
  set_payload(it.response_payload, call.response);
  if (call.header) {
    set_api(it, *call.header);
    if (call.header->client_id)
      it.attributes.set(semconv::kMessagingClientId, *call.header->client_id);
    const int key = call.header->api_key;
    const int version = call.header->api_version;
    if (auto body = body_value(call.request, key, version, Side::client)) {
      it.request_payload.captured = it.request_payload.size;
      it.request_payload.body = std::move(*body);
    }
    if (auto body = body_value(call.response, key, version, Side::server);
        body && call.response.length > 0) {
      set_error(it, *body);
      it.response_payload.captured = it.response_payload.size;
      it.response_payload.body = std::move(*body);
    }
  }
  it.attributes.set(semconv::kControl, it.control);
  return it;
}

}  // namespace

std::vector<Interaction> describe(const Exchange& exchange, const Terms& /*terms*/) {
  const auto& call = static_cast<const Call&>(*exchange.messages);
  const int key = call.header ? call.header->api_key : -1;
  if ((key == kProduce || key == kFetch) && described(key, call.header->api_version)) {
    return key == kProduce ? describe_produce(exchange, call) : describe_fetch(exchange, call);
  }
  Interaction it = describe_other(exchange, call);
  if (key == kProduce) it.role = Role::send;
  if (key == kFetch) it.role = Role::receive;
  std::vector<Interaction> out;
  out.push_back(std::move(it));
  return out;
}

}  // namespace goldwire::kafka
