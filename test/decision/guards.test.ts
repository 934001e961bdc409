import { describe, expect, it } from "@jest/globals";
import { guards } from "../../src/decision/guards/index.js";
import type { Candidate, DecisionContext } from "../../src/decision/context.js";
import type { Subject } from "../../src/playbooks/match.js";
import type { Playbook, Step } from "../../src/playbooks/schema.js";
import type { Attempt } from "../../src/decision/attempt.js";
import { attempt, playbook, subject, world } from "./support.js";

interface Case {
  says: string;
  world?: Partial<DecisionContext>;
  counts?: Partial<DecisionContext["counts"]>;
  attempts?: Attempt[];
  risk?: Playbook["risk"];
  subject?: Partial<Subject>;
  step?: Step;
  limits?: Playbook["limits"];
  predicted?: number;
  until?: string;
}

const fix: Step = { action: "open-fix-pr" };
const dispatch: Step = { action: "dispatch-workflow" };
const job = { name: "j", category: "network" as const, confidence: 0.9 };
const asked: DecisionContext["asked"] = { by: "mia", move: "rerun-failed-jobs", mayApprove: false };
const approver: DecisionContext["asked"] = { by: "ann", move: "open-fix-pr", mayApprove: true };
const ago = (seconds: number) => new Date(world().now.getTime() - seconds * 1_000);
const restart = (ended: number, change: Partial<Attempt> = {}): Attempt =>
  attempt(ended, { move: "dispatch-workflow", thing: "r.yml", service: "shop", ...change });
const shop: Partial<DecisionContext> = {
  offers: { recoveryWorkflow: "r.yml", fixProducers: [] },
  shared: { workflowPath: null, recoveryWorkflow: "r.yml", service: "shop", headSha: null },
};

