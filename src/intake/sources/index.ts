import type { Source } from "../source.js";
import { alertmanager } from "./alertmanager/index.js";
import { cloudevents } from "./cloudevents/index.js";
import { datadog } from "./datadog/index.js";
import { createGeneric, generic } from "./generic/index.js";
import type { Mapping } from "./generic/mapping.js";
import { github } from "./github/index.js";
import { grafana } from "./grafana/index.js";
import { opsgenie } from "./opsgenie/index.js";
import { pagerduty } from "./pagerduty/index.js";
import { createReports, type ReportsOptions } from "./reports/index.js";
import { sentry } from "./sentry/index.js";
import { sns } from "./sns/index.js";

/** Senders of alerts, each with its path, its secret's setting and its row in the README: this list is where they are named. */
export const alertSources: readonly Source[] = [
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

/** Every source of a checkout's settings; `reports` joins them in the app, since it needs an issuer. */
export const sources: readonly Source[] = [github, ...alertSources];

export interface SourceOptions {
  /** Of `HEAL_GENERIC_MAPPING`. */
  mapping?: Mapping;
  /** Absent: `/api/reports` answers 404. */
  reports?: ReportsOptions;
}

/** What a server takes in. */
export const createSources = ({ mapping, reports }: SourceOptions): readonly Source[] => [
  ...sources.map((source) => (source === generic && mapping ? createGeneric(mapping) : source)),
  ...(reports ? [createReports(reports)] : []),
];
