// Commits: the request's offsets, where the answer has no error for them.
#include "agent/trace/commits.h"

#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include "protocols/base/semconv.h"

namespace goldwire {
namespace {

std::string text_of(const Value* value) {
  if (value == nullptr) return {};
  if (const auto* text = value->text()) return *text;
  if (const auto* number = value->number()) return number->text;
  return {};
}

/// Calls f(topic, partition) for every partition of a commit's request or answer.
template <class F>
void for_each_partition(const Payload& payload, F&& f) {
  const auto* body = std::get_if<Value>(&payload.body);
  const Value* topics = body == nullptr ? nullptr : body->find("topics");
  if (topics == nullptr || topics->list() == nullptr) return;
  for (const Value& topic : *topics->list()) {
    const Value* partitions = topic.find("partitions");
    if (partitions == nullptr || partitions->list() == nullptr) continue;
    for (const Value& partition : *partitions->list()) f(topic, partition);
  }
}

/// A topic's name and a partition's number; topics known by id only tell nothing here.
std::pair<std::string, std::string> place_of(const Value& topic, const Value& partition) {
  return {text_of(topic.find("name")), text_of(partition.find("partitionIndex"))};
}

}  // namespace

std::vector<Commit> commits_of(const Span& control) {
  const Interaction& what = control.what;
  if (what.attributes.text(semconv::kKafkaApiName) != "OffsetCommit") return {};
  std::set<std::pair<std::string, std::string>> confirmed;
  for_each_partition(what.response_payload, [&](const Value& topic, const Value& partition) {
    if (text_of(partition.find("errorCode")) == "0") confirmed.insert(place_of(topic, partition));
  });
  const auto* request = std::get_if<Value>(&what.request_payload.body);
  std::vector<Commit> commits;
  for_each_partition(what.request_payload, [&](const Value& topic, const Value& partition) {
    const auto place = place_of(topic, partition);
    if (place.first.empty() || !confirmed.contains(place)) return;
    Commit commit;
    commit.consumer = control.client.endpoint.address;
    commit.group = text_of(request->find("groupId"));
    commit.topic = place.first;
    commit.partition = place.second;
    const std::string offset = text_of(partition.find("committedOffset"));
    std::from_chars(offset.data(), offset.data() + offset.size(), commit.offset);
    commit.time = what.end;
    commits.push_back(std::move(commit));
  });
  return commits;
}

}  // namespace goldwire
