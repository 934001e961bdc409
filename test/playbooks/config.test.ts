import { describe, expect, it } from "@jest/globals";
import { parsePlaybook } from "../../src/playbooks/check.js";
import { verificationOf } from "../../src/playbooks/schema.js";
import {
  defaultConfig,
  parseRepositoryConfig,
  repositoryConfigSchema,
  serviceOf,
} from "../../src/playbooks/repository-config.js";

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
    ["no time", "limits: { alert_hold: soon }\n", '1:23: limits.alert_hold: "soon" is no duration'],
    ["a hold of days", "limits: { alert_hold: 2d }\n", "1:23: limits.alert_hold: at most 1d"],
    [
      "a service that matches everything",
      "services:\n  - { name: a, match: {} }\n",
      "2:23: services.0.match: at least one label",
    ],
    [
      "an objective of all",
      "services:\n  - { name: a, match: { a: b }, objective: 1 }\n",
      "2:44: services.0.objective",
    ],
    ...(
      [
        [
          "nothing to watch",
          "{ timeout: 3s }",
          "4:13: services.0.watch.0: one of health, metrics and prometheus",
        ],
        ["two in one", "{ health: 'http://a', metrics: 'http://b' }", "belongs into an entry of its own"],
        ["an unknown key", "{ health: 'http://a', every: 5 }", "4:35: services.0.watch.0.every: unknown key"],
        [
          "another protocol",
          "{ health: 'file:///etc/passwd' }",
          "4:23: services.0.watch.0.health: an http or",
        ],
        ["a password", "{ health: 'http://me:secret@a' }", "without a user name"],
        ["a user", "{ health: 'http://me@a' }", "without a user name"],
        [
          "a long time",
          "{ health: 'http://a', timeout: 11s }",
          "4:44: services.0.watch.0.timeout: a time up to",
        ],
        ["no time", "{ health: 'http://a', timeout: soon }", "a time up to"],
        ["no series", "{ metrics: 'http://a' }", "4:13: services.0.watch.0: metrics needs series beside it"],
        [
          "a series that is none",
          "{ metrics: 'http://a', series: ['a b'] }",
          "services.0.watch.0.series.0: a metric's name",
        ],
        [
          "a query without a name",
          "{ prometheus: 'http://a', query: up }",
          "prometheus needs name beside it",
        ],
        [
          "a query of an endpoint",
          "{ metrics: 'http://a', series: [a], query: up }",
          "4:56: services.0.watch.0.query: does not go with metrics",
        ],
      ] as const
    ).map(
      ([name, entry, place]) =>
        [name, `services:\n  - name: a\n    match: { a: b }\n    watch: [${entry}]\n`, place] as const,
    ),
    ["many aliases", `a: &a [${"x,".repeat(20)}]\nb: [${"*a,".repeat(30)}]\n`, "heal.yml:1:1"],
  ])("%s is refused at its place", (_name, text, place) => {
    expect(() => parseRepositoryConfig(text)).toThrow(place);
  });

  it("reads what to watch of a service, and reads its own reading again", () => {
    const config = parseRepositoryConfig(`services:
  - name: shop
    match: { service: shop }
    objective: 0.999
    watch:
      - { health: "https://shop.example/health", timeout: 3s }
      - { metrics: "https://shop.example/metrics", series: [http_requests_total] }
      - { prometheus: "https://prometheus.example", query: up, name: availability }
`);
    expect(config.services[0]).toMatchObject({ objective: 0.999, watch: [{ timeout: 3_000 }, {}, {}] });
    expect(repositoryConfigSchema.parse(JSON.parse(JSON.stringify(config)))).toEqual(config);
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

  it("takes steps after each other, each with what shows that it helped", () => {
    const steps =
      "[{ action: clear-actions-cache, key: npm- }, { action: rerun-failed-jobs }, { action: open-fix-pr, verify: { signal: pull_request, within: 2h } }]";
    const parsed = parsePlaybook(good.replace("[{ action: rerun-failed-jobs }]", steps), "a.yml", "shipped");
    expect(parsed.steps.map((step) => verificationOf(parsed, step))).toEqual([
      { signal: "made", within: 3_600_000 },
      { signal: "workflow_run", within: 3_600_000 },
      { signal: "pull_request", within: 7_200_000 },
    ]);
  });

  it.each([
    ["unknown action", good.replace("rerun-failed-jobs", "rm -rf"), "a.yml:5:19: steps.0.action"],
    ["no duration", good.replace("60m", "soon"), "a.yml:6:41: verify.within"],
    ["unknown key", `${good}extra: 1\n`, "a.yml:7:1"],
    ["no step", good.replace("[{ action: rerun-failed-jobs }]", "[]"), "one step at least"],
    [
      "six steps",
      good.replace("[{ action: rerun-failed-jobs }]", `[${"{ action: rerun-workflow }, ".repeat(6)}]`),
      "at most 5 steps",
    ],
    [
      "a step that the playbook's signal does not fit",
      good.replace("}]", "}, { action: open-fix-pr }]"),
      "verify.signal: open-fix-pr is verified by pull_request",
    ],
    [
      "a step's own signal that cannot follow",
      good.replace("}]", "}, { action: wait, for: 5m, verify: { signal: pull_request, within: 1h } }]"),
      "steps.1.verify.signal: wait is verified by made",
    ],
    [
      "a signal of no step",
      good.replace("{ action: rerun-failed-jobs }", "{ action: wait, for: 5m }"),
      "verify.signal: no step is verified by workflow_run",
    ],
    [
      "a parameter that nothing reads",
      good.replace("rerun-failed-jobs }", "rerun-failed-jobs, key: npm-cache }"),
      "steps.0.key: does not go with rerun-failed-jobs",
    ],
    [
      "a parameter that is missing",
      good.replace("rerun-failed-jobs }", "clear-actions-cache }"),
      "steps.0.action: clear-actions-cache needs key beside it",
    ],
    [
      "a cache key that is a pattern",
      good.replace("rerun-failed-jobs }", 'clear-actions-cache, key: "npm-*" }'),
      "steps.0.key: the beginning of cache keys",
    ],
    ["a wait of days", good.replace("rerun-failed-jobs }", "wait, for: 2d }"), "steps.0.for: at most 6h"],
    [
      "signal that cannot follow",
      good.replace("workflow_run", "pull_request"),
      "verify.signal: rerun-failed-jobs",
    ],
    [
      "alert's end for a failure of CI",
      good
        .replace("{ category: network }", "{ kind: ci }")
        .replace("rerun-failed-jobs", "dispatch-workflow")
        .replace("workflow_run", "alert_resolved"),
      "a.yml:6:19: verify.signal: a failure of CI has no alert",
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
