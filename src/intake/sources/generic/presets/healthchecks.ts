import { preset } from "../preset.js";

export const healthchecks = preset({
  name: "healthchecks",
  vendor: "Healthchecks.io",
  documentation: "https://healthchecks.io/docs/configuring_notifications/",
  connect:
    'Integrations > Webhook, for down and for up alike: `Method` POST, `URL` = URL, `Request Headers` Content-Type: application/json, `Request Body` {"code":"$CODE","name":"$NAME","status":"$STATUS","now":"$NOW","tags":"$TAGS"}.',
  mapping: {
    title: ["name"],
    identity: ["code", "name"],
    message: ["body", "status"],
    severity: { paths: ["severity"], default: "error" },
    status: { paths: ["status"], values: { down: "firing", up: "resolved" } },
    time: ["now"],
    service: ["service", "name"],
    labels: [],
    label_fields: { tags: "tags" },
  },
});
