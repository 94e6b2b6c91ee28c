// Hearing: driving a conversation, and one text for what it said.
#include "tests/laws/hearing.h"

#include <algorithm>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"
#include "protocols/registry.h"

namespace goldwire::laws {
namespace {

constexpr std::array kSides = {Side::client, Side::server};

/// The conversations of one connection, each after the one before it: hand-over as
/// Connection::change_protocol does it.
class Line {
 public:
  Line(const Protocol& protocol, const Opening& opening, Heard& heard)
      : limits_(opening.limits), heard_(heard) {
    carried_ = opening.carried;
    if (opening.asked != nullptr) asked_ = *opening.asked;
    begin(&protocol, opening);
  }

  /// One input and its packet time.
  void tell(const Step& step) {
    const std::uint64_t length = step.length();
    heard_.fed[index_of(step.side())] += length;
    const Input input = step.input();
    if (conversation_) {
      conversation_->tick(std::visit([](const auto& any) { return any.time; }, input));
      drain();
    }
    take(input);
  }
  void end() {
    if (tunnel_) leave_to_nobody();
    settle_account();
  }

  /// Null behind a switch to what nobody reads.
  Conversation* conversation() { return conversation_.get(); }
  void rest() {
    const auto resting = conversation_ ? conversation_->rest() : nullptr;
    if (!resting) return;
    conversation_ = resting->wake(limits_);
    ++heard_.rested;
  }

 private:
  void begin(const Protocol* protocol, const Opening& opening) {
    conversation_ = protocol == nullptr ? nullptr : protocol->open(opening);
    if (protocol != nullptr) heard_.protocols.push_back(protocol);
  }

  void take(Input input) {
    if (auto* chunk = std::get_if<Chunk>(&input)) {
      newest_ = {chunk->side, chunk->acked};
      chunk->offset -= base_[index_of(chunk->side)];
      chunk->acked -= std::min(chunk->acked, base_[index_of(peer_of(chunk->side))]);
    } else if (auto* gap = std::get_if<Gap>(&input)) {
      gap->offset -= base_[index_of(gap->side)];
    }
    if (conversation_) {
      conversation_->take(input);
      drain();
      return;
    }
    if (!tunnel_) tunnel_.emplace();
    tunnel_->add(input);
    if (undecided_) decide(std::holds_alternative<Close>(input));
    if (!undecided_ && tunnel_) leave_to_nobody();
  }

  /// Which protocol speaks behind a CONNECT, as what both sides say first tells.
  void decide(bool last) {
    const std::string client = tunnel_->stream(Side::client);
    const std::string server = tunnel_->stream(Side::server);
    const Detection detection = detect(as_bytes(client), as_bytes(server), true, last);
    undecided_ = !detection.found && (detection.undecided || client.empty() || server.empty());
    if (!detection.found) return;
    const Transcript all = *std::exchange(tunnel_, std::nullopt);
    Opening opening;
    opening.limits = limits_;
    begin(detection.found->protocol, opening);
    // One of them may be handed over in turn, and then the rest goes on from there.
    const std::array<std::uint64_t, 2> base = base_;
    for (const Step& step : all.steps) take(moved(step.input(), base));
  }

  /// `input` with the offsets of the whole connection.
  static Input moved(Input input, const std::array<std::uint64_t, 2>& base) {
    if (auto* chunk = std::get_if<Chunk>(&input)) {
      chunk->offset += base[index_of(chunk->side)];
      chunk->acked += base[index_of(peer_of(chunk->side))];
    } else if (auto* gap = std::get_if<Gap>(&input)) {
      gap->offset += base[index_of(gap->side)];
    }
    return input;
  }

  void leave_to_nobody() {
    for (const Step& step : tunnel_->steps) {
      heard_.nobodys[index_of(step.side())] += step.length();
    }
    tunnel_.reset();
  }

  void drain() {
    while (conversation_) {
      std::optional<Output> output = conversation_->poll();
      if (!output) return;
      if (auto* to = std::get_if<Switch>(&*output)) {
        const Switch moved = std::move(*to);
        return change_protocol(moved);
      }
      keep(std::move(*output));
    }
  }

  void keep(Output&& output) {
    if (auto* exchange = std::get_if<Exchange>(&output)) {
      for (std::uint64_t* offset : {&exchange->request.begin, &exchange->request.end}) {
        *offset += base_[0];
      }
      for (std::uint64_t* offset : {&exchange->response.begin, &exchange->response.end}) {
        *offset += base_[1];
      }
      heard_.exchanges.push_back({std::move(*exchange), carried_, asked_});
    } else if (auto* fact = std::get_if<Fact>(&output)) {
      heard_.facts.push_back(std::move(*fact));
    } else if (std::holds_alternative<Opened>(output)) {
      ++heard_.opened;
    }
  }

