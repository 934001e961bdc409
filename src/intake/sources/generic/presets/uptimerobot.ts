import { at } from "../path.js";
import { preset } from "../preset.js";

/** `alertType`: 1 down, 2 up, 3 a certificate ends soon. */
export const uptimeRobot = preset({
  name: "uptimerobot",
  vendor: "UptimeRobot",
  documentation: "https://help.uptimerobot.com/en/articles/14498593-webhook-integration",
  connect:
    "Integrations > Webhook: `URL to notify` = URL, `Send default variables as query string` off, `Send as JSON` or as POST parameters on.",
  detect: (json) => at(json, "monitorID") !== undefined && at(json, "alertType") !== undefined,
  mapping: {
    title: ["monitorFriendlyName"],
    identity: ["monitorID"],
    message: ["alertDetails", "alertTypeFriendlyName"],
    severity: { paths: [], default: "error" },
    status: {
      paths: ["alertType", "alertTypeFriendlyName"],
      values: { 1: "firing", 2: "resolved", 3: "firing", Down: "firing", Up: "resolved" },
    },
    time: ["alertDateTime"],
    service: ["monitorFriendlyName"],
    labels: [],
    label_fields: { monitor: "monitorFriendlyName" },
    url: ["monitorURL"],
  },
});
