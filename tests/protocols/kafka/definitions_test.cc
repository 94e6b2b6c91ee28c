// The field tables against the protocol's public message definitions (the JSON files that Apache
// Kafka generates its own classes from), field by field in each version. Built when
// CMake's GOLDWIRE_KAFKA_MESSAGES names a folder that has them; they are not part of this
// repository.
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "protocols/base/json.h"
#include "protocols/kafka/api.h"
#include "protocols/kafka/bodies.h"
#include "protocols/kafka/messages/consumer_protocol.h"

namespace goldwire::kafka {
namespace {

/// One field a line: its path, type, whether it may be null, its tag.
using Lines = std::vector<std::string>;

/// Lists what a description says of a version.
class FieldLines {
 public:
  explicit FieldLines(int version) : version_(version) {}

  template <class T>
  void operator()(const Field& f, T&) {
    if (f.in(version_)) add<T>(f, f.name);
  }
  template <class T>
  void message() {
    T m;
    T::visit(*this, m);
  }
  Lines take() { return std::move(lines_); }

 private:
  template <class T>
  static std::string type() {
    if constexpr (std::is_same_v<T, bool>) return "bool";
    if constexpr (std::is_same_v<T, std::string_view>) return "string";
    if constexpr (std::is_same_v<T, Bytes>) return "bytes";
    if constexpr (std::is_same_v<T, Uuid>) return "uuid";
    if constexpr (std::is_same_v<T, Records>) return "records";
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      return (std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
    }
    return "struct";
  }

  template <class T>
  void add(const Field& f, const std::string& name, const std::string& array = "") {
    if constexpr (is_optional<T>::value) {
      add<typename T::value_type>(f, name, array);
    } else if constexpr (is_vector<T>::value) {
      add<typename T::value_type>(f, name, "[]");
    } else {
      std::string line = path_ + name + ": " + array + type<T>();
      if (version_ >= f.nullable) line += " null";
      if (f.tagged >= 0) line += " tag " + std::to_string(f.tagged);
      lines_.push_back(line);
      if constexpr (Fielded<T>) {
        const std::string outer = std::exchange(path_, path_ + name + '.');
        message<T>();
        path_ = outer;
      }
    }
  }

  int version_;
  std::string path_;
  Lines lines_;
};

struct Range {
  int first = 0;
  int last = -1;
  bool has(int version) const { return version >= first && version <= last; }
};

Range range_of(const Value* text) {
  if (text == nullptr || *text->text() == "none") return {};
  const std::string& range = *text->text();
  const std::size_t dash = range.find('-');
  if (range.ends_with('+')) return {std::stoi(range), 32767};
  if (dash == std::string::npos) return {std::stoi(range), std::stoi(range)};
  return {std::stoi(range), std::stoi(range.substr(dash + 1))};
}

/// Lists what a definition says of a version.
class DefinitionLines {
 public:
  DefinitionLines(const Value& definition, int version) : version_(version) {
    if (const Value* common = definition.find("commonStructs")) {
      for (const Value& one : *common->list())
        common_[*one.find("name")->text()] = one.find("fields");
    }
    fields(*definition.find("fields"));
  }
  Lines take() {
    // A description puts tagged fields last, a definition anywhere: the wire has them last.
    return std::move(lines_);
  }

 private:
  void fields(const Value& list) {
    for (const bool tagged : {false, true}) {
      std::map<int, const Value*> by_tag;
      for (const Value& one : *list.list()) {
        if (!range_of(one.find("versions")).has(version_)) continue;
        const Value* tag = one.find("tag");
        if ((tag != nullptr) != tagged) continue;
        if (tagged) {
          by_tag[std::stoi(tag->number()->text)] = &one;
        } else {
          field_line(one);
        }
      }
      for (const auto& [number, one] : by_tag) field_line(*one);
    }
  }

  void field_line(const Value& one) {
    std::string name = *one.find("name")->text();
    name[0] = static_cast<char>(std::tolower(name[0]));
    std::string type = *one.find("type")->text();
    const std::string array = type.starts_with("[]") ? "[]" : "";
    type = type.substr(array.size());
    const Value* inner = one.find("fields");
    if (inner == nullptr && common_.contains(type)) inner = common_[type];
    std::string line = path_ + name + ": " + array + (inner != nullptr ? "struct" : type);
    if (range_of(one.find("nullableVersions")).has(version_)) line += " null";
    if (const Value* tag = one.find("tag")) line += " tag " + tag->number()->text;
    lines_.push_back(line);
    if (inner == nullptr) return;
    const std::string outer = std::exchange(path_, path_ + name + '.');
    fields(*inner);
    path_ = outer;
  }

  int version_;
  std::map<std::string, const Value*> common_;
  std::string path_;
  Lines lines_;
};

/// The file without its comments, which stand on lines of their own or after a space.
std::optional<Value> definition(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::string text;
  for (std::string line; std::getline(file, line);) {
    const std::size_t comment = line.find("//");
    const bool alone = comment == line.find_first_not_of(' ');
    const bool inside =
        !alone && comment != std::string::npos && line.find('"', comment) != std::string::npos;
    text += (inside ? line : line.substr(0, comment)) + '\n';
  }
  const auto value = read_json(text);
  EXPECT_TRUE(value) << path;
  return value ? std::optional(*value) : std::nullopt;
}

class Definitions : public testing::Test {
 protected:
  template <class T>
  void compare(const std::string& name, int newest) {
    const auto defined = definition(folder_ + '/' + name + ".json");
    ASSERT_TRUE(defined) << name;
    const Range valid = range_of(defined->find("validVersions"));
    for (int version = valid.first; version <= std::min(valid.last, newest); ++version) {
      FieldLines ours(version);
      ours.message<T>();
      EXPECT_EQ(ours.take(), DefinitionLines(*defined, version).take())
          << name << " version " << version;
      ++compared_;
    }
  }

  const std::string folder_ = GOLDWIRE_KAFKA_MESSAGES;
  int compared_ = 0;
};

TEST_F(Definitions, FieldsTypesVersionsNullsAndTagsAreTheSame) {
  for (const Api& entry : apis()) {
    if (!entry.described) continue;
    with_bodies<bool>(entry.key, false, [&]<class Request, class Response>() {
      compare<Request>(std::string(entry.name) + "Request", entry.newest);
      compare<Response>(std::string(entry.name) + "Response", entry.newest);
      return true;
    });
  }
  compare<ConsumerProtocolSubscription>("ConsumerProtocolSubscription", 3);
  compare<ConsumerProtocolAssignment>("ConsumerProtocolAssignment", 3);
  std::printf("%d message versions equal their definitions\n", compared_);
  EXPECT_GE(compared_, 250);
}

TEST_F(Definitions, HeadersAreFlexibleFromTheSameVersionOn) {
  int compared = 0;
  for (const Api& entry : apis()) {
    const auto defined = definition(folder_ + '/' + std::string(entry.name) + "Request.json");
    if (!defined) continue;  // renamed, removed or newer than the folder
    const Range flex = range_of(defined->find("flexibleVersions"));
    const Range valid = range_of(defined->find("validVersions"));
    EXPECT_EQ(std::stoi(defined->find("apiKey")->number()->text), entry.key);
    EXPECT_GE(entry.newest, valid.last) << entry.name;
    for (int version = valid.first; version <= valid.last; ++version) {
      EXPECT_EQ(flexible(entry.key, version), flex.has(version)) << entry.name << ' ' << version;
    }
    ++compared;
  }
  EXPECT_GE(compared, 60);
}

}  // namespace
}  // namespace goldwire::kafka
