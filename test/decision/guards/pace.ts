import type { Subject } from "../../../src/playbooks/match.js";
import { asked, dispatch, fix, job, restart, shop, type Cases } from "./case.js";
import { attempt } from "../support.js";

/** How often, and how much at a time. */
export const pace: Cases = {
  proof: {
    allows: [
      { says: "what was done before is judged" },
      { says: "@mia asked for it", world: { unproven: true, asked } },
    ],
    refuses: [
      {
        says: "nobody knows whether what was done last has helped; a person has to say what is next",
        world: { unproven: true },
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
      { says: "nothing similar was done lately", world: { tried: ["rerun-failed-jobs"] }, goesOn: true },
      {
        says: "nothing similar was done lately",
        step: { action: "rerun-with-debug-logging" },
        attempts: [attempt(1, { verdict: "failed" })],
      },
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
        step: { action: "rerun-workflow" },
        attempts: [attempt(1_000, { verdict: "under way" })],
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
};
