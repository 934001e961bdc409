import { at } from "../path.js";
import { preset } from "../preset.js";

export const elastic = preset({
  name: "elastic",
  vendor: "Elastic (Kibana rules)",
  documentation: "https://www.elastic.co/docs/reference/kibana/connectors-kibana/webhook-action-type",
  connect:
    'Stack Management > Connectors > Webhook: `URL` = URL; in the rule an action for each alert and one for `Recovered`, both with the body {"rule":{"id":"{{rule.id}}","name":"{{rule.name}}","url":"{{rule.url}}","tags":"{{rule.tags}}"},"alert":{"id":"{{alert.id}}","actionGroup":"{{alert.actionGroup}}"},"reason":"{{context.reason}}","severity":"{{rule.params.severity}}","date":"{{date}}"}.',
  detect: (json) => at(json, "rule.id") !== undefined && at(json, "alert.actionGroup") !== undefined,
  mapping: {
    title: ["rule.name", "rule_name"],
    identity: ["{rule.id}/{alert.id}", "{rule_id}/{alert_id}", "rule.id", "rule_id"],
    message: ["reason", "message", "context.reason", "context.message"],
    severity: { paths: ["severity", "context.rule.severity"], default: "error" },
    status: {
      paths: ["alert.actionGroup", "action_group"],
      values: { recovered: "resolved" },
    },
    time: ["date"],
    service: ["service", "context.serviceName"],
    labels: ["labels"],
    label_fields: { tags: "rule.tags" },
    url: ["rule.url", "url"],
  },
});
