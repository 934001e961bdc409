import { at } from "../path.js";
import { preset } from "../preset.js";

export const splunk = preset({
  name: "splunk",
  vendor: "Splunk alert action",
  documentation: "https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks",
  connect:
    "Save the search as an alert, `Trigger Actions` > Webhook: `URL` = URL. Splunk sends no end: close the incident by hand.",
  detect: (json) => at(json, "search_name") !== undefined && at(json, "results_link") !== undefined,
  mapping: {
    title: ["search_name"],
    identity: ["{search_name}/{result.host}", "search_name"],
    message: ["result.message", "result._raw", "result.description"],
    severity: { paths: ["result.severity", "result.urgency"] },
    status: { paths: ["result.alert_status"] },
    time: ["result._time"],
    service: ["result.service", "result.app", "result.host"],
    repository: ["result.repository"],
    labels: [],
    label_fields: { app: "app", owner: "owner", host: "result.host", sourcetype: "result.sourcetype" },
    url: ["results_link"],
  },
});
