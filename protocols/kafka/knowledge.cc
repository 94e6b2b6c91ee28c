// Knowledge: one function per kind of exchange that tells something.
#include "protocols/kafka/knowledge.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "protocols/base/json.h"
#include "protocols/kafka/bodies.h"
#include "protocols/kafka/codec.h"
#include "protocols/kafka/messages/consumer_protocol.h"

namespace goldwire::kafka {
namespace {

constexpr std::size_t kEntryOverhead = 96;  // of a map's node, roughly

template <class T>
std::optional<T> request_of(const Call& call) {
  T body;
  const RequestHeader& header = *call.header;
  if (read_body(call.request, header.api_key, header.api_version, body) != Reading::whole) {
    return std::nullopt;
  }
  return body;
}

template <class T>
std::optional<T> response_of(const Call& call) {
  T body;
  const RequestHeader& header = *call.header;
  if (read_body(call.response, header.api_key, header.api_version, body) != Reading::whole) {
    return std::nullopt;
  }
  return body;
}

std::string_view topic_key(std::string_view name, const Uuid& id) {
  return name.empty() ? as_text(id.octets) : name;
}

void append(std::string& out, std::string_view text) { write_json_text(out, text); }
void append(std::string& out, std::int64_t number) { out += std::to_string(number); }
void append(std::string& out, const Value& value) { write_json(out, value); }

std::pair<std::string, std::int32_t> partition_of(std::string_view topic, const Uuid& id,
                                                  std::int32_t partition) {
  return {std::string(topic_key(topic, id)), partition};
}

/// What a fact is known by: its kind, key, and what it is about.
std::string subject(std::string_view kind, std::string_view key, std::string_view about) {
  std::string out;
  out.reserve(kind.size() + key.size() + about.size() + 2);
  out.append(kind).append(1, '\n').append(key).append(1, '\n').append(about);
  return out;
}

/// A JSON array of these.
template <class... Parts>
std::string json(const Parts&... parts) {
  std::string out;
  out.reserve(128);
  char before = '[';
  ((out += std::exchange(before, ','), append(out, parts)), ...);
  out += ']';
  return out;
}

/// What an answer says of one partition; `topic` is borrowed from it.
struct CommitError {
  std::pair<std::string_view, std::int32_t> partition;
  std::int16_t code = 0;
};

/// In the order of the partitions. Of two for the same one the last counts.
std::vector<CommitError> errors_of(const OffsetCommitResponse& response) {
  std::vector<CommitError> errors;
  for (const auto& topic : response.topics) {
    for (const auto& partition : topic.partitions) {
      errors.push_back({{topic_key(topic.name, topic.topic_id), partition.partition_index},
                        partition.error_code});
    }
  }
  // Nearly always there is one.
  if (errors.size() > 1) std::ranges::stable_sort(errors, {}, &CommitError::partition);
  return errors;
}

}  // namespace

std::uint64_t Knowledge::requested(const Call& call) {
  if (call.header->api_key != kFetch) return fetches_;
  ++fetches_;
  // Many clients use no session; then nobody asks for the topics.
  if (read_start<FetchRequest>(call.request, kFetch, call.header->api_version).session_epoch < 0) {
    session_.clear();
    return fetches_;
  }
  const auto request = request_of<FetchRequest>(call);
  if (!request || request->session_epoch == 0) session_.clear();
  if (!request) return fetches_;
  for (const auto& topic : request->topics) {
    for (const auto& partition : topic.partitions) {
      if (session_.size() * kEntryOverhead >= limit_ / 3) break;
      session_[partition_of(topic.topic, topic.topic_id, partition.partition)] =
          partition.fetch_offset;
    }
  }
  for (const auto& topic : request->forgotten_topics_data) {
    for (const std::int32_t partition : topic.partitions) {
      session_.erase(partition_of(topic.topic, topic.topic_id, partition));
    }
  }
  return fetches_;
}

void Knowledge::answered(Call& call, std::uint64_t fetch, Time time, const Tell& tell) {
  switch (call.header->api_key) {
    case kFetch:
      if (fetch == fetches_) fetched(call);
      break;
    case kMetadata:
    case kDescribeCluster:
    case kDescribeTopicPartitions:
      listed(call, time, tell);
      break;
    case kCreateTopics:
      created(call, time, tell);
      break;
    case kJoinGroup:
    case kSyncGroup:
    case kHeartbeat:
    case kConsumerGroupHeartbeat:
      joined(call, time, tell);
      break;
    case kOffsetCommit:
    case kOffsetFetch:
      committed(call, time, tell);
      break;
    default:
      break;
  }
}

void Knowledge::fetched(Call& call) {
  if (session_.empty()) return;
  const auto response = response_of<FetchResponse>(call);
  if (!response) return;
  for (const auto& topic : response->responses) {
    for (const auto& partition : topic.partitions) {
      if (partition.records.octets.empty()) continue;
      const auto at =
          session_.find(partition_of(topic.topic, topic.topic_id, partition.partition_index));
      if (at == session_.end()) continue;
      call.positions.push_back(
          {std::string(topic.topic), topic.topic_id, partition.partition_index, at->second});
    }
  }
}

void Knowledge::listed(const Call& call, Time time, const Tell& tell) {
  const auto cluster = [&](std::string_view id) {
    if (!id.empty()) say("kafka.cluster", "", "", std::string(id), time, tell);
  };
  if (call.header->api_key == kMetadata) {
    const auto response = response_of<MetadataResponse>(call);
    if (!response) return;
    cluster(response->cluster_id.value_or(""));
    for (const auto& broker : response->brokers) {
      name_broker(broker.node_id, broker.host, broker.port, time, tell);
    }
    for (const auto& topic : response->topics) {
      name_topic(topic.topic_id, topic.name.value_or(""), time, tell);
    }
  } else if (call.header->api_key == kDescribeCluster) {
    const auto response = response_of<DescribeClusterResponse>(call);
    if (!response) return;
    cluster(response->cluster_id);
    for (const auto& broker : response->brokers) {
      name_broker(broker.broker_id, broker.host, broker.port, time, tell);
    }
  } else {
    const auto response = response_of<DescribeTopicPartitionsResponse>(call);
    if (!response) return;
    for (const auto& topic : response->topics) {
      name_topic(topic.topic_id, topic.name.value_or(""), time, tell);
    }
  }
}

void Knowledge::created(const Call& call, Time time, const Tell& tell) {
  const auto response = response_of<CreateTopicsResponse>(call);
  if (!response) return;
  for (const auto& topic : response->topics) name_topic(topic.topic_id, topic.name, time, tell);
}

void Knowledge::joined(const Call& call, Time time, const Tell& tell) {
  if (call.header->api_key == kJoinGroup) {
    const auto request = request_of<JoinGroupRequest>(call);
    const auto response = response_of<JoinGroupResponse>(call);
    if (request && response && response->error_code == 0) {
      member(call, request->group_id, response->member_id, time, tell);
    }
  } else if (call.header->api_key == kHeartbeat) {
    const auto request = request_of<HeartbeatRequest>(call);
    if (request) member(call, request->group_id, request->member_id, time, tell);
  } else if (call.header->api_key == kSyncGroup) {
    const auto request = request_of<SyncGroupRequest>(call);
    const auto response = response_of<SyncGroupResponse>(call);
    if (!request || !response || response->error_code != 0) return;
    member(call, request->group_id, request->member_id, time, tell);
    if (response->protocol_type.value_or("consumer") != "consumer") return;
    FieldReader reader(response->assignment, 0, 0, false);
    std::int16_t version = 0;
    reader(field("version"), version);
    ConsumerProtocolAssignment assignment;
    reader.message(assignment);
    if (reader.stopped()) return;
    for (const auto& topic : assignment.assigned_partitions) {
      assigned(request->group_id, request->member_id, topic.topic, topic.partitions, time, tell);
    }
  } else {
    const auto request = request_of<ConsumerGroupHeartbeatRequest>(call);
    const auto response = response_of<ConsumerGroupHeartbeatResponse>(call);
    if (!request || !response || response->error_code != 0) return;
    const std::string_view id = response->member_id.value_or(request->member_id);
    member(call, request->group_id, id, time, tell);
    if (!response->assignment) return;
    for (const auto& topic : response->assignment->topic_partitions) {
      assigned(request->group_id, id, topic_of(topic.topic_id), topic.partitions, time, tell);
    }
  }
}

void Knowledge::committed(const Call& call, Time time, const Tell& tell) {
  if (call.header->api_key == kOffsetFetch) {
    const auto request = request_of<OffsetFetchRequest>(call);
    if (!request) return;
    if (!request->group_id.empty()) member(call, request->group_id, "", time, tell);
    for (const auto& group : request->groups) {
      member(call, group.group_id, group.member_id.value_or(""), time, tell);
    }
    return;
  }
  const auto request = request_of<OffsetCommitRequest>(call);
  const auto response = response_of<OffsetCommitResponse>(call);
  if (!request || !response) return;
  member(call, request->group_id, request->member_id, time, tell);
  const std::vector<CommitError> errors = errors_of(*response);
  for (const auto& topic : request->topics) {
    const Value name = topic.name.empty() ? topic_of(topic.topic_id) : Value(topic.name);
    for (const auto& partition : topic.partitions) {
      const auto [first, last] = std::ranges::equal_range(
          errors, std::pair(topic_key(topic.name, topic.topic_id), partition.partition_index), {},
          &CommitError::partition);
      if (first == last || std::prev(last)->code != 0) continue;
      tell({"kafka.commit", std::string(request->group_id),
            json(name, partition.partition_index, partition.committed_offset), time});
    }
  }
}

void Knowledge::name_topic(const Uuid& id, std::string_view name, Time time, const Tell& tell) {
  if (id.zero() || name.empty()) return;
  const auto known = known_->topics.find(id);
  if (known != known_->topics.end() && known->second == name) return;
  if (known_octets_ < limit_ / 3) {
    mine().topics.insert_or_assign(id, std::string(name));
    known_octets_ += name.size() + kEntryOverhead;
  }
  say("kafka.topic-id", id.text(), "", std::string(name), time, tell);
}

void Knowledge::name_broker(std::int32_t id, std::string_view host, std::int32_t port, Time time,
                            const Tell& tell) {
  say("kafka.broker", std::to_string(id), "", std::string(host) + ':' + std::to_string(port), time,
      tell);
}

void Knowledge::member(const Call& call, std::string_view group, std::string_view member, Time time,
                       const Tell& tell) {
  if (known_->group != group) mine().group = group;
  // A request without a member id tells less than what was told before.
  const std::string_view client =
      call.header->client_id ? std::string_view(*call.header->client_id) : std::string_view();
  if (member.empty() && said_.contains(subject("kafka.member", client, group))) return;
  say("kafka.member", client, group, json(group, member), time, tell);
}

void Knowledge::assigned(std::string_view group, std::string_view member, const Value& topic,
                         const std::vector<std::int32_t>& partitions, Time time, const Tell& tell) {
  Value::List numbers;
  for (const std::int32_t partition : partitions) numbers.push_back(Value::integer(partition));
  say("kafka.assignment", group, json(member, topic),
      json(member, topic, Value(std::move(numbers))), time, tell);
}

void Knowledge::say(std::string_view kind, std::string_view key, std::string_view about,
                    std::string value, Time time, const Tell& tell) {
  std::string subject = kafka::subject(kind, key, about);
  const auto before = said_.find(subject);
  if (before != said_.end() && before->second == value) return;
  if (said_octets_ > limit_ / 3) {
    said_.clear();
    said_octets_ = 0;
  }
  said_octets_ += subject.size() + value.size() + kEntryOverhead;
  said_[std::move(subject)] = value;
  tell({kind, std::string(key), std::move(value), time});
}

Known& Knowledge::mine() {
  if (known_.use_count() > 1) known_ = std::make_shared<Known>(*known_);
  return *known_;
}

Value Knowledge::topic_of(const Uuid& id) const {
  const auto found = known_->topics.find(id);
  if (found != known_->topics.end()) return found->second;
  return Value::Object{{"id", id.text()}};
}

std::size_t Knowledge::held() const {
  return said_octets_ + known_octets_ + session_.size() * kEntryOverhead;
}

void Knowledge::forget() {
  session_.clear();
  said_.clear();
  said_octets_ = 0;
  known_ = std::make_shared<Known>();
  known_octets_ = 0;
}

}  // namespace goldwire::kafka
