import { type Kind, shape } from "./kind.js";

const NEW_RELIC = "docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys";

/** Monitoring, alerting, analytics and feature flags. */
// prettier-ignore
export const monitoring: readonly Kind[] = [
  shape("grafana-service-token", "grafana.com/docs/grafana/latest/administration/service-accounts", "glsa_", "[A-Za-z0-9]{32}", "%w32_%h8", { kind: "grafana-token" }),
  shape("grafana-cloud-token", "grafana.com/docs/grafana-cloud/security-and-account-management", "glc_", "[A-Za-z0-9+/=]{32}", "%b80", { kind: "grafana-token", more: "+/=" }),
  shape("grafana-key", "grafana.com/docs/grafana/latest/developers/http_api/authentication", "eyJrIjoi", "[A-Za-z0-9+/]{40}", "%w80=", { kind: "grafana-token", more: "+/=" }),
  shape("sentry-org-token", "docs.sentry.io/account/auth-tokens", "sntrys_", "[A-Za-z0-9+/=_]{32}", "%b80", { kind: "sentry-token", more: "+/=" }),
  shape("sentry-user-token", "docs.sentry.io/account/auth-tokens", "sntryu_ sntrya_ sntryi_", "[A-Za-z0-9+/=]{32}", "%h64", { kind: "sentry-token", more: "+/=" }),
  shape("newrelic-key", NEW_RELIC, "NRAK- NRRA- NRAA-", "[A-Za-z0-9]{27}", "%A27"),
  shape("newrelic-browser-key", NEW_RELIC, "NRJS-", "[a-f0-9]{19}", "%h19", { kind: "newrelic-key" }),
  shape("newrelic-insert-key", NEW_RELIC, "NRII-", "[A-Za-z0-9_-]{32}", "%u32", { kind: "newrelic-key" }),
  shape("newrelic-license-key", NEW_RELIC, "NRAL", "", "", { kind: "newrelic-key", lead: ["[a-f0-9]{36}", 36], whole: true }),
  shape("dynatrace-token", "docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication", "dt0c01. dt0s01. dt0s02. dt0s03. dt0s06. dt0s08. dt0s09. dt0s16.", "[A-Z0-9-]{8,24}\\.[A-Za-z0-9]{64}", "%A24.%A64"),
  shape("honeycomb-key", "docs.honeycomb.io/configure/environments/manage-api-keys", "hcaik_ hcbik_ hccik_ hcxik_ hcamk_ hcxlk_", "[a-z0-9]{26}", "01%L56"),
  shape("launchdarkly-key", "docs.launchdarkly.com/home/account/api", "api- sdk-", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "%g"),
  shape("statsig-key", "docs.statsig.com", "secret- console-", "[A-Za-z0-9]{40}", "%w43", { digit: true }),
  shape("configcat-key", "configcat.com/docs", "configcat-sdk-1/", "[\\w-]{22}/[\\w-]{22}", "%u22/%u22"),
  shape("rootly-key", "docs.rootly.com", "rootly_", "[0-9a-f]{50}", "%h64"),
  shape("firehydrant-key", "firehydrant.com/docs/api", "fhb-", "[0-9a-f]{30}", "%h32"),
  shape("axiom-token", "axiom.co/docs/reference/tokens", "xaat- xapt-", "[0-9a-f-]{36}", "%g"),
  shape("checkly-key", "www.checklyhq.com/docs/accounts-and-users", "cu_", "[0-9a-f]{32}", "%h32"),
  shape("logfire-token", "logfire.pydantic.dev/docs", "pylf_v1_", "\\w{30}", "us_%w43"),
  shape("segment-token", "segment.com/docs", "sgp_", "[A-Za-z0-9]{64}", "%w64"),
  shape("uptimerobot-key", "uptimerobot.com/api", "ur1 ur2 ur3", "\\d{5,8}-[a-f0-9]{24}", "%d6-%h24"),
];
