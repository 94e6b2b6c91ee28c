// Test tool: the texts of this tree, for tests that hold rules over its sources.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace goldwire::testing {

/// Path from the top of the tree -> text.
using Tree = std::map<std::string, std::string>;

/// The texts below `top`, without what is built, fetched or captured.
inline Tree read_tree(const std::filesystem::path& top) {
  namespace fs = std::filesystem;
  Tree tree;
  for (auto at = fs::recursive_directory_iterator(top); at != fs::recursive_directory_iterator();
       ++at) {
    const std::string name = at->path().filename().string();
    if (at->is_directory()) {
      const bool not_ours = name.starts_with('.') || name == "build" || name == "node_modules" ||
                            name == "captures" || name == "corpus";
      if (not_ours) at.disable_recursion_pending();
    } else if (at->is_regular_file()) {
      std::ifstream in(at->path(), std::ios::binary);
      tree[fs::relative(at->path(), top).generic_string()] =
          std::string(std::istreambuf_iterator<char>(in), {});
    }
  }
  return tree;
}

}  // namespace goldwire::testing
