// Exchange -> one interaction per statement, in OpenTelemetry's words.
#include <algorithm>

#include "protocols/base/semconv.h"
#include "protocols/postgres/conversation.h"
#include "protocols/postgres/result.h"
#include "protocols/postgres/sql.h"

namespace goldwire::postgres {
namespace {

Interaction begin(const Exchange& exchange, const Statement& statement) {
  Interaction out;
  out.role = Role::query;
  out.protocol = exchange.protocol;
  out.request = exchange.request;
  out.response = exchange.response;
  out.incomplete = exchange.incomplete;
  out.control = exchange.control;
  out.start = exchange.request.first.value_or(exchange.response.first.value_or(Time{}));
  out.end = exchange.response.last.value_or(exchange.request.last.value_or(Time{}));
  out.request_payload.wire_size = exchange.request.end - exchange.request.begin;
  out.response_payload.wire_size = exchange.response.end - exchange.response.begin;
  out.attributes.set(semconv::kDbSystemName, std::string("postgresql"));
  if (statement.session && !statement.session->database.empty()) {
    out.attributes.set(semconv::kDbNamespace, statement.session->database);
  }
  return out;
}

void name(Interaction& out, const std::string& operation, const std::string& collection) {
  if (!operation.empty()) out.attributes.set(semconv::kDbOperationName, operation);
  if (!collection.empty()) out.attributes.set(semconv::kDbCollectionName, collection);
  out.name = collection.empty() ? operation : operation + " " + collection;
}

/// "INSERT 0 1" -> INSERT; "CREATE TABLE" stays.
std::string verb_of(std::string_view tag) {
  const std::size_t digits = tag.find_first_of("0123456789");
  std::string_view verb = tag.substr(0, digits);
  while (verb.ends_with(' ')) verb.remove_suffix(1);
  return std::string(verb);
}

/// The text is known; `meaning` says what it does.
void say_text(Interaction& out, std::string_view text, const sql::Meaning* meaning) {
  out.attributes.set(semconv::kDbQueryText, std::string(text));
  out.request_payload.size += text.size();
  out.request_payload.captured += text.size();
  if (meaning == nullptr) {
    out.name = "EMPTY QUERY";
    return;
  }
  name(out, meaning->operation, meaning->collections.empty() ? "" : meaning->collections.front());
}

void say_unknown(Interaction& out, const Statement& statement, const Result& result) {
  const std::string verb = result.error ? "" : verb_of(result.tag);
  if (!verb.empty()) out.attributes.set(semconv::kDbOperationName, verb);
  if (statement.asked == Asked::nothing) {
    out.name = (verb.empty() ? "" : verb + " ") + "unknown statement";
    return;
  }
  out.name = "EXECUTE unknown statement";
  const Prepared* prepared =
      statement.portal ? statement.portal->prepared.get() : statement.prepared.get();
  if (prepared != nullptr && !prepared->name.empty()) out.name += " " + prepared->name;
}

void say_parameters(Interaction& out, const Parameters& parameters, Value::List copied) {
  Value::List list;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    list.push_back(parameter.value);
    out.request_payload.size += parameter.octets;
    out.request_payload.captured += parameter.octets;
    // NULL has no text; the body says it.
    if (!parameter.text) continue;
    out.attributes.set(std::string(semconv::kDbQueryParameterPrefix) + std::to_string(i),
                       *parameter.text);
  }
  Value::Object body{{"parameters", Value(std::move(list))}};
  if (!copied.empty()) body.emplace_back("copy", std::move(copied.front()));
  out.request_payload.body = Value(std::move(body));
}

void say_notices(Interaction& out, const Result& result) {
  for (const ErrorResponse& notice : result.notices) {
    Event event{"notice", result.half.last.value_or(out.end), {}};
    event.attributes.set(semconv::kDbResponseStatusCode, std::string(notice.find('C')));
    event.attributes.set(semconv::kDbNoticeSeverity, std::string(notice.find('S')));
    event.attributes.set(semconv::kDbNoticeMessage, std::string(notice.find('M')));
    out.events.push_back(std::move(event));
  }
}

void say_error(Interaction& out, const ErrorResponse& error) {
  out.status = {StatusCode::error, std::string(error.find('M'))};
  out.attributes.set(semconv::kDbResponseStatusCode, std::string(error.find('C')));
  out.attributes.set(semconv::kErrorType, std::string(error.find('C')));
}

bool writes(std::string_view verb) {
  return verb == "INSERT" || verb == "UPDATE" || verb == "DELETE" || verb == "MERGE" ||
         verb == "COPY" || verb == "MOVE";
}

void say_counts(Interaction& out, const Result& result) {
  const std::string verb = verb_of(result.tag);
  const std::optional<std::int64_t> count = result.affected();
  if (result.has_rows() && !(result.error && result.rows_seen == 0)) {
    out.attributes.set(semconv::kDbResponseReturnedRows,
                       static_cast<std::int64_t>(result.rows_seen));
  }
  if (count && (writes(verb) || !result.has_rows())) {
    out.attributes.set(semconv::kDbAffectedRows, *count);
  }
}

void say_transaction(Interaction& out, char status) {
  const char* word = status == 'I' ? "idle" : status == 'T' ? "transaction" : "failed";
  if (status != 0) out.attributes.set(semconv::kDbTransactionStatus, std::string(word));
}

void say_result(Interaction& out, const Statement& statement, const Result& result) {
  if (statement.skipped) out.attributes.set(semconv::kDbSkipped, true);
  say_counts(out, result);
  if (result.error) say_error(out, *result.error);
  // Committing a failed transaction rolls it back, and is no error.
  const bool undone =
      result.tag == "ROLLBACK" && out.attributes.text(semconv::kDbOperationName) == "COMMIT";
  if (undone) out.attributes.set(semconv::kDbCommandTag, std::string(result.tag));
  say_notices(out, result);
  say_transaction(out, statement.transaction);
  out.response_payload.size = result.size;
  out.response_payload.captured = result.captured;
  if (auto body = result.body()) out.response_payload.body = std::move(*body);
}

Value::List copied_in(const Result& result) {
  if (result.copied_in.empty()) return {};
  return {copy_value(result.copied_in)};
}

/// A portal, a Parse that failed, a function call, or an answer to nobody: one statement each.
Interaction one(const Exchange& exchange, const Statement& statement) {
  Interaction out = begin(exchange, statement);
  const Result result = whole_result(statement);
  const Prepared* prepared =
      statement.portal ? statement.portal->prepared.get() : statement.prepared.get();
  if (statement.asked == Asked::function_call) {
    name(out, "FUNCTION CALL", "");
  } else if (prepared != nullptr && prepared->known) {
    const auto script = sql::read(prepared->query);
    say_text(out, prepared->query, script->statements.empty() ? nullptr : &script->statements[0]);
  } else {
    say_unknown(out, statement, result);
  }
  say_parameters(out, parameters_of(statement), copied_in(result));
  say_result(out, statement, result);
  return out;
}

/// A part of a simple query. `text` is what is known of its text.
Interaction part(const Exchange& exchange, const Statement& statement, const Result& result,
                 std::size_t index) {
  Interaction out = begin(exchange, statement);
  out.part = static_cast<std::uint32_t>(index);
  if (result.half.first) {
    out.response = result.half;
    out.end = *result.half.last;
    out.response_payload.wire_size = result.half.end - result.half.begin;
  }
  // A statement starts when the one before it is done.
  if (index > 0 && index <= statement.parts.size()) {
    out.start = statement.parts[index - 1].half.last.value_or(out.start);
  }
  return out;
}

/// The parts answer the statements one by one, unless the text's statements are not known for sure.
bool parts_match(const Exchange& exchange, const Statement& statement, const sql::Script& script,
                 const std::vector<Result>& results) {
  const std::size_t count = script.statements.size();
  if (count <= 1) return results.size() <= 1;
  if (results.empty()) return true;
  // What the grammar refuses the server refuses as a whole, before running any of it.
  if (script.refused && results.size() == 1 && results[0].error) return false;
  if (statement.answers.empty() || exchange.incomplete.has(Reason::gap)) return false;
  return results.size() == count || (results.size() < count && results.back().error);
}

std::vector<Interaction> query(const Exchange& exchange, const Statement& statement) {
  const auto script = sql::read(statement.query);
  const std::vector<Result> results = results_of(statement);
  std::vector<Interaction> out;
  if (!parts_match(exchange, statement, *script, results)) {
    for (std::size_t i = 0; i < std::max<std::size_t>(results.size(), 1); ++i) {
      const Result& result = i < results.size() ? results[i] : Result{};
      Interaction each = part(exchange, statement, result, i);
      say_text(each, statement.query, nullptr);
      name(each,
           result.error || result.tag.empty() ? sql::first_word(statement.query)
                                              : verb_of(result.tag),
           "");
      say_parameters(each, {}, copied_in(result));
      say_result(each, statement, result);
      out.push_back(std::move(each));
    }
    return out;
  }
  const std::size_t count = std::max({script->statements.size(), results.size(), std::size_t{1}});
  for (std::size_t i = 0; i < count; ++i) {
    const Result& result = i < results.size() ? results[i] : Result{};
    const sql::Meaning* meaning = i < script->statements.size() ? &script->statements[i] : nullptr;
    const bool alone = script->statements.size() <= 1;
    Interaction each = part(exchange, statement, result, i);
    say_text(each,
             alone ? std::string_view(statement.query)
                   : std::string_view(statement.query).substr(meaning->begin, meaning->length),
             meaning);
    say_parameters(each, {}, copied_in(result));
    say_result(each, statement, result);
    if (i >= results.size() && !results.empty()) {
      each.attributes.set(semconv::kDbSkipped, true);
      each.incomplete.add(Reason::no_response);
      each.response = {};
      each.response_payload = {};
      each.end = each.start = results.back().half.last.value_or(each.start);
    }
    out.push_back(std::move(each));
  }
  return out;
}

/// What the server says unasked: a notification, a farewell, or the answer to a request not seen.
Interaction unasked(const Exchange& exchange, const Statement& statement) {
  std::string_view frames = statement.answers;
  const std::optional<FrameView> first = next_frame(frames);
  if (!first || first->type != 'A') {
    Interaction out = one(exchange, statement);
    const bool farewell =
        first && first->type == 'E' && !exchange.incomplete.has(Reason::no_request);
    if (farewell) out.name = "DISCONNECT";
    return out;
  }
  Interaction out = begin(exchange, statement);
  const Decoded<NotificationResponse> said = decode<NotificationResponse>(first->body);
  name(out, "NOTIFICATION", "");
  if (said) {
    out.name += " " + std::string(said->channel);
    out.response_payload.size = out.response_payload.captured = said->payload.size();
    out.response_payload.body =
        Value(Value::Object{{"channel", Value(said->channel)}, {"payload", Value(said->payload)}});
  }
  return out;
}

}  // namespace

std::vector<Interaction> describe(const Exchange& exchange, const Terms& /*terms*/) {
  const auto& statement = static_cast<const Statement&>(*exchange.messages);
  switch (statement.asked) {
    case Asked::query:
      return query(exchange, statement);
    case Asked::execute:
    case Asked::function_call:
      return {one(exchange, statement)};
    case Asked::nothing:
      return {unasked(exchange, statement)};
    case Asked::prepare:
      // Preparing runs nothing. It is worth a word when it failed, or when a hole may hide its
      // Execute.
      if (!statement.parts.empty() || (statement.portal && !exchange.incomplete.empty())) {
        return {one(exchange, statement)};
      }
      return {};
    case Asked::startup: {
      if (statement.parts.empty()) return {};
      Interaction out = begin(exchange, statement);
      name(out, "CONNECT", "");
      out.control = false;
      say_result(out, statement, whole_result(statement));
      return {out};
    }
    case Asked::cancel:
    case Asked::encryption:
      break;
  }
  Interaction out = begin(exchange, statement);
  name(out, statement.asked == Asked::cancel ? "CANCEL" : "ENCRYPTED", "");
  return {out};
}

}  // namespace goldwire::postgres
