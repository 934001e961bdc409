import { at } from "../path.js";
import { preset } from "../preset.js";
import { notifications, states } from "../nagios-words.js";

export const nagios = preset({
  name: "nagios",
  vendor: "Nagios",
  documentation: "https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/macrolist.html",
  connect:
    "A command that posts the macros as a form: `curl -fsS --data-urlencode NOTIFICATIONTYPE='$NOTIFICATIONTYPE$' --data-urlencode HOSTNAME='$HOSTNAME$' --data-urlencode SERVICEDESC='$SERVICEDESC$' --data-urlencode SERVICESTATE='$SERVICESTATE$' --data-urlencode SERVICEOUTPUT='$SERVICEOUTPUT$' --data-urlencode HOSTSTATE='$HOSTSTATE$' --data-urlencode HOSTOUTPUT='$HOSTOUTPUT$' --data-urlencode TIMET='$TIMET$' URL`, as service_notification_commands and host_notification_commands of a contact.",
  detect: (json) => at(json, "NOTIFICATIONTYPE") !== undefined && at(json, "HOSTNAME") !== undefined,
  mapping: {
    title: ["{HOSTNAME}: {SERVICEDESC}", "HOSTNAME"],
    identity: ["{HOSTNAME}/{SERVICEDESC}", "HOSTNAME"],
    message: ["SERVICEOUTPUT", "HOSTOUTPUT"],
    severity: {
      paths: ["SERVICESTATE", "HOSTSTATE"],
      values: states,
    },
    status: {
      paths: ["NOTIFICATIONTYPE", "SERVICESTATE", "HOSTSTATE"],
      values: notifications,
    },
    time: ["TIMET"],
    service: ["service_label", "SERVICEDESC", "HOSTNAME"],
    labels: [],
    label_fields: { host: "HOSTNAME", check: "SERVICEDESC" },
  },
});
