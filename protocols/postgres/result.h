// Result: what a statement's kept frames say, read for a person: columns, rows, counts, errors; and
// the parameters that went with it.
//
// Contract: borrowed from the Statement it was read from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/base/value.h"
#include "protocols/postgres/codec.h"
#include "protocols/postgres/statement.h"

namespace goldwire::postgres {

struct Column {
  std::string_view name;
  Oid type = 0;
  Format format = Format::text;
};

struct Result {
  Half half;
  std::vector<Column> columns;
  bool described = false;   ///< the columns are known
  std::vector<Bytes> rows;  ///< DataRow bodies that were kept
  std::uint64_t rows_seen = 0;
  std::uint64_t size = 0;
  std::uint64_t captured = 0;
  std::string_view copied_in;
  std::string copied_out;
  bool copies_out = false;
  std::string_view tag;  ///< CommandComplete's
  std::optional<ErrorResponse> error;
  std::vector<ErrorResponse> notices;
  Field returned;  ///< FunctionCallResponse's
  bool returns = false;

  bool has_rows() const { return described || rows_seen > 0; }
  /// The number in the tag: rows touched, or returned.
  std::optional<std::int64_t> affected() const;
  /// {columns, rows}, {copy}, {error}; nothing when the statement gave nothing back.
  std::optional<Value> body() const;
};

/// One Result for each statement of a simple query.
std::vector<Result> results_of(const Statement& statement);
/// All that answered an Execute, in one.
Result whole_result(const Statement& statement);

struct Parameter {
  Value value;
  std::optional<std::string> text;  ///< as the server writes it; nothing for NULL
  std::size_t octets = 0;
};
using Parameters = std::vector<Parameter>;

/// Of a portal or a function call.
Parameters parameters_of(const Statement& statement);

/// Copied data: text where it can be read.
Value copy_value(std::string_view octets);

}  // namespace goldwire::postgres
