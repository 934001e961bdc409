import { limits } from "../core/limits.js";
import type { World } from "../decision/world.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { fixersFor } from "../fix/fixers/index.js";
import type { Subject } from "../playbooks/match.js";
import { serviceOf } from "../playbooks/repository-config.js";
import type { Move } from "../playbooks/moves.js";
import { moves } from "../playbooks/moves.js";
import { actions } from "../recovery/actions/index.js";
import { openFixPulls, fixesOf } from "../store/fixes.js";
import type { IncidentRow } from "../store/incidents.js";
import { toIncident } from "../store/incidents.js";
import { countReruns, countWrites, intentsOf } from "../store/intents.js";
import { trustIn } from "../store/learned.js";
import type { RepositoryRef, RunFacts } from "../events/event.js";
import type { PipelineDeps, Rules } from "./deps.js";

export const contentActions = actions.filter((action) => action.content).map((action) => action.name);

export function subjectOf(row: IncidentRow, record: DiagnosisRecord, rules: Rules): Subject {
  const run = row.run;
  return {
    kind: row.kind === "alert" ? "alert" : "ci",
    category: record.category,
    confidence: record.confidence,
    failedJobs: record.jobs,
    attempt: run?.attempt ?? 1,
    fork: run?.fork ?? false,
    repository: row.repository ?? "",
    workflow: run?.workflow ?? null,
    branch: run?.branch ?? null,
    severity: row.severity,
    service: serviceOf(rules.config, record.labels)?.name ?? row.service,
    labels: record.labels,
  };
}

/** Everything a decision depends on, read at this moment. */
export async function readWorld(
  row: IncidentRow,
  record: DiagnosisRecord,
  rules: Rules,
  asked: World["asked"],
  deps: PipelineDeps,
): Promise<World> {
  const { db, github, clock } = deps;
  const now = clock.now();
  const { repository, run } = toIncident(row) as { repository: RepositoryRef; run: RunFacts | null };
  const [fresh, branchHead, writes, reruns, openPulls, tried, trust] = await Promise.all([
    run ? github.run({ repository, runId: run.runId }) : null,
    run && !run.fork ? github.branchHead(repository, run.branch) : null,
    countWrites(db, repository.fullName, contentActions, now),
    run ? countReruns(db, repository.fullName, run.workflow, run.headSha, now) : null,
    openFixPulls(db, repository.fullName),
    triedMoves(row, deps),
    trustFor(row, record, deps),
  ]);
  const service = serviceOf(rules.config, record.labels);
  const made = new Set((await fixesOf(db, row.id)).map((fix) => fix.producer));
  const byAgent = rules.config.fix.producers.includes("codegen") && deps.agent !== null;
  const evidence = record.jobs.flatMap((job) => job.evidence.map((line) => line.text));
  const byFixers = fixersFor(record.category, evidence)
    .map((fixer) => fixer.name)
    .filter((name) => rules.config.fix.producers.includes(name));
  return {
    now,
    stop: await stopOf(repository.fullName, deps),
    mode: rules.mode,
    modeOf: rules.config.actions,
    playbooks: rules.playbooks,
    trust,
    run: fresh && { attempt: fresh.attempt, status: fresh.status, conclusion: fresh.conclusion },
    branchHead,
    headSha: run?.headSha ?? null,
    own:
      run !== null &&
      (run.branch.startsWith("heal/") || run.workflowPath.endsWith(`/${rules.config.fix.workflow}`)),
    tried,
    counts: {
      rerunsOfCommit: reruns?.rerunsOfCommit ?? 0,
      rerunsOfWorkflowToday: reruns?.rerunsOfWorkflowToday ?? 0,
      lastRerunOfWorkflow: reruns?.lastRerunOfWorkflow ?? null,
      openFixPulls: openPulls,
      writesLastHour: writes.writesLastHour,
    },
    limits: { openFixPulls: rules.config.limits.open_fix_prs, writesPerHour: limits.writesPerHour },
    offers: {
      recoveryWorkflow: service?.recovery_workflow ?? null,
      fixProducers: [...byFixers, ...(byAgent ? ["codegen"] : [])].filter((producer) => !made.has(producer)),
    },
    asked,
    severity: row.severity,
  };
}

async function stopOf(repository: string, { killSwitch }: PipelineDeps): Promise<World["stop"]> {
  try {
    return await killSwitch.stopped(repository);
  } catch {
    // The reason is the store's; here it only matters that nobody knows.
    return "unreadable";
  }
}

/** Moves made, or refused by GitHub, in this incident. */
async function triedMoves(row: IncidentRow, { db }: PipelineDeps): Promise<Move[]> {
  const done = new Set((await intentsOf(db, row.id)).map((intent) => intent.action));
  // A fix may come from the next producer when one failed; what was made already is left out of `offers`.
  return moves.filter((move) => move !== "open-fix-pr" && done.has(move));
}

/** What is known of this very failure; else of its category in general. */
async function trustFor(
  row: IncidentRow,
  record: DiagnosisRecord,
  { db }: PipelineDeps,
): Promise<World["trust"]> {
  const entries = await Promise.all(
    moves.map(async (move) => {
      const own = row.fingerprint === null ? null : await trustIn(db, row.fingerprint, move);
      return [move, own ?? undefined] as const;
    }),
  );
  return Object.fromEntries(entries.filter(([, seen]) => seen !== undefined));
}
