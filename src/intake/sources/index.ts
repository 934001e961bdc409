import type { Source } from "../source.js";
import { alertmanager } from "./alertmanager/index.js";
import { cloudevents } from "./cloudevents/index.js";
import { datadog } from "./datadog/index.js";
import { generic } from "./generic/index.js";
import { github } from "./github/index.js";
import { grafana } from "./grafana/index.js";
import { opsgenie } from "./opsgenie/index.js";
import { pagerduty } from "./pagerduty/index.js";
import { sentry } from "./sentry/index.js";
import { sns } from "./sns/index.js";

/** Every source of a checkout's settings; `reports` joins them in the app, since it needs an issuer. */
export const sources: readonly Source[] = [
  github,
  alertmanager,
  grafana,
  sentry,
  datadog,
  pagerduty,
  opsgenie,
  sns,
  cloudevents,
  generic,
];
