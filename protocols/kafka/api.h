// Api: every request the protocol has, by key: its name, the newest version described here, and
// from which version on its headers are flexible.
//
// Contract: all keys up to Kafka 4 are listed. A version above `newest` is framed and its header
// read (the flexible header stays the newest one), its body is not. The ApiVersions response alone
// keeps the first header in all versions, since its reader does not know yet what the broker
// speaks.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace goldwire::kafka {

struct Api {
  std::int16_t key = 0;
  std::string_view name;      ///< as the message definitions name it: "Produce"
  std::int16_t newest = 0;    ///< the newest version known
  std::int16_t flexible = 0;  ///< first flexible version; above `newest` when there is none
  bool described = false;     ///< bodies.h has its fields
};

inline constexpr std::int16_t kProduce = 0;
inline constexpr std::int16_t kFetch = 1;
inline constexpr std::int16_t kMetadata = 3;
inline constexpr std::int16_t kOffsetCommit = 8;
inline constexpr std::int16_t kOffsetFetch = 9;
inline constexpr std::int16_t kJoinGroup = 11;
inline constexpr std::int16_t kHeartbeat = 12;
inline constexpr std::int16_t kLeaveGroup = 13;
inline constexpr std::int16_t kSyncGroup = 14;
inline constexpr std::int16_t kSaslHandshake = 17;
inline constexpr std::int16_t kApiVersions = 18;
inline constexpr std::int16_t kCreateTopics = 19;
inline constexpr std::int16_t kTxnOffsetCommit = 28;
inline constexpr std::int16_t kSaslAuthenticate = 36;
inline constexpr std::int16_t kDescribeCluster = 60;
inline constexpr std::int16_t kConsumerGroupHeartbeat = 68;
inline constexpr std::int16_t kDescribeTopicPartitions = 75;

/// Ordered by key, without holes.
std::span<const Api> apis();
/// Null when no such key is known.
const Api* api(int key);

/// True when `version`'s body can be read.
bool described(int key, int version);
bool flexible(int key, int version);
/// True when a response of that version begins with the flexible header.
bool flexible_response_header(int key, int version);

}  // namespace goldwire::kafka
