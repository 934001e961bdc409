import { isTransient } from "../detection/policy.js";
import { massFailure } from "../detection/test-health.js";
import { diagnoseAlert } from "../diagnosis/alerts.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import type { AlertEvent, RunFacts } from "../events/event.js";
import type { Job } from "../github/port.js";
import {
  branchKind,
  jobSubject,
  commitKey,
  testSubject,
  trialsOf,
  outcomeOf,
  workflowSubject,
  type Observation,
} from "../alerting/subjects.js";
import type { Db } from "../store/db.js";
import { childrenOf } from "../store/detector-states.js";
import type { IncidentRow } from "../store/incidents.js";
import { reportsOfRun, usualTests } from "../store/reports.js";

/** Jobs of a workflow and tests of a job that have a state of their own. */
const [JOBS, TESTS] = [50, 100];

/** An alert as it came, also when it ends. Its name tells what it is about before anybody reads more. */
export function alertSeen(
  event: AlertEvent,
  id: number,
  incident: number,
  received = event.occurredAt,
): Observation {
  const name = event.labels["alertname"] ?? event.title;
  const { category } = diagnoseAlert({
    ...{ name, labels: event.labels, text: `${event.title} ${event.message}` },
    gap: event.gap ?? null,
  });
  return {
    incident,
    source: event.source,
    input: {
      kind: "occurrence",
      id: String(id),
      status: event.status,
      severity: event.severity,
      fingerprint: event.fingerprint,
      repository: event.repository?.fullName ?? null,
      service: event.service,
      category,
      branch: null,
      at: received.getTime(),
    },
  };
}

/**
 * A run's failure after its log was read: the failure itself (unless it is another attempt's, `fingerprint` null), each of
 * its jobs, and for the workflow whether the failure was its own. Nothing of a stranger's code. Alerts were told when they
 * came.
 */
export function failureSeen(
  row: IncidentRow,
  record: DiagnosisRecord,
  { fingerprint, incident, jobs }: { fingerprint: string | null; incident: number; jobs: readonly Job[] },
): Observation[] {
  const { run, repository } = row;
  if (!run || repository === null || run.fork) return [];
  const at =
    run.finishedAt === null || Number.isNaN(Date.parse(run.finishedAt))
      ? row.last_seen
      : new Date(run.finishedAt);
  const branch = branchKind(run);
  const about = { workflow: run.workflow, run: { id: run.runId, attempt: run.attempt, url: run.url } };
  const workflow = workflowSubject(repository, run);
  const seen: Observation[] = [];
  if (fingerprint !== null)
    seen.push({
      incident,
      about,
      input: {
        kind: "occurrence",
        id: `incident ${row.id}`,
        status: "firing",
        severity: row.severity,
        fingerprint,
        repository,
        service: null,
        category: record.category,
        branch,
        at: row.first_seen.getTime(),
      },
    });
  if (branch === "other") return seen;
  if (isTransient(record) && record.category !== "flaky_test")
    seen.push({
      incident,
      about,
      input: {
        kind: "reclassification",
        subject: workflow,
        repository,
        service: null,
        key: commitKey(run),
        at: at.getTime(),
      },
    });
  const categories = new Map(record.jobs.map((job) => [job.name, job.category]));
  for (const job of jobs.slice(0, JOBS)) {
    const verdict = outcomeOf(job.conclusion);
    if (verdict === null) continue;
    const category = categories.get(job.name) ?? null;
    seen.push({
      incident,
      about: { ...about, job: job.name },
      parent: workflow,
      input: {
        kind: "trial",
        subject: jobSubject(workflow, job.name),
        repository,
        service: null,
        branch,
        failed: verdict === "failed",
        key: commitKey(run),
        infrastructure: isTransient({ category }) && category !== "flaky_test",
        // The workflow calls for its jobs.
        quiet: true,
        at: at.getTime(),
      },
    });
  }
  return seen;
}

/**
 * A finished attempt: of its workflow, its jobs as far as it tells, and its reported tests. `observed`: tests of a job that the same
 * transaction has observed, and whose rows do not tell yet.
 */
export const runSeen = async (
  db: Db,
  repository: string,
  run: RunFacts,
  at: Date,
  observed: (parent: string) => string[],
): Promise<Observation[]> => [
  ...trialsOf(repository, run, at),
  ...(
    await Promise.all([jobsPassed(db, repository, run, at), testsSeen(db, repository, run, at, observed)])
  ).flat(),
];

/** A run that passed tells of the jobs that are known to have failed before; the others have no state yet. */
export async function jobsPassed(
  db: Db,
  repository: string,
  run: RunFacts,
  at: Date,
): Promise<Observation[]> {
  if (outcomeOf(run.conclusion) !== "passed" || branchKind(run) === "other") return [];
  const workflow = workflowSubject(repository, run);
  const [base] = trialsOf(repository, run, at);
  const known = await childrenOf(db, workflow, JOBS);
  return known.flatMap((subject): Observation[] =>
    base?.input.kind === "trial"
      ? [{ ...base, parent: workflow, input: { ...base.input, subject, quiet: true } }]
      : [],
  );
}

/**
 * What the reports of a finished run say of single tests: those that failed, and those that failed before and do not now.
 * Nothing, when everything broke at once.
 */
export async function testsSeen(
  db: Db,
  repository: string,
  run: RunFacts,
  at: Date,
  observed: (parent: string) => string[] = () => [],
): Promise<Observation[]> {
  if (branchKind(run) === "other") return [];
  const workflow = workflowSubject(repository, run);
  const seen: Observation[] = [];
  for (const { job, tests, failing } of await reportsOfRun(db, {
    repository,
    runId: run.runId,
    attempt: run.attempt,
  })) {
    const subject = jobSubject(workflow, job);
    const usual = (await usualTests(db, { repository, job, before: run.runId })) ?? tests;
    if (massFailure({ tests, failed: failing.length, usual })) continue;
    const failed = new Set(failing.slice(0, TESTS).map((test) => testSubject(subject, test)));
    const parent = `tests of ${subject}`;
    for (const test of new Set([...failed, ...observed(parent), ...(await childrenOf(db, parent, TESTS))]))
      seen.push({
        parent,
        about: { workflow: run.workflow, job, run: { id: run.runId, attempt: run.attempt, url: run.url } },
        run,
        input: {
          kind: "trial",
          subject: test,
          repository,
          service: null,
          branch: "default",
          failed: failed.has(test),
          key: commitKey(run),
          quiet: true,
          at: at.getTime(),
        },
      });
  }
  return seen;
}
