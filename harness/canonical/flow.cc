// Depth first through what is waited for; received records wait until their sender's root is
// answered.
#include "harness/canonical/flow.h"

#include <deque>

#include "harness/canonical/canonical.h"
#include "harness/canonical/leaf.h"

namespace goldwire {
namespace {

class Walk {
 public:
  Walk(std::span<const std::size_t> parents, std::span<const SpanKind> kinds,
       std::span<const std::size_t> order)
      : kinds_(kinds), children_(parents.size()) {
    flow.begins.resize(parents.size());
    flow.answers.resize(parents.size());
    for (const std::size_t span : order) {
      (parents[span] == kNoSpan ? roots_ : children_[parents[span]]).push_back(span);
    }
  }

  void all() {
    for (const std::size_t root : roots_) {
      later_.push_back(root);
      while (!later_.empty()) {
        const std::size_t next = later_.front();
        later_.pop_front();
        one(next);
      }
    }
  }

  Flow flow;

 private:
  struct Open {
    std::size_t span;
    std::size_t next;
  };

  void one(std::size_t first) {
    std::vector<Open> open{{first, 0}};
    flow.begins[first] = number_++;
    while (!open.empty()) {
      const std::size_t span = open.back().span;
      if (open.back().next == children_[span].size()) {
        flow.answers[span] = number_++;
        open.pop_back();
        continue;
      }
      const std::size_t child = children_[span][open.back().next++];
      if (kinds_[child] == SpanKind::consumer) {
        later_.push_back(child);
      } else {
        flow.begins[child] = number_++;
        open.push_back({child, 0});
      }
    }
  }

  std::span<const SpanKind> kinds_;
  std::vector<std::vector<std::size_t>> children_;
  std::vector<std::size_t> roots_;
  std::deque<std::size_t> later_;
  std::uint64_t number_ = 0;
};

}  // namespace

Flow flow_of(std::span<const std::size_t> parents, std::span<const SpanKind> kinds,
             std::span<const std::size_t> order) {
  Walk walk(parents, kinds, order);
  walk.all();
  return std::move(walk.flow);
}

bool is_answer(std::string_view path) {
  for (const std::string_view answer :
       {"response", "status", "attributes.http.response", "attributes.db.response",
        "attributes.goldwire.db", "attributes.error.type", "attributes.rpc.grpc.status_code",
        "attributes.goldwire.rpc.response_messages"}) {
    if (is_under(path, answer)) return true;
  }
  return false;
}

}  // namespace goldwire
