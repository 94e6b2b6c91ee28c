// Replay rules: the section `replay` of scenario.yaml.
//
//   replay:
//     carry:
//       - from: answer 1 body.token
//         to: ["requests 2-5 header.authorization"]
//     secrets:
//       - variable: GOLDWIRE_SECRET_DEPOSIT_PASSWORD
//         to: ["request 1 body.password"]
//
// Contract: read strictly; what the rules mean for a recording is checked when it is replayed.
#pragma once

#include "harness/files/yaml_reader.h"
#include "harness/files/yaml_writer.h"
#include "replay/rules.h"

namespace goldwire {

void write_replay_rules(YamlWriter& yaml, const replay::Rules& rules);

/// Complaints go to `document`.
replay::Rules read_replay_rules(YamlMap& document);

}  // namespace goldwire
