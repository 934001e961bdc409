import { at } from "../path.js";
import { preset } from "../preset.js";
import { notifications, states } from "../nagios-words.js";

export const icinga = preset({
  name: "icinga",
  vendor: "Icinga 2",
  documentation: "https://icinga.com/docs/icinga-2/latest/doc/03-monitoring-basics/#notification-commands",
  connect:
    "A NotificationCommand that posts the runtime macros as a form: notification_type=$notification.type$, host_name=$host.name$, service_name=$service.name$, service_state=$service.state$, service_output=$service.output$, host_state=$host.state$, host_output=$host.output$, timet=$icinga.timet$ to URL.",
  detect: (json) => at(json, "notification_type") !== undefined && at(json, "host_name") !== undefined,
  mapping: {
    title: ["{host_name}: {service_name}", "host_name"],
    identity: ["{host_name}/{service_name}", "host_name"],
    message: ["service_output", "host_output"],
    severity: {
      paths: ["service_state", "host_state"],
      values: states,
    },
    status: {
      paths: ["notification_type", "service_state", "host_state"],
      values: notifications,
    },
    time: ["timet"],
    service: ["service_label", "service_name", "host_name"],
    labels: [],
    label_fields: { host: "host_name", check: "service_name" },
  },
});
