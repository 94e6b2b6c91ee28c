// Reading a statement's frames and values.
#include "protocols/postgres/result.h"

#include <charconv>

#include "protocols/base/json.h"
#include "protocols/postgres/types.h"

namespace goldwire::postgres {
namespace {

constexpr Oid kBytea = 17;

/// Format codes come as none (all text), one for all, or one each.
Format format_at(const std::vector<std::int16_t>& formats, std::size_t index) {
  if (formats.empty()) return Format::text;
  const std::int16_t code = formats.size() == 1      ? formats[0]
                            : index < formats.size() ? formats[index]
                                                     : std::int16_t{0};
  return code == 1 ? Format::binary : Format::text;
}

void read_columns(Result& result, Bytes body) {
  const Decoded<RowDescription> row = decode<RowDescription>(body);
  if (!row) return;
  result.described = true;
  result.columns.clear();
  for (const FieldDescription& field : row->fields) {
    result.columns.push_back(
        {field.name, field.type, field.format == 1 ? Format::binary : Format::text});
  }
}

void read_frame(Result& result, const FrameView& frame) {
  switch (frame.type) {
    case 'T':
      read_columns(result, frame.body);
      break;
    case 'D':
      result.rows.push_back(frame.body);
      break;
    case 'H':
      result.copies_out = true;
      break;
    case 'd':
      result.copied_out += as_text(frame.body);
      break;
    case 'C':
      result.tag = as_text(frame.body).substr(0, as_text(frame.body).find('\0'));
      break;
    case 'V':
      if (const auto value = decode<FunctionCallResponse>(frame.body)) {
        result.returned = value->value;
        result.returns = true;
      }
      break;
    case 'E':
      if (const auto error = decode<ErrorResponse>(frame.body)) result.error = *error;
      break;
    case 'N':
      if (const auto notice = decode<ErrorResponse>(frame.body)) result.notices.push_back(*notice);
      break;
    default:
      break;
  }
}

void add_part(Result& result, const Part& part) {
  if (!result.half.first) result.half = part.half;
  result.half.last = part.half.last;
  result.half.end = part.half.end;
  result.rows_seen += part.rows;
  result.size += part.size;
  result.captured += part.captured;
  if (result.copied_in.empty()) result.copied_in = part.copied;
}

bool ends(char type) { return type == 'C' || type == 'I' || type == 'E' || type == 'V'; }

/// Columns that were described apart from their rows, in the formats that Bind asked for.
void use_portal(Result& result, const Statement& statement) {
  const Portal& portal = *statement.portal;
  const std::string& columns = portal.columns.empty() ? portal.prepared->columns : portal.columns;
  if (!columns.empty()) read_columns(result, as_bytes(columns));
  const Decoded<Bind> bind = decode<Bind>(as_bytes(portal.bind));
  if (!bind) return;
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    result.columns[i].format = format_at(bind->result_formats, i);
  }
}

Value row_value(const Result& result, Bytes body) {
  Value::List out;
  const Decoded<DataRow> row = decode<DataRow>(body);
  if (!row) return out;
  for (std::size_t i = 0; i < row->values.size(); ++i) {
    const Column column = i < result.columns.size() ? result.columns[i] : Column{};
    const Field& field = row->values[i];
    out.push_back(field ? value_of(column.type, column.format, *field) : Value(nullptr));
  }
  return out;
}

Value error_value(const ErrorResponse& error) {
  // File, line and routine of the server's source change with each of its releases: left out.
  static constexpr std::pair<char, std::string_view> kNames[] = {{'S', "severity"},
                                                                 {'C', "code"},
                                                                 {'M', "message"},
                                                                 {'D', "detail"},
                                                                 {'H', "hint"},
                                                                 {'P', "position"},
                                                                 {'p', "internal_position"},
                                                                 {'q', "internal_query"},
                                                                 {'W', "where"},
                                                                 {'s', "schema"},
                                                                 {'t', "table"},
                                                                 {'c', "column"},
                                                                 {'d', "data_type"},
                                                                 {'n', "constraint"}};
  Value::Object out;
  for (const auto& [code, name] : kNames) {
    const std::string_view value = error.find(code);
    if (!value.empty()) out.emplace_back(name, Value(value));
  }
  return out;
}

Parameter parameter(Oid type, Format format, const Field& field) {
  if (!field) return {Value(nullptr), std::nullopt, 0};
  Parameter out{value_of(type, format, *field), text_of(type, format, *field), field->size()};
  if (!out.text) {
    const auto* readable = out.value.text();
    // Octets in the spelling of bytea, which they most often are.
    out.text = readable != nullptr ? *readable : text_of(kBytea, Format::binary, *field);
  }
  return out;
}

}  // namespace

std::optional<std::int64_t> Result::affected() const {
  const std::size_t space = tag.rfind(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view digits = tag.substr(space + 1);
  std::int64_t count = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return count;
}

std::optional<Value> Result::body() const {
  Value::Object out;
  if (has_rows()) {
    Value::List names;
    for (const Column& column : columns) names.emplace_back(column.name);
    Value::List values;
    for (const Bytes row : rows) values.push_back(row_value(*this, row));
    out.emplace_back("columns", std::move(names));
    out.emplace_back("rows", std::move(values));
  }
  if (copies_out) out.emplace_back("copy", copy_value(copied_out));
  if (returns) {
    out.emplace_back("value", returned ? value_of(0, Format::binary, *returned) : Value(nullptr));
  }
  if (error) out.emplace_back("error", error_value(*error));
  if (out.empty()) return std::nullopt;
  return Value(std::move(out));
}

std::vector<Result> results_of(const Statement& statement) {
  std::vector<Result> out(statement.parts.size());
  std::string_view frames = statement.answers;
  std::size_t at = 0;
  for (std::size_t i = 0; i < out.size(); ++i) add_part(out[i], statement.parts[i]);
  while (const std::optional<FrameView> frame = next_frame(frames)) {
    if (at >= out.size()) break;
    read_frame(out[at], *frame);
    if (ends(frame->type)) ++at;
  }
  return out;
}

Result whole_result(const Statement& statement) {
  Result out;
  for (const Part& part : statement.parts) add_part(out, part);
  if (statement.portal) use_portal(out, statement);
  std::string_view frames = statement.answers;
  while (const std::optional<FrameView> frame = next_frame(frames)) read_frame(out, *frame);
  return out;
}

Parameters parameters_of(const Statement& statement) {
  Parameters out;
  if (statement.asked == Asked::function_call) {
    const Decoded<FunctionCall> call = decode<FunctionCall>(as_bytes(statement.query));
    for (std::size_t i = 0; call && i < call->arguments.size(); ++i) {
      out.push_back(parameter(0, format_at(call->argument_formats, i), call->arguments[i]));
    }
    return out;
  }
  if (!statement.portal) return out;
  const Decoded<Bind> bind = decode<Bind>(as_bytes(statement.portal->bind));
  if (!bind) return out;
  const Decoded<ParameterDescription> described =
      decode<ParameterDescription>(as_bytes(statement.portal->prepared->parameter_types));
  for (std::size_t i = 0; i < bind->parameters.size(); ++i) {
    const bool typed = described && i < described->types.size();
    out.push_back(parameter(typed ? described->types[i] : 0, format_at(bind->parameter_formats, i),
                            bind->parameters[i]));
  }
  return out;
}

Value copy_value(std::string_view octets) {
  return is_readable_text(octets) ? Value(octets) : Value(Value::Blob{std::string(octets)});
}

}  // namespace goldwire::postgres
