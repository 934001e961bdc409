import { HealError } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import { diagnoseAlert } from "../diagnosis/alerts.js";
import { combineDiagnoses } from "../diagnosis/combine.js";
import type { Diagnosis, Evidence } from "../diagnosis/diagnosis.js";
import type { Reading } from "../diagnosis/reading.js";
import type { FailedTest } from "../logs/reports/from-log.js";
import type { DiagnosisRecord, JobDiagnosis } from "../diagnosis/record.js";
import { refOfRow, type RepositoryRef, type RunFacts } from "../events/event.js";
import { earlierFingerprintsOf, fingerprintOf, type FailureIdentity } from "../events/fingerprint.js";
import { lasted } from "../events/trouble.js";
import type { Job } from "../github/port.js";
import { isSelfDetected, selfDetectedDiagnosis } from "../alerting/self-detected.js";
import { firingGap } from "../store/alert-members.js";
import { tellingEvent } from "../store/events.js";
import type { IncidentRow } from "../store/incidents.js";
import { reportsOfRun } from "../store/reports.js";
import type { PipelineDeps } from "./deps.js";
import { diagnoseWithoutJobs, isBroken } from "./no-jobs.js";
import { readLogs, type JobReading } from "./read-logs.js";

export interface Diagnosed {
  record: DiagnosisRecord;
  fingerprint: string | null;
  /** Under which an earlier version of heal may have stored the failure. */
  earlier: readonly string[];
  /** All jobs of the attempt, for what is learned of each; none for alerts. */
  jobs: readonly Job[];
}

const failing = new Set(["failure", "timed_out", "startup_failure"]);

/** Reads what there is about an incident and says what is wrong. Throws only what is worth another try. */
export async function diagnoseIncident(row: IncidentRow, deps: PipelineDeps): Promise<Diagnosed> {
  const [repository, { run }] = [refOfRow(row), row];
  if (!repository || !run) return diagnoseAlerts(row, deps);
  const { trouble } = row;
  const waited = trouble?.code === "HEAL_LOG_LATE" ? lasted(trouble, deps.clock.now()) : 0;
  return diagnoseRun(repository, run, waited, deps);
}

/** Nobody looked: what is known is that it failed. */
export const undiagnosed = (row: IncidentRow): Diagnosed => ({
  fingerprint: row.kind === "alert" ? row.fingerprint : null,
  earlier: [],
  jobs: [],
  record: {
    attempt: row.run?.attempt ?? 0,
    category: "unknown",
    confidence: 0,
    summary: clean(row.title, 500),
    reason: "diagnosis is off (self_healing.diagnosis): manual review",
    alternatives: [],
    jobs: [],
    tests: [],
    labels: {},
  },
});

async function diagnoseRun(
  repository: RepositoryRef,
  run: RunFacts,
  waitedMs: number,
  deps: PipelineDeps,
): Promise<Diagnosed> {
  const { github, db, offload } = deps;
  const all = await github.jobs({ repository, runId: run.runId }, run.attempt);
  const jobs = all.filter((job) => failing.has(job.conclusion ?? ""));
  const late = isBroken(run) ? null : lateJobs(all, jobs);
  if (late !== null && waitedMs < limits.logLateMs) throw new HealError("HEAL_LOG_LATE", late);
  if (jobs.length === 0)
    return { ...(await diagnoseWithoutJobs(repository, run, all, deps)), earlier: [], jobs: all };
  const read = await readLogs(repository, jobs.slice(0, limits.jobsRead), waitedMs, { github, offload });
  const each = read.map(({ reading }) => reading.diagnosis);
  const overall = combineDiagnoses(each);
  const reported = (
    await reportsOfRun(db, { repository: repository.fullName, runId: run.runId, attempt: run.attempt })
  ).flatMap((report) => report.failing);
  const named: readonly (FailedTest & { file?: string; line?: number })[] =
    reported.length > 0 ? reported : each.flatMap((one) => one.tests);
  const tests = named.slice(0, 100);
  const record: DiagnosisRecord = {
    attempt: run.attempt,
    category: overall.category,
    confidence: overall.confidence,
    summary: clean(overall.summary, 500),
    reason: overall.reason === undefined ? null : clean(overall.reason, 500),
    alternatives: overall.alternatives,
    jobs: read.map(jobOf),
    tests: tests.map((test) => ({
      suite: clean(test.suite ?? "", 200),
      name: clean(test.name, 300),
      message: clean(test.message ?? "", 1_000),
      ...(test.file === undefined ? {} : { file: clean(test.file, 300) }),
      ...(test.line === undefined ? {} : { line: test.line }),
    })),
    labels: {},
  };
  if (overall.category === "no_log") return { record, fingerprint: null, earlier: [], jobs: all };
  const identity = identityOf(record, overall);
  return {
    record,
    fingerprint: overall.fingerprint ?? fingerprintOf(identity),
    earlier: earlierFingerprintsOf(identity),
    jobs: all,
  };
}

