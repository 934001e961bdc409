import { MINUTE } from "../../../src/core/clock.js";
import type { Plan } from "../../../src/decision/plan.js";
import type { Chosen, StoredDiagnosis } from "../../../src/decision/stored.js";
import type { CiEvent, RepositoryRef, RunFacts } from "../../../src/events/event.js";
import type { Db } from "../../../src/store/db.js";
import { addDetection } from "../../../src/store/detections.js";
import { addEvent } from "../../../src/store/events.js";
import { openFix, updateFix } from "../../../src/store/fixes.js";
import { claimIncident, endStep } from "../../../src/store/incident-steps.js";
import { joinOrOpen } from "../../../src/store/incidents.js";
import { claimIntent, finishIntent } from "../../../src/store/intents.js";
import { upsertReport } from "../../../src/store/reports.js";
import { addRun } from "../../../src/store/runs.js";
import { addDecision } from "../../../src/store/timeline.js";

const repository: RepositoryRef = { fullName: "acme/app0", id: 0, installationId: 1 };
const step = { action: "rerun-failed-jobs" } as const;

/** What a page has to show of one incident; `seedHistory` makes many of it. */
const run: RunFacts = {
  ...{ runId: 1, attempt: 1, workflow: "ci", workflowPath: ".github/workflows/ci.yml", branch: "branch-1" },
  ...{ headSha: "0".repeat(40), event: "push", conclusion: "failure", actor: "octocat", title: "a change" },
  ...{ fork: false, headRepositoryId: 0, pullRequests: [1], defaultBranch: "main" },
  ...{ url: "https://github.example/1", startedAt: "2026-03-01T00:00:00Z" },
  finishedAt: "2026-03-01T00:01:00Z",
};
const diagnosis: StoredDiagnosis = {
  ...{ attempt: 1, category: "network", confidence: 0.9, summary: "a connection was reset", reason: null },
  ...{ alternatives: [{ category: "timeout", confidence: 0.1 }], tests: [], labels: {}, recognition: null },
  jobs: [
    {
      ...{ name: "unit", url: "https://github.example/1", category: "network", confidence: 0.9 },
      ...{ summary: "a connection was reset", evidence: [{ line: 7, text: "ECONNRESET" }] },
      ...{ chunk: { start_line: 1, end_line: 9 }, step: "Test", command: "npm test" },
    },
  ],
};
const chosen: Chosen = {
  ...{ move: step.action, step, playbook: "rerun-transient", predicted: 0.8, within: 60 * MINUTE },
  ...{ limits: { per_commit: 1 }, asked: null, decidedAt: "2026-03-01T00:02:00Z" },
};

/** JSON as the program writes it, column by column; SQL alters what tells one row from another. */
export interface Written {
  incident: { run: object; diagnosis: object; chosen: object };
  event: { body: object };
  run: { facts: object };
  decision: { reasons: object };
  intent: { plan: object; effect: object };
  fix: { checks: object; before: object; after: object };
  detection: { numbers: object; about: object };
  report: { failing: object };
}

class Undone extends Error {}

/** Writes one row of each kind through the store, reads its JSON, and takes all of it back. */
export async function writtenRows(db: Db, now: Date): Promise<Written> {
  const written: Written[] = [];
  await db
    .tx(async (tx) => {
      await write(tx, now);
      written.push({
        incident: await tx.one`select run, diagnosis, chosen from incidents`,
        event: await tx.one`select body from error_events`,
        run: await tx.one`select facts from runs`,
        decision: await tx.one`select reasons from decisions`,
        intent: await tx.one`select plan, effect from intents`,
        fix: await tx.one`select checks, before, after from fixes`,
        detection: await tx.one`select numbers, about from detections`,
        report: await tx.one`select failing from reports`,
      });
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  // Numbers go on after what was taken back; the seed counts from 1.
  await db.run`truncate incidents restart identity cascade`;
  const [rows] = written;
  if (!rows) throw new Error("nothing was written");
  return rows;
}

async function write(tx: Db, now: Date): Promise<void> {
  const event: CiEvent = {
    ...{ source: "github", kind: "ci", status: "firing", repository, severity: "error" },
    ...{ title: "ci.yml failed", message: "a message", occurredAt: now, key: "run:1", fingerprint: null },
    ...{ service: null, labels: {}, url: run.url, run },
  };
  const { id } = await joinOrOpen(tx, { ...event, at: now, now });
  await addEvent(tx, id, null, event);
  await addRun(tx, repository.fullName, run, now);
  const row = await claimIncident(tx, id, now, MINUTE);
  if (!row) throw new Error("the incident is not due");
  await endStep(tx, row, { state: "acting", nextStepAt: now, progress: true, diagnosis, chosen }, now);
  await addDecision(tx, id, {
    ...{ kind: "act", playbook: chosen.playbook, action: chosen.move, predicted: 0.8, at: now },
    reasons: [
      {
        ...{ playbook: chosen.playbook, action: chosen.move, chosen: true },
        verdicts: [{ guard: "mode", allowed: true, reason: "mode is act" }],
      },
    ],
  });
  const plan: Plan = {
    ...{ key: "intent:1", action: "dispatch-workflow", repository, incidentId: id },
    ...{ params: { workflow: "restart.yml" }, since: now.toISOString() },
  };
  const intent = await claimIntent(tx, plan, now, MINUTE);
  if (intent === "busy" || "refused" in intent) throw new Error("the intent is not to be had");
  await finishIntent(tx, intent, plan, { state: "done", effect: { id: 1, url: run.url } }, now);
  const check = {
    ...{ name: "ci", conclusion: "success", url: run.url },
    source: { by: "job", workflowPath: run.workflowPath, event: "push", runId: 1 },
  } as const;
  const fix = await openFix(tx, {
    ...{ incidentId: id, repository: repository.fullName, producer: "lint", baseSha: run.headSha },
    ...{ baseBranch: "main", branch: "heal/fix-1", before: [check], now, deadline: now },
  });
  await updateFix(tx, fix.id, { checks: [{ check: "size", ok: true, reason: "small" }], after: [check] });
  await addDetection(tx, {
    ...{ incident: id, detector: "threshold.rate", subject: "workflow:acme/app1/ci1", reason: "often" },
    ...{
      score: 0.9,
      numbers: { ratio: 0.9 },
      threshold: "opens at 50 %",
      requiresAttention: true,
      silenced: null,
    },
    ...{ repository: repository.fullName, service: null, at: now },
    about: { workflow: "ci", run: { id: 1, attempt: 1, url: run.url }, evidence: [{ text: "it failed" }] },
  });
  await upsertReport(tx, {
    ...{
      delivery_id: null,
      repository: repository.fullName,
      run_id: 1,
      attempt: 1,
      job: "unit1",
      tests: 100,
    },
    ...{ failing: [{ suite: "a", name: "b", message: "c" }], received_at: now },
  });
}
