import { describe, expect, it } from "@jest/globals";
import { parsePlaybook } from "../../src/playbooks/check.js";
import { defaultConfig, parseRepositoryConfig, serviceOf } from "../../src/playbooks/repository-config.js";

describe("heal.yml", () => {
  it.each(["", "# nothing\n", "{}\n"])("is all defaults when empty: %j", (text) => {
    expect(parseRepositoryConfig(text)).toEqual(defaultConfig);
  });

  it.each([
    ["unknown key", "mode: act\nlimit: 3\n", "2:1: limit: unknown key"],
    ["unknown key within", "fix:\n  forbiden: [a]\n", "2:3: fix.forbiden: unknown key"],
    ["wrong word", "mode: acting\n", "1:7: mode:"],
    ["no YAML", "mode: [act\n", "2:1: "],
    ["playbooks outside of .github", "playbooks: ../x\n", "1:12: playbooks:"],
    ["climbing out", "playbooks: .github/../../x\n", "1:12: playbooks: no `..`"],
    ["workflow as a path", "fix: { workflow: a/b.yml }\n", "1:18: fix.workflow:"],
    ["more issues than heal allows", "limits: { issues_per_hour: 99 }\n", "1:28: limits.issues_per_hour:"],
    [
      "a service that matches everything",
      "services:\n  - { name: a, match: {} }\n",
      "2:23: services.0.match: at least one label",
    ],
    ["many aliases", `a: &a [${"x,".repeat(20)}]\nb: [${"*a,".repeat(30)}]\n`, "heal.yml:1:1"],
  ])("%s is refused at its place", (_name, text, place) => {
    expect(() => parseRepositoryConfig(text)).toThrow(place);
  });

  it("finds the service whose labels are all there", () => {
    const config = parseRepositoryConfig(
      "services:\n  - { name: a, match: { service: a, env: prod } }\n  - { name: b, match: { service: b } }\n",
    );
    expect(serviceOf(config, { service: "a", env: "prod", more: "x" })?.name).toBe("a");
    expect(serviceOf(config, { service: "a" })).toBeNull();
    expect(serviceOf(config, { service: "b" })?.name).toBe("b");
  });
});

describe("a playbook", () => {
  const good =
    "name: a-b\ndescription: Something that helps.\nwhen: { category: network }\nrisk: low\nsteps: [{ action: rerun-failed-jobs }]\nverify: { signal: workflow_run, within: 60m }\n";
  it("is read with its defaults", () => {
    expect(parsePlaybook(good, "a.yml", "shipped")).toMatchObject({
      when: { category: ["network"], confidence: 0.8 },
      verify: { within: 3_600_000 },
      otherwise: "escalate",
    });
  });

  it.each([
    ["unknown action", good.replace("rerun-failed-jobs", "rm -rf"), "a.yml:5:19: steps.0.action"],
    ["no duration", good.replace("60m", "soon"), "a.yml:6:41: verify.within"],
    ["unknown key", `${good}extra: 1\n`, "a.yml:7:1"],
    [
      "two steps",
      good.replace("[{ action: rerun-failed-jobs }]", "[{ action: open-fix-pr }, { action: open-fix-pr }]"),
      "one step a playbook",
    ],
    [
      "workflow that leaves its folder",
      good.replace("{ action: rerun-failed-jobs }", "{ action: dispatch-workflow, workflow: ../x.yml }"),
      "steps.0.workflow",
    ],
  ])("%s is refused at its place", (_name, text, place) => {
    expect(() => parsePlaybook(text, "a.yml", "shipped")).toThrow(place);
  });
});
