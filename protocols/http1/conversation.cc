// Conversation: builds the messages that the framers find, and hands over what Pairing settled.
#include "protocols/http1/conversation.h"

#include <utility>

#include "protocols/http/body.h"
#include "protocols/http/event_stream.h"
#include "protocols/http1/outputs.h"
#include "protocols/http1/pairing.h"
#include "protocols/http1/upgrade.h"

namespace goldwire::http1 {
namespace {

/// A pair joined midstream is believed when nothing contradicted it for so long.
constexpr Duration kProof = std::chrono::seconds(1);

/// Between two exchanges.
struct Http1Rest final : Resting {
  Intake::Rest client;
  Intake::Rest server;
  Pairing::Order order{};
  std::uint64_t next_ordinal = 0;
  std::unique_ptr<Conversation> wake(const Limits& limits) const override;
};

class Http1 final : public Conversation, private FramerListener {
 public:
  explicit Http1(const Opening& opening)
      : limits_(opening.limits),
        client_(Side::client, limits_, opening.midstream, *this),
        server_(Side::server, limits_, opening.midstream, *this),
        pairing_(opening.midstream, limits_.pending) {}

  Http1(const Http1Rest& rest, const Limits& limits)
      : limits_(limits),
        client_(Side::client, limits_, rest.client, *this),
        server_(Side::server, limits_, rest.server, *this),
        pairing_(rest.order, limits_.pending),
        next_ordinal_(rest.next_ordinal) {}

  void take(const Input& input) override {
    if (switched_) return;
    std::visit([this](const auto& one) { take_one(one); }, input);
    hand_over();
    if (const std::size_t now = held(); now > limits_.held) shed(now - limits_.held);
  }

  void tick(Time now) override {
    const std::optional<Time> since = pairing_.quiet_since();
    if (!since || now - *since < kProof) return;
    pairing_.prove();
    hand_over();
  }

  /// A pair that nothing has contradicted yet.
  bool awaits_time() const override { return pairing_.quiet_since().has_value(); }

  std::optional<Output> poll() override { return outputs_.take_front(); }

  std::size_t held() const override {
    if (switched_) return 0;
    return client_.held() + server_.held() + outputs_.kept() + keepers_[0].held() +
           keepers_[1].held();
  }

  void shed(std::size_t wanted) override {
    const std::size_t before = held();
    const auto enough = [&] { return before - std::min(before, held()) >= wanted; };
    for (Pending& one : pairing_.pending()) {
      if (enough()) break;
      drop_bodies(one);
    }
    if (lone_ && !enough()) drop_bodies(*lone_);
    if (!enough()) {
      pairing_.part_unproved();
      hand_over();
    }
    shed_requests(enough);
    for (Framer* framer : {&server_, &client_}) {
      if (!enough() && framer->shed()) hand_over();
    }
    shed_requests(enough);
  }

  std::unique_ptr<const Resting> rest() const override {
    const bool open = !pairing_.is_empty() || lone_ || !outputs_.empty() || switched_;
    if (open || closed_[0] || closed_[1]) return nullptr;
    const auto client = client_.rest();
    const auto server = server_.rest();
    if (!client || !server) return nullptr;
    auto rest = std::make_unique<Http1Rest>();
    rest->client = *client;
    rest->server = *server;
    rest->order = pairing_.order();
    rest->next_ordinal = next_ordinal_;
    return rest;
  }

  Account account(Side side) const override { return framer(side).account(); }

 private:
  void take_one(const Chunk& chunk) { framer(chunk.side).take(chunk); }
  void take_one(const Gap& gap) { framer(gap.side).take(gap); }
  void take_one(const Close& close) {
    framer(close.side).take(close);
    if (switched_) return;
    closed_[index_of(close.side)] = true;
    // After a FIN or a reset the answer is known not to come.
    if (reason_of(close.kind) != Reason::truncated) ending_.add(reason_of(close.kind));
    if (!closed_[index_of(Side::server)]) return;
    const bool answered = pairing_.pending().empty();
    pairing_.give_up(ending_);
    pairing_.conclude(close.kind == Ending::fin && answered);
  }

  Framer& framer(Side side) { return side == Side::client ? client_ : server_; }
  const Framer& framer(Side side) const { return side == Side::client ? client_ : server_; }

  // --- what the framers find ---

  BodyPlan head(Side side, const Start& start, std::string_view head) override {
    const std::size_t line = head.find('\n') + 1;
    body_begin_[index_of(side)] = start.begin + head.size();
    const std::string_view start_line = without_line_end(head.substr(0, line));
    return side == Side::client ? request_head(start, start_line, head.substr(line))
                                : response_head(start, start_line, head.substr(line));
  }

