// YamlWriter: YAML that every parser reads alike.
//
// Contract: what YAML 1.1 or 1.2 would take for something else than text is quoted: yes, no, on,
// off, null, ~, numbers of any base, dates, times (12:30), .inf, =, <<, and so on. One value a
// line; text of several lines stands as a literal block where both versions keep it, else quoted on
// one line. Text is UTF-8: the caller holds octets that are none apart. Same calls, same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldwire {

/// A scalar or flow collection as it stands behind "key: ", on one line.
std::string yaml_text(std::string_view text);    ///< plain where that is safe, else quoted
std::string yaml_quoted(std::string_view text);  ///< always in double quotes
std::string yaml_flow_map(const std::vector<std::pair<std::string, std::string>>& members);
std::string yaml_flow_list(const std::vector<std::string>& items);

class YamlWriter {
 public:
  /// Lines of text, each behind "# ".
  void comment(std::string_view text);
  void blank();

  /// "key: value"; `value` is one of the spellings above, or a number, true, false, null.
  void put(std::string_view key, std::string_view value);
  void put_text(std::string_view key, std::string_view text);
  /// "- value"
  void put_item(std::string_view value);

  /// "key:" and one level deeper, until close().
  void open(std::string_view key);
  /// The next line begins with "- "; one level deeper, until close().
  void open_item();
  void close();

  std::string take() { return std::move(out_); }

 private:
  void indent();
  void begin_key(std::string_view key);

  std::string out_;
  std::size_t depth_ = 0;
  bool dash_ = false;  ///< the next line is the first of a list item
};

}  // namespace goldwire
