import { at } from "../path.js";
import { preset } from "../preset.js";

/** The state is told as the severity: critical, warning, clear. */
export const netdata = preset({
  name: "netdata",
  vendor: "Netdata Cloud",
  documentation:
    "https://learn.netdata.cloud/docs/alerting/notifications/centralized-cloud-notifications/webhook",
  connect:
    "Space settings > Alerts & Notifications > Add configuration > Webhook: `Webhook URL` = URL, or `Bearer` with the secret.",
  detect: (json) => at(json, "alert_url") !== undefined && at(json, "chart") !== undefined,
  mapping: {
    title: ["alert", "info"],
    identity: ["{node}/{chart}/{alert}", "{hostname}/{chart}/{alert}", "{chart}/{alert}", "alert"],
    message: ["info", "message"],
    severity: { paths: ["severity"], values: { critical: "critical", warning: "warning", clear: "info" } },
    status: {
      paths: ["severity"],
      values: { critical: "firing", warning: "firing", clear: "resolved", removed: "resolved" },
    },
    time: ["date"],
    service: ["service", "hostname", "node"],
    labels: ["labels"],
    label_fields: { chart: "chart", context: "context", space: "space", class: "class" },
    url: ["alert_url"],
  },
});