  BodyPlan request_head(const Start& start, std::string_view start_line, std::string_view section) {
    const RequestLine line = *read_request_line(start_line);
    bool sure = start.sure;
    pairing_.meet(start);
    if (pairing_.in_doubt() && pairing_.is_turn(start)) {
      const bool anchored = server_.anchor(start.acked);
      if (!pairing_.answering()) {
        pairing_.start_over(anchored);
        client_.confirm();
        sure = true;
      }
    }
    Pending& added = pairing_.add(start, next_ordinal_++, sure);
    Messages& messages = *added.messages;
    messages.has_request = true;
    http::Request& request = messages.request;
    request.method = line.method;
    request.target = line.target;
    request.version = line.version;
    const Clarity clarity = read_fields(section, request.fields);
    const BodyForm form = judged(request_body(request), clarity, added);
    messages.request_framing = form.framing;
    const http::Fields& fields = request.fields;
    added.expects = http::same_name(fields.find("expect").value_or(""), "100-continue");
    added.switches = asks_to_switch(request);
    added.waits = http::accepts_event_stream(fields);
    keeper(Side::client).begin(request.body, limits_.body, form.length, &request.fields);
    outputs_.count(added);
    outputs_.open(added);
    return {form, added.expects};
  }

  BodyPlan response_head(const Start& start, std::string_view start_line,
                         std::string_view section) {
    const StatusLine line = *read_status_line(start_line);
    http::Response response;
    response.status = line.status;
    response.reason = line.reason;
    response.version = line.version;
    const Clarity clarity = read_fields(section, response.fields);
    Pending* const answered = pairing_.answered_by(start);
    interim_ = line.status < 200 && line.status != 101;
    if (interim_) {
      // One that belongs to no known request says nothing.
      if (answered == nullptr) return {BodyForm{.disputed = clarity == Clarity::disputed}, false};
      std::vector<http::Interim>& interims = answered->messages->interims;
      if (interims.size() >= http::kMostInterims) {
        answered->exchange.incomplete.add(Reason::limit);
      } else {
        outputs_.add(*answered, octets_of(response));
        interims.push_back({start.time, std::move(response)});
      }
      return {judged({}, clarity, *answered), false};
    }
    Pending& target = answered != nullptr ? *answered : stand_alone();
    target.response_begun = true;
    target.exchange.response.first = start.time;
    target.exchange.response.begin = target.exchange.response.end = start.begin;
    Messages& messages = *target.messages;
    messages.has_response = true;
    messages.response = std::move(response);
    BodyForm form = response_body(messages.response, messages.request.method);
    // Nobody knows what comes behind a switch that was not asked for.
    form.disputed = form.disputed || (line.status == 101 && !may_switch(messages));
    form = judged(form, clarity, target);
    messages.response_framing = form.framing;
    http::Response& kept = messages.response;
    keeper(Side::server).begin(kept.body, limits_.body, form.length, &kept.fields);
    outputs_.count(target);
    outputs_.announce_stream(target);
    return {form, answered == nullptr};
  }

  void body(Side side, std::string_view octets) override {
    const std::size_t kept = keeper(side).add(octets);
    outputs_.add(current(side), kept);
  }

  void hole(Side side, std::uint64_t length) override {
    keeper(side).lose(length);
    current(side).exchange.incomplete.add(Reason::gap);
  }

  /// `form` as `clarity` leaves it; what is wrong with either is marked.
  static BodyForm judged(BodyForm form, Clarity clarity, Pending& pending) {
    form.disputed = form.disputed || clarity == Clarity::disputed;
    if (clarity != Clarity::clean || form.disputed || form.framing == Framing::unknown) {
      pending.exchange.incomplete.add(Reason::undecodable);
    }
    return form;
  }

  bool trailers(Side side, std::string_view section) override {
    Pending& pending = current(side);
    Messages& messages = *pending.messages;
    http::Fields& fields =
        side == Side::client ? messages.request.trailers : messages.response.trailers;
    const Clarity clarity = read_fields(section, fields);
    if (clarity != Clarity::clean) pending.exchange.incomplete.add(Reason::undecodable);
    outputs_.count(pending);
    return clarity != Clarity::disputed;
  }

  void disputed(Side side) override { current(side).exchange.incomplete.add(Reason::undecodable); }

  void end(Side side, std::uint64_t end, Time time) override {
    if (side == Side::server && std::exchange(interim_, false)) return;
    keeper(side).finish();
    close_half(side, end, time);
    if (side == Side::client) {
      if (pairing_.pending().back().switches) client_.pause();
    } else if (switches_over(*current(side).messages)) {
      switch_over(end, time);
      return;
    } else {
      client_.resume();
    }
    settle();
  }

