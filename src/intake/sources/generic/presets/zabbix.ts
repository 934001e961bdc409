import { at } from "../path.js";
import { preset } from "../preset.js";

/** Severities 0 to 5 and values 0 and 1 as {EVENT.NSEVERITY} and {EVENT.VALUE} of Zabbix' macros. */
export const zabbix = preset({
  name: "zabbix",
  vendor: "Zabbix",
  documentation: "https://www.zabbix.com/documentation/current/en/manual/config/notifications/media/webhook",
  connect:
    "Alerts > Media types > Webhook with the parameters event_id={EVENT.ID}, event_name={EVENT.NAME}, event_value={EVENT.VALUE}, event_nseverity={EVENT.NSEVERITY}, host_name={HOST.NAME}, trigger_description={TRIGGER.DESCRIPTION}, event_tags={EVENT.TAGS}, event_update_status={EVENT.UPDATE.STATUS}; the script posts `value` to URL with `Content-Type: application/json` (or a user's own script posts the same fields as a form).",
  detect: (json) => at(json, "event_id") !== undefined && at(json, "event_value") !== undefined,
  mapping: {
    title: ["event_name", "trigger_name", "subject"],
    identity: ["event_id", "{host_name}/{event_name}", "trigger_id"],
    message: ["trigger_description", "event_opdata", "alert_message", "message"],
    severity: {
      paths: ["event_nseverity", "event_severity", "severity"],
      values: {
        0: "info",
        1: "info",
        2: "warning",
        3: "warning",
        4: "error",
        5: "critical",
        "Not classified": "info",
        Information: "info",
        Warning: "warning",
        Average: "warning",
        High: "error",
        Disaster: "critical",
      },
    },
    status: {
      paths: ["event_value", "event_status", "status"],
      values: { 1: "firing", 0: "resolved", PROBLEM: "firing", RESOLVED: "resolved", OK: "resolved" },
    },
    time: ["event_time"],
    service: ["service", "host_name", "host"],
    labels: ["event_tags"],
    label_fields: { host: "host_name" },
    url: ["event_url", "zabbix_event_url"],
  },
});
