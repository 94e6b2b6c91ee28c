// routes and apis of a services file: every key, and clear refusals.
#include <gmock/gmock.h>

#include "agent/observe/services_file.h"

namespace goldwire {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(TermsFile, ReadsRoutesAndApisInOrder) {
  const auto services = read_services(R"(
services: {}
routes:
  - /blog/about
  - "/blog/{slug}"
  - "/{tenant}/api/**"
  - "/export/{name}.csv"
apis:
  - {host: "*.adyen.com", external: adyen}
  - method: POST
    path: /soap/{service}
    header: "x-tenant: acme *"
    name: Acme.Post
    attributes: {rpc.service: acme, tier: 1}
  - {header: x-key, external: keyed}
)",
                                      "s");
  ASSERT_TRUE(services) << services.error().line();
  const Terms& terms = services->terms();
  ASSERT_EQ(terms.routes.size(), 4U);
  EXPECT_EQ(terms.routes[1].text, "/blog/{slug}");
  ASSERT_EQ(terms.apis.size(), 3U);
  EXPECT_EQ(terms.apis[0].host, "*.adyen.com");
  EXPECT_EQ(terms.apis[0].external, "adyen");
  EXPECT_EQ(terms.apis[1].method, "POST");
  EXPECT_EQ(terms.apis[1].path, "/soap/{service}");
  EXPECT_EQ(terms.apis[1].header, "x-tenant");
  EXPECT_EQ(terms.apis[1].value, "acme *");
  EXPECT_EQ(terms.apis[1].name, "Acme.Post");
  EXPECT_THAT(terms.apis[1].attributes,
              ElementsAre(Pair("rpc.service", "acme"), Pair("tier", "1")));
  EXPECT_EQ(terms.apis[2].header, "x-key");
  EXPECT_EQ(terms.apis[2].value, "");
}

TEST(TermsFile, NothingBelowAKeyIsNothing) {
  const auto services = read_services("routes:\napis: []\n", "s");
  ASSERT_TRUE(services);
  EXPECT_TRUE(services->terms().routes.empty());
}

TEST(TermsFile, RefusesWithFileLineAndRemedy) {
  const auto error_of = [](const char* text) {
    const auto services = read_services(text, "s.yaml");
    return services ? "" : services.error().line();
  };
  EXPECT_THAT(error_of("routes:\n  - /a\n  - accounts/{id}\n"),
              HasSubstr("s.yaml:3: 'accounts/{id}' is no path; write a path such as"));
  for (const char* route : {"/a/{", "/a/{}", "/a/{x}{y}", "/**/a", "/a*", "/a?b=1", "/a}b{"}) {
    EXPECT_THAT(error_of((std::string("routes: [\"") + route + "\"]\n").c_str()),
                HasSubstr("is no path"))
        << route;
  }
  EXPECT_THAT(error_of("routes: /a\n"), HasSubstr("s.yaml:1: 'routes' is no list"));
  EXPECT_THAT(error_of("routes:\n  - {a: b}\n"), HasSubstr("s.yaml:2: 'an entry' is no path"));
  EXPECT_THAT(error_of("routes:\n  - /a\n  - /b\n  - /a\n"),
              HasSubstr("s.yaml:4: '/a' stands here and on line 2"));
  EXPECT_THAT(error_of("apis: {}\n"), HasSubstr("s.yaml:1: 'apis' is no list"));
  EXPECT_THAT(error_of("apis:\n  - x\n"), HasSubstr("s.yaml:2: an api is no map"));
  EXPECT_THAT(error_of("apis:\n  - {host: a, nam: b}\n"),
              HasSubstr("s.yaml:2: 'nam' of an api is unknown; write host"));
  EXPECT_THAT(error_of("apis:\n  - {name: b}\n"), HasSubstr("s.yaml:2: an api fits every request"));
  EXPECT_THAT(error_of("apis:\n  - {host: b}\n"), HasSubstr("s.yaml:2: an api says nothing"));
  EXPECT_THAT(error_of("apis:\n  - host: a\n    host: b\n"),
              HasSubstr("s.yaml:3: 'host' stands here and on line 2"));
  EXPECT_THAT(error_of("apis:\n  - {host: [a], name: b}\n"),
              HasSubstr("'host' of an api is no text"));
  EXPECT_THAT(error_of("apis:\n  - {path: a, name: b}\n"), HasSubstr("s.yaml:2: 'a' is no path"));
  for (const char* header : {"x:", ": a", "x y"}) {
    EXPECT_THAT(error_of((std::string("apis: [{header: \"") + header + "\", name: b}]\n").c_str()),
                HasSubstr("is no header"))
        << header;
  }
  EXPECT_THAT(error_of("apis:\n  - {host: a, attributes: {x: [1]}}\n"),
              HasSubstr("s.yaml:2: attribute 'x' is no text"));
  EXPECT_THAT(error_of("apis:\n  - {host: a, attributes: x}\n"), HasSubstr("is no map"));
  EXPECT_THAT(error_of("apis:\n  - {host: a, name: b}\n  - {host: a, external: c}\n"),
              HasSubstr("s.yaml:3: an api before this one fits the same requests"));
}

}  // namespace
}  // namespace goldwire