  void broken(Side side, std::uint64_t end, Time time, Reason reason) override {
    if (side == Side::server && std::exchange(interim_, false)) return;
    keeper(side).cut();
    current(side).exchange.incomplete.add(reason);
    if (side == Side::server) pairing_.break_answer();
    close_half(side, end, time);
    settle();
  }

  void lost(Side side, Reason reason) override {
    if (side == Side::client) {
      pairing_.lose_requests(reason);
    } else {
      pairing_.lose_responses(reason);
      client_.resume();
    }
  }

  bool answered_early() const override { return pairing_.pending().back().response_begun; }

  // --- the messages being read ---

  http::BodyKeeper& keeper(Side side) { return keepers_[index_of(side)]; }

  /// What is being read of `side`: the newest request; the answer to the oldest, or one that stands
  /// alone.
  Pending& current(Side side) {
    if (side == Side::client) return pairing_.pending().back();
    return lone_ ? *lone_ : pairing_.pending().front();
  }

  Pending& stand_alone() {
    lone_.emplace();
    lone_->exchange.ordinal = next_ordinal_++;
    lone_->exchange.incomplete.add(pairing_.why_alone());
    return *lone_;
  }

  void close_half(Side side, std::uint64_t end, Time time) {
    Pending& pending = current(side);
    const bool client = side == Side::client;
    Half& half = client ? pending.exchange.request : pending.exchange.response;
    half.end = end;
    half.last = time;
    http::Body& body = client ? pending.messages->request.body : pending.messages->response.body;
    body.wire_size = end - std::min(end, body_begin_[index_of(side)]);
    (client ? pending.request_done : pending.response_done) = true;
    // The expectation was refused, and the body that the head announces never sent.
    if (client && pending.expects && body.wire_size == 0) {
      pending.messages->request_framing = Framing::none;
    }
  }

  void drop_bodies(Pending& pending) {
    Messages& messages = *pending.messages;
    if (messages.request.body.kept.empty() && messages.response.body.kept.empty()) return;
    pending.exchange.incomplete.add(Reason::limit);
    if (messages.has_request && !pending.request_done) keeper(Side::client).drop();
    if (pending.response_begun && !pending.response_done) keeper(Side::server).drop();
    messages.request.body.kept = {};
    messages.response.body.kept = {};
    outputs_.count(pending);
  }

  template <class Enough>
  void shed_requests(Enough enough) {
    for (bool more = true; more && !enough();) {
      more = pairing_.shed_oldest();
      hand_over();
    }
  }

  // --- what is settled ---

  void settle() {
    pairing_.settle();
    if (closed_[index_of(Side::server)]) pairing_.give_up(ending_);
    hand_over();
    if (!lone_ || !lone_->response_done) return;
    outputs_.settle(std::move(*lone_));
    lone_.reset();
  }

  void hand_over() {
    for (Pending& settled : pairing_.settled()) outputs_.settle(std::move(settled));
    pairing_.settled().clear();
  }

  // --- another protocol ---

  void switch_over(std::uint64_t server_offset, Time time) {
    const Messages& messages = *current(Side::server).messages;
    Switch out;
    out.protocol = next_protocol(messages);
    if (messages.response.status == 101) {
      out.carried = write_carried(messages.request, messages.response);
    }
    out.client_offset = client_.offset();
    out.server_offset = server_offset;
    out.time = time;
    if (out.protocol == "http/2" && !lone_) {
      out.asked = outputs_.answered_elsewhere(pairing_.take_front(), time, out.client_offset);
    }
    settle();
    pairing_.give_up({});
    pairing_.conclude(true);
    hand_over();
    out.client_left = client_.hand_over();
    out.server_left = server_.hand_over();
    switched_ = true;
    outputs_.change(std::move(out));
  }

  const Limits limits_;
  Framer client_;
  Framer server_;
  Pairing pairing_;
  http::BodyKeeper keepers_[2];
  std::uint64_t body_begin_[2] = {0, 0};
  std::optional<Pending> lone_;  ///< an answer being read that belongs to no known request
  bool interim_ = false;         ///< the head being read was a 1xx
  bool closed_[2] = {false, false};
  Reasons ending_;
  bool switched_ = false;
  std::uint64_t next_ordinal_ = 0;
  Outputs outputs_;
};

std::unique_ptr<Conversation> Http1Rest::wake(const Limits& limits) const {
  return std::make_unique<Http1>(*this, limits);
}

}  // namespace

std::unique_ptr<Conversation> open(const Opening& opening) {
  return std::make_unique<Http1>(opening);
}

}  // namespace goldwire::http1
