import type { Reading } from "../../../events/signal.js";
import { alertSignal, ignored, severityOf } from "../../alert.js";
import { isObject } from "../../json.js";
import { bodyKey, sharedSecret, signedBy } from "../../secrets.js";
import { authentic, BYTE_CAP, type ReadableDelivery, type Source, unauthentic } from "../../source.js";
import { readGroup, splitGroup } from "../alertmanager/read.js";
import { legacy } from "./payload.js";

export const grafana: Source = {
  name: "grafana",
  doc: "Grafana Alerting (version 9 and later) and the legacy notifier before it.",
  byteCap: BYTE_CAP,
  keptHeaders: [],

  // docs: Configure webhook notifications, HMAC signature (hex of the body's HMAC-SHA256).
  authenticate({ headers, body }, secrets) {
    const signature = headers["x-grafana-alerting-signature"];
    if (typeof signature !== "string") return sharedSecret(headers, secrets);
    return signedBy(signature, body, secrets) ? authentic : unauthentic("wrong signature");
  },

  identify: ({ body, now }) => ({ key: bodyKey(body, now), event: "alerts", priority: 5 }),

  split: splitGroup,

  read: (delivery) =>
    isObject(delivery.json) && "ruleId" in delivery.json
      ? readLegacy(delivery)
      : readGroup("grafana", delivery.json, delivery.receivedAt),
};

function readLegacy({ json, receivedAt }: ReadableDelivery): Reading {
  const alert = legacy.parse(json);
  if (alert.state === "paused" || alert.state === "pending") return ignored(`the rule is ${alert.state}`);
  return {
    signals: [
      alertSignal({
        source: "grafana",
        identity: `rule:${alert.ruleId}`,
        status: alert.state === "ok" ? "resolved" : "firing",
        severity: severityOf(alert.tags.severity, "warning"),
        title: alert.ruleName || alert.title || "",
        message: alert.message,
        at: receivedAt,
        labels: alert.tags,
        url: alert.ruleUrl,
      }),
    ],
  };
}
