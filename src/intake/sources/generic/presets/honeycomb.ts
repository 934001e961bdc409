import { at } from "../path.js";
import { preset } from "../preset.js";

export const honeycomb = preset({
  name: "honeycomb",
  vendor: "Honeycomb triggers",
  documentation: "https://docs.honeycomb.io/integrations/webhooks/",
  connect:
    "Team Settings > Integrations > Add Integration > Webhook: `Webhook URL` = URL; then name it as recipient of the trigger.",
  detect: (json) => at(json, "trigger_url") !== undefined && at(json, "result_url") !== undefined,
  mapping: {
    title: ["name", "summary"],
    identity: ["id", "trigger_url", "name"],
    message: ["description", "summary"],
    severity: { paths: ["severity"], default: "error" },
    status: { paths: ["status"], values: { TRIGGERED: "firing", OK: "resolved" } },
    time: ["timestamp"],
    service: ["service", "dataset"],
    label_fields: { environment: "environment", dataset: "dataset" },
    url: ["trigger_url", "result_url"],
    links: { graph: ["result_url"] },
  },
});
