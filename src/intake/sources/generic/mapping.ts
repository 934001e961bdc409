import { z } from "zod";
import { HealError, reasonOf } from "../../../core/errors.js";

const paths = z.array(z.string().min(1).max(200)).max(20);
const severity = z.enum(["critical", "error", "warning", "info"]);
const status = z.enum(["firing", "resolved", "ignored"]);
const table = <T extends z.ZodType>(value: T) => z.record(z.string().max(100), value);

interface SeverityTable {
  paths: string[];
  values?: Record<string, z.output<typeof severity>>;
  /** Where no word tells. */
  default?: z.output<typeof severity>;
}

interface StatusTable {
  paths: string[];
  values?: Record<string, z.output<typeof status>>;
  /** What stands at one of these paths, whatever it is, says that it is over. */
  resolved_if?: string[];
}

const SEVERITY = ["severity", "level", "priority", "urgency", "labels.severity"];
const STATUS = ["status", "state", "alert_action", "action"];

/** Paths alone, a table of values alone, or both; what the table does not hold is read by the usual words. */
const severityTable = z.union([
  paths.transform((given): SeverityTable => ({ paths: given })),
  z
    .strictObject({ paths: paths.default(SEVERITY), values: table(severity), default: severity })
    .partial({ values: true, default: true })
    .transform((given): SeverityTable => given),
  table(severity).transform((values): SeverityTable => ({ paths: SEVERITY, values })),
]);
const statusTable = z.union([
  paths.transform((given): StatusTable => ({ paths: given })),
  z
    .strictObject({ paths: paths.default(STATUS), values: table(status), resolved_if: paths })
    .partial({ values: true, resolved_if: true })
    .transform((given): StatusTable => given),
  table(status).transform((values): StatusTable => ({ paths: STATUS, values })),
]);

/**
 * Where in a body things stand: paths such as `alert.labels`, the first that holds something counts; `{host}: {check}` is a text
 * of several. `severity` and `status` may say what values mean.
 */
export const mappingSchema = z.strictObject({
  identity: paths.default([
    "fingerprint",
    "alert_uid",
    "dedup_key",
    "alert_id",
    "incident_id",
    "key",
    "id",
    "name",
    "title",
  ]),
  title: paths.default(["title", "summary", "alert_name", "name", "subject", "message"]),
  message: paths.default(["message", "description", "body", "text", "details"]),
  severity: severityTable.prefault({}),
  status: statusTable.prefault({}),
  time: paths.default(["occurred_at", "timestamp", "time", "started_at", "startsAt", "created_at", "date"]),
  repository: paths.default(["repository", "labels.repository", "repo"]),
  service: paths.default(["service", "labels.service", "service_name", "app", "host"]),
  labels: paths.default(["labels", "tags"]),
  annotations: paths.default(["annotations"]),
  /** Links beside those that annotations hold. */
  links: z
    .strictObject({
      runbook: paths.default(["runbook_url", "runbook", "links.runbook"]),
      dashboard: paths.default(["dashboard_url", "dashboardURL", "links.dashboard"]),
      panel: paths.default(["panel_url", "panelURL"]),
      graph: paths.default(["graph_url", "generatorURL", "links.graph"]),
      silence: paths.default(["silence_url", "silenceURL", "links.silence"]),
    })
    .prefault({}),
  /** More labels: a name, and the path of its value. */
  label_fields: z.record(z.string().min(1).max(100), z.string().min(1).max(200)).default({}),
  url: paths.default(["url", "link", "link_to_upstream_details", "alert_url"]),
  /** The alerts stand in this list; default: the body is one alert. */
  alerts: z.string().min(1).max(200).optional(),
});

export type Mapping = z.output<typeof mappingSchema>;
export type MappingInput = z.input<typeof mappingSchema>;
export const defaultMapping: Mapping = mappingSchema.parse({});

/** The text of a mapping file. Throws `HEAL_CONFIG_INVALID` with the key that is wrong. */
export function parseMapping(text: string): Mapping {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new HealError("HEAL_CONFIG_INVALID", `the mapping is not JSON: ${reasonOf(cause)}`, { cause });
  }
  const parsed = mappingSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HealError(
    "HEAL_CONFIG_INVALID",
    `the mapping at ${issue?.path.join(".") || "its top"}: ${issue?.message}`,
  );
}
