import { at } from "../path.js";
import { preset } from "../preset.js";

/** `heartbeat.status`: 0 down, 1 up, 2 pending, 3 maintenance (`src/util.ts` of Uptime Kuma). */
export const uptimeKuma = preset({
  name: "uptimekuma",
  vendor: "Uptime Kuma",
  documentation:
    "https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js",
  connect:
    "Settings > Notifications > Setup Notification > Webhook: `Post URL` = URL, `Request Body` = Preset - application/json.",
  detect: (json) => at(json, "heartbeat.status") !== undefined && at(json, "monitor.name") !== undefined,
  mapping: {
    title: ["monitor.name"],
    identity: ["monitor.id", "heartbeat.monitorID"],
    message: ["heartbeat.msg", "msg"],
    severity: { paths: [], default: "error" },
    status: {
      paths: ["heartbeat.status"],
      values: { 0: "firing", 1: "resolved", 2: "ignored", 3: "ignored" },
    },
    time: ["heartbeat.time"],
    service: ["monitor.name"],
    labels: [],
    label_fields: { monitor: "monitor.name", type: "monitor.type", hostname: "monitor.hostname" },
    url: ["monitor.url"],
  },
});
