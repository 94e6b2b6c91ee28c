// Statement: what one exchange of this protocol carried, kept as the frames' own octets.
//
// Contract: owns or shares all that it refers to. `describe` reads meaning out of it, `encode`
// writes the frames again. Rows beyond Limits.body are counted, not kept; a kept row is whole.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "protocols/base/exchange.h"

namespace goldwire::postgres {

/// What start-up said of the connection. Passwords and keys are never kept.
struct Session {
  std::string database;  ///< empty when start-up was not seen
};

/// A prepared statement, from its Parse (or SQL's PREPARE) and what Describe said of it.
struct Prepared {
  std::string name;
  std::string query;
  std::string
      parameter_types;  ///< ParameterDescription's body, else made of Parse's types; may be empty
  std::string columns;  ///< RowDescription's body; its format codes mean nothing
  bool known = false;   ///< the text is known
  bool described = false;  ///< the server described it
  bool partial = false;    ///< it was described, or may have been, and that was not seen
  bool sure = false;       ///< the server confirmed that this is the statement of that name
};

/// A portal: a statement with its parameters.
struct Portal {
  std::string name;
  std::shared_ptr<const Prepared> prepared;
  std::string bind;     ///< Bind's body
  std::string columns;  ///< RowDescription's body from describing the portal
  bool bound = false;   ///< the server confirmed it
};

/// What the client asked.
enum class Asked : std::uint8_t {
  nothing,  ///< the server spoke unasked: a notification, a farewell
  startup,
  cancel,
  query,    ///< a simple query, of any number of statements
  execute,  ///< a portal
  prepare,  ///< Parse or Describe without an Execute
  function_call,
  encryption  ///< GSSAPI: nothing more can be read
};

/// One statement's answer. Its frames stand in Statement::answers, ended by the frame that ends it.
struct Part {
  Half half;
  std::uint64_t rows = 0;         ///< DataRows seen
  std::uint64_t size = 0;         ///< octets of the rows, or of what was copied out
  std::uint64_t captured = 0;     ///< of those, kept
  std::uint64_t copied_size = 0;  ///< octets of what the client copied in
  std::string copied;             ///< what is kept of them
  bool ended = false;
};

struct Statement final : Messages {
  Asked asked = Asked::nothing;
  std::shared_ptr<const Session> session;
  std::string query;  ///< the body of Query, StartupMessage or FunctionCall
  std::shared_ptr<const Prepared>
      prepared;                          ///< of prepare; of execute when its portal is not known
  std::shared_ptr<const Portal> portal;  ///< of execute
  std::int32_t max_rows = 0;             ///< the first Execute's
  bool skipped = false;                  ///< never run: an error came before it
  std::string answers;                   ///< the server's frames, rows beyond the limit left out
  std::vector<Part> parts;               ///< one per statement answered, in order
  char transaction = 0;                  ///< ReadyForQuery's status; 0 when not seen
};

}  // namespace goldwire::postgres
