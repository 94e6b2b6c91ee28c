// Connection: one TCP connection from its segments to what its conversation says.
//
// Contract: owns the reassembly, finds the protocol from both sides' content, and turns the sides
// round when a midstream start had them swapped. Everything it learns goes to the Observer of its
// shard.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/wire/reassembly.h"
#include "agent/wire/segment.h"
#include "protocols/base/ledger.h"
#include "protocols/registry.h"

namespace goldwire {

/// What stays true of a connection once its protocol and direction are known. Shared by all that is
/// observed on it.
struct ConnectionInfo {
  Endpoint client;
  Endpoint server;
  std::uint32_t client_sequence = 0;  ///< TCP sequence number of the client's stream offset 0
  std::uint32_t server_sequence = 0;
  bool midstream = false;
  std::uint64_t id = 0;  ///< hash of the tuple and, where seen, the first sequence numbers
  const Protocol* protocol = nullptr;  ///< null: nobody recognised it
};

/// A hole in a connection's streams.
struct Hole {
  Side side = Side::client;
  std::uint64_t length = 0;
  Loss cause = Loss::acknowledged;
};

/// Octets that fit nowhere in the connection: they may be another's, whose start was not seen.
struct Refused {
  Side side = Side::client;
  std::uint64_t octets = 0;
};

/// What an Observer made of one observed thing; it knows the type.
struct Description {
  virtual ~Description() = default;
};

/// One thing learned, with its connection. Exchange carries everything `describe` needs.
struct Observed {
  std::shared_ptr<const ConnectionInfo> connection;
  Time settled;  ///< packet time at which it was learned
  std::variant<Opened, Exchange, Fact, Hole, Refused> what;
  std::shared_ptr<Description> description{};  ///< empty: none was made
  /// Of an Exchange: how far behind each vantage was, when there are several.
  std::vector<VantageLag> lags{};
};

/// Receives what connections learn, in the order they learn it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void observed(Observed&& observed) = 0;
  /// What can be made of it without knowing what came before: its description. Called before
  /// observed(), by several threads at once and in no order.
  virtual void describe(Observed&) const {}
};

struct ConnectionLimits {
  ReassemblyLimits reassembly;
  Limits conversation;
  std::size_t detection = 64U << 10;  ///< octets kept while the protocol is not known
};

class Connection {
  enum class Stage : std::uint8_t { detecting, speaking, unknown };
  /// The chunk heard last.
  struct Heard {
    Side side = Side::client;
    std::uint64_t acked = 0;  ///< peer stream offset, of the whole connection
  };

 public:
  /// A connection in which nothing is open and nothing waits, in as few octets as it can be kept.
  struct Rest {
    Reassembly::Rest reassembly;
    std::unique_ptr<const Resting> conversation;
    const Protocol* protocol = nullptr;
    std::uint64_t base[2] = {0, 0};
    Heard heard;
    std::uint32_t sequence[2] = {0, 0};
    Stage stage = Stage::detecting;
    bool handshake = false;
    bool from_start = false;
    bool direction_known = false;
    bool swapped = false;
  };

  /// `first` is the segment that made it. All references outlive this.
  Connection(const Segment& first, const ConnectionLimits& limits, Ledger& ledger,
             Observer& observer);
  /// Goes on where `rest` was taken; `client` is what client() was.
  Connection(Rest&& rest, const Endpoint& client, const Endpoint& server,
             const ConnectionLimits& limits, Ledger& ledger, Observer& observer);
  Connection(const Segment& first, ConnectionLimits&& limits, Ledger& ledger,
             Observer& observer) = delete;  ///< limits outlive it
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void take(const Segment& segment);
  void tick(Time now);
  bool awaits_time() const;  ///< a tick may do something before the next segment comes
  /// Ends both sides, emits what is still open, and adds the accounts to the ledger. Called once.
  void finish(Ending kind, Time now);

  bool closed() const { return reassembly_.closed(); }
  /// `segment` belongs to a later connection on the same tuple.
  bool restarted_by(const Segment& segment) const;
  /// What waits to be known for the first of another connection; it is counted here no more.
  std::vector<Stray> release_strays() { return reassembly_.release_strays(); }
  /// What of the stream sent by `sender` was seen.
  Extent extent(const Endpoint& sender) const;
  /// The clock of `vantage` is this connection's: it showed what was new last.
  bool goes_by(std::uint32_t vantage) const { return reassembly_.goes_by(vantage); }
  std::size_t held() const;
  void shed(std::size_t wanted);
  /// What is needed to go on, so that this may be destroyed; null when it cannot rest.
  std::unique_ptr<Rest> rest();
  /// As first assumed.
  const Endpoint& client() const { return client_; }

 private:
  void tell_refused();
  /// The same, of the other side.
  static Input turned(const Input& input);
  /// An input kept while the protocol is not known; owns a chunk's octets.
  struct Kept {
    Input input;
    std::string octets;
  };

  /// What is kept while the protocol is not known.
  struct Detecting {
    std::vector<Kept> inputs;
    std::size_t octets = 0;
  };

  Side side_of(const Segment& segment) const;
  void input(const Input& raw);
  void absorb(const Input& input);
  void detect_from(const Input& input);
  void hear(Input input);
  void keep(const Input& input);
  void decide(bool last);
  void replay_kept(bool turn);
  void drop_first_kept();
  void start(const Detected& detected);
  void change_protocol(const Switch& to);
  void drain();
  std::vector<VantageLag> lags() const;
  void settle_account();
  void count_unknown(const Input& input);
  void describe_self(const Protocol* protocol);
  std::shared_ptr<const ConnectionInfo> info();
  std::shared_ptr<const ConnectionInfo> make_info() const;

  const ConnectionLimits& limits_;
  Ledger& ledger_;
  Observer& observer_;
  Endpoint client_;  ///< as first assumed; `swapped_` says whether content proved otherwise
  Endpoint server_;
  bool handshake_ = false;
  bool from_start_ =
      false;  ///< every octet since the protocol's first was seen, as far as is known
  bool direction_known_ = false;
  bool swapped_ = false;
  Stage stage_ = Stage::detecting;
  Time now_;
  std::unique_ptr<Detecting> kept_;  ///< null: nothing is kept
  std::uint64_t base_[2] = {
      0, 0};  ///< stream offset at which the present conversation began, per side
  Heard heard_;
  std::optional<Close> closed_[2];  ///< to be told again to a protocol that comes later
  std::unique_ptr<Conversation> conversation_;
  const Protocol* protocol_ = nullptr;
  std::uint32_t sequence_[2] = {0, 0};  ///< of the client and the server, as protocol_ found them
  std::shared_ptr<const ConnectionInfo> info_;  ///< null: made when it is asked for
  Reassembly::Deliver deliver_;
  Reassembly reassembly_;
};

}  // namespace goldwire
