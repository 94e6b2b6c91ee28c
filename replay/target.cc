// Reading a target's URL (RFC 3986), with what a replay cannot use refused.
#include "replay/target.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace goldwire::replay {

Result<Target> read_target(std::string_view url) {
  constexpr const char* kForm = "write for instance --target http://127.0.0.1:8080";
  const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
  if (!parsed || parsed->host().empty()) {
    return failure(fmt::format("'{}' is no URL of a server", url), "--target", kForm);
  }
  if (parsed->scheme_id() == boost::urls::scheme::https) {
    return failure("TLS is not driven", "--target",
                   "name the plain HTTP port of the server, where its traffic can be captured");
  }
  if (parsed->scheme_id() != boost::urls::scheme::http) {
    return failure(fmt::format("'{}' is not driven, only http", std::string(parsed->scheme())),
                   "--target", kForm);
  }
  const std::string path(parsed->encoded_path());
  if ((!path.empty() && path != "/") || parsed->has_query() || parsed->has_fragment() ||
      parsed->has_userinfo()) {
    return failure("a target is host and port alone; paths come from the recording", "--target",
                   kForm);
  }
  // port_number() reads a number that is too large as another one.
  if (parsed->has_port() && (parsed->port_number() == 0 || std::to_string(parsed->port_number()) !=
                                                               std::string(parsed->port()))) {
    return failure(fmt::format("'{}' has no port between 1 and 65535", url), "--target", kForm);
  }
  Target target;
  target.host = parsed->host_address();
  target.port = parsed->has_port() ? parsed->port_number() : std::uint16_t{80};
  target.authority = std::string(parsed->encoded_host_and_port());
  target.url = url;
  return target;
}

}  // namespace goldwire::replay
