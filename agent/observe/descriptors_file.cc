// File -> octets -> Schemas.
#include "agent/observe/descriptors_file.h"

#include <fstream>
#include <sstream>

#include "protocols/grpc/descriptors.h"

namespace goldwire {

Result<void> add_descriptors(Terms& terms, const std::vector<std::string>& files) {
  std::shared_ptr<const Schemas> all;
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    in.peek();  // a folder opens, but cannot be read
    if (!in.is_open() || in.bad()) {
      return failure("cannot be read", file, "name a file of descriptors that exists");
    }
    std::ostringstream octets;
    octets << in.rdbuf();
    auto read = grpc::read_descriptors(octets.str(), file);
    if (!read) return std::unexpected(read.error());
    all = grpc::joined(std::move(all), std::move(*read));
  }
  terms.schemas = grpc::joined(std::move(all), terms.schemas);
  return {};
}

}  // namespace goldwire
