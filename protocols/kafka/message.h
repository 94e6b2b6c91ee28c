// Messages of the Kafka protocol (kafka.apache.org/protocol.html): one request and its response.
//
// Contract: a Call keeps both frames as they stood on the wire, bounded by Limits; bodies are read
// from them when they are asked for (codec.h, bodies.h). Bodies that codec.h does not describe are
// not kept. authBytes of SaslAuthenticate are overwritten with zeros before they are kept: no
// secret stays.
//
// What a connection learned goes with each Call in `known`, so that describe can name a topic by
// its id. A topic whose id is not known there has an empty name: its Interaction has no
// messaging.destination.name but goldwire.kafka.topic_id (Kafka's own spelling of a UUID, 22
// characters of base64url), to be filled in from the facts.
//
// Facts. `value` is a JSON array where it has several parts.
//
//     kind               key         value
//     kafka.cluster      ""          cluster id
//     kafka.broker       node id     "host:port"
//     kafka.topic-id     topic id    topic name
//     kafka.member       client id   [group, member id]: this client consumes in that group
//     kafka.assignment   group       [member id, topic, [partition, ...]]
//     kafka.commit       group       [topic, partition, offset]: the group has done all before
//     offset
//
// Where a version names a topic only by its id, the id stands instead of the name as {"id": "..."}.
// A fact is said when it is first learned on a connection and when it changes; commits, each time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocols/base/exchange.h"
#include "protocols/kafka/fields.h"
#include "protocols/kafka/frame.h"

namespace goldwire::kafka {

/// Request header v0 to v2. Its flexible part has no field of its own yet.
struct RequestHeader {
  std::int16_t api_key = 0;
  std::int16_t api_version = 0;
  std::int32_t correlation_id = 0;
  std::optional<std::string> client_id;
  friend bool operator==(const RequestHeader&, const RequestHeader&) = default;
};

/// What was true on a connection when an exchange ended. Shared; a change makes a new one.
struct Known {
  std::map<Uuid, std::string> topics;  ///< names by id
  std::string group;                   ///< the group that the client consumes in; empty: not seen
};

/// From which offset on a fetch wanted records; those before it in the same batch were not
/// delivered.
struct FetchPosition {
  std::string topic;  ///< empty where the version names topics by id
  Uuid topic_id;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

struct Call final : Messages {
  std::optional<RequestHeader>
      header;  ///< empty: the request was not seen, or its header lies in a hole
  std::optional<std::int32_t> answered;  ///< correlation id of the response, when it was seen
  Frame request;
  Frame response;
  std::shared_ptr<const Known> known;  ///< never null
  std::vector<FetchPosition>
      positions;  ///< of a fetch: those its session knew; the request has the others
};

}  // namespace goldwire::kafka
