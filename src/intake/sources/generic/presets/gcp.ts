import { at } from "../path.js";
import { preset } from "../preset.js";

export const gcp = preset({
  name: "gcp",
  vendor: "Google Cloud Monitoring",
  documentation: "https://cloud.google.com/monitoring/support/notification-options#webhooks",
  connect:
    "Monitoring > Alerting > Edit notification channels > Webhooks > Add new: `Endpoint URL` = URL (or `Use HTTP Basic Auth` with the secret as password).",
  detect: (json) =>
    at(json, "incident.incident_id") !== undefined && at(json, "incident.policy_name") !== undefined,
  mapping: {
    title: ["incident.policy_name", "incident.condition_name", "incident.summary"],
    identity: ["incident.incident_id"],
    message: ["incident.summary", "incident.documentation.content"],
    severity: {
      paths: ["incident.severity"],
      values: { Critical: "critical", Error: "error", Warning: "warning", "No severity": "warning" },
    },
    status: { paths: ["incident.state"], values: { open: "firing", closed: "resolved" } },
    time: ["incident.ended_at", "incident.started_at"],
    service: [
      "incident.policy_user_labels.service",
      "incident.resource.labels.service_name",
      "incident.resource_name",
    ],
    repository: ["incident.policy_user_labels.repository"],
    labels: ["incident.policy_user_labels", "incident.resource.labels"],
    label_fields: {
      condition: "incident.condition_name",
      project: "incident.scoping_project_id",
      resource: "incident.resource_display_name",
    },
    url: ["incident.url"],
    links: { runbook: ["incident.documentation.links.0.url"] },
  },
});
