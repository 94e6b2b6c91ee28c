// The contract's JSON.
#include "harness/report/report.h"
#include "protocols/base/json.h"
#include "protocols/base/value.h"

namespace goldwire {
namespace {

Value::List findings_of(const std::vector<Finding>& findings) {
  Value::List list;
  for (const Finding& finding : findings) {
    Value::Object object{{"kind", name_of(finding.kind)},
                         {"caller", finding.caller},
                         {"callee", finding.callee},
                         {"operation", finding.operation},
                         {"path", finding.path},
                         {"from", finding.from},
                         {"to", finding.to},
                         {"count", Value::integer(static_cast<long long>(finding.count))},
                         {"evidence", finding.evidence},
                         {"rule", finding.rule},
                         {"span_id", finding.span_id},
                         {"what", finding.what},
                         {"note", finding.note}};
    object.emplace_back("echoes", findings_of(finding.echoes));
    list.emplace_back(std::move(object));
  }
  return list;
}

}  // namespace

std::string json_report(const Report& report) {
  Value::List scenarios;
  for (const ScenarioReport& scenario : report.scenarios) {
    Value::List reasons;
    for (const std::string& reason : scenario.diff.reasons) reasons.emplace_back(reason);
    Value::List checkpoints;
    for (const CheckpointReport& checkpoint : checkpoints_of(scenario)) {
      checkpoints.emplace_back(Value::Object{
          {"name", checkpoint.name},
          {"findings", Value::integer(static_cast<long long>(checkpoint.findings.size()))}});
    }
    scenarios.emplace_back(Value::Object{{"name", scenario.diff.scenario},
                                         {"run", scenario.run},
                                         {"verdict", name_of(scenario.diff.verdict)},
                                         {"reasons", std::move(reasons)},
                                         {"findings", findings_of(scenario.diff.findings)},
                                         {"checkpoints", std::move(checkpoints)}});
  }
  return write_json(Value::Object{{"schema", Value::integer(1)},
                                  {"verdict", name_of(report.verdict())},
                                  {"scenarios", std::move(scenarios)}}) +
         '\n';
}

}  // namespace goldwire
