import { at } from "../path.js";
import { preset } from "../preset.js";

export const newrelic = preset({
  name: "newrelic",
  vendor: "New Relic workflows",
  documentation: "https://docs.newrelic.com/docs/alerts/get-notified/notification-integrations/#webhook",
  connect:
    "Alerts > Destinations > Webhook: `Endpoint URL` = URL (or `Bearer token` = the secret); then a workflow with this destination and the default payload template.",
  detect: (json) => at(json, "issueUrl") !== undefined && at(json, "alertConditionNames") !== undefined,
  mapping: {
    title: ["title", "annotations.title.0", "alertConditionNames.0", "condition_name"],
    identity: ["id", "issueId", "incident_id"],
    message: ["annotations.description.0", "impactedEntities.0", "details"],
    severity: {
      paths: ["priority", "severity"],
      values: { CRITICAL: "critical", HIGH: "error", MEDIUM: "warning", LOW: "info" },
    },
    status: {
      paths: ["state", "current_state"],
      values: {
        CREATED: "firing",
        ACTIVATED: "firing",
        ACKNOWLEDGED: "ignored",
        DEACTIVATED: "resolved",
        CLOSED: "resolved",
        open: "firing",
      },
    },
    time: ["updatedAt", "createdAt", "timestamp"],
    service: ["labels.service", "impactedEntities.0", "targets.0.name"],
    label_fields: {
      policy: "alertPolicyNames.0",
      condition: "alertConditionNames.0",
      entity: "impactedEntities.0",
    },
    url: ["issueUrl", "issuePageUrl", "incident_url"],
    links: {
      runbook: ["runbookUrl.0", "runbookUrl", "runbook_url"],
      graph: ["violationChartUrl", "violation_chart_url"],
    },
  },
});
