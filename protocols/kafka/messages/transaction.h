// InitProducerId (key 22), AddPartitionsToTxn (key 24), AddOffsetsToTxn (key 25), EndTxn (key 26),
// WriteTxnMarkers (key 27) and TxnOffsetCommit (key 28): idempotent and transactional producing.
//
// Contract: names, types, versions and nullability are those of the protocol's message definitions,
// said once (fields.h). Values borrow from the frame they were read from.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

struct InitProducerIdRequest {
  std::optional<std::string_view> transactional_id;
  std::int32_t transaction_timeout_ms = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  bool enable2_pc = false;
  bool keep_prepared_txn = false;

  static void visit(auto& v, auto& m) {
    v(field("transactionalId").null(), m.transactional_id);
    v(field("transactionTimeoutMs"), m.transaction_timeout_ms);
    v(field("producerId").since(3), m.producer_id);
    v(field("producerEpoch").since(3), m.producer_epoch);
    v(field("enable2Pc").since(6), m.enable2_pc);
    v(field("keepPreparedTxn").since(6), m.keep_prepared_txn);
  }
};

struct InitProducerIdResponse {
  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = 0;
  std::int64_t ongoing_txn_producer_id = -1;
  std::int16_t ongoing_txn_producer_epoch = -1;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("producerId"), m.producer_id);
    v(field("producerEpoch"), m.producer_epoch);
    v(field("ongoingTxnProducerId").since(6), m.ongoing_txn_producer_id);
    v(field("ongoingTxnProducerEpoch").since(6), m.ongoing_txn_producer_epoch);
  }
};

struct AddPartitionsToTxnRequest {
  struct AddPartitionsToTxnTopic {
    std::string_view name;
    std::vector<std::int32_t> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  struct AddPartitionsToTxnTransaction {
    std::string_view transactional_id;
    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    bool verify_only = false;
    std::vector<AddPartitionsToTxnTopic> topics;

    static void visit(auto& v, auto& m) {
      v(field("transactionalId"), m.transactional_id);
      v(field("producerId"), m.producer_id);
      v(field("producerEpoch"), m.producer_epoch);
      v(field("verifyOnly"), m.verify_only);
      v(field("topics"), m.topics);
    }
  };

  std::vector<AddPartitionsToTxnTransaction> transactions;
  std::string_view v3_and_below_transactional_id;
  std::int64_t v3_and_below_producer_id = 0;
  std::int16_t v3_and_below_producer_epoch = 0;
  std::vector<AddPartitionsToTxnTopic> v3_and_below_topics;

  static void visit(auto& v, auto& m) {
    v(field("transactions").since(4), m.transactions);
    v(field("v3AndBelowTransactionalId").until(3), m.v3_and_below_transactional_id);
    v(field("v3AndBelowProducerId").until(3), m.v3_and_below_producer_id);
    v(field("v3AndBelowProducerEpoch").until(3), m.v3_and_below_producer_epoch);
    v(field("v3AndBelowTopics").until(3), m.v3_and_below_topics);
  }
};

struct AddPartitionsToTxnResponse {
  struct AddPartitionsToTxnPartitionResult {
    std::int32_t partition_index = 0;
    std::int16_t partition_error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("partitionErrorCode"), m.partition_error_code);
    }
  };

  struct AddPartitionsToTxnTopicResult {
    std::string_view name;
    std::vector<AddPartitionsToTxnPartitionResult> results_by_partition;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("resultsByPartition"), m.results_by_partition);
    }
  };

  struct AddPartitionsToTxnResult {
    std::string_view transactional_id;
    std::vector<AddPartitionsToTxnTopicResult> topic_results;

    static void visit(auto& v, auto& m) {
      v(field("transactionalId"), m.transactional_id);
      v(field("topicResults"), m.topic_results);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::vector<AddPartitionsToTxnResult> results_by_transaction;
  std::vector<AddPartitionsToTxnTopicResult> results_by_topic_v3_and_below;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode").since(4), m.error_code);
    v(field("resultsByTransaction").since(4), m.results_by_transaction);
    v(field("resultsByTopicV3AndBelow").until(3), m.results_by_topic_v3_and_below);
  }
};

struct AddOffsetsToTxnRequest {
  std::string_view transactional_id;
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  std::string_view group_id;

  static void visit(auto& v, auto& m) {
    v(field("transactionalId"), m.transactional_id);
    v(field("producerId"), m.producer_id);
    v(field("producerEpoch"), m.producer_epoch);
    v(field("groupId"), m.group_id);
  }
};

