import { at } from "../path.js";
import { preset } from "../preset.js";

export const checkly = preset({
  name: "checkly",
  vendor: "Checkly",
  documentation: "https://www.checklyhq.com/docs/integrations/alerts/webhooks",
  connect:
    'Alert settings > Add more channels > Webhook: `URL` = URL, body {"ALERT_TITLE":"{{ALERT_TITLE}}","ALERT_TYPE":"{{ALERT_TYPE}}","CHECK_ID":"{{CHECK_ID}}","CHECK_NAME":"{{CHECK_NAME}}","GROUP_NAME":"{{GROUP_NAME}}","RESULT_LINK":"{{RESULT_LINK}}","STARTED_AT":"{{STARTED_AT}}","CHECK_ERROR_MESSAGE":"{{CHECK_ERROR_MESSAGE}}"}.',
  detect: (json) => at(json, "CHECK_ID") !== undefined && at(json, "ALERT_TYPE") !== undefined,
  mapping: {
    title: ["CHECK_NAME", "ALERT_TITLE"],
    identity: ["CHECK_ID"],
    message: ["CHECK_ERROR_MESSAGE", "ALERT_TITLE"],
    severity: {
      paths: ["ALERT_TYPE"],
      values: { ALERT_DEGRADED: "warning", ALERT_DEGRADED_REMAIN: "warning", ALERT_SSL: "warning" },
      default: "error",
    },
    status: {
      paths: ["ALERT_TYPE"],
      values: {
        ALERT_FAILURE: "firing",
        ALERT_FAILURE_REMAIN: "firing",
        ALERT_FAILURE_DEGRADED: "firing",
        ALERT_RECOVERY: "resolved",
        ALERT_DEGRADED: "firing",
        ALERT_DEGRADED_REMAIN: "firing",
        ALERT_DEGRADED_FAILURE: "firing",
        ALERT_DEGRADED_RECOVERY: "resolved",
        ALERT_SSL: "firing",
      },
    },
    time: ["STARTED_AT"],
    service: ["SERVICE", "GROUP_NAME", "CHECK_NAME"],
    labels: [],
    label_fields: { group: "GROUP_NAME", type: "CHECK_TYPE", region: "REGION" },
    url: ["RESULT_LINK"],
  },
});
