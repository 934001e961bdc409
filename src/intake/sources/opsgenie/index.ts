import type { Reading } from "../../../events/signal.js";
import { acknowledgedSignal, alertSignal, ignored, severityOf } from "../../alert.js";
import { isObject } from "../../json.js";
import { bodyKey, sharedSecret } from "../../secrets.js";
import { BYTE_CAP, type ReadableDelivery, type Source } from "../../source.js";
import { tagLabels } from "../../tags.js";
import { safe, time } from "../../text.js";
import { hook } from "./payload.js";

const RESOLVED = new Set(["close", "delete"]);
const FIRING = new Set(["create", "escalate", "updatepriority"]);

export const opsgenie: Source = {
  name: "opsgenie",
  doc: "Opsgenie's webhook integration.",
  byteCap: BYTE_CAP,
  keptHeaders: [],
  authenticate: ({ headers }, secrets) => sharedSecret(headers, secrets),
  identify({ body, now }, json) {
    const action = isObject(json) && typeof json.action === "string" ? safe(json.action, 60) : undefined;
    return { key: bodyKey(body, now), event: "alert", action, priority: 5 };
  },
  read,
};

function read({ json, receivedAt }: ReadableDelivery): Reading {
  const { action, alert } = hook.parse(json);
  const resolved = RESOLVED.has(action.toLowerCase());
  if (action.toLowerCase() === "acknowledge") {
    const of = { source: "opsgenie", vendor: "Opsgenie", identity: alert.alias || alert.alertId };
    const at = time(alert.updatedAt, receivedAt);
    return { signals: [acknowledgedSignal({ ...of, by: alert.username, at })] };
  }
  if (!resolved && !FIRING.has(action.toLowerCase()))
    return ignored(`an alert's ${safe(action, 60)} changes nothing`);
  const level = /^P?([1-5])$/i.exec(String(alert.priority ?? ""))?.[1];
  const labels = { ...tagLabels(alert.tags), ...alert.details };
  return {
    signals: [
      alertSignal({
        source: "opsgenie",
        // The alias is what Opsgenie itself removes duplicates by.
        identity: alert.alias || alert.alertId,
        status: resolved ? "resolved" : "firing",
        // Opsgenie's own words: P1 critical, P2 high, P3 moderate (its default), P4 low, P5 informational.
        severity: severityOf(`p${level ?? "3"}`, "warning"),
        title: alert.message ?? "",
        message: alert.description || alert.message,
        at: time(resolved ? (alert.updatedAt ?? alert.createdAt) : alert.createdAt, receivedAt),
        labels,
        service: typeof labels.service === "string" ? labels.service : alert.entity || undefined,
      }),
    ],
  };
}
