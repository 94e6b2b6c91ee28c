// Corpus: finding captures, and comparing what was heard in them.
#include "tests/laws/corpus.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <map>
#include <stdexcept>

namespace goldwire::laws {
namespace {

namespace fs = std::filesystem;

bool is_capture(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".pcap" || extension == ".pcapng";
}

std::vector<std::string> captures_under(const fs::path& folder) {
  std::vector<std::string> found;
  for (auto at = fs::recursive_directory_iterator(folder); at != fs::recursive_directory_iterator();
       ++at) {
    if (at->is_directory() && at->path().filename() == "node_modules")
      at.disable_recursion_pending();
    if (at->is_regular_file() && is_capture(at->path())) found.push_back(at->path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

using ByProtocol = std::map<const Protocol*, std::vector<Recording>>;

ByProtocol read_corpus() {
  ByProtocol corpus;
  const auto add = [&](const std::string& capture) {
    for (const Recording& recording : recordings_of(capture)) {
      for (const Protocol* protocol : recording.spoken) corpus[protocol].push_back(recording);
    }
  };
  for (const std::string& capture : captures_under(GOLDWIRE_SOURCE_DIR "/fixtures")) add(capture);
  const char* public_captures = std::getenv("GOLDWIRE_CAPTURES");
  if (!thorough() || public_captures == nullptr) return corpus;
  for (const std::string& capture : captures_under(public_captures)) {
    try {
      add(capture);
    } catch (const std::runtime_error&) {
      // Some of the public ones are broken on purpose; what stands in them is another test's
      // business.
      continue;
    }
  }
  return corpus;
}

const std::vector<Recording>& corpus(const Protocol& protocol) {
  static const ByProtocol all = read_corpus();
  static const std::vector<Recording> none;
  const auto found = all.find(&protocol);
  return found == all.end() ? none : found->second;
}

constexpr std::size_t kShownOfALine = 1500;

testing::AssertionResult differing(const char* what, const std::vector<std::string>& lines) {
  auto result = testing::AssertionFailure() << what << " " << lines.size() << ":";
  for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 2); ++i) {
    result << "\n  " << lines[i].substr(0, kShownOfALine);
  }
  return result;
}

}  // namespace

bool thorough() { return std::getenv("GOLDWIRE_THOROUGH") != nullptr; }

std::size_t times(std::size_t usual) { return thorough() ? usual * 10 : usual; }

std::ranges::iota_view<std::uint64_t, std::uint64_t> seeds(std::size_t usual) {
  const char* first = std::getenv("GOLDWIRE_SEED");
  const std::uint64_t from = first == nullptr ? 0 : std::stoull(first);
  return std::views::iota(from, from + times(usual));
}

std::vector<Recording> examples(const Protocol& protocol, std::size_t most) {
  const std::vector<Recording>& all = corpus(protocol);
  const std::size_t count = std::min(all.size(), times(most));
  std::vector<Recording> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(all[i * all.size() / count]);
  return chosen;
}

std::vector<const Protocol*> described_protocols() {
  std::vector<const Protocol*> all(protocols().begin(), protocols().end());
  all.insert(all.end(), riders().begin(), riders().end());
  return all;
}

std::vector<Recording> Laws::examples(std::size_t most) const {
  std::vector<Recording> chosen = laws::examples(protocol(), most);
  EXPECT_FALSE(chosen.empty()) << "no capture under fixtures/ holds " << protocol().name;
  return chosen;
}

std::string test_name(const testing::TestParamInfo<const Protocol*>& info) {
  std::string name(info.param->name);
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

testing::AssertionResult same_lines(const std::vector<std::string>& expected,
                                    const std::vector<std::string>& got) {
  std::vector<std::string> missing;
  std::vector<std::string> extra;
  std::set_difference(expected.begin(), expected.end(), got.begin(), got.end(),
                      std::back_inserter(missing));
  std::set_difference(got.begin(), got.end(), expected.begin(), expected.end(),
                      std::back_inserter(extra));
  if (missing.empty() && extra.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << differing("missing", missing).message() << "\n"
                                     << differing("extra", extra).message();
}

testing::AssertionResult among(const std::vector<std::string>& some,
                               const std::vector<std::string>& all) {
  std::vector<std::string> extra;
  std::set_difference(some.begin(), some.end(), all.begin(), all.end(), std::back_inserter(extra));
  return extra.empty() ? testing::AssertionSuccess() : differing("never happened", extra);
}

}  // namespace goldwire::laws
