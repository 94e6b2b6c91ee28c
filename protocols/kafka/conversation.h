// Conversation of the Kafka protocol: frames of both sides, paired by correlation id.
//
// Contract: one Exchange per request; requests are answered in their order, so that after a loss an
// answer also tells which earlier answers were lost. A Produce with acks=0 has no answer and is
// whole without. A response whose request was not seen is an exchange of its own, read up to its
// header. control is set on all but Produce and Fetch; Opened waits on all but Produce.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "protocols/base/conversation.h"
#include "protocols/base/protocol.h"
#include "protocols/base/queue.h"
#include "protocols/kafka/framer.h"
#include "protocols/kafka/knowledge.h"
#include "protocols/kafka/message.h"

namespace goldwire::kafka {

inline constexpr std::string_view kName = "kafka";

const Protocol& protocol();

class KafkaConversation final : public Conversation {
 public:
  explicit KafkaConversation(const Opening& opening);

  void take(const Input& input) override;
  void tick(Time) override {}
  bool awaits_time() const override { return false; }
  std::optional<Output> poll() override;
  std::size_t held() const override;
  void shed(std::size_t wanted) override;
  Account account(Side side) const override { return framer(side).account(); }

 private:
  /// A request that waits for its answer.
  struct Pending {
    Exchange exchange;
    std::shared_ptr<Call> call;
    std::uint64_t losses = 0;  ///< of the server's framer when the request went by
    std::uint64_t fetch = 0;   ///< Knowledge's number
  };

  Framer& framer(Side side) { return side == Side::client ? client_ : server_; }
  const Framer& framer(Side side) const { return side == Side::client ? client_ : server_; }
  void frames(Side side);
  void framed(Side side, Framed&& framed);
  void request(Framed&& framed);
  void response(Framed&& framed);
  void at_last(Side side);
  void close(const Close& close);

  Framer::Allowance allowance(Side side) const;

  // conversation_judge.cc: what is believed to be a frame
  Framer::Judge judge(Side side) const;
  Likeness judge_request(Bytes waiting, Framer::Asked asked) const;
  Likeness judge_response(Bytes waiting, Framer::Asked asked) const;
  /// By the body, where it answers a request that is described.
  std::optional<Likeness> judge_answer(Bytes waiting) const;
  bool may_be_unseen(std::int32_t correlation_id) const;
  const Pending* pending_for(std::int32_t correlation_id) const;

  /// Takes the request that `correlation_id` answers; empty when there is none for sure.
  std::optional<Pending> match(std::int32_t correlation_id);
  void give_up(Pending&& pending, Reasons why);
  void settle(Pending&& pending);
  Pending take_front();
  bool may_have_lost(const Pending& pending) const;
  void orphan(Framed&& framed, std::optional<std::int32_t> correlation_id);
  void tell(Fact&& fact) { outputs_.emplace_back(std::move(fact)); }

  Limits limits_;
  bool midstream_;
  Framer client_;
  Framer server_;
  Knowledge knowledge_;
  Queue<Pending> pending_;
  std::size_t pending_octets_ = 0;
  Queue<Output> outputs_;
  std::size_t output_octets_ = 0;
  std::uint64_t ordinals_ = 0;
  bool closed_[2] = {false, false};
  std::optional<std::int32_t> last_request_;  ///< correlation id of the newest request seen
  std::optional<std::int32_t> last_answer_;
  std::optional<std::string> client_id_;  ///< of the newest request seen
};

}  // namespace goldwire::kafka
