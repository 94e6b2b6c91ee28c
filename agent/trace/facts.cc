// Facts: Kafka's topic ids, consumer groups and commits; protocols/kafka/message.h spells the
// kinds.
#include "agent/trace/facts.h"

#include <algorithm>
#include <charconv>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

std::string text_of(const Value& value) {
  if (const auto* text = value.text()) return *text;
  if (const auto* number = value.number()) return number->text;
  return {};
}

}  // namespace

void Facts::learn(const ConnectionInfo& connection, const Fact& fact) {
  if (fact.kind == "kafka.topic-id") {
    topics_.learn(fact.key, fact.value);
    return;
  }
  const auto parts = read_json(fact.value);
  const Value::List* list = parts ? parts->list() : nullptr;
  if (fact.kind == "kafka.member" && list != nullptr && !list->empty()) {
    members_.learn({connection.client.address, fact.key}, text_of(list->front()));
  } else if (fact.kind == "kafka.commit" && list != nullptr && list->size() == 3) {
    learn_commit(connection, fact, *list);
  }
}

void Facts::learn(const Span& control) {
  for (Commit& commit : commits_of(control)) {
    groups_.learn({commit.consumer, commit.topic, commit.partition}, commit.group);
    commits_.push_back(std::move(commit));
  }
}

void Facts::learn_commit(const ConnectionInfo& connection, const Fact& fact,
                         const Value::List& parts) {
  Commit commit;
  commit.consumer = connection.client.address;
  commit.group = fact.key;
  commit.topic = text_of(parts[0]);
  if (const Value* id = parts[0].find("id")) {
    const std::string* const known = topics_.find(text_of(*id));
    if (known == nullptr) return;
    commit.topic = *known;
  }
  commit.partition = text_of(parts[1]);
  const std::string offset = text_of(parts[2]);
  std::from_chars(offset.data(), offset.data() + offset.size(), commit.offset);
  commit.time = fact.time;
  groups_.learn({commit.consumer, commit.topic, commit.partition}, commit.group);
  commits_.push_back(std::move(commit));
}

void Facts::complete(Span& span) const {
  if (span.what.role == Role::call) return;
  Attributes& attributes = span.what.attributes;
  if (attributes.text(semconv::kMessagingSystem) != "kafka") return;
  if (attributes.text(semconv::kMessagingDestinationName).empty()) {
    const std::string* const known =
        topics_.find(std::string(attributes.text(semconv::kKafkaTopicId)));
    if (known != nullptr) {
      attributes.set(semconv::kMessagingDestinationName, *known);
      span.what.name =
          std::string(attributes.text(semconv::kMessagingOperationType)) + " " + *known;
    }
  }
  if (span.kind != SpanKind::consumer ||
      !attributes.text(semconv::kMessagingConsumerGroupName).empty()) {
    return;
  }
  const Address& consumer = span.client.endpoint.address;
  const std::string* const committed =
      groups_.find({consumer, std::string(attributes.text(semconv::kMessagingDestinationName)),
                    std::string(attributes.text(semconv::kMessagingDestinationPartitionId))});
  if (committed != nullptr) {
    attributes.set(semconv::kMessagingConsumerGroupName, *committed);
    return;
  }
  const std::string* const member =
      members_.find({consumer, std::string(attributes.text(semconv::kMessagingClientId))});
  if (member != nullptr) {
    attributes.set(semconv::kMessagingConsumerGroupName, *member);
  }
}

void Facts::forget_commits(Time time) {
  const auto recent =
      std::ranges::find_if(commits_, [&](const Commit& commit) { return commit.time >= time; });
  commits_.erase(commits_.begin(), recent);
}

}  // namespace goldwire
