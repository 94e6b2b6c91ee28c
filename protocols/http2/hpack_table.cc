// HPACK tables.
#include "protocols/http2/hpack_table.h"

#include <array>

namespace goldwire::http2 {
namespace {

constexpr std::array<http::Field, kStaticEntries> kStatic = {{
    {":authority", ""},
    {":method", "GET"},
    {":method", "POST"},
    {":path", "/"},
    {":path", "/index.html"},
    {":scheme", "http"},
    {":scheme", "https"},
    {":status", "200"},
    {":status", "204"},
    {":status", "206"},
    {":status", "304"},
    {":status", "400"},
    {":status", "404"},
    {":status", "500"},
    {"accept-charset", ""},
    {"accept-encoding", "gzip, deflate"},
    {"accept-language", ""},
    {"accept-ranges", ""},
    {"accept", ""},
    {"access-control-allow-origin", ""},
    {"age", ""},
    {"allow", ""},
    {"authorization", ""},
    {"cache-control", ""},
    {"content-disposition", ""},
    {"content-encoding", ""},
    {"content-language", ""},
    {"content-length", ""},
    {"content-location", ""},
    {"content-range", ""},
    {"content-type", ""},
    {"cookie", ""},
    {"date", ""},
    {"etag", ""},
    {"expect", ""},
    {"expires", ""},
    {"from", ""},
    {"host", ""},
    {"if-match", ""},
    {"if-modified-since", ""},
    {"if-none-match", ""},
    {"if-range", ""},
    {"if-unmodified-since", ""},
    {"last-modified", ""},
    {"link", ""},
    {"location", ""},
    {"max-forwards", ""},
    {"proxy-authenticate", ""},
    {"proxy-authorization", ""},
    {"range", ""},
    {"referer", ""},
    {"refresh", ""},
    {"retry-after", ""},
    {"server", ""},
    {"set-cookie", ""},
    {"strict-transport-security", ""},
    {"transfer-encoding", ""},
    {"user-agent", ""},
    {"vary", ""},
    {"via", ""},
    {"www-authenticate", ""},
}};

}  // namespace

http::Field static_entry(std::size_t index) { return kStatic[index - 1]; }

std::size_t static_index(std::string_view name, std::string_view value) {
  for (std::size_t i = 0; i < kStatic.size(); ++i) {
    if (kStatic[i].name == name && kStatic[i].value == value) return i + 1;
  }
  return 0;
}

std::size_t static_index(std::string_view name) {
  for (std::size_t i = 0; i < kStatic.size(); ++i) {
    if (kStatic[i].name == name) return i + 1;
  }
  return 0;
}

const DynamicTable::Entry* DynamicTable::entry(std::size_t age) const {
  return age < entries_.size() ? &entries_[entries_.size() - 1 - age] : nullptr;
}

std::optional<http::Field> DynamicTable::find(std::size_t age) const {
  const Entry* const found = entry(age);
  if (found == nullptr || !found->named) return std::nullopt;
  const std::string_view both = std::string_view(text_).substr(
      static_cast<std::size_t>(found->at - removed_), std::size_t{found->name} + found->value);
  return http::Field{both.substr(0, found->name), both.substr(found->name)};
}

std::optional<std::string_view> DynamicTable::find_unnamed(std::size_t age) const {
  const Entry* const found = entry(age);
  if (found == nullptr || found->named) return std::nullopt;
  return std::string_view(text_).substr(static_cast<std::size_t>(found->at - removed_),
                                        found->value);
}

void DynamicTable::insert(std::string_view name, std::string_view value) {
  insert({removed_ + text_.size(), static_cast<std::uint32_t>(name.size()),
          static_cast<std::uint32_t>(value.size()), true},
         name, value);
}

/// It costs more than is counted for it, so that more is kept than the peer keeps, and never less.
void DynamicTable::insert_unnamed(std::string_view value) {
  insert({removed_ + text_.size(), 0, static_cast<std::uint32_t>(value.size()), false}, {}, value);
}

void DynamicTable::insert(const Entry& entry, std::string_view name, std::string_view value) {
  if (entry.cost() > capacity_) {  // it does not fit, and nothing else stays
    const bool known = capacity_known_;
    forget();
    complete_ = known;
    return;
  }
  // Appended before anything is evicted: the name may stand in this very text.
  text_.append(name).append(value);
  evict(capacity_ - entry.cost());
  entries_.push_back(entry);
  size_ += entry.cost();
  const auto dead = static_cast<std::size_t>(entries_.front().at - removed_);
  if (dead > kUsual && dead > text_.size() / 2) {
    text_.erase(0, dead);
    removed_ += dead;
  }
}

void DynamicTable::resize(std::size_t capacity) {
  capacity_known_ = capacity <= kMost;
  capacity_ = std::min(capacity, kMost);
  evict(capacity_);
  if (capacity == 0) complete_ = true;
}

void DynamicTable::forget() {
  removed_ += text_.size();
  text_.clear();
  entries_.clear();
  size_ = 0;
  complete_ = false;
}

void DynamicTable::lose() {
  forget();
  capacity_ = kMost;
  capacity_known_ = false;
}

/// Oldest first, until no more than `capacity` is left.
void DynamicTable::evict(std::size_t capacity) {
  while (size_ > capacity) {
    size_ -= entries_.front().cost();
    entries_.pop_front();
    // What is older than one that had to go is gone too, unless it went for our own limit.
    complete_ = capacity_known_;
  }
}

}  // namespace goldwire::http2
