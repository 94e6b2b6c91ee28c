// Framing: the one short list of what is not compared, each with its reason.
//
// Contract: nothing else is left out of a comparison, unless a reviewed rule (rule.h) says so. A
// header that is not named here gives a finding when it is dropped; a test does that for each.
//
// No leaves at all are an answer's reason phrase (a client should ignore it, RFC 9112 section 4),
// its HTTP version (this hop's, RFC 9110 section 2.5; the request's is compared) and 1xx answers
// (they say how this hop goes on, RFC 9110 section 15.2; spans tell them as events), and a
// multipart body's boundary (random, RFC 2046 section 5.1); an Upgrade field that names HTTP/2
// alone (an offer to this hop), and that an entity tag is weak (it becomes so where a hop
// compresses).
#pragma once

#include <span>
#include <string_view>

namespace goldwire {

struct Uncompared {
  std::string_view name;    ///< of a header (lower case) or an attribute
  std::string_view reason;  ///< for a person
};

/// HTTP header fields that belong to one hop or to the framing of the body (RFC 9110
/// section 7.6.1).
std::span<const Uncompared> uncompared_headers();
/// Span attributes that say where or how something was sent, or repeat what another leaf says.
/// (Also left out: the partition of a record without a key, which is the partitioner's dice. Not
/// left out: the authority of an HTTP request that no Host field repeats.)
std::span<const Uncompared> uncompared_attributes();

/// Attributes that only the beginning of a connection tells, or another connection: absent means
/// unknown, which neither equals nor differs. Where both sides know them, they are compared.
std::span<const Uncompared> known_by_luck();

/// `header` is lower case.
bool is_uncompared_header(std::string_view header);
bool is_uncompared_attribute(std::string_view attribute);
/// `path` is that of a leaf: "attributes.db.namespace".
bool may_be_unknown(std::string_view path);

}  // namespace goldwire
