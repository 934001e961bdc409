import type { Severity } from "../../../events/event.js";
import type { Reading } from "../../../events/signal.js";
import { alertSignal, unreadable, severityOf } from "../../alert.js";
import { bodyKey, sharedSecret } from "../../secrets.js";
import { BYTE_CAP, type ReadableDelivery, type Source } from "../../source.js";
import { tagLabels } from "../../tags.js";
import { time } from "../../text.js";
import { alert, type DatadogAlert } from "./payload.js";

export const datadog: Source = {
  name: "datadog",
  doc: "Datadog's webhooks integration, with its default body or a body of the documented variables.",
  byteCap: BYTE_CAP,
  keptHeaders: [],
  authenticate: ({ headers }, secrets) => sharedSecret(headers, secrets),
  identify: ({ body, now }) => ({ key: bodyKey(body, now), event: "alert", priority: 5 }),
  read,
};

function read({ json, receivedAt }: ReadableDelivery): Reading {
  const told = alert.parse(json);
  const title = told.alert_title ?? told.title;
  if (title === null) return unreadable("the body has neither title nor alert_title");
  const labels = tagLabels(told.tags);
  if (told.hostname) labels.host = told.hostname;
  const bare = withoutMarks(title);
  return {
    signals: [
      alertSignal({
        source: "datadog",
        identity: identity(told) ?? bare,
        status: isRecovered(told, title) ? "resolved" : "firing",
        severity: severity(told),
        title: bare,
        message: told.body ?? told.message ?? told.description,
        at: time(told.date ?? told.last_updated, receivedAt),
        labels,
        url: told.link ?? told.url,
        links: { silence: monitorLink(told) },
        gap: /^no data$/i.test((told.alert_transition ?? told.transition ?? "").trim()) ? "no_data" : null,
      }),
    ],
  };
}

/** A monitor alerts once a scope: `host:a` and `host:b` are two alerts. */
function identity(told: DatadogAlert): string | null {
  if (told.aggreg_key) return told.aggreg_key;
  const monitor = told.monitor_id ?? told.alert_id;
  if (monitor === null) return null;
  const scope = told.alert_scope ?? told.scope ?? [told.scopes ?? []].flat().join(",");
  return scope ? `${monitor}:${scope}` : monitor;
}

/** Datadog's sites (docs: Getting started, Datadog sites). */
const SITE = /^[\w.-]{1,80}\.(?:datadoghq\.(?:com|eu)|ddog-gov\.com)$/;

/**
 * Its bodies hold no link to a downtime; the status page of the monitor has `Mute`
 * (https://docs.datadoghq.com/monitors/status/status_page/), at the site that the event's own link leads to.
 */
function monitorLink({ monitor_id: monitor, alert_id: alert, link, url }: DatadogAlert): string | null {
  const [id, from] = [monitor ?? alert, link ?? url];
  if (id === null || !/^\d{1,15}$/.test(id) || from === null || !URL.canParse(from)) return null;
  const { hostname } = new URL(from);
  return SITE.test(hostname) ? `https://${hostname}/monitors/${id}` : null;
}

function isRecovered(told: DatadogAlert, title: string): boolean {
  const transition = told.alert_transition ?? told.transition;
  if (transition !== null) return /^recovered\b/i.test(transition);
  if (told.alert_type !== null) return told.alert_type.toLowerCase() === "success";
  return /^(?:\[P\d\] )?\[(?:OK|Recovered|Resolved)\b/i.test(title);
}

/** Datadog's own order: 1 is the highest priority. Without one, its alert type (error, warning, info, success). */
function severity(told: DatadogAlert): Severity {
  const priority = told.alert_priority ?? told.priority;
  const level = /^P?([1-5])$/i.exec(priority ?? "")?.[1];
  if (level !== undefined) return severityOf(`p${level}`, "error");
  if (/^warn/i.test(told.alert_transition ?? told.transition ?? "")) return "warning";
  return severityOf(told.alert_type, "error");
}

/** `[P2] [Triggered on {host:a}] CPU` -> `CPU`: the marks change from message to message. */
function withoutMarks(title: string): string {
  let rest = title.trim();
  while (rest.startsWith("[")) {
    const end = rest.indexOf("]");
    if (end < 0) break;
    rest = rest.slice(end + 1).trim();
  }
  return rest || title;
}
