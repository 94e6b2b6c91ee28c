// Knowledge: what one connection's exchanges tell beyond themselves: topic ids, the client's group,
// where its fetch session stands, and the facts for others.
//
// Contract: fed with whole requests and whole exchanges only. Bounded; what does not fit is
// forgotten, and said again when it is seen again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/base/conversation.h"
#include "protocols/base/value.h"
#include "protocols/kafka/message.h"

namespace goldwire::kafka {

class Knowledge {
 public:
  /// Where facts go, in order.
  using Tell = std::function<void(Fact&&)>;

  /// `limit` in octets, roughly.
  explicit Knowledge(std::size_t limit) : limit_(limit) {}

  /// A whole request went by. Gives a number that changes with each fetch.
  std::uint64_t requested(const Call& call);
  /// A request went by unseen, or not whole: what the session asked for is not sure any more.
  void doubt() { session_.clear(); }
  /// A whole exchange ended. `fetch` is what requested() gave for it. Fills call.positions.
  void answered(Call& call, std::uint64_t fetch, Time time, const Tell& tell);

  std::shared_ptr<const Known> known() const { return known_; }
  std::size_t held() const;
  void forget();

 private:
  /// A partition, by its topic's name or its id's octets.
  using Partition = std::pair<std::string, std::int32_t>;

  void fetched(Call& call);
  void listed(const Call& call, Time time, const Tell& tell);
  void joined(const Call& call, Time time, const Tell& tell);
  void committed(const Call& call, Time time, const Tell& tell);
  void created(const Call& call, Time time, const Tell& tell);

  void name_topic(const Uuid& id, std::string_view name, Time time, const Tell& tell);
  void name_broker(std::int32_t id, std::string_view host, std::int32_t port, Time time,
                   const Tell& tell);
  void member(const Call& call, std::string_view group, std::string_view member, Time time,
              const Tell& tell);
  void assigned(std::string_view group, std::string_view member, const Value& topic,
                const std::vector<std::int32_t>& partitions, Time time, const Tell& tell);
  /// Tells a fact unless it was the last one told of `about`.
  void say(std::string_view kind, std::string_view key, std::string_view about, std::string value,
           Time time, const Tell& tell);
  Value topic_of(const Uuid& id) const;
  Known& mine();

  std::size_t limit_;
  std::shared_ptr<Known> known_ =
      std::make_shared<Known>();               ///< copied on change while others have it
  std::map<Partition, std::int64_t> session_;  ///< fetch offsets of the present fetch session
  std::uint64_t fetches_ = 0;
  std::map<std::string, std::string> said_;  ///< last value by kind, key and what it is about
  std::size_t said_octets_ = 0;
  std::size_t known_octets_ = 0;
};

}  // namespace goldwire::kafka
