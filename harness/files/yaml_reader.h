// YamlMap: strict reading of a YAML map: unknown keys, doubled keys and wrong types are errors that
// name file, line and remedy.
//
// Contract: the getters give a neutral value after the first error, which all maps of one document
// share; so a reader asks for everything and looks once, at the end, with problem(). A getter marks
// its key as known; what nobody asked for is an unknown key.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <yaml-cpp/yaml.h>

#include "protocols/base/result.h"

namespace goldwire {

class YamlMap {
 public:
  enum class Schema { required, optional };

  /// Reads a document that is a map with `schema: 1`. `file` is its name for errors.
  static Result<YamlMap> document(std::string_view text, const std::string& file,
                                  Schema wanted = Schema::required);

  bool has(std::string_view key) const;
  std::string text(std::string_view key);  ///< an error when absent
  std::string text(std::string_view key, std::string fallback);
  std::uint64_t number(std::string_view key, std::uint64_t fallback);
  bool flag(std::string_view key, bool fallback);
  std::vector<std::string> texts(std::string_view key);  ///< a list; one scalar is a list of one
  std::vector<YamlMap> maps(std::string_view key);       ///< a list of maps
  std::optional<YamlMap> map(std::string_view key);
  /// A map whose keys are data, in the file's order.
  std::vector<std::pair<std::string, YAML::Node>> members(std::string_view key);
  /// All members of this map that nobody asked for yet.
  std::vector<std::pair<std::string, YAML::Node>> rest();
  /// Marks `key` as known to someone else.
  void leave(std::string_view key);

  /// Keeps `what` as the document's first error, at `node`'s line or this map's own.
  void complain(const YAML::Node& node, std::string what, std::string remedy);
  void complain(std::string what, std::string remedy);
  /// The same, at the line of one of this map's keys.
  void complain_at(std::string_view key, std::string what, std::string remedy);
  /// The first error so far; unknown keys count from here on.
  std::optional<Error> problem();

 private:
  struct Document;
  struct Member {
    std::string key;
    YAML::Node name;
    YAML::Node value;
    bool known = false;
  };
  YamlMap(std::shared_ptr<Document> document, const YAML::Node& node, std::string path);
  Member* find(std::string_view key);
  std::string name_of_key(std::string_view key) const;

  std::shared_ptr<Document> document_;
  YAML::Node node_;
  std::string path_;  ///< of this map, for errors: "budgets."
  std::shared_ptr<std::vector<Member>> members_;
};

/// True when a scalar was written in quotes or as a block: text, whatever it looks like.
bool is_quoted(const YAML::Node& scalar);

}  // namespace goldwire
