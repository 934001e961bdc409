import type { Reading } from "../../../events/signal.js";
import { type Alert, alertSignal, ignored, severityOf } from "../../alert.js";
import { isObject, type JsonObject } from "../../json.js";
import type { ReadableDelivery } from "../../source.js";
import { time } from "../../text.js";
import { errorHook, issueHook, metricHook, plugin, type SentryEvent } from "./payload.js";

const one = (alert: Omit<Alert, "source">): Reading => ({
  signals: [alertSignal({ source: "sentry", ...alert })],
});

/** The resource is told by a header; bodies are told apart by their keys as well, for senders that drop it. */
export function read(delivery: ReadableDelivery): Reading {
  const json = delivery.json;
  if (!isObject(json)) return ignored("the body is no object");
  const data = isObject(json.data) ? json.data : null;
  if (data && "metric_alert" in data) return metric(json, delivery.receivedAt);
  if (data && "issue" in data && !("event" in data) && !("comment" in data))
    return issue(json, delivery.receivedAt);
  if (data && ("error" in data || "event" in data)) return error(json, delivery.receivedAt);
  if (!data && "event" in json) return oldPlugin(json, delivery.receivedAt);
  return ignored(`heal has no use for ${delivery.headers["sentry-hook-resource"] ?? "this resource"}`);
}

function issue(json: JsonObject, receivedAt: Date): Reading {
  const { action, data } = issueHook.parse(json);
  // Archived (before 2023: ignored) is a person's word that nobody is to care about it.
  const resolved = ["resolved", "archived", "ignored"].includes(action);
  if (!resolved && action !== "created" && action !== "unresolved") return ignored(`an issue was ${action}`);
  const { id, title, culprit, level, lastSeen, permalink, web_url: web, project } = data.issue;
  return one({
    identity: id,
    status: resolved ? "resolved" : "firing",
    severity: severityOf(level, "error"),
    title: title ?? "",
    message: culprit,
    // Sentry does not say when it was resolved.
    at: resolved ? receivedAt : time(lastSeen, receivedAt),
    labels: { project: project?.slug },
    service: project?.slug,
    url: permalink ?? web,
    links: { silence: issuePage(permalink ?? web, id) },
  });
}

function error(json: JsonObject, receivedAt: Date): Reading {
  const { data } = errorHook.parse(json);
  return event("error" in data ? (data.error as SentryEvent) : data.event, receivedAt);
}

function event(told: SentryEvent, receivedAt: Date): Reading {
  const identity = told.issue_id ?? told.event_id;
  if (!identity) return ignored("the event names no issue");
  const labels = labelsOf(told);
  return one({
    identity,
    status: "firing",
    severity: severityOf(told.level, "error"),
    title: told.title ?? told.message ?? "",
    message: told.message || told.culprit,
    at: time(told.datetime ?? told.timestamp, receivedAt),
    labels,
    url: told.web_url,
    links: { silence: issuePage(told.web_url, told.issue_id) },
  });
}

function metric(json: JsonObject, receivedAt: Date): Reading {
  const { action, data } = metricHook.parse(json);
  const alert = data.metric_alert;
  const project = alert.projects?.length === 1 ? alert.projects[0] : undefined;
  return one({
    identity: `metric:${alert.identifier ?? alert.id}`,
    status: action === "resolved" ? "resolved" : "firing",
    severity: action === "critical" ? "critical" : "warning",
    title: data.description_title || alert.title || "",
    message: data.description_text,
    at: time(
      action === "resolved" ? alert.date_closed : (alert.date_detected ?? alert.date_started),
      receivedAt,
    ),
    labels: { project },
    service: project,
    url: data.web_url,
  });
}

function oldPlugin(json: JsonObject, receivedAt: Date): Reading {
  const told = plugin.parse(json);
  return one({
    identity: told.id,
    status: "firing",
    severity: severityOf(told.level ?? told.event?.level, "error"),
    title: told.event?.title ?? told.message ?? "",
    message: told.message || told.culprit,
    at: time(told.event?.datetime ?? told.event?.timestamp, receivedAt),
    labels: { project: told.project_slug, ...(told.event ? labelsOf(told.event) : {}) },
    service: told.project_slug,
    url: told.url,
  });
}

/**
 * The page of an issue, where it is archived (https://docs.sentry.io/product/issues/states-triage/): that of an event lies below it.
 * null: the address that the body names is not one of this issue's.
 */
function issuePage(url: string | null | undefined, id: string | null | undefined): string | null {
  if (!url || !id || !/^\d{1,20}$/.test(id) || !URL.canParse(url)) return null;
  const { protocol, origin, pathname } = new URL(url);
  const at = pathname.indexOf(`/issues/${id}/`);
  return protocol !== "https:" || at < 0 ? null : `${origin}${pathname.slice(0, at)}/issues/${id}/`;
}

/** Tags come as pairs. */
function labelsOf({ environment, tags }: SentryEvent): Record<string, unknown> {
  const pairs = (tags ?? []).filter(([key]) => typeof key === "string").map(([key, value]) => [key, value]);
  return {
    ...(environment ? { environment } : {}),
    ...(Object.fromEntries(pairs) as Record<string, unknown>),
  };
}
