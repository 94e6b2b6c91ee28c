// Replay: runs a fuzz target over each file of a folder, where libFuzzer is not. Fails when there
// is none: then nothing was tried.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  if (count != 2 || !fs::is_directory(arguments[1])) {
    std::cerr << "usage: " << arguments[0] << " FOLDER, one that there is\n";
    return 2;
  }
  std::size_t replayed = 0;
  for (const auto& file : fs::directory_iterator(arguments[1])) {
    std::cout << file.path().filename().string()
              << std::endl;  // the last one told is the one that fails
    std::ifstream in(file.path(), std::ios::binary);
    const std::string octets(std::istreambuf_iterator<char>(in), {});
    const std::vector<std::uint8_t> input(octets.begin(), octets.end());
    LLVMFuzzerTestOneInput(input.data(), input.size());
    ++replayed;
  }
  std::cout << replayed << " inputs\n";
  return replayed == 0 ? 1 : 0;
}
