// Redaction: secrets are taken out before anything reaches disk, and out of both sides of a
// comparison.
//
// Contract: a secret becomes "redacted:" and 16 hex digits of a keyed hash, so that equal secrets
// stay equal and the login's token still links to the later Authorization headers. What stands
// around it is kept: "Bearer ", cookie names and attributes, the member of the body. What counts as
// a secret:
//   - credentials of Authorization and Proxy-Authorization, values of Cookie and Set-Cookie, and
//     headers named like a key or token (x-api-key, x-auth-token, ...);
//   - everything scalar under JSON members, XML elements and attributes, fields of forms (also
//   multipart), parameters of URLs, and SQL columns and the parameters bound to them, that are
//   named like a password, secret or token (secret_names.h); of pairs whose name says so, the
//   value;
//   - what a role or user of a database is told to log in with;
//   - the user part of a URL (https://user:password@host);
//   - what goldwire.yaml adds;
//   - every other place of the run where one of those values stands, when it is long and odd enough
//     not to stand there by chance.
// Of a secret that a service handed out, an id that stands in the open elsewhere in the run stays
// (open_parts.h): "pi_3f9b_redacted:..." still says which payment the client secret belongs to.
//
// The hash is HMAC-SHA-256. Its key is the salt that golden.yaml keeps, so that every machine gets
// the same hashes, and GOLDWIRE_REDACTION_KEY of the environment where that is set. The salt is no
// secret: who has the golden can still try guesses for a short password. Set the variable, from the
// CI's own secrets, where that matters; a golden says whether it was made with one.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "agent/trace/trace.h"
#include "harness/redact/secret_names.h"
#include "protocols/base/result.h"

namespace goldwire {

/// What golden.yaml keeps of the key.
struct RedactionSalt {
  std::string salt;  ///< hex
  std::string
      proof;  ///< tells whether GOLDWIRE_REDACTION_KEY is the same; empty when it was not set
  friend bool operator==(const RedactionSalt&, const RedactionSalt&) = default;
};

/// A salt for a new golden. The same run gives the same salt, so that recording is reproducible;
/// nobody can tell it beforehand.
RedactionSalt salt_for(const Run& run, std::string_view key);

/// The environment's GOLDWIRE_REDACTION_KEY; empty when not set.
std::string redaction_key();

class Redaction {
 public:
  /// `key` is redaction_key(). An Error when the salt was made with another key.
  static Result<Redaction> open(RedactionRules rules, const RedactionSalt& salt,
                                std::string_view key);

  /// Takes the secrets out of all spans. Once redacted, a run stays as it is.
  void apply(Run& run) const;
  /// "redacted:" and the hash; a value that is redacted already as it is.
  std::string redacted(std::string_view secret) const;

 private:
  void show_open_parts(Run& run, const std::set<std::string>& secrets) const;

  Redaction(RedactionRules rules, std::string key)
      : rules_(std::move(rules)), key_(std::move(key)) {}

  RedactionRules rules_;
  std::string key_;
};

}  // namespace goldwire
