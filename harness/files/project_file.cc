// Project <-> YAML.
#include "harness/files/project_file.h"

#include "agent/observe/services_file.h"
#include "harness/files/yaml_reader.h"
#include "harness/files/yaml_writer.h"
#include "harness/golden/duration_text.h"

namespace goldwire {
namespace {

std::set<std::string, std::less<>> plain_names(const std::vector<std::string>& names) {
  std::set<std::string, std::less<>> plain;
  for (const std::string& name : names) plain.insert(plain_name(name));
  return plain;
}

Duration read_duration_at(YamlMap& map, std::string_view key, Duration fallback) {
  if (!map.has(key)) return fallback;
  const auto duration = read_duration(map.text(key));
  if (!duration) {
    map.complain_at(key, std::string(key) + " is no duration",
                    "write for instance " + std::string(key) + ": 2s");
  }
  return duration.value_or(fallback);
}

void write_parties(YamlWriter& yaml, std::string_view key, const std::vector<NamedParty>& parties) {
  if (parties.empty()) return yaml.put(key, "{}");
  yaml.open(key);
  for (const NamedParty& party : parties) {
    std::vector<std::string> targets;
    for (const std::string& target : party.targets) targets.push_back(yaml_quoted(target));
    yaml.put(party.name, yaml_flow_list(targets));
  }
  yaml.close();
}

}  // namespace

Result<Project> read_project(std::string_view text, const std::string& name) {
  auto document = YamlMap::document(text, name, YamlMap::Schema::optional);
  if (!document) return std::unexpected(document.error());
  Project project;
  document->leave("services");
  document->leave("external");
  document->leave("descriptors");
  document->leave("routes");
  document->leave("apis");
  if (auto redaction = document->map("redaction")) {
    project.redaction.headers = plain_names(redaction->texts("headers"));
    project.redaction.fields = plain_names(redaction->texts("fields"));
    project.redaction.keep = plain_names(redaction->texts("keep"));
  }
  if (auto defaults = document->map("defaults")) {
    project.interfaces = defaults->texts("interfaces");
    project.filter = defaults->text("filter", "");
    project.settle = read_duration_at(*defaults, "settle", project.settle);
    project.timeout = read_duration_at(*defaults, "timeout", project.timeout);
  }
  if (auto problem = document->problem()) return std::unexpected(*problem);
  auto services = read_services(text, name);
  if (!services) return std::unexpected(services.error());
  project.services = std::move(*services);
  return project;
}

std::string write_project(const std::vector<NamedParty>& services,
                          const std::vector<NamedParty>& external) {
  YamlWriter yaml;
  yaml.comment("What goldwire knows of this system. Yours to edit.");
  yaml.put("schema", "1");
  yaml.blank();
  yaml.comment(
      "Who is who: address, address:port, CIDR, :port or host name. Clients that are not named "
      "here\n"
      "are outside: their requests begin a scenario.");
  write_parties(yaml, "services", services);
  yaml.blank();
  yaml.comment("Third parties, which others run.");
  write_parties(yaml, "external", external);
  yaml.blank();
  yaml.comment(
      "Authorization, cookies and passwords never reach a file. More headers and fields (JSON\n"
      "members, form fields, SQL columns) that are secret here, and names that are none:");
  yaml.open("redaction");
  yaml.put("headers", "[]");
  yaml.put("fields", "[]");
  yaml.put("keep", "[]");
  yaml.close();
  yaml.blank();
  yaml.comment(
      "settle: how long the system must be quiet before a live run is judged; timeout: how long "
      "to\n"
      "wait for that. interfaces and filter are used where -i and --filter are not given.");
  yaml.open("defaults");
  yaml.put("settle", yaml_quoted("1s"));
  yaml.put("timeout", yaml_quoted("60s"));
  yaml.put("interfaces", "[]");
  yaml.put("filter", yaml_quoted(""));
  yaml.close();
  return yaml.take();
}

}  // namespace goldwire
