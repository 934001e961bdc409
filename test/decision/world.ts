import { defaultConfig } from "../../src/playbooks/repository-config.js";
import type { Candidate, World } from "../../src/decision/world.js";
import type { Subject } from "../../src/playbooks/match.js";
import type { Playbook } from "../../src/playbooks/schema.js";

export const now = new Date("2026-11-24T12:00:00Z");

export const playbook = (change: Partial<Playbook> = {}): Playbook => ({
  name: "rerun-transient",
  description: "Rerun what was passing trouble.",
  origin: "shipped",
  when: { category: ["network"], confidence: 0.8, every_failed_job: true },
  unless: { run_attempt_above: 1 },
  risk: "low",
  steps: [{ action: "rerun-failed-jobs" }],
  verify: { signal: "workflow_run", within: 3_600_000 },
  limits: { per_commit: 1, per_workflow_per_day: 5, pace: 20 * 60_000 },
  otherwise: "escalate",
  examples: [],
  ...change,
});

export const subject = (change: Partial<Subject> = {}): Subject => ({
  kind: "ci",
  category: "network",
  confidence: 0.92,
  failedJobs: [{ name: "build", category: "network", confidence: 0.92 }],
  attempt: 1,
  fork: false,
  repository: "acme/web",
  workflow: "CI",
  branch: "topic",
  severity: "error",
  service: null,
  labels: {},
  ...change,
});

export const world = (change: Partial<World> = {}): World => ({
  now,
  stop: null,
  mode: "act",
  modeOf: {},
  playbooks: [playbook()],
  trust: {},
  run: { attempt: 1, status: "completed", conclusion: "failure" },
  branchHead: "abc",
  headSha: "abc",
  own: false,
  tried: [],
  counts: {
    rerunsOfCommit: 0,
    rerunsOfWorkflowToday: 0,
    lastRerunOfWorkflow: null,
    openFixPulls: 0,
    writesLastHour: 0,
  },
  limits: { openFixPulls: defaultConfig.limits.open_fix_prs, writesPerHour: 250 },
  offers: { recoveryWorkflow: null, fixProducers: [] },
  asked: null,
  severity: "error",
  ...change,
});

export const candidate = (change: Partial<Candidate> = {}): Candidate => ({
  playbook: playbook(),
  step: { action: "rerun-failed-jobs" },
  subject: subject(),
  predicted: 0.7,
  trials: 0,
  ...change,
});
