// AWS answers: request ids, error codes, and what a success hides.
#pragma once

#include "protocols/http/api_aws_names.h"

namespace goldwire::http {

/// Sets aws.request_id; error.type where the call failed, which of a function's own failure
/// (Lambda) is so although the answer is a 200; and how many entries of a batch were refused.
/// `view` has a response.
void add_aws_answer(Interaction& out, const AwsCall& call, const ApiView& view);

}  // namespace goldwire::http
