// A statement's frames again, each side's as a client or a server would send them for it alone.
#include "protocols/postgres/codec.h"
#include "protocols/postgres/conversation.h"
#include "protocols/postgres/statement.h"

namespace goldwire::postgres {
namespace {

constexpr std::size_t kCopyPiece = 64U << 10;

std::string parse_of(const Prepared& prepared) {
  // Parse ends with its parameter types, written like ParameterDescription.
  WireWriter body;
  body.cstring(prepared.name);
  body.cstring(prepared.query);
  body.text(prepared.parameter_types.empty() ? std::string_view("\0\0", 2)
                                             : std::string_view(prepared.parameter_types));
  return frame('P', body.take());
}

std::string copied(const Statement& statement) {
  std::string out;
  for (const Part& part : statement.parts) {
    for (std::size_t at = 0; at < part.copied.size(); at += kCopyPiece) {
      out += frame('d', std::string_view(part.copied).substr(at, kCopyPiece));
    }
  }
  const bool asked = statement.answers.starts_with('G') || !out.empty();
  return asked ? out + encode(CopyDone{}) : out;
}

const Prepared* prepared_of(const Statement& statement) {
  return statement.portal ? statement.portal->prepared.get() : statement.prepared.get();
}

std::string ask_extended(const Statement& statement) {
  std::string out;
  const Prepared* prepared = prepared_of(statement);
  if (prepared != nullptr && prepared->known) {
    out += parse_of(*prepared);
    if (!prepared->columns.empty()) out += encode(Describe{'S', prepared->name});
  }
  if (statement.portal && !statement.portal->bind.empty()) {
    const Portal& portal = *statement.portal;
    out += frame('B', portal.bind);
    if (!portal.columns.empty()) out += encode(Describe{'P', portal.name});
  }
  if (statement.asked == Asked::execute) {
    out += encode(Execute{statement.portal ? statement.portal->name : std::string_view(),
                          statement.max_rows});
    out += copied(statement);
  }
  return out + encode(Sync{});
}

std::string answer_extended(const Statement& statement) {
  // A statement that failed is answered by its error alone: which of its messages failed is not
  // kept, and all that can be told of it is in its request and its error.
  if (statement.skipped) return {};
  std::string out;
  const Prepared* prepared = prepared_of(statement);
  if (prepared != nullptr && prepared->known && prepared->sure) {
    out += encode(ParseComplete{});
    if (!prepared->columns.empty()) {
      out += frame('t', prepared->parameter_types.empty() ? std::string_view("\0\0", 2)
                                                          : prepared->parameter_types);
      out += frame('T', prepared->columns);
    }
  }
  if (statement.portal && statement.portal->bound && !statement.portal->bind.empty()) {
    out += encode(BindComplete{});
    if (!statement.portal->columns.empty()) out += frame('T', statement.portal->columns);
  }
  out += statement.answers;
  const bool open = !statement.parts.empty() && !statement.parts.back().ended;
  return open ? out + encode(PortalSuspended{}) : out;
}

std::string ready(const Statement& statement) {
  return encode(ReadyForQuery{statement.transaction == 0 ? 'I' : statement.transaction});
}

}  // namespace

std::string encode(const Exchange& exchange, Side side) {
  const auto& statement = static_cast<const Statement&>(*exchange.messages);
  const bool client = side == Side::client;
  switch (statement.asked) {
    case Asked::nothing:
    case Asked::encryption:
      return client ? std::string() : statement.answers;
    case Asked::cancel:
      return client ? encode(CancelRequest{}) : std::string();
    case Asked::startup:
      if (client) return frame(0, statement.query);
      return statement.answers.empty() ? encode(Authentication{}) + ready(statement)
                                       : statement.answers;
    case Asked::query:
      if (client) return encode(Query{statement.query}) + copied(statement);
      return statement.answers + ready(statement);
    case Asked::function_call:
      if (client) return frame('F', statement.query);
      return statement.answers + ready(statement);
    case Asked::execute:
    case Asked::prepare:
      break;
  }
  return client ? ask_extended(statement) : answer_extended(statement) + ready(statement);
}

}  // namespace goldwire::postgres
