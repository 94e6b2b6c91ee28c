// Hearing: driving a conversation, and one text for what it said.
#include "tests/laws/hearing.h"

#include <algorithm>

#include "protocols/base/json.h"
#include "protocols/base/semconv.h"

namespace goldwire::laws {
namespace {

constexpr std::array kSides = {Side::client, Side::server};

std::unique_ptr<Conversation> opened(const Protocol& protocol, const Transcript& transcript,
                                     const Limits& limits) {
  Opening opening;
  opening.limits = limits;
  opening.midstream = transcript.midstream;
  return protocol.open(opening);
}

/// One input and its packet time; what the conversation says goes to `said`. Nothing follows a
/// switch.
template <class Said>
void tell(Conversation& conversation, const Step& step, Said said) {
  bool switched = false;
  const auto drain = [&] {
    while (std::optional<Output> output = conversation.poll()) {
      switched |= std::holds_alternative<Switch>(*output);
      said(std::move(*output));
    }
  };
  const Input input = step.input();
  conversation.tick(std::visit([](const auto& any) { return any.time; }, input));
  drain();
  if (switched) return;
  conversation.take(input);
  drain();
}

void keep(Heard& heard, Output&& output) {
  if (auto* exchange = std::get_if<Exchange>(&output)) {
    heard.exchanges.push_back(std::move(*exchange));
  } else if (auto* fact = std::get_if<Fact>(&output)) {
    heard.facts.push_back(std::move(*fact));
  } else if (auto* other = std::get_if<Switch>(&output)) {
    heard.left = {other->client_left.size(), other->server_left.size()};
    heard.switched = std::move(*other);
  } else if (std::holds_alternative<Opened>(output)) {
    ++heard.opened;
  }
}

Heard hear(const Protocol& protocol, const Transcript& transcript, const Limits& limits,
           bool rests) {
  std::unique_ptr<Conversation> conversation = opened(protocol, transcript, limits);
  Heard heard;
  for (const Step& step : transcript.steps) {
    heard.fed[index_of(step.side())] += step.length();
    tell(*conversation, step, [&](Output&& output) { keep(heard, std::move(output)); });
    if (heard.switched) break;
    const auto resting = rests ? conversation->rest() : nullptr;
    if (!resting) continue;
    conversation = resting->wake(limits);
    ++heard.rested;
  }
  for (const Side side : kSides) heard.accounts[index_of(side)] = conversation->account(side);
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
  Value::List out;
  for (const Event& event : events) {
    out.emplace_back(Value::List{event.name, value_of(event.attributes, view)});
  }
  return out;
}

std::vector<std::string> shown_if(const Protocol& protocol, const Heard& heard, const View& view,
                                  const std::array<std::uint32_t, 2>& initial_sequence,
                                  bool only_whole) {
  std::vector<std::string> lines;
  for (const Exchange& exchange : heard.exchanges) {
    for (const Interaction& interaction : protocol.describe(exchange)) {
      if (only_whole && !interaction.incomplete.empty()) continue;
      lines.push_back(shown(interaction, view, initial_sequence));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace

Heard hear(const Protocol& protocol, const Transcript& transcript, const Limits& limits) {
  return hear(protocol, transcript, limits, false);
}

Heard hear_with_rests(const Protocol& protocol, const Transcript& transcript) {
  return hear(protocol, transcript, {}, true);
}
void overhear(const Protocol& protocol, const Transcript& transcript, const Limits& limits,
              const std::function<void(const Conversation&)>& after_each) {
  const std::unique_ptr<Conversation> conversation = opened(protocol, transcript, limits);
  bool switched = false;
  for (const Step& step : transcript.steps) {
    tell(*conversation, step,
         [&](const Output& output) { switched |= std::holds_alternative<Switch>(output); });
    if (switched) return;
    after_each(*conversation);
  }
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

std::vector<std::string> shown(const Protocol& protocol, const Heard& heard, const View& view,
                               const std::array<std::uint32_t, 2>& initial_sequence) {
  return shown_if(protocol, heard, view, initial_sequence, false);
}

std::vector<std::string> shown_whole(const Protocol& protocol, const Heard& heard, const View& view,
                                     const std::array<std::uint32_t, 2>& initial_sequence) {
  return shown_if(protocol, heard, view, initial_sequence, true);
}

std::string open_account(const Heard& heard) {
  std::string out;
  for (const Side side : kSides) {
    const std::size_t i = index_of(side);
    const Account& account = heard.accounts[i];
    if (account.taken + account.skipped + account.lost + heard.left[i] == heard.fed[i]) continue;
    out += (side == Side::client ? "client" : "server") + std::string(": fed ") +
           std::to_string(heard.fed[i]) + ", taken " + std::to_string(account.taken) +
           ", skipped " + std::to_string(account.skipped) + ", lost " +
           std::to_string(account.lost) + ", left " + std::to_string(heard.left[i]) + "; ";
  }
  return out;
}

}  // namespace goldwire::laws
