// HPACK tables (RFC 7541 section 2.3): the static one, and the dynamic one as it can be known by
// somebody who may have joined late.
//
// Contract: a dynamic index counts from the newest entry, so all that were inserted since joining
// resolve exactly; what older entries say cannot be known. A table size that was changed unseen
// does no harm: a peer never refers to what it evicted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocols/base/queue.h"
#include "protocols/http/fields.h"

namespace goldwire::http2 {

/// Appendix A; its entries are numbered from 1.
inline constexpr std::size_t kStaticEntries = 61;
/// `index` from 1 to kStaticEntries. Lives for ever.
http::Field static_entry(std::size_t index);
/// The number of the first entry with this name and value; 0 when there is none.
std::size_t static_index(std::string_view name, std::string_view value);
/// The number of the first entry with this name; 0 when there is none.
std::size_t static_index(std::string_view name);

class DynamicTable {
 public:
  /// `complete`: the connection's first octet was seen.
  explicit DynamicTable(bool complete)
      : capacity_(complete ? kUsual : kMost), capacity_known_(complete), complete_(complete) {}

  /// The entry `age` insertions before the newest one, which is 0. Nothing when it is not known.
  /// Borrowed until the next call that is not const.
  std::optional<http::Field> find(std::size_t age) const;
  /// The value of such an entry whose name is not known. Borrowed likewise.
  std::optional<std::string_view> find_unnamed(std::size_t age) const;
  /// No peer may refer to such an entry: there is none.
  bool lacks(std::size_t age) const { return complete_ && age >= entries_.size(); }
  std::size_t size() const { return entries_.size(); }

  /// Section 4.4. `name` may be borrowed from this table.
  void insert(std::string_view name, std::string_view value);
  /// The same, with a name that is not known.
  void insert_unnamed(std::string_view value);
  /// A dynamic table size update (section 6.3), in octets.
  void resize(std::size_t capacity);
  /// Insertions or changes of size went unseen: what is older than the next one is unknown.
  void lose();

  /// Octets it keeps.
  std::size_t held() const { return text_.size() + entries_.size() * sizeof(Entry); }

 private:
  static constexpr std::size_t kUsual = 4096;       ///< SETTINGS_HEADER_TABLE_SIZE by default
  static constexpr std::size_t kOverhead = 32;      ///< of an entry, section 4.1
  static constexpr std::size_t kMost = 128U << 10;  ///< a larger table is known in its newer part

  struct Entry {
    std::uint64_t at = 0;  ///< octets ever written before it
    std::uint32_t name = 0;
    std::uint32_t value = 0;
    bool named = true;
    std::size_t cost() const { return std::size_t{name} + value + kOverhead; }
  };

  const Entry* entry(std::size_t age) const;
  void insert(const Entry& entry, std::string_view name, std::string_view value);
  void evict(std::size_t capacity);
  void forget();

  std::string text_;           ///< names and values of the entries, oldest first
  std::uint64_t removed_ = 0;  ///< octets ever taken off the beginning of text_
  Queue<Entry> entries_;
  std::size_t size_ = 0;  ///< as section 4.1 counts
  std::size_t capacity_;
  bool capacity_known_;  ///< it is the peer's; else only our limit
  bool complete_;        ///< every entry that exists is here
};

}  // namespace goldwire::http2
