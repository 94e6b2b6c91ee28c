// Protobuf without a schema: octets -> Value, by field numbers and wire types ("Encoding" of the
// Protocol Buffers documentation).
//
// How a message is read:
// - A message is an Object. A member's name is the field's number ("1"), in the order in which the
//   fields first appear; a field that appears again makes a List, in order.
// - VARINT is a Number, unsigned, 64 bits as written: what is signed or a bool is not known.
// - I64 and I32 are Numbers too: as double or float where that is zero or between 1e-9 and 1e15,
//   always with a fraction or an exponent ("12.0"), else as an unsigned whole number.
// - LEN is text where it is readable UTF-8; else a nested Object where all of it reads as a message
//   that a serializer would write (field numbers ascending, varints in their shortest form, no
//   groups); else a Blob. Readable text that begins with a tab or a line end, which are tags too,
//   is a message where it reads as one. Packed numbers so stay a Blob unless they look like a
//   message.
// - A group is an Object.
// - Where fields are not what their Values say by themselves (VARINT, LEN), the last member tells:
//   "wire_types": {"3": "I64"}, with a List of them for a field that came in several.
//
// Contract: the same octets give the same Value. Different octets give different Values, but for
// what no receiver may tell apart: the order of different fields, and longer forms of a varint. So
// a comparison of Values neither hides nor invents a difference.
#pragma once

#include <string_view>

#include "protocols/base/result.h"
#include "protocols/base/value.h"

namespace goldwire::grpc {

/// All of `octets` as one message. Malformed when they are none, or one with more than 65536 fields
/// or 64 levels of groups.
Decoded<Value> read_protobuf(std::string_view octets);

/// `octets` of which nothing is known, as a LEN field is read; here a message that read_protobuf
/// takes comes before text.
Value read_unknown(std::string_view octets);

}  // namespace goldwire::grpc
