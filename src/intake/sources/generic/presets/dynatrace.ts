import { at } from "../path.js";
import { preset } from "../preset.js";

export const dynatrace = preset({
  name: "dynatrace",
  vendor: "Dynatrace problem notifications",
  documentation:
    "https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications/webhook-integration",
  connect:
    "Settings > Integration > Problem notifications > Custom integration: `Webhook URL` = URL, `Call webhook if problem is closed` on, `Custom payload` with the documented keys State, PID, ProblemID, ProblemTitle, ProblemSeverity, ProblemDetailsText, ProblemURL, ImpactedEntity, Tags.",
  detect: (json) => at(json, "PID") !== undefined && at(json, "ProblemTitle") !== undefined,
  mapping: {
    title: ["ProblemTitle"],
    identity: ["PID", "ProblemID"],
    message: ["ProblemDetailsText", "ProblemDetails", "ImpactedEntity"],
    severity: {
      paths: ["ProblemSeverity"],
      values: {
        AVAILABILITY: "critical",
        ERROR: "error",
        PERFORMANCE: "warning",
        RESOURCE_CONTENTION: "warning",
        CUSTOM_ALERT: "warning",
        MONITORING_UNAVAILABLE: "warning",
        INFO: "info",
      },
      default: "error",
    },
    status: { paths: ["State"], values: { OPEN: "firing", MERGED: "ignored", RESOLVED: "resolved" } },
    time: ["ProblemTime"],
    service: ["service", "ImpactedEntity"],
    labels: ["Tags"],
    label_fields: { problem: "ProblemID", impact: "ProblemImpact", problem_severity: "ProblemSeverity" },
    url: ["ProblemURL"],
  },
});
