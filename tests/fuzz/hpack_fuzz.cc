// Fuzzes the HPACK decoder: the input is a row of field blocks, apart by marks (script.h).
//
// Laws: what libnghttp2's decoder reads is read the same, and what it refuses is refused, but for
// what it may not know here: the table size that SETTINGS allowed, and its own limits. Somebody who
// joins later reads no field that was not there, and counts each that is not known.
#include <algorithm>
#include <memory>
#include <nghttp2/nghttp2.h>
#include <optional>

#include "protocols/http2/hpack_decoder.h"
#include "tests/fuzz/law.h"
#include "tests/fuzz/script.h"

namespace {

using namespace goldwire;
using http2::FieldSection;
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// So that no size update is refused that a sender could have been allowed.
constexpr std::size_t kTable = 64U << 10;

class Reference {
 public:
  Reference() {
    nghttp2_hd_inflater* made = nullptr;
    nghttp2_hd_inflate_new(&made);
    inflater_.reset(made);
    nghttp2_hd_inflate_change_table_size(made, kTable);
  }
  /// Nothing when it refuses the block.
  std::optional<Pairs> read(std::string_view block) {
    Pairs out;
    const auto* at = reinterpret_cast<const std::uint8_t*>(block.data());
    std::size_t left = block.size();
    while (true) {
      nghttp2_nv field{};
      int flags = 0;
      const auto used = nghttp2_hd_inflate_hd2(inflater_.get(), &field, &flags, at, left, 1);
      if (used < 0) return std::nullopt;
      at += used;
      left -= static_cast<std::size_t>(used);
      if ((flags & NGHTTP2_HD_INFLATE_EMIT) != 0) {
        out.emplace_back(std::string(reinterpret_cast<char*>(field.name), field.namelen),
                         std::string(reinterpret_cast<char*>(field.value), field.valuelen));
      }
      if ((flags & NGHTTP2_HD_INFLATE_FINAL) != 0) break;
      if (left == 0 && (flags & NGHTTP2_HD_INFLATE_EMIT) == 0) break;
    }
    nghttp2_hd_inflate_end_headers(inflater_.get());
    return out;
  }

 private:
  struct Delete {
    void operator()(nghttp2_hd_inflater* it) const { nghttp2_hd_inflate_del(it); }
  };
  std::unique_ptr<nghttp2_hd_inflater, Delete> inflater_;
};

Pairs pairs_of(const FieldSection& section) {
  Pairs out;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.emplace_back(name, value);
  };
  add(":method", section.method);
  add(":path", section.path);
  add(":scheme", section.scheme);
  add(":authority", section.authority);
  add(":status", section.status);
  add(":protocol", section.protocol);
  for (std::size_t i = 0; i < section.fields.size(); ++i) {
    out.emplace_back(section.fields[i].name, section.fields[i].value);
  }
  return out;
}

std::string shown(const Pairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) out += name + ": " + value + "\n";
  return out;
}

Pairs sorted(Pairs pairs) {
  // A pseudo-header field without a value is as good as none.
  std::erase_if(pairs, [](const auto& one) { return one.first[0] == ':' && one.second.empty(); });
  std::ranges::sort(pairs);
  return pairs;
}

/// It has names of its own for what is no field: an empty name, a pseudo-header field twice.
bool is_odd(const Pairs& pairs) {
  Pairs pseudo;
  for (const auto& one : pairs) {
    if (one.first.empty()) return true;
    if (one.first[0] != ':') continue;
    for (const auto& other : pseudo) {
      if (other.first == one.first) return true;
    }
    pseudo.push_back(one);
  }
  return false;
}

/// libnghttp2 wants a field behind a size update, and has a limit of 64 kB for a string.
bool begins_with_size_update(std::string_view block) {
  return !block.empty() && (static_cast<std::uint8_t>(block[0]) & 0xE0U) == 0x20;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::vector<std::string_view> blocks = fuzz::pieces(as_text(Bytes(data, size).subspan(1)));
  const std::size_t join = data[0] % 8;  // block
  Reference reference;
  http2::HpackDecoder decoder(true);
  http2::HpackDecoder late(false);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    FieldSection section;
    const bool read = decoder.decode(as_bytes(blocks[i]), section).has_value();
    const std::optional<Pairs> expected = reference.read(blocks[i]);
    if (read != expected.has_value()) {
      if (begins_with_size_update(blocks[i])) return 0;
      fuzz::broken("both take a block, or neither", read ? "nghttp2 refuses it" : "it is refused");
    }
    if (!read || section.cut) return 0;  // neither goes on from here as the other does
    fuzz::hold(section.unknown == 0, "from the start all is known");
    FieldSection seen;
    const bool late_read = i < join || late.decode(as_bytes(blocks[i]), seen);
    fuzz::hold(late_read, "a late reader takes the block");
    if (is_odd(*expected)) continue;
    const Pairs truth = sorted(*expected);
    fuzz::hold(sorted(pairs_of(section)) == truth, "both read the same fields",
               shown(truth) + "--\n" + shown(pairs_of(section)));
    if (i < join) continue;
    const Pairs known = sorted(pairs_of(seen));
    fuzz::hold(std::ranges::includes(truth, known), "a late reader invents no field",
               shown(truth) + "--\n" + shown(known));
    if (std::ranges::none_of(*expected, [](const auto& one) { return one.second.empty(); })) {
      fuzz::hold(known.size() + seen.unknown == truth.size(), "a late reader counts what it lacks");
    }
  }
  return 0;
}