  void change_protocol(const Switch& to) {
    settle_account();
    base_[0] += to.client_offset;
    base_[1] += to.server_offset;
    carried_ = to.carried;
    asked_ = to.asked;
    Opening opening;
    opening.limits = limits_;
    opening.carried = carried_;
    opening.asked = asked_ ? &*asked_ : nullptr;
    begin(to.protocol.empty() ? nullptr : protocol_named(to.protocol), opening);
    undecided_ = to.protocol.empty();
    const std::pair<Side, std::uint64_t> decided = newest_;
    for (const Side side : kSides) {
      const std::string& octets = side == Side::client ? to.client_left : to.server_left;
      if (octets.empty()) continue;
      const std::uint64_t acked = side == decided.first ? decided.second : 0;
      take(Chunk{side, base_[index_of(side)], as_bytes(octets), to.time, acked});
    }
  }

  void settle_account() {
    if (!conversation_) return;
    for (const Side side : kSides) {
      const Account account = conversation_->account(side);
      Account& all = heard_.accounts[index_of(side)];
      all.taken += account.taken;
      all.skipped += account.skipped;
      all.lost += account.lost;
    }
    conversation_.reset();
  }

  const Limits limits_;
  Heard& heard_;
  std::unique_ptr<Conversation> conversation_;
  std::array<std::uint64_t, 2> base_{};
  std::pair<Side, std::uint64_t> newest_{};  ///< the chunk that was told last, and what it acked
  std::string carried_;
  std::optional<Exchange> asked_;
  std::optional<Transcript> tunnel_;  ///< what nobody has heard yet
  bool undecided_ = false;            ///< but somebody may
};

Opening opening_of(const Transcript& transcript, const Limits& limits) {
  Opening opening;
  opening.limits = limits;
  opening.midstream = transcript.midstream;
  return opening;
}

Heard hear_all(const Protocol& protocol, const Opening& opening, const Transcript& transcript,
               bool rests) {
  Heard heard;
  Line line(protocol, opening, heard);
  for (const Step& step : transcript.steps) {
    line.tell(step);
    if (rests) line.rest();
  }
  line.end();
  return heard;
}

Value value_of(const AttributeValue& value) {
  struct Visitor {
    Value operator()(const std::string& text) const { return text; }
    Value operator()(std::int64_t number) const { return Value::integer(number); }
    Value operator()(double number) const { return Value::Number{std::to_string(number)}; }
    Value operator()(bool flag) const { return flag; }
    Value operator()(const std::vector<std::string>& list) const {
      return Value::List(list.begin(), list.end());
    }
  };
  return std::visit(Visitor{}, value);
}

/// Known from another exchange: the database from the start of the connection, and a topic's name,
/// where the wire has its id, from whoever asked for it.
bool is_context(const Attributes& all, std::string_view key) {
  return key == semconv::kDbNamespace ||
         (key == semconv::kMessagingDestinationName && all.find(semconv::kKafkaTopicId) != nullptr);
}

Value value_of(const Attributes& attributes, const View& view) {
  Value::Object out;
  for (const Attribute& attribute : attributes.all()) {
    if (!view.context && is_context(attributes, attribute.key)) continue;
    if (!view.turns && attribute.key == semconv::kWebsocketCloseSender) continue;
    out.emplace_back(attribute.key, value_of(attribute.value));
  }
  return out;
}

Value value_of(const Payload& payload, const View& view) {
  Value::Object out;
  out.emplace_back("size", Value::integer(static_cast<long long>(payload.size)));
  out.emplace_back("captured", Value::integer(static_cast<long long>(payload.captured)));
  if (view.wire_size) {
    out.emplace_back("wire_size", Value::integer(static_cast<long long>(payload.wire_size)));
  }
  if (const auto* octets = std::get_if<std::string>(&payload.body)) {
    out.emplace_back("octets", Value::Blob{*octets});
  } else if (const auto* structure = std::get_if<Value>(&payload.body)) {
    out.emplace_back("structure", *structure);
  }
  return out;
}

Value value_of(const Half& half, std::uint32_t initial_sequence) {
  const auto place = [&](std::uint64_t offset) {
    return Value::integer(static_cast<std::uint32_t>(offset + initial_sequence));
  };
  if (half.begin == half.end) return Value();
  return Value::List{place(half.begin), place(half.end)};
}

Value value_of(const std::vector<Event>& events, const View& view) {
  std::vector<std::string> lines;
  for (const Event& event : events) {
    lines.push_back(write_json(Value::List{event.name, value_of(event.attributes, view)}));
  }
  if (!view.turns) std::sort(lines.begin(), lines.end());
  return Value::List(lines.begin(), lines.end());
}

std::vector<std::string> shown_if(const Heard& heard, const View& view,
                                  const std::array<std::uint32_t, 2>& initial_sequence,
                                  bool only_whole) {
  std::vector<std::string> lines;
  for (const HeardExchange& one : heard.exchanges) {
    for (const Interaction& interaction : describe(one.exchange, {})) {
      if (only_whole && !interaction.incomplete.empty()) continue;
      lines.push_back(shown(interaction, view, initial_sequence));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

Heard hear(const Transcript& transcript, const Limits& limits) {
  return hear_all(*transcript.protocol, opening_of(transcript, limits), transcript, false);
}

Heard hear(const Protocol& protocol, const Opening& opening, const Transcript& transcript) {
  return hear_all(protocol, opening, transcript, false);
}

Heard hear_with_rests(const Transcript& transcript) {
  return hear_all(*transcript.protocol, opening_of(transcript, {}), transcript, true);
}

void overhear(const Transcript& transcript, const Limits& limits,
              const std::function<void(Conversation&)>& after_each) {
  Heard heard;
  Line line(*transcript.protocol, opening_of(transcript, limits), heard);
  for (const Step& step : transcript.steps) {
    line.tell(step);
    heard.exchanges.clear();
    heard.facts.clear();
    if (line.conversation() == nullptr) return;
    after_each(*line.conversation());
  }
}

const Protocol& describer(const Exchange& exchange) {
  const Protocol* rider =
      exchange.application.empty() ? nullptr : protocol_named(exchange.application);
  return rider != nullptr ? *rider : *protocol_named(exchange.protocol);
}

Heard of_protocol(const Protocol& protocol, Heard heard) {
  std::erase_if(heard.exchanges,
                [&](const HeardExchange& one) { return &describer(one.exchange) != &protocol; });
  return heard;
}

std::string shown(const Interaction& interaction, const View& view,
                  const std::array<std::uint32_t, 2>& initial_sequence) {
  Value::Object out;
  const bool names_topic = interaction.attributes.find(semconv::kKafkaTopicId) != nullptr;
  if (view.context || !names_topic) out.emplace_back("name", interaction.name);
  out.emplace_back("protocol", interaction.protocol);
  out.emplace_back("role", Value::integer(static_cast<int>(interaction.role)));
  if (view.part) out.emplace_back("part", Value::integer(interaction.part));
  out.emplace_back("status", Value::List{Value::integer(static_cast<int>(interaction.status.code)),
                                         interaction.status.message});
  out.emplace_back("attributes", value_of(interaction.attributes, view));
  out.emplace_back("request", value_of(interaction.request_payload, view));
  out.emplace_back("response", value_of(interaction.response_payload, view));
  out.emplace_back("events", value_of(interaction.events, view));
  Value::List reasons;
  for (const std::string_view name : interaction.incomplete.names()) reasons.emplace_back(name);
  out.emplace_back("incomplete", reasons);
  out.emplace_back("control", interaction.control);
  out.emplace_back("external_api", interaction.external_api);
  if (view.extents) {
    out.emplace_back("extents", Value::List{value_of(interaction.request, initial_sequence[0]),
                                            value_of(interaction.response, initial_sequence[1])});
  }
  return write_json(Value(std::move(out)));
}

std::vector<std::string> shown(const Heard& heard, const View& view,
                               const std::array<std::uint32_t, 2>& initial_sequence) {
  return shown_if(heard, view, initial_sequence, false);
}

std::vector<std::string> shown_whole(const Heard& heard, const View& view,
                                     const std::array<std::uint32_t, 2>& initial_sequence) {
  return shown_if(heard, view, initial_sequence, true);
}

std::vector<std::string> everything(const Heard& heard) {
  std::vector<std::string> lines = shown(heard, View{});
  for (const Fact& fact : heard.facts) {
    lines.push_back("fact " + std::string(fact.kind) + " " + fact.key + " = " + fact.value);
  }
  for (const auto& [exchange, carried, asked] : heard.exchanges) {
    std::string line = "exchange " + std::to_string(exchange.ordinal);
    for (const Half& half : {exchange.request, exchange.response}) {
      line += " " + std::to_string(half.begin) + "-" + std::to_string(half.end);
    }
    for (const std::string_view reason : exchange.incomplete.names())
      line.append(" ").append(reason);
    lines.push_back(line);
  }
  for (const Account& account : heard.accounts) {
    lines.push_back("account " + std::to_string(account.taken) + " " +
                    std::to_string(account.skipped) + " " + std::to_string(account.lost));
  }
  lines.push_back("opened " + std::to_string(heard.opened));
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string open_account(const Heard& heard) {
  std::string out;
  for (const Side side : kSides) {
    const std::size_t i = index_of(side);
    const Account& account = heard.accounts[i];
    if (account.taken + account.skipped + account.lost + heard.nobodys[i] == heard.fed[i]) continue;
    out += (side == Side::client ? "client" : "server") + std::string(": fed ") +
           std::to_string(heard.fed[i]) + ", taken " + std::to_string(account.taken) +
           ", skipped " + std::to_string(account.skipped) + ", lost " +
           std::to_string(account.lost) + ", nobody's " + std::to_string(heard.nobodys[i]) + "; ";
  }
  return out;
}

}  // namespace goldwire::laws
