// HPACK decoder: one representation after the other.
#include "protocols/http2/hpack_decoder.h"

#include "protocols/http2/huffman.h"

namespace goldwire::http2 {
namespace {

/// Octets of a section's names and values that are kept: an index is one octet and may stand for
/// thousands.
constexpr std::size_t kMostKept = 256U << 10;

void add_pseudo(FieldSection& out, std::string_view name, std::string_view value) {
  struct Place {
    std::string_view name;
    std::string FieldSection::*member;
  };
  static constexpr Place places[] = {
      {":method", &FieldSection::method}, {":path", &FieldSection::path},
      {":scheme", &FieldSection::scheme}, {":authority", &FieldSection::authority},
      {":status", &FieldSection::status}, {":protocol", &FieldSection::protocol},
  };
  for (const Place& place : places) {
    if (place.name != name) continue;
    // Twice is malformed (RFC 9113 section 8.3); the first is what most readers take.
    if (!(out.*place.member).empty()) {
      out.malformed = true;
    } else {
      out.*place.member = value;
    }
    return;
  }
  out.malformed = true;
  out.fields.add(name, value);
}

}  // namespace

/// A block being read.
class HpackDecoder::Reading {
 public:
  Reading(HpackDecoder& decoder, Bytes block, FieldSection& out)
      : decoder_(decoder), table_(decoder.table_), block_(block), out_(out) {}

  Decoded<void> run() {
    while (at_ < block_.size() && what_ == nullptr) step();
    if (what_ == nullptr) return {};
    return std::unexpected(Malformed{what_, at_});
  }

 private:
  void step() {
    const std::uint8_t first = block_[at_];
    if ((first & 0x80) != 0) {
      indexed(integer(7));
    } else if ((first & 0x40) != 0) {
      literal(integer(6), true);
    } else if ((first & 0x20) != 0) {
      const std::uint64_t size = integer(5);
      if (fields_begun_) return fail("a table size update behind a field");
      if (what_ == nullptr) table_.resize(static_cast<std::size_t>(size));
    } else {
      literal(integer(4), false);
    }
  }

  /// Section 6.1.
  void indexed(std::uint64_t index) {
    fields_begun_ = true;
    if (what_ != nullptr) return;
    if (index == 0) return fail("index 0");
    if (index <= kStaticEntries) {
      const http::Field field = static_entry(static_cast<std::size_t>(index));
      return add(field.name, field.value);
    }
    const std::size_t age = static_cast<std::size_t>(index) - kStaticEntries - 1;
    if (const auto field = table_.find(age)) return add(field->name, field->value);
    if (table_.lacks(age)) return fail("an index behind the table's end");
    ++out_.unknown;
    if (const auto value = table_.find_unnamed(age)) add_unnamed(*value);
  }

  /// Section 6.2.
  void literal(std::uint64_t index, bool inserted) {
    fields_begun_ = true;
    bool known = true;
    std::string_view name;
    if (index == 0) {
      name = string(decoder_.name_);
    } else if (index <= kStaticEntries) {
      name = static_entry(static_cast<std::size_t>(index)).name;
    } else {
      const std::size_t age = static_cast<std::size_t>(index) - kStaticEntries - 1;
      if (table_.lacks(age)) return fail("an index behind the table's end");
      const auto entry = table_.find(age);
      known = entry.has_value();
      if (known) name = entry->name;
    }
    const std::string_view value = string(decoder_.value_);
    if (what_ != nullptr) return;
    if (!known) {
      ++out_.unknown;
      add_unnamed(value);
      if (inserted) table_.insert_unnamed(value);
      return;
    }
    add(name, value);
    if (inserted) table_.insert(name, value);
  }

  /// Section 5.1. Refuses what does not fit into 32 bits.
  std::uint64_t integer(unsigned prefix) {
    const std::uint64_t most = (1U << prefix) - 1;
    std::uint64_t value = block_[at_++] & most;
    if (value < most) return value;
    for (unsigned shift = 0; at_ < block_.size(); shift += 7) {
      const std::uint8_t octet = block_[at_++];
      value += std::uint64_t{octet & 0x7FU} << shift;
      if (shift > 28 || value > UINT32_MAX) break;
      if ((octet & 0x80) == 0) return value;
    }
    fail("an integer that is cut or too large");
    return 0;
  }

  /// Section 5.2. Borrowed from the block, or from `room`.
  std::string_view string(std::string& room) {
    if (what_ != nullptr) return {};
    if (at_ >= block_.size()) return fail("a string is missing"), std::string_view{};
    const bool coded = (block_[at_] & 0x80) != 0;
    const std::uint64_t length = integer(7);
    if (what_ != nullptr) return {};
    if (length > block_.size() - at_) {
      return fail("a string longer than its block"), std::string_view{};
    }
    const Bytes octets = block_.subspan(at_, static_cast<std::size_t>(length));
    at_ += octets.size();
    if (!coded) return as_text(octets);
    if (!huffman_decode(octets, room)) fail("a string that breaks the Huffman code");
    return room;
  }

  /// Whether there is room for so many octets more.
  bool keeps(std::size_t octets) {
    kept_ += octets;
    if (kept_ > kMostKept) out_.cut = true;
    return !out_.cut;
  }

  void add_unnamed(std::string_view value) {
    if (keeps(value.size())) out_.unnamed.emplace_back(value);
  }

  void add(std::string_view name, std::string_view value) {
    if (!keeps(name.size() + value.size())) return;
    if (name.starts_with(':')) {
      add_pseudo(out_, name, value);
    } else {
      out_.fields.add(name, value);
    }
  }

  void fail(const char* what) {
    if (what_ == nullptr) what_ = what;
  }

  HpackDecoder& decoder_;
  DynamicTable& table_;
  Bytes block_;
  FieldSection& out_;
  std::size_t at_ = 0;
  std::size_t kept_ = 0;
  bool fields_begun_ = false;
  const char* what_ = nullptr;
};

Decoded<void> HpackDecoder::decode(Bytes block, FieldSection& out) {
  const Decoded<void> read = Reading(*this, block, out).run();
  if (!read) {
    out.malformed = true;
    table_.lose();
  }
  return read;
}

}  // namespace goldwire::http2
