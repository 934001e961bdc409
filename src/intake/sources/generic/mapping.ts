import { z } from "zod";
import { HealError, reasonOf } from "../../../core/errors.js";
import { isObject } from "../../json.js";

const paths = z.array(z.string().min(1).max(200)).max(20);

/** Where in a body things stand: paths such as `alert.labels`, the first that holds something counts. */
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
  severity: paths.default(["severity", "level", "priority", "urgency", "labels.severity"]),
  status: paths.default(["status", "state", "alert_action", "action"]),
  time: paths.default(["occurred_at", "timestamp", "time", "started_at", "startsAt", "created_at", "date"]),
  repository: paths.default(["repository", "labels.repository", "repo"]),
  service: paths.default(["service", "labels.service", "service_name", "app", "host"]),
  labels: paths.default(["labels", "tags"]),
  url: paths.default(["url", "link", "link_to_upstream_details", "alert_url"]),
  /** The alerts stand in this list; default: the body is one alert. */
  alerts: z.string().min(1).max(200).optional(),
});

export type Mapping = z.infer<typeof mappingSchema>;
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

/** The value at a dotted path; list positions are numbers. Own properties only. */
export function at(json: unknown, path: string): unknown {
  let value = json;
  for (const part of path.split(".")) {
    if (Array.isArray(value)) value = (value as unknown[])[Number(part)];
    else value = isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }
  return value;
}

/** A copy in which `value` stands at the path, where something stood before. */
export function withAt(json: unknown, [part, ...rest]: readonly string[], value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(json))
    return json.map((item: unknown, i) => (i === Number(part) ? withAt(item, rest, value) : item));
  if (!isObject(json)) return json;
  return { ...json, [part]: withAt(json[part], rest, value) };
}

/** The first text or number that stands at one of the paths. */
export function textAt(json: unknown, candidates: readonly string[]): string | null {
  for (const path of candidates) {
    const value = at(json, path);
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return null;
}
