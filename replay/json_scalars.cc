// A walk over a JSON text that is known to be well-formed.
#include "replay/json_scalars.h"

#include <cctype>
#include <map>

#include "protocols/base/json.h"

namespace goldwire::replay {
namespace {

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.find_first_of(".[]\" \t\r\n") == std::string_view::npos;
}

class Walk {
 public:
  Walk(std::string_view json, std::vector<JsonScalar>& out) : json_(json), out_(out) {}

  void value(const std::string& path) {
    blanks();
    switch (json_[at_]) {
      case '{':
        return object(path);
      case '[':
        return list(path);
      case '"': {
        const std::size_t begin = at_;
        std::string text = string();
        out_.push_back({path, begin, at_, true, std::move(text)});
        return;
      }
      default: {
        const std::size_t begin = at_;
        while (at_ < json_.size() &&
               std::string_view(",]} \t\r\n").find(json_[at_]) == std::string_view::npos) {
          ++at_;
        }
        const std::string_view bare = json_.substr(begin, at_ - begin);
        if (std::isalpha(static_cast<unsigned char>(bare.front())) == 0) {
          out_.push_back({path, begin, at_, false, std::string(bare)});
        }
      }
    }
  }

 private:
  void blanks() { at_ = json_.find_first_not_of(" \t\r\n", at_); }

  /// Past a comma or the closing mark; true when there is more.
  bool more() {
    blanks();
    return json_[at_++] == ',';
  }

  std::string string() {
    const std::size_t begin = at_++;
    while (json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
    ++at_;
    return *read_json(json_.substr(begin, at_ - begin))->text();
  }

  void object(const std::string& path) {
    ++at_;
    blanks();
    if (json_[at_] == '}') {
      ++at_;
      return;
    }
    std::map<std::string, int> seen;
    do {
      blanks();
      const std::string name = string();
      blanks();
      ++at_;  // the colon
      const int times = ++seen[name];
      std::string member = is_plain_name(name) ? "." + name : "";
      if (member.empty()) {
        member = "[";
        write_json_text(member, name);
        member += ']';
      }
      if (times > 1) member += "#" + std::to_string(times);
      value(path + member);
    } while (more());
  }

  void list(const std::string& path) {
    ++at_;
    blanks();
    if (json_[at_] == ']') {
      ++at_;
      return;
    }
    std::size_t index = 0;
    do {
      value(path + "[" + std::to_string(index++) + "]");
    } while (more());
  }

  std::string_view json_;
  std::vector<JsonScalar>& out_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<JsonScalar> json_scalars(std::string_view json) {
  std::vector<JsonScalar> out;
  if (read_json(json)) Walk(json, out).value("");
  return out;
}

std::string json_spelling(bool was_quoted, std::string_view text) {
  if (!was_quoted) {
    const auto bare = read_json(text);
    if (bare && bare->number() != nullptr) return std::string(text);
  }
  std::string quoted;
  write_json_text(quoted, text);
  return quoted;
}

}  // namespace goldwire::replay
