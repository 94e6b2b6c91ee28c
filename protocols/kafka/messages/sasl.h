// SaslHandshake (key 17) and SaslAuthenticate (key 36). authBytes are secrets: the conversation
// wipes them before anything is kept.
//
// Contract: names, types, versions and nullability are those of the protocol's message definitions,
// said once (fields.h). Values borrow from the frame they were read from.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "protocols/kafka/fields.h"

namespace goldwire::kafka {

struct SaslHandshakeRequest {
  std::string_view mechanism;

  static void visit(auto& v, auto& m) { v(field("mechanism"), m.mechanism); }
};

struct SaslHandshakeResponse {
  std::int16_t error_code = 0;
  std::vector<std::string_view> mechanisms;

  static void visit(auto& v, auto& m) {
    v(field("errorCode"), m.error_code);
    v(field("mechanisms"), m.mechanisms);
  }
};

struct SaslAuthenticateRequest {
  Bytes auth_bytes;

  static void visit(auto& v, auto& m) { v(field("authBytes"), m.auth_bytes); }
};

struct SaslAuthenticateResponse {
  std::int16_t error_code = 0;
  std::optional<std::string_view> error_message;
  Bytes auth_bytes;
  std::int64_t session_lifetime_ms = 0;

  static void visit(auto& v, auto& m) {
    v(field("errorCode"), m.error_code);
    v(field("errorMessage").null(), m.error_message);
    v(field("authBytes"), m.auth_bytes);
    v(field("sessionLifetimeMs").since(1), m.session_lifetime_ms);
  }
};

}  // namespace goldwire::kafka
