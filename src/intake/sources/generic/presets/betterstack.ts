import { at } from "../path.js";
import { preset } from "../preset.js";

export const betterStack = preset({
  name: "betterstack",
  vendor: "Better Stack uptime",
  documentation: "https://docs.betteruptime.com/integrations/webhooks",
  connect: "Integrations > Exporting data > Webhooks: type Incident, `Webhook URL` = URL.",
  detect: (json) => at(json, "data.type") === "incident" && at(json, "data.attributes.cause") !== undefined,
  mapping: {
    title: ["data.attributes.name"],
    identity: ["data.id"],
    message: ["data.attributes.cause"],
    severity: { paths: [], default: "error" },
    status: {
      paths: ["event", "data.attributes.status"],
      values: { started: "firing", acknowledged: "ignored", resolved: "resolved", reopened: "firing" },
      resolved_if: ["data.attributes.resolved_at"],
    },
    time: ["data.attributes.resolved_at", "data.attributes.started_at"],
    service: ["data.attributes.name"],
    labels: ["data.attributes.metadata"],
    label_fields: { team: "data.attributes.team_name", monitor: "data.relationships.monitor.data.id" },
    url: ["data.attributes.url"],
  },
});
