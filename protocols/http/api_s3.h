// S3: operations by method, place and query, and what they act on.
//
// Contract: for requests that are known to be S3's. The bucket stands in the path or in the host.
#pragma once

#include <string>
#include <string_view>

#include "protocols/http/api_view.h"

namespace goldwire::http {

struct S3Place {
  std::string bucket;  ///< empty when the account itself is meant
  std::string key;     ///< decoded; empty when the bucket is meant
};
S3Place s3_place(const ApiView& view);

/// "PutObject"; the method when no operation has this form.
std::string s3_operation(const ApiView& view);

/// Sets aws.s3.*.
void add_s3(Interaction& out, const ApiView& view);

}  // namespace goldwire::http
