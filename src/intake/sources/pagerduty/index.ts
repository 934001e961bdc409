import type { Reading } from "../../../events/signal.js";
import { acknowledgedSignal, alertSignal, ignored, severityOf } from "../../alert.js";
import { onHostOf } from "../../same-host.js";
import { bodyKey, sharedSecret, signedBy } from "../../secrets.js";
import { authentic, BYTE_CAP, type ReadableDelivery, type Source, unauthentic } from "../../source.js";
import { safe, time } from "../../text.js";
import { hook } from "./payload.js";

/** Events after which the incident is open; the others (annotated, reassigned, ...) change nothing for heal. */
const FIRING = new Set([
  "incident.triggered",
  "incident.reopened",
  "incident.escalated",
  "incident.priority_updated",
]);

export const pagerduty: Source = {
  name: "pagerduty",
  doc: "PagerDuty webhooks, version 3.",
  byteCap: BYTE_CAP,
  keptHeaders: [],

  // docs: Verifying signatures. While a secret is rotated the header holds several, separated by commas.
  authenticate({ headers, body }, secrets) {
    const header = headers["x-pagerduty-signature"];
    if (typeof header !== "string") return sharedSecret(headers, secrets);
    const signatures = header.split(",").map((part) => part.trim());
    const good = signatures
      .filter((part) => part.startsWith("v1="))
      .some((part) => signedBy(part.slice(3), body, secrets));
    return good ? authentic : unauthentic("wrong signature");
  },

  identify({ body, now }, json) {
    const parsed = hook.safeParse(json);
    return parsed.success
      ? { key: safe(parsed.data.event.id), event: safe(parsed.data.event.event_type, 100), priority: 5 }
      : { key: bodyKey(body, now), event: "unknown", priority: 9 };
  },

  read,
};

function read({ json, receivedAt }: ReadableDelivery): Reading {
  const { event } = hook.parse(json);
  // "Send Test Event" of a webhook subscription.
  if (event.event_type === "pagey.ping") return ignored("a ping: PagerDuty tries the connection");
  const resolved = event.event_type === "incident.resolved";
  const taken = event.event_type === "incident.acknowledged";
  if (!resolved && !taken && !FIRING.has(event.event_type))
    return ignored(`heal has no use for ${safe(event.event_type, 100)}`);
  const incident = event.data;
  if (!incident.id) return ignored("the event names no incident");
  if (taken) {
    const of = { source: "pagerduty", vendor: "PagerDuty", identity: incident.id };
    const at = time(event.occurred_at, receivedAt);
    return { signals: [acknowledgedSignal({ ...of, by: event.agent?.summary, at })] };
  }
  return {
    signals: [
      alertSignal({
        source: "pagerduty",
        identity: incident.id,
        status: resolved ? "resolved" : "firing",
        // Every incident has an urgency (high pages somebody); a priority only where the account uses them.
        severity: severityOf(
          incident.priority?.summary ?? incident.priority?.name,
          incident.urgency === "low" ? "warning" : "error",
        ),
        title: incident.title ?? "",
        message: incident.title,
        at: time(event.occurred_at, receivedAt),
        // It has no labels; these are what a service in heal.yml can match.
        labels: {
          service: incident.service?.summary,
          urgency: incident.urgency,
          priority: incident.priority?.summary ?? incident.priority?.name,
        },
        service: incident.service?.summary,
        url: incident.html_url,
        // Where a service is put into maintenance (https://support.pagerduty.com/docs/maintenance-windows).
        links: { silence: onHostOf(incident.service?.html_url, incident.html_url) },
      }),
    ],
  };
}
