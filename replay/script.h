// Script: the recorded requests bound to live values: what is sent as number N once the answers
// before it are known.
//
// Contract: built strictly. Every rule must hold in the recording itself: its places exist, and the
// value it carries stands at both ends. Every redacted value needs a rule. Requests are counted
// from 0 here.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/result.h"
#include "replay/message.h"
#include "replay/rules.h"

namespace goldwire::replay {

class Script {
 public:
  /// The value of a secret's variable; nothing when it is not set.
  using Secrets = std::function<std::optional<std::string>(const std::string& variable)>;

  /// An Error names the first rule or request that is in the way; `file` is where the rules stand.
  static Result<Script> make(Entries recording, const Rules& rules, const Secrets& secrets,
                             const std::string& file);

  std::size_t size() const { return recording_.size(); }
  const Recorded& recorded(std::size_t index) const { return recording_[index]; }

  /// The Host that all requests were recorded with; nothing when they had several, or none.
  std::optional<std::string> host() const;

  /// The request to send, its head still as it was recorded. An Error when an answer so far has not
  /// what it needs.
  Result<http::Request> request(std::size_t index) const;
  /// What was answered to `index`, its body decoded.
  void answered(std::size_t index, const http::Response& answer);

 private:
  /// A value of a request that is replaced.
  struct Change {
    std::string place;
    std::string recorded;     ///< the value it had
    std::size_t carried = 0;  ///< index of the carry rule, if no secret
    bool is_secret = false;
    std::string secret;
  };

  explicit Script(Entries recording) : recording_(std::move(recording)) {}
  std::optional<Error> bind(const Rules& rules, const Secrets& secrets, const std::string& file);
  std::optional<Error> bind(std::size_t carry, const Carry& rule, const std::string& file);
  std::optional<Error> bind(const Secret& rule, const std::string& value, const std::string& file);
  std::optional<Error> add(const std::vector<Destination>& to, const Change& change,
                           const std::string& source, const std::string& file);
  std::optional<Error> check(const std::string& file) const;

  Entries recording_;
  std::vector<std::vector<Change>> changes_;      ///< by request
  std::vector<Source> sources_;                   ///< of the carry rules
  std::vector<std::optional<std::string>> live_;  ///< what they carry, once it is known
  std::vector<std::uint16_t> statuses_;           ///< of the live answers so far
};

}  // namespace goldwire::replay