/** What the list of jobs does not show yet of a run that has failed; null: it can be gone by. */
function lateJobs(all: readonly Job[], failed: readonly Job[]): string | null {
  const running = all.filter(({ status }) => status !== "completed");
  if (running.length > 0)
    return `GitHub still lists ${running.length} jobs of the ended run as ${running[0]?.status ?? ""}`;
  if (failed.length > 0) return null;
  const passed = all.every(({ conclusion }) => conclusion === "success" || conclusion === "skipped");
  return passed ? "GitHub lists no failed job of the failed run yet" : null;
}

/** Twice the length, so that a secret across the cut is still seen whole; a line can be as long as its log. */
const clean = (text: string, length: number): string => clip(redact(clip(text, length * 2)), length);

/** Best lines outside of the failing part that are kept with it. */
const BEST = 5;

/** What people see: the failing part as it stands, and the most telling lines, those first. */
function shownLines({ diagnosis, excerpt }: Reading): Evidence[] {
  const best = diagnosis.evidence.slice(0, diagnosis.chunk ? BEST : 20);
  const known = new Set(best.map(({ line }) => line));
  return [...best, ...excerpt.filter(({ line }) => !known.has(line))].map((line) => ({
    ...line,
    text: clean(line.text, 400),
  }));
}

function jobOf({ job, reading }: JobReading): JobDiagnosis {
  const { category, confidence, summary, chunk, failed } = reading.diagnosis;
  const red = job.steps.filter(({ conclusion }) => conclusion !== null && failing.has(conclusion));
  const step = red.find(({ name }) => name === failed.step) ?? red[0];
  return {
    name: clean(job.name, 200),
    url: job.url,
    category,
    confidence,
    summary: clean(summary, 500),
    evidence: shownLines(reading),
    chunk,
    step: failed.step === undefined ? null : clean(failed.step, 200),
    ...(step === undefined ? {} : { stepNumber: step.number }),
    command: failed.command === undefined ? null : clean(failed.command, 300),
  };
}

/** Without the job's name and the repository: the same failure elsewhere is the same failure. */
function identityOf(record: DiagnosisRecord, { fingerprint, failed, evidence }: Diagnosis): FailureIdentity {
  // A test that only the run's reports name is no part of a fingerprint that the log gave.
  const test = fingerprint === null ? record.tests[0]?.name : failed.test;
  return {
    category: record.category,
    ...(failed.command === undefined ? {} : { command: failed.command }),
    ...(test === undefined ? {} : { test }),
    lines: evidence.map((line) => line.text),
  };
}

async function diagnoseAlerts(row: IncidentRow, { db }: PipelineDeps): Promise<Diagnosed> {
  const event = await tellingEvent(db, row);
  const labels = event?.body.labels ?? {};
  const name = labels.alertname ?? row.title;
  const { firing, gap } = await firingGap(db, row.id);
  const { category, confidence, evidence } = diagnoseAlert({
    name,
    labels,
    text: `${row.title} ${event?.message ?? ""}`,
    gap: firing > 0 ? gap : event?.body.kind === "alert" ? (event.body.gap ?? null) : null,
  });
  const own = isSelfDetected(row) ? await selfDetectedDiagnosis(db, row) : null;
  return {
    fingerprint: row.fingerprint,
    earlier: [],
    jobs: [],
    record: {
      attempt: 0,
      category,
      confidence,
      summary: clean(`${row.title}${row.service ? ` (service ${row.service})` : ""}`, 500),
      reason: evidence,
      alternatives: [],
      jobs: [],
      tests: [],
      labels,
      ...own,
    },
  };
}
