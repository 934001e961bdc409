import { at } from "../path.js";
import { preset } from "../preset.js";

export const statusCake = preset({
  name: "statuscake",
  vendor: "StatusCake",
  documentation: "https://developers.statuscake.com/guides/api/ug-webhooks/",
  connect:
    "Alerting > Contact Groups > New: `Webhook URL` = URL, `Webhook Request Method` = POST. StatusCake sends a form.",
  detect: (json) =>
    at(json, "StatusCode") !== undefined &&
    at(json, "Status") !== undefined &&
    at(json, "Name") !== undefined,
  mapping: {
    title: ["Name"],
    identity: ["TestID", "{Name}/{URL}", "Name"],
    message: ["Method", "StatusCode"],
    severity: { paths: [], default: "error" },
    status: { paths: ["Status"], values: { Up: "resolved", Down: "firing" } },
    time: ["Timestamp"],
    service: ["Name"],
    labels: ["Tags"],
    label_fields: { status_code: "StatusCode", ip: "IP" },
    url: ["URL"],
  },
});
