import { readdir, readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { decide } from "../../src/decision/decide.js";
import type { DecisionContext } from "../../src/decision/context.js";
import { categories } from "../../src/diagnosis/category.js";
import { severities } from "../../src/events/event.js";
import { shippedPlaybooks } from "../../src/pipeline/rules.js";
import { exampleSchema } from "../../src/playbooks/example.js";
import { match, type Subject } from "../../src/playbooks/match.js";
import { moves } from "../../src/playbooks/moves.js";
import type { Playbook } from "../../src/playbooks/schema.js";
import { withoutSafeAction } from "../../src/playbooks/unhandled.js";
import { subject, world } from "../decision/support.js";

let playbooks: Playbook[];
const events = new Map<string, Subject>();
beforeAll(async () => {
  playbooks = await shippedPlaybooks();
  for (const name of await readdir(packageFile("playbooks/examples/")))
    events.set(
      `examples/${name}`,
      exampleSchema.parse(JSON.parse(await readFile(packageFile(`playbooks/examples/${name}`), "utf8"))),
    );
});

const eventOf = (name: string): Subject => {
  const found = events.get(`examples/${name}.json`);
  if (!found) throw new Error(`there is no example ${name}`);
  return found;
};

describe("shipped playbooks", () => {
  it("match their own examples as they say: one event at least, and two not", () => {
    expect(playbooks.length).toBeGreaterThanOrEqual(15);
    for (const playbook of playbooks) {
      const said = playbook.examples.map(({ event, matches }) => [playbook.name, event, matches]);
      const seen = playbook.examples.map(({ event }) => {
        const subject = events.get(event);
        return [playbook.name, event, subject && match(playbook, subject).matches];
      });
      expect(seen).toEqual(said);
      const of = (wanted: boolean) => playbook.examples.filter(({ matches }) => matches === wanted).length;
      expect([playbook.name, of(true) >= 1, of(false) >= 2]).toEqual([playbook.name, true, true]);
    }
  });

  it("need all of the examples that are there, and bear their files' names", async () => {
    const used = new Set(playbooks.flatMap(({ examples }) => examples.map(({ event }) => event)));
    expect([...events.keys()].filter((name) => !used.has(name))).toEqual([]);
    const files = (await readdir(packageFile("playbooks/"))).filter((name) => name.endsWith(".yml"));
    expect(playbooks.map(({ name }) => `${name}.yml`)).toEqual(files.sort());
  });

  it("answer each category, or a table says why none does", () => {
    const answered = new Set(playbooks.flatMap(({ when }) => when.category ?? []));
    const neither = categories.filter((one) => !answered.has(one) && !(one in withoutSafeAction));
    const both = categories.filter((one) => answered.has(one) && one in withoutSafeAction);
    expect({ neither, both }).toEqual({ neither: [], both: [] });
  });

  it("run nothing again twice, and nothing of a fork", () => {
    for (const playbook of playbooks.filter(({ when }) => when.kind === "ci")) {
      expect([playbook.name, playbook.unless.fork]).toEqual([playbook.name, true]);
      if (!playbook.steps.some(({ action }) => action.startsWith("rerun"))) continue;
      expect([playbook.name, playbook.limits.per_commit, playbook.unless.run_attempt_above]).toEqual([
        playbook.name,
        1,
        1,
      ]);
      expect([playbook.name, playbook.when.every_failed_job]).toEqual([playbook.name, true]);
    }
  });

  it.each(["auth_or_secret", "permission", "cancelled", "unknown", "license_or_policy"] as const)(
    "leave %s alone",
    (category) => {
      const one = subject({ category, confidence: 1, failedJobs: [{ name: "a", category, confidence: 1 }] });
      expect(decide(one, everything()).kind).toBe("escalate");
    },
  );
});

/** All leave is given, and a service has a recovery workflow. */
const everything = (change: Partial<DecisionContext> = {}): DecisionContext =>
  world({
    playbooks,
    offers: {
      recoveryWorkflow: "restart.yml",
      fixProducers: ["formatter", "lint", "lockfile", "snapshot", "codegen"],
    },
    consent: {
      actions: [...moves],
      producers: ["formatter", "lint", "lockfile", "snapshot", "codegen"],
    },
    ...change,
  });
const noLeave = (): DecisionContext["consent"] => ({ actions: [], producers: [] });

/** One of each kind that any of them could tell apart. */
const all = (): Subject[] =>
  categories.flatMap((category) => {
    const failedJobs = [{ name: "a", category, confidence: 1 }];
    const ci = ["push", "pull_request", "merge_group", "schedule", "release", "workflow_dispatch"].flatMap(
      (event) =>
        [1, 2, 7].map((redRuns) =>
          subject({ category, confidence: 1, failedJobs, event, redRuns, workflow: "Deploy" }),
        ),
    );
    const alerts = severities.map((severity) =>
      subject({ kind: "alert", category, confidence: 1, failedJobs: [], severity, service: "checkout" }),
    );
    return [...ci, ...alerts];
  });

describe("what shipped playbooks come to for one incident", () => {
  it("two of them match only where their order is meant", () => {
    const pairs = new Set<string>();
    for (const event of all()) {
      const fit = playbooks.filter((playbook) => match(playbook, event).matches);
      for (const [i, a] of fit.entries())
        for (const b of fit.slice(i + 1)) pairs.add(`${a.name} + ${b.name}`);
    }
    const withSchedule = [
      ...["cancel-hanging-run", "fix-by-agent", "fix-dependencies-by-agent", "fix-documentation-by-agent"],
      ...["fix-formatting"],
    ].map((name) => `${name} + pause-failing-schedule`);
    const before = [
      ...["rerun-flaky-test", "rerun-lost-runner", "rerun-transient", "update-lockfile", "update-snapshots"],
      ...["wait-out-rate-limit", "wait-out-registry-outage"],
    ].map((name) => `pause-failing-schedule + ${name}`);
    expect([...pairs].sort()).toEqual(["fix-by-agent + fix-formatting", ...withSchedule, ...before].sort());
  });

  it.each<[string, string, Partial<Subject>, () => Partial<DecisionContext>, object]>([
    [
      "the repository's own tools come before an agent",
      "unformatted",
      {},
      () => ({}),
      { kind: "act", playbook: { name: "fix-formatting" } },
    ],
    [
      "the agent has its turn where no tool is left",
      "unformatted",
      {},
      () => ({ offers: { recoveryWorkflow: null, fixProducers: ["codegen"] } }),
      { kind: "act", playbook: { name: "fix-by-agent" } },
    ],
    [
      "the first jobs of a run that timed out run again",
      "timed-out",
      {},
      () => ({}),
      { kind: "act", step: { action: "rerun-with-debug-logging" } },
    ],
    [
      "a rate limit is waited for first",
      "rate-limited",
      {},
      () => ({}),
      { kind: "act", step: { action: "wait" }, predicted: 0.7 },
    ],
    [
      "what a rerun never helped is not waited for",
      "rate-limited",
      {},
      () => ({ trust: { "rerun-failed-jobs": { successes: 0, failures: 1 } } }),
      { kind: "escalate" },
    ],
    [
      "a person is offered the rerun, and not the wait before it",
      "registry-503",
      {},
      () => ({ mode: "suggest" }),
      { kind: "suggest", step: { action: "rerun-failed-jobs" } },
    ],
    [
      "people hear of a schedule that fails for long before its jobs run again",
      "nightly-fails-daily",
      { category: "network", confidence: 0.9 },
      () => ({}),
      { kind: "act", playbook: { name: "pause-failing-schedule" }, step: { action: "open-issue" } },
    ],
    [
      "a run that hangs is cancelled before people hear of the schedule only by the owner's leave",
      "nightly-times-out",
      {},
      () => ({ consent: noLeave() }),
      { kind: "suggest", step: { action: "cancel-run" } },
    ],
    [
      "a critical alert restarts the service, once",
      "memory-critical",
      {},
      () => ({}),
      { kind: "act", playbook: { name: "restart-service" } },
    ],
    [
      "one that is not critical only offers it, whatever the owner lets heal do",
      "memory-warning",
      {},
      () => ({}),
      { kind: "suggest", playbook: { name: "restart-saturated-service" } },
    ],
    [
      "nothing is offered where the service names no workflow",
      "latency-error",
      {},
      () => ({ offers: { recoveryWorkflow: null, fixProducers: [] } }),
      { kind: "escalate" },
    ],
    [
      "a deployment is rolled back by a person's approval alone",
      "deploy-failed",
      {},
      () => ({}),
      { kind: "suggest", step: { action: "deployment-rollback" } },
    ],
    [
      "and not offered where there is no workflow that could",
      "deploy-failed",
      {},
      () => ({ lacking: ["rollback.yml"] }),
      { kind: "escalate" },
    ],
    [
      "merging the base needs leave",
      "merge-failed",
      {},
      () => ({ consent: noLeave() }),
      { kind: "suggest", step: { action: "update-branch" } },
    ],
  ])("%s", (_name, event, change, its, expected) => {
    expect(decide({ ...eventOf(event), ...change }, everything(its()))).toMatchObject(expected);
  });
});
