import { at } from "../path.js";
import { preset } from "../preset.js";

/** Severities: https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview (Sev0 critical, Sev1 error, ...). */
export const azure = preset({
  name: "azure",
  vendor: "Azure Monitor, common alert schema",
  documentation: "https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema",
  connect:
    "Monitor > Alerts > Action groups > an action of type Webhook: `URI` = URL, `Enable the common alert schema` = Yes.",
  detect: (json) => at(json, "schemaId") === "azureMonitorCommonAlertSchema",
  mapping: {
    title: ["data.essentials.alertRule"],
    identity: ["data.essentials.alertId", "data.essentials.originAlertId"],
    message: ["data.essentials.description", "data.alertContext.condition.allOf.0.metricName"],
    severity: {
      paths: ["data.essentials.severity"],
      values: { Sev0: "critical", Sev1: "error", Sev2: "warning", Sev3: "info", Sev4: "info" },
    },
    status: {
      paths: ["data.essentials.monitorCondition"],
      values: { Fired: "firing", Resolved: "resolved" },
    },
    time: ["data.essentials.resolvedDateTime", "data.essentials.firedDateTime"],
    service: ["data.customProperties.service", "data.essentials.configurationItems.0"],
    repository: ["data.customProperties.repository"],
    labels: ["data.customProperties"],
    label_fields: {
      signal: "data.essentials.signalType",
      monitoring_service: "data.essentials.monitoringService",
      target: "data.essentials.alertTargetIDs.0",
    },
    url: ["data.essentials.investigationLink"],
    links: {
      graph: [
        "data.alertContext.condition.allOf.0.linkToFilteredSearchResultsUI",
        "data.alertContext.condition.allOf.0.linkToSearchResultsUI",
      ],
    },
  },
});