const table: Record<string, { allows: Case[]; refuses: Case[] }> = {
  "kill-switch": {
    allows: [{ says: "nothing is stopped" }],
    refuses: [
      { says: "the kill switch could not be read", world: { stop: "unreadable" } },
      { says: "stopped by @mia: release", world: { stop: { by: "@mia", reason: "release" } } },
      { says: "stopped by @mia: release", world: { stop: { by: "@mia", reason: "release" }, asked } },
    ],
  },
  mode: {
    allows: [{ says: "mode is act" }, { says: "mode is act", world: { modeOf: { "open-fix-pr": "off" } } }],
    refuses: [
      { says: "mode is suggest", world: { mode: "suggest" } },
      { says: "mode is observe", world: { mode: "observe", asked } },
      { says: "mode is suggest", world: { modeOf: { "rerun-failed-jobs": "suggest" } } },
      { says: "mode is observe", world: { mode: "observe", modeOf: { "rerun-failed-jobs": "act" } } },
    ],
  },
  lineage: {
    allows: [{ says: "not of heal's making" }],
    refuses: [{ says: "this failure comes from heal's own action", world: { own: true, asked } }],
  },
  fork: {
    allows: [{ says: "not a fork" }],
    refuses: [{ says: "the code comes from a fork", subject: { fork: true }, world: { asked } }],
  },
  trigger: {
    allows: [
      ...["push", "schedule", "workflow_dispatch", "merge_group", "pull_request", "release", "dynamic"].map(
        (event) => ({ says: "set off by somebody with write access", subject: { event } }),
      ),
      { says: "set off by somebody with write access", subject: { kind: "alert", event: null } },
      { says: "@mia asked for it", subject: { event: "workflow_run" }, world: { asked } },
    ],
    refuses: [
      "issue_comment",
      "issues",
      "discussion",
      "discussion_comment",
      "watch",
      "fork",
      "workflow_run",
      "check_run",
      "check_suite",
      "status",
      "deployment_status",
      "pull_request_target",
      "pull_request_review",
      "pull_request_review_comment",
      "gollum",
      "an event of next year",
      "",
    ].map((event) => ({
      says: `anybody may set off a run by ${event}; a person with write access has to ask`,
      subject: { event },
    })),
  },
  freshness: {
    allows: [
      { says: "the failed commit is still the head" },
      { says: "an alert has no commit", subject: { kind: "alert" }, world: { run: null, branchHead: null } },
    ],
    refuses: [
      { says: "GitHub no longer has the run", world: { run: null } },
      {
        says: "the run is at attempt 2 already, this was 1",
        world: { run: { attempt: 2, status: "completed", conclusion: "failure" } },
      },
      {
        says: "the run is in_progress",
        world: { run: { attempt: 1, status: "in_progress", conclusion: null } },
      },
      {
        says: "the run has passed meanwhile",
        world: { run: { attempt: 1, status: "completed", conclusion: "success" } },
      },
      { says: "the branch is gone", world: { branchHead: null } },
      {
        says: "the branch moved from aaaaaaa to bbbbbbb",
        world: { headSha: "a".repeat(40), branchHead: "b".repeat(40), asked },
      },
    ],
  },
  capability: {
    allows: [
      { says: "nothing more is needed" },
      {
        says: "the recovery workflow is r.yml",
        step: dispatch,
        world: { offers: { recoveryWorkflow: "r.yml", fixProducers: [] } },
      },
      { says: "the recovery workflow is own.yml", step: { ...dispatch, workflow: "own.yml" } },
      { says: "fixes can come from formatter", step: fix },
    ],
    refuses: [
      { says: "no recovery workflow is named for this service", step: dispatch },
      {
        says: "no producer of fixes serves this kind of failure here",
        step: { ...fix, producers: ["codegen"] },
      },
      {
        says: "no producer of fixes serves this kind of failure here",
        step: fix,
        world: { offers: { recoveryWorkflow: null, fixProducers: [] } },
      },
    ],
  },
  cooldown: {
    allows: [
      { says: "nothing similar was done lately" },
      { says: "nothing similar was done lately", world: { tried: ["open-fix-pr"] } },
      { says: "the last rerun was 20m ago", attempts: [attempt(20)] },
      { says: "nothing similar was done lately", attempts: [attempt(1, { thing: "other.yml" })] },
      { says: "the last rerun was 20m ago", attempts: [attempt(20, { verdict: "failed" })] },
      { says: "the last rerun was 1m ago", attempts: [attempt(1)], limits: {} },
      { says: "asked for by @mia", world: { asked }, attempts: [attempt(1, { verdict: "under way" })] },
      {
        says: "nothing similar was done lately",
        step: dispatch,
        world: shop,
        attempts: [restart(1, { service: "pay" })],
      },
      {
        says: "the last dispatch was 10m ago",
        step: dispatch,
        world: shop,
        limits: {},
        attempts: [restart(10)],
      },
      {
        says: "the last dispatch was 45m ago",
        step: dispatch,
        world: shop,
        limits: {},
        attempts: [90, 45].map((ended) => restart(ended, { verdict: "failed" })),
      },
      { says: "asked for by @mia", world: { tried: ["rerun-failed-jobs"], asked } },
      { says: "nothing similar was done lately", step: fix, attempts: [attempt(1)] },
    ],
    refuses: [
      {
        says: "rerun-failed-jobs was tried for this incident already",
        world: { tried: ["rerun-failed-jobs"] },
      },
      {
        says: "the last rerun of .github/workflows/ci.yml was 19m ago, within 20m",
        attempts: [attempt(19)],
      },
      {
        says: "a rerun of .github/workflows/ci.yml is under way for incident 1",
        attempts: [attempt(1_000, { verdict: "under way" })],
      },
      {
        says: "a dispatch of r.yml is under way for incident 1",
        step: dispatch,
        world: shop,
        limits: {},
        attempts: [restart(25, { verdict: "under way" })],
      },
      {
        says: "the last dispatch of r.yml was 9m ago, within 10m",
        step: dispatch,
        world: shop,
        limits: {},
        attempts: [restart(9)],
      },
      {
        says: "the last dispatch did not help; the next is made 1m from now at the earliest",
        step: dispatch,
        world: shop,
        limits: {},
        attempts: [restart(9, { verdict: "inconclusive" })],
      },
      {
        says: "the last 3 of r.yml did not help; the next is made 1m from now at the earliest",
        step: dispatch,
        world: shop,
        limits: {},
        attempts: [200, 100, 39].map((ended) =>
          restart(ended, { verdict: ended === 100 ? "error" : "failed" }),
        ),
      },
      {
        says: "the last fix of .github/workflows/ci.yml was 1m ago, within 20m",
        step: fix,
        attempts: [attempt(1, { move: "open-fix-pr" })],
      },
    ],
  },
  approval: {
    allows: [
      { says: "the risk is low" },
      { says: "heal.yml names r.yml as the service's recovery_workflow", step: dispatch, world: shop },
      {
        says: "heal.yml names it in actions",
        step: { ...dispatch, workflow: "other.yml" },
        world: { ...shop, consent: { actions: ["dispatch-workflow"], producers: [] } },
      },
      { says: "fix.producers gives leave to formatter", step: fix },
      {
        says: "heal.yml names it in actions",
        risk: "medium",
        world: { consent: { actions: ["rerun-failed-jobs"], producers: [] } },
      },
      {
        says: "@ann may approve it and asked for it",
        step: fix,
        world: { consent: { actions: [], producers: [] }, asked: approver },
      },
      { says: "the risk is low", world: { asked } },
    ],
    refuses: [
      { says: "the risk is high, and nobody has approved it", risk: "high" },
      { says: "the risk is high, and nobody has approved it", risk: "high", world: { asked: approver } },
      {
        says: "the risk is high, and nobody has approved it",
        risk: "high",
        step: dispatch,
        world: { ...shop, consent: { actions: ["dispatch-workflow"], producers: [] } },
      },
      {
        says: "the risk is medium: it needs the owner's leave in heal.yml (the service's recovery_workflow, or actions: { dispatch-workflow: act }) or an approval",
        step: { ...dispatch, workflow: "failover-db.yml" },
        world: shop,
      },
      {
        says: "the risk is medium: it needs the owner's leave in heal.yml (fix.producers, or actions: { open-fix-pr: act }) or an approval",
        step: { ...fix, producers: ["codegen"] },
        world: { offers: { recoveryWorkflow: null, fixProducers: ["formatter", "codegen"] } },
      },
      {
        says: "the risk is medium: it needs the owner's leave in heal.yml (actions: { rerun-failed-jobs: act }) or an approval",
        risk: "medium",
        world: { asked },
      },
    ],
  },
  breaker: {
    allows: [
      { says: "its circuit breaker is closed" },
      {
        says: "its circuit breaker is closed",
        step: dispatch,
        attempts: [90, 70].map((ended) => restart(ended, { verdict: "failed" })),
      },
      // The pause is over: the trial.
      {
        says: "its circuit breaker is closed",
        step: dispatch,
        attempts: [90, 70, 31].map((ended) => restart(ended, { verdict: "failed" })),
      },
      {
        says: "asked for by @mia",
        world: { asked },
        attempts: [5, 4, 3, 2, 1].map((ended) => attempt(ended, { verdict: "error" })),
      },
    ],
    refuses: [
      {
        says: "the circuit breaker of dispatch-workflow in this repository is open since 2026-03-01T11:31:00.000Z: 3 in a row did not help or could not be made; one trial is made after 2026-03-01T12:01:00.000Z",
        step: dispatch,
        attempts: [90, 70, 29].map((ended) => restart(ended, { verdict: ended === 70 ? "error" : "failed" })),
      },
      {
        says: "the circuit breaker of dispatch-workflow in this repository is half-open, and its one trial is under way",
        step: dispatch,
        attempts: [
          ...[190, 170, 131].map((ended) => restart(ended, { verdict: "failed" })),
          restart(2, { verdict: "under way" }),
        ],
      },
      {
        says: "the circuit breaker of this installation is open since 2026-03-01T11:59:00.000Z: 8 of the last 10 within an hour did not help or could not be made; one trial is made after 2026-03-01T12:29:00.000Z",
        world: {
          installation: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((ended) =>
            attempt(ended, { repository: `acme/${ended}`, verdict: ended === 4 ? "successful" : "failed" }),
          ),
        },
      },
    ],
  },
  "blast-radius": {
    allows: [
      { says: "5 failed jobs", subject: { failedJobs: Array(5).fill(job) as Subject["failedJobs"] } },
      {
        says: "6 failed jobs",
        step: fix,
        subject: { failedJobs: Array(6).fill(job) as Subject["failedJobs"] },
      },
      {
        says: "6 failed jobs",
        world: { asked },
        subject: { failedJobs: Array(6).fill(job) as Subject["failedJobs"] },
      },
    ],
    refuses: [
      {
        says: "6 jobs failed, above 5",
        subject: { failedJobs: Array(6).fill(job) as Subject["failedJobs"] },
      },
    ],
  },
  budget: {
    allows: [
      { says: "rerun 1 of at most 1 for this commit" },
      { says: "2 of 3 fix pull requests are open", step: fix, counts: { openFixPulls: 2 } },
      { says: "within the budget", step: dispatch, counts: { writesLastHour: 249 } },
      {
        says: "within the budget",
        step: dispatch,
        world: shop,
        limits: { per_workflow_per_day: 2 },
        attempts: [restart(60), restart(24 * 60), restart(30, { verdict: "error" })],
      },
    ],
    refuses: [
      {
        says: "250 writes in the last hour, the limit is 250",
        counts: { writesLastHour: 250 },
        world: { asked },
      },
      { says: "3 fix pull requests are open, the limit is 3", step: fix, counts: { openFixPulls: 3 } },
      {
        says: "this commit was rerun 1 times, the limit is 1",
        attempts: [attempt(9_000, { commit: "abc" })],
      },
      {
        says: "this commit was rerun 5 times, the limit is 5",
        attempts: Array.from({ length: 5 }, () => attempt(9_000, { commit: "abc" })),
        limits: { per_commit: 50 },
      },
      {
        says: "this workflow was rerun 5 times today, the limit is 5",
        attempts: Array.from({ length: 5 }, () => attempt(1_000)),
      },
      {
        says: "this workflow was dispatched 2 times today, the limit is 2",
        step: dispatch,
        world: shop,
        limits: { per_workflow_per_day: 2 },
        attempts: [restart(60), restart(90, { service: "pay" })],
      },
      {
        says: "this workflow was dispatched 12 times today, the limit is 12",
        step: dispatch,
        world: shop,
        limits: {},
        attempts: Array.from({ length: 12 }, () => restart(60)),
      },
      {
        says: "this commit was fixed 1 times, the limit is 1",
        step: fix,
        attempts: [attempt(9_000, { move: "open-fix-pr", commit: "abc" })],
      },
    ],
  },
  sight: {
    allows: [
      { says: "monitoring sees what it is about", subject: { category: "error_rate" } },
      { says: "@mia asked for it", subject: { category: "monitoring_gap" }, world: { asked } },
    ],
    refuses: [
      {
        says: "monitoring sees nothing, so nobody knows whether anything is wrong with what it watches",
        subject: { category: "monitoring_gap" },
      },
    ],
  },
  steady: {
    allows: [
      { says: "it does not flap" },
      { says: "@mia asked for it", world: { flapping: "flapping, 9 changes in 20 min", asked } },
    ],
    refuses: [
      {
        says: "it is flapping, 9 changes in 20 min",
        world: { flapping: "flapping, 9 changes in 20 min" },
      },
    ],
  },
  dependency: {
    allows: [
      { says: "nothing that it depends on burns" },
      { says: "@mia asked for it", world: { burning: { service: "payments", incident: 7 }, asked } },
    ],
    refuses: [
      {
        says: "payments, which it depends on, burns: incident 7",
        world: { burning: { service: "payments", incident: 7 } },
      },
    ],
  },
  hold: {
    allows: [
      { says: "it is no alert that could resolve" },
      { says: "it has fired for 2m", world: { firing: { since: ago(120), flappedAt: null } } },
      {
        says: "it has fired for 0s",
        limits: { hold: 0 },
        world: { firing: { since: ago(0), flappedAt: null } },
      },
      {
        says: "it has fired for 2m",
        world: { firing: { since: ago(120), flappedAt: ago(31 * 24 * 3_600) } },
      },
      { says: "it has fired for 5m", world: { firing: { since: ago(300), flappedAt: ago(3_600) } } },
      { says: "@mia asked for it", world: { firing: { since: ago(0), flappedAt: null }, asked } },
    ],
    refuses: [
      {
        says: "it has to fire for 2m first: heal acts at 2026-03-01 12:00:01 UTC unless it resolves",
        until: "2026-03-01T12:00:01.000Z",
        world: { firing: { since: ago(119), flappedAt: null } },
      },
      {
        says: "it has to fire for 10m first: heal acts at 2026-03-01 12:08:00 UTC unless it resolves",
        until: "2026-03-01T12:08:00.000Z",
        limits: { hold: 600_000 },
        world: { firing: { since: ago(120), flappedAt: null } },
      },
      {
        says: "it flapped on 2026-03-01 and has to fire for 5m first: heal acts at 2026-03-01 12:05:00 UTC unless it resolves",
        until: "2026-03-01T12:05:00.000Z",
        limits: { hold: 0 },
        world: { firing: { since: ago(0), flappedAt: ago(3_600) } },
      },
    ],
  },
  trust: {
    allows: [
      { says: "predicted success 50 % after 1 outcome", predicted: 0.5 },
      {
        says: "predicted success 10 % after 1 outcome, but asked for by @mia",
        predicted: 0.1,
        world: { asked },
      },
    ],
    refuses: [{ says: "predicted success 49 % after 1 outcome: it did not help before", predicted: 0.49 }],
  },
};

