import { at } from "../path.js";
import { preset } from "../preset.js";

export const falco = preset({
  name: "falco",
  vendor: "Falco",
  documentation: "https://falco.org/docs/concepts/outputs/channels/",
  connect:
    "falco.yaml: `json_output: true`, `http_output: {enabled: true, url: URL}`; or Falcosidekick's webhook.address.",
  detect: (json) => at(json, "rule") !== undefined && at(json, "output_fields") !== undefined,
  mapping: {
    title: ["rule"],
    identity: ["{rule}/{hostname}/{output_fields.container.id}", "{rule}/{hostname}", "rule"],
    message: ["output"],
    severity: {
      paths: ["priority"],
      values: {
        Emergency: "critical",
        Alert: "critical",
        Critical: "critical",
        Error: "error",
        Warning: "warning",
        Notice: "info",
        Informational: "info",
        Debug: "info",
      },
    },
    // Falco tells of what happened, never of its end.
    status: { paths: [], values: {} },
    time: ["time"],
    service: ["output_fields.k8s.deployment.name", "output_fields.container.name"],
    labels: ["output_fields"],
    label_fields: { hostname: "hostname", source: "source" },
  },
});
