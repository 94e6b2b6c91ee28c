// The messages of the PostgreSQL frontend/backend protocol 3 (PostgreSQL documentation, "Message
// Formats"), under the names that chapter gives them.
//
// Contract: plain structs. Text and values are borrowed from the frame that was decoded. Each
// message lists its fields once, in `visit`; reading, writing and checking all follow that list
// (codec.h). kType is the first octet of the frame; a frame of 0 has none (start-up packets).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/base/bytes.h"

namespace goldwire::postgres {

using Oid = std::uint32_t;

/// How a value is written: the protocol's format codes.
enum class Format : std::int16_t { text = 0, binary = 1 };

/// A column or parameter as sent; nothing is SQL's NULL.
using Field = std::optional<std::string_view>;
using Fields = std::vector<Field>;

// Start-up packets: a length, then a code. No type octet.

inline constexpr std::int32_t kProtocol30 = 196608;
inline constexpr std::int32_t kCancelCode = 80877102;
inline constexpr std::int32_t kSslCode = 80877103;
inline constexpr std::int32_t kGssEncCode = 80877104;

struct StartupMessage {
  static constexpr char kType = 0;
  std::int32_t version = kProtocol30;
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int32(m.version);
    v.pairs(m.parameters);
  }
};

/// SSLRequest and GSSENCRequest differ in their code only.
struct EncryptionRequest {
  static constexpr char kType = 0;
  std::int32_t code = kSslCode;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int32(m.code);
  }
};

/// The secret key is read and forgotten.
struct CancelRequest {
  static constexpr char kType = 0;
  std::int32_t code = kCancelCode;
  std::int32_t process_id = 0;
  Bytes secret_key;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int32(m.code);
    v.int32(m.process_id);
    v.rest(m.secret_key);
  }
};

// Frontend

struct Query {
  static constexpr char kType = 'Q';
  std::string_view query;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.string(m.query);
  }
};

struct Parse {
  static constexpr char kType = 'P';
  std::string_view statement;
  std::string_view query;
  std::vector<Oid> parameter_types;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.string(m.statement);
    v.string(m.query);
    v.list(m.parameter_types, [&](auto& type) { v.oid(type); });
  }
};

struct Bind {
  static constexpr char kType = 'B';
  std::string_view portal;
  std::string_view statement;
  std::vector<std::int16_t> parameter_formats;
  Fields parameters;
  std::vector<std::int16_t> result_formats;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.string(m.portal);
    v.string(m.statement);
    v.list(m.parameter_formats, [&](auto& format) { v.int16(format); });
    v.list(m.parameters, [&](auto& value) { v.field(value); });
    v.list(m.result_formats, [&](auto& format) { v.int16(format); });
  }
};

/// `kind` is 'S' for a prepared statement and 'P' for a portal.
struct Describe {
  static constexpr char kType = 'D';
  char kind = 'S';
  std::string_view name;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.byte1(m.kind);
    v.string(m.name);
  }
};

struct Execute {
  static constexpr char kType = 'E';
  std::string_view portal;
  std::int32_t max_rows = 0;  ///< 0: all
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.string(m.portal);
    v.int32(m.max_rows);
  }
};

struct Close {
  static constexpr char kType = 'C';
  char kind = 'S';
  std::string_view name;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.byte1(m.kind);
    v.string(m.name);
  }
};

struct FunctionCall {
  static constexpr char kType = 'F';
  Oid function = 0;
  std::vector<std::int16_t> argument_formats;
  Fields arguments;
  std::int16_t result_format = 0;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.oid(m.function);
    v.list(m.argument_formats, [&](auto& format) { v.int16(format); });
    v.list(m.arguments, [&](auto& value) { v.field(value); });
    v.int16(m.result_format);
  }
};

struct CopyFail {
  static constexpr char kType = 'f';
  std::string_view reason;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.string(m.reason);
  }
};

/// PasswordMessage, SASLInitialResponse, SASLResponse, GSSResponse: never looked into.
struct PasswordMessage {
  static constexpr char kType = 'p';
  Bytes secret;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.rest(m.secret);
  }
};

