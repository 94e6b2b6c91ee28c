// Fields: one text and where each field stands in it, so that a section costs two allocations.
#include "protocols/http/fields.h"

namespace goldwire::http {
void Fields::add(std::string_view name, std::string_view value) {
  const std::size_t at = text_.size();
  text_.append(name).append(value);
  add(name,
      {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(name.size()),
       static_cast<std::uint32_t>(at + name.size()), static_cast<std::uint32_t>(value.size())});
}

void Fields::begin(std::string_view section) { text_ = section; }

void Fields::tell(std::string_view section, std::string_view name, std::string_view value) {
  add(name, {static_cast<std::uint32_t>(name.data() - section.data()),
             static_cast<std::uint32_t>(name.size()),
             static_cast<std::uint32_t>(value.data() - section.data()),
             static_cast<std::uint32_t>(value.size())});
}

void Fields::add(std::string_view name, const Entry& entry) {
  marks_ |= mark_of(name);
  if (entries_.empty()) entries_.reserve(12);
  entries_.push_back(entry);
}

void Fields::fold(std::string_view value) {
  if (entries_.empty()) return;
  Entry& last = entries_.back();
  if (last.value + last.value_size != text_.size()) {  // there is room at the end only
    const std::string before(value_of(last));
    last.value = static_cast<std::uint32_t>(text_.size());
    text_ += before;
  }
  if (last.value_size != 0 && !value.empty()) {
    text_.push_back(' ');
    ++last.value_size;
  }
  text_.append(value);
  last.value_size += static_cast<std::uint32_t>(value.size());
}

Field Fields::operator[](std::size_t index) const {
  const Entry& entry = entries_[index];
  return {std::string_view(text_).substr(entry.name, entry.name_size), value_of(entry)};
}

bool operator==(const Fields& left, const Fields& right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].name != right[i].name || left[i].value != right[i].value) return false;
  }
  return true;
}

std::optional<std::string_view> Fields::find(std::string_view name) const {
  if ((marks_ & mark_of(name)) == 0) return std::nullopt;
  for (std::size_t i = 0; i < size(); ++i) {
    if (entries_[i].name_size != name.size()) continue;
    const Field field = (*this)[i];
    if (same_name(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::string Fields::joined(std::string_view name) const {
  std::string out;
  for (std::size_t i = 0; i < size(); ++i) {
    const Field field = (*this)[i];
    if (!same_name(field.name, name)) continue;
    if (!out.empty()) out += ", ";
    out += field.value;
  }
  return out;
}

std::vector<std::string_view> list_members(std::string_view list) {
  std::vector<std::string_view> members;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    if (i < list.size()) {
      if (quoted && list[i] == '\\') {
        ++i;
        continue;
      }
      if (list[i] == '"') quoted = !quoted;
      if (quoted || list[i] != ',') continue;
    }
    const std::string_view member = trimmed(list.substr(begin, i - begin));
    if (!member.empty()) members.push_back(member);
    begin = i + 1;
  }
  return members;
}

}  // namespace goldwire::http