struct AddOffsetsToTxnResponse {
  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
  }
};

struct EndTxnRequest {
  std::string_view transactional_id;
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  bool committed = false;

  static void visit(auto& v, auto& m) {
    v(field("transactionalId"), m.transactional_id);
    v(field("producerId"), m.producer_id);
    v(field("producerEpoch"), m.producer_epoch);
    v(field("committed"), m.committed);
  }
};

struct EndTxnResponse {
  std::int32_t throttle_time_ms = 0;
  std::int16_t error_code = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("errorCode"), m.error_code);
    v(field("producerId").since(5), m.producer_id);
    v(field("producerEpoch").since(5), m.producer_epoch);
  }
};

struct WriteTxnMarkersRequest {
  struct WritableTxnMarkerTopic {
    std::string_view name;
    std::vector<std::int32_t> partition_indexes;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitionIndexes"), m.partition_indexes);
    }
  };

  struct WritableTxnMarker {
    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    bool transaction_result = false;
    std::vector<WritableTxnMarkerTopic> topics;
    std::int32_t coordinator_epoch = 0;
    std::int8_t transaction_version = 0;

    static void visit(auto& v, auto& m) {
      v(field("producerId"), m.producer_id);
      v(field("producerEpoch"), m.producer_epoch);
      v(field("transactionResult"), m.transaction_result);
      v(field("topics"), m.topics);
      v(field("coordinatorEpoch"), m.coordinator_epoch);
      v(field("transactionVersion").since(2), m.transaction_version);
    }
  };

  std::vector<WritableTxnMarker> markers;

  static void visit(auto& v, auto& m) { v(field("markers"), m.markers); }
};

struct WriteTxnMarkersResponse {
  struct WritableTxnMarkerPartitionResult {
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("errorCode"), m.error_code);
    }
  };

  struct WritableTxnMarkerTopicResult {
    std::string_view name;
    std::vector<WritableTxnMarkerPartitionResult> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  struct WritableTxnMarkerResult {
    std::int64_t producer_id = 0;
    std::vector<WritableTxnMarkerTopicResult> topics;

    static void visit(auto& v, auto& m) {
      v(field("producerId"), m.producer_id);
      v(field("topics"), m.topics);
    }
  };

  std::vector<WritableTxnMarkerResult> markers;

  static void visit(auto& v, auto& m) { v(field("markers"), m.markers); }
};

struct TxnOffsetCommitRequest {
  struct TxnOffsetCommitRequestPartition {
    std::int32_t partition_index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string_view> committed_metadata;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("committedOffset"), m.committed_offset);
      v(field("committedLeaderEpoch").since(2), m.committed_leader_epoch);
      v(field("committedMetadata").null(), m.committed_metadata);
    }
  };

  struct TxnOffsetCommitRequestTopic {
    std::string_view name;
    std::vector<TxnOffsetCommitRequestPartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::string_view transactional_id;
  std::string_view group_id;
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  std::int32_t generation_id = -1;
  std::string_view member_id;
  std::optional<std::string_view> group_instance_id;
  std::vector<TxnOffsetCommitRequestTopic> topics;

  static void visit(auto& v, auto& m) {
    v(field("transactionalId"), m.transactional_id);
    v(field("groupId"), m.group_id);
    v(field("producerId"), m.producer_id);
    v(field("producerEpoch"), m.producer_epoch);
    v(field("generationId").since(3), m.generation_id);
    v(field("memberId").since(3), m.member_id);
    v(field("groupInstanceId").since(3).null(), m.group_instance_id);
    v(field("topics"), m.topics);
  }
};

struct TxnOffsetCommitResponse {
  struct TxnOffsetCommitResponsePartition {
    std::int32_t partition_index = 0;
    std::int16_t error_code = 0;

    static void visit(auto& v, auto& m) {
      v(field("partitionIndex"), m.partition_index);
      v(field("errorCode"), m.error_code);
    }
  };

  struct TxnOffsetCommitResponseTopic {
    std::string_view name;
    std::vector<TxnOffsetCommitResponsePartition> partitions;

    static void visit(auto& v, auto& m) {
      v(field("name"), m.name);
      v(field("partitions"), m.partitions);
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TxnOffsetCommitResponseTopic> topics;

  static void visit(auto& v, auto& m) {
    v(field("throttleTimeMs"), m.throttle_time_ms);
    v(field("topics"), m.topics);
  }
};

}  // namespace goldwire::kafka
