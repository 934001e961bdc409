import { describe, expect, it } from "@jest/globals";
import { guards } from "../../src/decision/guards/index.js";
import type { Candidate, World } from "../../src/decision/world.js";
import type { Subject } from "../../src/playbooks/match.js";
import type { Playbook, Step } from "../../src/playbooks/schema.js";
import { playbook, subject, world } from "./support.js";

interface Case {
  says: string;
  world?: Partial<World>;
  counts?: Partial<World["counts"]>;
  subject?: Partial<Subject>;
  step?: Step;
  limits?: Playbook["limits"];
  predicted?: number;
}

const fix: Step = { action: "open-fix-pr" };
const dispatch: Step = { action: "dispatch-workflow" };
const job = { name: "j", category: "network" as const, confidence: 0.9 };
const asked: World["asked"] = { by: "mia", move: "rerun-failed-jobs" };
const at = (minutesAgo: number) => new Date(Date.parse("2026-03-01T12:00:00Z") - minutesAgo * 60_000);

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
      { says: "the last rerun was 20m ago", counts: { lastRerunOfWorkflow: at(20) } },
      { says: "asked for by @mia", world: { tried: ["rerun-failed-jobs"], asked } },
      { says: "nothing similar was done lately", step: fix, counts: { lastRerunOfWorkflow: at(1) } },
    ],
    refuses: [
      {
        says: "rerun-failed-jobs was tried for this incident already",
        world: { tried: ["rerun-failed-jobs"] },
      },
      {
        says: "the last rerun of this workflow was 19m ago, within 20m",
        counts: { lastRerunOfWorkflow: at(19) },
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
      { says: "within the hourly budget", step: dispatch, counts: { writesLastHour: 249 } },
    ],
    refuses: [
      {
        says: "250 writes in the last hour, the limit is 250",
        counts: { writesLastHour: 250 },
        world: { asked },
      },
      { says: "3 fix pull requests are open, the limit is 3", step: fix, counts: { openFixPulls: 3 } },
      { says: "this commit was rerun 1 times, the limit is 1", counts: { rerunsOfCommit: 1 } },
      {
        says: "this commit was rerun 5 times, the limit is 5",
        counts: { rerunsOfCommit: 5 },
        limits: { per_commit: 50 },
      },
      { says: "this workflow was rerun 5 times today, the limit is 5", counts: { rerunsOfWorkflowToday: 5 } },
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
    playbook: playbook({ steps: [step], ...(one.limits ? { limits: one.limits } : {}) }),
    step,
    subject: subject(one.subject),
    predicted: one.predicted ?? 0.7,
    trials: 1,
  };
  const plain = world();
  return guards[guard]?.(candidate, world({ ...one.world, counts: { ...plain.counts, ...one.counts } }));
};

describe.each(Object.entries(table))("%s", (guard, { allows, refuses }) => {
  it.each(allows.map((one, i) => [i, one.says, one] as const))("allows, row %i: %s", (_i, reason, one) => {
    expect(ask(guard, one)).toEqual({ allowed: true, reason });
  });
  it.each(refuses.map((one, i) => [i, one.says, one] as const))("refuses, row %i: %s", (_i, reason, one) => {
    expect(ask(guard, one)).toEqual({ allowed: false, reason });
  });
});
