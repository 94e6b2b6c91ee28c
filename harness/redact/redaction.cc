// Redaction in passes: find the secrets, replace them where they are known to stand, replace them
// wherever else they stand; then show again what of them stands in the open anyway.
#include "harness/redact/redaction.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <set>
#include <unordered_map>

#include "harness/redact/open_parts.h"
#include "harness/redact/span_secrets.h"
#include "protocols/base/bytes.h"

namespace goldwire {
namespace {

constexpr std::string_view kMark = "redacted:";
constexpr std::size_t kHash = 16;      ///< hex digits
constexpr std::size_t kShortest = 8;   ///< of a secret that is looked for everywhere
constexpr std::size_t kLongWord = 16;  ///< from here on, letters alone are odd enough

std::string keyed_hash(std::string_view key, std::string_view text, std::size_t octets) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(text).data(), text.size(),
       digest.data(), &length);
  std::string hex;
  for (std::size_t i = 0; i < octets; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string proof_of(std::string_view key, std::string_view salt) {
  return key.empty() ? std::string() : keyed_hash(key, salt, 4);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// Redacted already, but for a part that stood in the open.
bool is_redacted(std::string_view text) {
  const std::size_t at = text.find(kMark);
  if (at == std::string_view::npos) return false;
  const std::string_view hash = text.substr(at + kMark.size()).substr(0, kHash);
  return at == 0 || (hash.size() == kHash && std::ranges::all_of(hash, is_hex));
}

/// When a secret was first sent, either way.
struct Sighting {
  Time asked = Time::max();
  Time answered = Time::max();
};
using Sightings = std::map<std::string, Sighting, std::less<>>;

/// What an answer held before anything was asked with it.
std::set<std::string> handed_out(const Sightings& sightings) {
  std::set<std::string> out;
  for (const auto& [secret, seen] : sightings) {
    if (seen.answered < seen.asked && !is_redacted(secret)) out.insert(secret);
  }
  return out;
}

/// Long and odd enough not to stand somewhere by chance.
bool is_recognisable(std::string_view secret) {
  if (secret.size() < kShortest || is_redacted(secret)) return false;
  const bool letters = std::ranges::any_of(secret, [](char c) { return !is_digit(c); });
  const bool digits = std::ranges::any_of(secret, is_digit);
  return (letters && digits) || secret.size() >= kLongWord;
}

/// Finds any of many secrets in a text, by their first eight octets.
class Finder {
 public:
  explicit Finder(const std::set<std::string>& secrets) {
    for (const std::string& secret : secrets) {
      if (is_recognisable(secret)) by_head_[head(secret.data())].push_back(secret);
    }
  }

  void replace(std::string& text, const Replace& replace) const {
    if (by_head_.empty() || text.size() < kShortest) return;
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = 0; at + kShortest <= text.size();) {
      const std::string_view found = longest_at(text, at);
      if (found.empty()) {
        ++at;
        continue;
      }
      out.append(text, copied, at - copied);
      out += replace(found);
      at += found.size();
      copied = at;
    }
    if (copied > 0) text = out.append(text, copied);
  }

 private:
  static std::uint64_t head(const char* eight) {
    std::uint64_t value = 0;
    std::memcpy(&value, eight, sizeof value);
    return value;
  }

  /// The longest secret that stands at `at` as words of its own.
  std::string_view longest_at(std::string_view text, std::size_t at) const {
    const auto bucket = by_head_.find(head(text.data() + at));
    if (bucket == by_head_.end() || (at > 0 && is_alnum(text[at - 1]) && is_alnum(text[at]))) {
      return {};
    }
    std::string_view longest;
    for (const std::string& secret : bucket->second) {
      const std::size_t end = at + secret.size();
      if (!text.substr(at).starts_with(secret)) continue;
      if (end < text.size() && is_alnum(text[end]) && is_alnum(text[end - 1])) continue;
      if (secret.size() > longest.size()) longest = secret;
    }
    return longest;
  }

  std::unordered_map<std::uint64_t, std::vector<std::string>> by_head_;
};

template <class Visit>
void each_interaction(Run& run, Visit visit) {
  for (Trace& trace : run.traces) {
    for (Span& span : trace.spans) visit(span.what);
  }
  for (Span& span : run.background) visit(span.what);
}

}  // namespace

std::string redaction_key() {
  const char* const value = std::getenv("GOLDWIRE_REDACTION_KEY");
  return value == nullptr ? std::string() : std::string(value);
}

RedactionSalt salt_for(const Run& run, std::string_view key) {
  std::string seed;
  for (const Trace& trace : run.traces) {
    for (const Span& span : trace.spans) {
      seed += fmt::format("{:x} {};", span.span_id, unix_nano(span.what.start));
    }
  }
  RedactionSalt salt;
  salt.salt = keyed_hash("goldwire redaction salt", seed, 16);
  salt.proof = proof_of(key, salt.salt);
  return salt;
}

Result<Redaction> Redaction::open(RedactionRules rules, const RedactionSalt& salt,
                                  std::string_view key) {
  if (!salt.proof.empty() && key.empty()) {
    return failure(
        "the golden's secrets were redacted with GOLDWIRE_REDACTION_KEY, which is not set", {},
        "set it to the value it had at 'record'");
  }
  if (proof_of(key, salt.salt) != salt.proof) {
    return failure(salt.proof.empty()
                       ? "GOLDWIRE_REDACTION_KEY is set, but the golden was made without it"
                       : "GOLDWIRE_REDACTION_KEY is not the one the golden was made with",
                   {}, "use the key of then, or record the golden again");
  }
  return Redaction(std::move(rules), fmt::format("{}\n{}", salt.salt, key));
}

std::string Redaction::redacted(std::string_view secret) const {
  if (is_redacted(secret)) return std::string(secret);
  return std::string(kMark) + keyed_hash(key_, secret, kHash / 2);
}

void Redaction::apply(Run& run) const {
  std::set<std::string> secrets;
  Sightings sightings;
  each_interaction(run, [&](Interaction& what) {
    const auto take_at = [&](Time Sighting::*seen, Time when) -> Replace {
      return [&, seen, when](std::string_view secret) {
        secrets.emplace(secret);
        Time& first = sightings[std::string(secret)].*seen;
        first = std::min(first, when);
        return redacted(secret);
      };
    };
    redact_known(what, rules_, take_at(&Sighting::asked, what.start),
                 take_at(&Sighting::answered, what.end));
  });
  const Finder finder(secrets);
  const Replace known = [&](std::string_view secret) { return redacted(secret); };
  each_interaction(run, [&](Interaction& what) {
    each_text(what, [&](std::string& text) { finder.replace(text, known); });
  });
  show_open_parts(run, handed_out(sightings));
}

/// Shows again what stands in the open of secrets that a service handed out. What it was asked with
/// first is somebody's own secret, and stays hidden whole.
void Redaction::show_open_parts(Run& run, const std::set<std::string>& secrets) const {
  OpenParts parts(secrets);
  if (parts.empty()) return;
  each_interaction(run, [&](Interaction& what) {
    each_text(what, [&](std::string& text) { parts.see(text); });
  });
  const Replace hide = [&](std::string_view text) { return redacted(text); };
  std::map<std::string, std::string, std::less<>> opened;
  for (const std::string& secret : secrets) {
    std::string shown = parts.opened(secret, hide);
    if (!shown.empty()) opened.emplace(redacted(secret), std::move(shown));
  }
  if (opened.empty()) return;
  each_interaction(run, [&](Interaction& what) {
    each_text(what, [&](std::string& text) {
      for (std::size_t at = text.find(kMark); at != std::string::npos;) {
        const auto known = opened.find(std::string_view(text).substr(at, kMark.size() + kHash));
        const bool open = known != opened.end();
        if (open) text.replace(at, kMark.size() + kHash, known->second);
        at = text.find(kMark, at + (open ? known->second.size() : kMark.size()));
      }
    });
  });
}

}  // namespace goldwire