/// A message that is only its type: Sync, Flush, Terminate, ParseComplete, NoData, ...
template <char Type>
struct Bare {
  static constexpr char kType = Type;
  template <class Self, class V>
  static void visit(Self&, V&&) {}
};
using Sync = Bare<'S'>;
using Flush = Bare<'H'>;
using Terminate = Bare<'X'>;
using ParseComplete = Bare<'1'>;
using BindComplete = Bare<'2'>;
using CloseComplete = Bare<'3'>;
using NoData = Bare<'n'>;
using PortalSuspended = Bare<'s'>;
using EmptyQueryResponse = Bare<'I'>;

// Both sides

using CopyDone = Bare<'c'>;

struct CopyData {
  static constexpr char kType = 'd';
  Bytes data;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.rest(m.data);
  }
};

// Backend

/// AuthenticationOk is code 0; what other exchanges carry is not kept.
struct Authentication {
  static constexpr char kType = 'R';
  std::int32_t code = 0;
  Bytes data;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int32(m.code);
    v.rest(m.data);
  }
};

struct BackendKeyData {
  static constexpr char kType = 'K';
  std::int32_t process_id = 0;
  Bytes secret_key;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int32(m.process_id);
    v.rest(m.secret_key);
  }
};

struct NegotiateProtocolVersion {
  static constexpr char kType = 'v';
  std::int32_t version = 0;
  std::vector<std::string_view> unrecognized;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int32(m.version);
    v.long_list(m.unrecognized, [&](auto& name) { v.string(name); });
  }
};

struct ParameterStatus {
  static constexpr char kType = 'S';
  std::string_view name;
  std::string_view value;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.string(m.name);
    v.string(m.value);
  }
};

/// `status` is 'I' idle, 'T' in a transaction, 'E' in a failed transaction.
struct ReadyForQuery {
  static constexpr char kType = 'Z';
  char status = 'I';
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.byte1(m.status);
  }
};

struct FieldDescription {
  std::string_view name;
  Oid table = 0;
  std::int16_t column = 0;
  Oid type = 0;
  std::int16_t size = 0;
  std::int32_t modifier = -1;
  std::int16_t format = 0;
};

struct RowDescription {
  static constexpr char kType = 'T';
  std::vector<FieldDescription> fields;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.list(m.fields, [&](auto& field) {
      v.string(field.name);
      v.oid(field.table);
      v.int16(field.column);
      v.oid(field.type);
      v.int16(field.size);
      v.int32(field.modifier);
      v.int16(field.format);
    });
  }
};

struct ParameterDescription {
  static constexpr char kType = 't';
  std::vector<Oid> types;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.list(m.types, [&](auto& type) { v.oid(type); });
  }
};

struct DataRow {
  static constexpr char kType = 'D';
  Fields values;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.list(m.values, [&](auto& value) { v.field(value); });
  }
};

struct CommandComplete {
  static constexpr char kType = 'C';
  std::string_view tag;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.string(m.tag);
  }
};

/// A field of an ErrorResponse or NoticeResponse: 'C' is the SQLSTATE, 'M' the message, ...
struct Notice {
  char code = 0;
  std::string_view value;
};

struct ErrorResponse {
  static constexpr char kType = 'E';
  std::vector<Notice> fields;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.notices(m.fields);
  }
  /// The value of a field; empty when absent.
  std::string_view find(char code) const {
    for (const Notice& field : fields) {
      if (field.code == code) return field.value;
    }
    return {};
  }
};

struct NoticeResponse : ErrorResponse {
  static constexpr char kType = 'N';
};

struct NotificationResponse {
  static constexpr char kType = 'A';
  std::int32_t process_id = 0;
  std::string_view channel;
  std::string_view payload;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int32(m.process_id);
    v.string(m.channel);
    v.string(m.payload);
  }
};

struct FunctionCallResponse {
  static constexpr char kType = 'V';
  Field value;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.field(m.value);
  }
};

/// CopyInResponse, CopyOutResponse and CopyBothResponse differ in their type only.
template <char Type>
struct CopyResponse {
  static constexpr char kType = Type;
  std::uint8_t format = 0;
  std::vector<std::int16_t> column_formats;
  template <class Self, class V>
  static void visit(Self& m, V&& v) {
    v.int8(m.format);
    v.list(m.column_formats, [&](auto& format) { v.int16(format); });
  }
};
using CopyInResponse = CopyResponse<'G'>;
using CopyOutResponse = CopyResponse<'H'>;
using CopyBothResponse = CopyResponse<'W'>;

}  // namespace goldwire::postgres
