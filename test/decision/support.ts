import { chosen as storedChosen, type Begun } from "../../src/decision/stored.js";
import type { Attempt } from "../../src/decision/attempt.js";
import type { DecisionContext } from "../../src/decision/context.js";
import type { Subject } from "../../src/playbooks/match.js";
import { parsePlaybook } from "../../src/playbooks/check.js";
import type { Playbook } from "../../src/playbooks/schema.js";

export const playbook = (change: Partial<Playbook> = {}): Playbook => ({
  ...parsePlaybook(
    `name: rerun
description: Rerun what was passing trouble.
when: { kind: ci, category: network, confidence: 0.8, every_failed_job: true }
risk: low
steps: [{ action: rerun-failed-jobs }]
verify: { signal: workflow_run, within: 60m }
limits: { per_commit: 1, per_workflow_per_day: 5, pace: 20m }
`,
    "test.yml",
    "shipped",
  ),
  ...change,
});

export const subject = (change: Partial<Subject> = {}): Subject => ({
  kind: "ci",
  category: "network",
  confidence: 0.9,
  failedJobs: [{ name: "build", category: "network", confidence: 0.9 }],
  attempt: 1,
  fork: false,
  event: "push",
  redRuns: 1,
  repository: "acme/web",
  workflow: "CI",
  branch: "main",
  severity: "error",
  service: null,
  labels: {},
  ...change,
});

/** A world in which everything is allowed. */
export const world = (change: Partial<DecisionContext> = {}): DecisionContext => ({
  now: new Date("2026-03-01T12:00:00Z"),
  stop: null,
  mode: "act",
  modeOf: {},
  playbooks: [playbook()],
  trust: {},
  run: { attempt: 1, status: "completed", conclusion: "failure" },
  branchHead: "abc",
  headSha: "abc",
  own: false,
  begun: {},
  unproven: false,
  tried: [],
  attempts: [],
  installation: [],
  shared: {
    workflowPath: ".github/workflows/ci.yml",
    recoveryWorkflow: null,
    service: null,
    headSha: "abc",
  },
  counts: {
    openFixPulls: 0,
    writesLastHour: 0,
  },
  limits: { openFixPulls: 3, writesPerHour: 250, alertHoldMs: 120_000 },
  offers: { recoveryWorkflow: null, fixProducers: ["formatter"] },
  lacking: [],
  consent: { actions: [], producers: ["formatter"] },
  asked: null,
  severity: "error",
  firing: null,
  flapping: null,
  rejections: [],
  off: { diagnosis: false, recovery: false, codegen: false },
  burning: null,
  blind: null,
  ...change,
});

/** An attempt that ended, `ended` minutes before the world's now. */
export const attempt = (ended: number, change: Partial<Attempt> = {}): Attempt => {
  const at = new Date(world().now.getTime() - ended * 60_000);
  return {
    move: "rerun-failed-jobs",
    repository: "acme/web",
    incident: 1,
    thing: ".github/workflows/ci.yml",
    service: null,
    commit: "older",
    at,
    endedAt: change.verdict === "under way" ? null : at,
    verdict: "successful",
    ...change,
  };
};

/** As a row keeps it: JSON, read again. */
export const begun = (so: Partial<Begun>): Begun =>
  storedChosen.shape.begun
    .unwrap()
    .parse(JSON.parse(JSON.stringify({ of: { steps: [], judged: 0, attempt: 1, ...so } })))["of"] as Begun;
