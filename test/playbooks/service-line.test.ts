import { describe, expect, it } from "@jest/globals";
import { parseRepositoryConfig, serviceOf } from "../../src/playbooks/repository-config.js";
import { routedText, serviceLine } from "../../src/playbooks/service-line.js";

const labels = { alertname: "Slow", service: "checkout", severity: "critical", pod: "checkout-7" };

describe("the line that heal.yml is offered", () => {
  it.each<[string, string | null, Record<string, string>, string]>([
    ["by its service", "checkout", labels, "- { name: checkout, match: { service: checkout } }"],
    [
      "by whatever label names the service",
      "mail",
      { app: "mail", job: "mail", alertname: "x" },
      "- { name: mail, match: { app: mail } }",
    ],
    [
      "by rule and namespace, where no service is named",
      null,
      { alertname: "KubePodCrashLooping", namespace: "tools", pod: "a" },
      "- { name: tools, match: { alertname: KubePodCrashLooping, namespace: tools } }",
    ],
    [
      "with quotes where YAML wants them",
      "yes: no",
      { service: "yes: no" },
      '- { name: "yes: no", match: { service: "yes: no" } }',
    ],
  ])("%s", (_what, service, of, line) => {
    expect(serviceLine({ service, labels: of })).toBe(line);
  });

  it("is one that routes such an alert", () => {
    for (const [service, of] of [
      ["checkout", labels],
      ["#1 {x}, [y]", { service: "#1 {x}, [y]" }],
      [null, { alertname: "A 'quoted' \"name\"", namespace: "on" }],
      ["123", { service: "123" }],
    ] as const) {
      const config = parseRepositoryConfig(`services:\n  ${serviceLine({ service, labels: of })}\n`);
      expect(serviceOf(config, of)).not.toBeNull();
    }
  });

  it("is none where there is nothing to know it by, or only what was redacted", () => {
    expect(serviceLine({ service: "x", labels: {} })).toBeNull();
    expect(serviceLine({ service: null, labels: { alertname: "[redacted:github]" } })).toBeNull();
    expect(routedText({ repository: "acme/web", by: "by hand", service: "x", labels: {} })).toBe(
      "Routed to acme/web by hand. Its labels say nothing that a heal.yml could know the next one by",
    );
  });
});