it("every guard has a row that allows and one that refuses", () => {
  expect(Object.keys(table).sort()).toEqual(Object.keys(guards).sort());
  for (const { allows, refuses } of Object.values(table))
    expect([allows.length > 0, refuses.length > 0]).toEqual([true, true]);
});

const ask = (guard: string, one: Case) => {
  const step = one.step ?? { action: "rerun-failed-jobs" as const };
  const candidate: Candidate = {
    playbook: playbook({
      steps: [step],
      ...(one.limits ? { limits: one.limits } : {}),
      ...(one.risk ? { risk: one.risk } : {}),
    }),
    step,
    subject: subject(one.subject),
    predicted: one.predicted ?? 0.7,
    trials: 1,
  };
  const plain = world();
  return guards[guard]?.(
    candidate,
    world({
      ...(one.attempts ? { attempts: one.attempts } : {}),
      ...one.world,
      counts: { ...plain.counts, ...one.counts },
    }),
  );
};

describe.each(Object.entries(table))("%s", (guard, { allows, refuses }) => {
  it.each(allows.map((one, i) => [i, one.says, one] as const))("allows, row %i: %s", (_i, reason, one) => {
    expect(ask(guard, one)).toEqual({ allowed: true, reason });
  });
  it.each(refuses.map((one, i) => [i, one.says, one] as const))("refuses, row %i: %s", (_i, reason, one) => {
    expect(ask(guard, one)).toEqual({ allowed: false, reason, ...(one.until ? { until: one.until } : {}) });
  });
});
