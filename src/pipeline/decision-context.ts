import { limits } from "../core/limits.js";
import type { Shared } from "../decision/attempt.js";
import type { DecisionContext } from "../decision/context.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { fixersFor } from "../fix/fixers/index.js";
import type { Subject } from "../playbooks/match.js";
import { defaultProducers, ownTools, serviceOf } from "../playbooks/repository-config.js";
import { changingMoves, moves, type Move } from "../playbooks/moves.js";
import { LONGEST_ROW } from "../playbooks/schema.js";
import { actions } from "../recovery/actions/index.js";
import { openFixPulls, fixesOf } from "../store/fixes.js";
import type { IncidentRow } from "../store/incidents.js";
import { firingNow, flappingNow } from "../alerting/flapping-groups.js";
import { attemptsOf } from "../store/attempts.js";
import { countWrites, intentsOf } from "../store/intents.js";
import { trustIn } from "../store/patterns.js";
import { rejectionsOf } from "../store/rejections.js";
import { redRunsUpTo } from "../store/run-lines.js";
import type { RepositoryRef } from "../events/event.js";
import { repositoryOf, type PipelineDeps, type Rules } from "./deps.js";
import { blindOf, burningOf } from "./alert-surroundings.js";
import { lackingWorkflows } from "./lacking-workflows.js";

export const contentActions = actions.filter((action) => action.content).map((action) => action.name);

export function subjectOf(row: IncidentRow, record: DiagnosisRecord, rules: Rules, redRuns = 0): Subject {
  const run = row.run;
  return {
    kind: row.kind === "alert" ? "alert" : "ci",
    category: record.category,
    confidence: record.confidence,
    failedJobs: record.jobs,
    attempt: run?.attempt ?? 1,
    fork: run?.fork ?? false,
    event: run?.event ?? null,
    redRuns,
    repository: row.repository ?? "",
    workflow: run?.workflow ?? null,
    branch: run?.branch ?? null,
    severity: row.severity,
    service: serviceOf(rules.config, record.labels)?.name ?? row.service,
    labels: record.labels,
  };
}

/** How many runs in a row did not pass, where some playbook asks. */
export async function redRunsOf(
  row: IncidentRow,
  { playbooks }: Rules,
  { db }: PipelineDeps,
): Promise<number> {
  const { run } = row;
  if (!run || playbooks.every(({ when }) => when.red_runs === undefined)) return 0;
  return redRunsUpTo(db, repositoryOf(row), run, LONGEST_ROW);
}

/** What moves of this incident may share with others. */
export function sharedBy(row: IncidentRow, record: DiagnosisRecord, rules: Rules): Shared {
  const service = serviceOf(rules.config, record.labels);
  return {
    workflowPath: row.run?.workflowPath ?? null,
    recoveryWorkflow: service?.recovery_workflow ?? null,
    service: service?.name ?? null,
    headSha: row.run?.headSha ?? null,
  };
}

/** What the owner gave leave for in heal.yml. */
export const consentOf = ({ config }: Rules): DecisionContext["consent"] => ({
  actions: moves.filter((move) => config.actions[move] === "act"),
  producers: config.fix.producers ?? ownTools,
});

/** Everything a decision depends on, read at this moment. */
export async function readWorld(
  row: IncidentRow,
  record: DiagnosisRecord,
  rules: Rules,
  asked: DecisionContext["asked"],
  deps: PipelineDeps,
): Promise<DecisionContext> {
  const { db, github, clock } = deps;
  const now = clock.now();
  const repository = repositoryOf(row);
  const { run } = row;
  const [fresh, branchHead, writes, attempts, installation, openPulls, tried, trust] = await Promise.all([
    run ? github.run({ repository, runId: run.runId }) : null,
    run && !run.fork ? github.branchHead(repository, run.branch) : null,
    countWrites(db, repository, contentActions, now),
    attemptsOf(db, { repository: repository.fullName }, now),
    repository.installationId === null
      ? []
      : attemptsOf(db, { installationId: repository.installationId }, now),
    openFixPulls(db, repository.fullName),
    triedMoves(row, deps),
    trustFor(row, deps),
  ]);
  const service = serviceOf(rules.config, record.labels);
  const made = new Set((await fixesOf(db, row.id)).map((fix) => fix.producer));
  const wanted = rules.config.fix.producers ?? defaultProducers;
  const byAgent = wanted.includes("codegen") && deps.agent !== null;
  const evidence = record.jobs.flatMap((job) => job.evidence.map((line) => line.text));
  const byFixers = fixersFor(record.category, evidence)
    .map((fixer) => fixer.name)
    .filter((name) => wanted.some((one) => one === name));
  return {
    now,
    stop: await stopOf(repository, deps),
    off: await offIn(repository, deps),
    mode: rules.mode,
    modeOf: rules.config.actions,
    playbooks: rules.playbooks,
    trust: (await deps.flags.enabled("self_healing.ml_models", flagTarget(repository))) ? trust : {},
    run: fresh && { attempt: fresh.attempt, status: fresh.status, conclusion: fresh.conclusion },
    branchHead,
    headSha: run?.headSha ?? null,
    own:
      run !== null &&
      (run.branch.startsWith("heal/") || run.workflowPath.endsWith(`/${rules.config.fix.workflow}`)),
    begun: row.chosen?.begun ?? {},
    unproven: row.chosen?.unproven ?? false,
    tried,
    attempts,
    installation,
    shared: sharedBy(row, record, rules),
    counts: {
      openFixPulls: openPulls,
      writesLastHour: writes.writesLastHour,
    },
    limits: {
      openFixPulls: rules.config.limits.open_fix_prs,
      writesPerHour: limits.writesPerHour,
      alertHoldMs: rules.config.limits.alert_hold,
    },
    offers: {
      recoveryWorkflow: service?.recovery_workflow ?? null,
      fixProducers: [...byFixers, ...(byAgent ? ["codegen"] : [])].filter((producer) => !made.has(producer)),
    },
    // As if all of its last runs had failed: the more playbooks fit, the more are looked for.
    lacking: await lackingWorkflows(subjectOf(row, record, rules, LONGEST_ROW), rules, repository, github),
    consent: consentOf(rules),
    asked,
    rejections: (await rejectionsOf(db, row, now)).map((one) => ({ ...one, until: one.until.toISOString() })),
    severity: row.severity,
    firing: row.kind === "alert" ? await firingNow(db, row.id) : null,
    flapping: (row.kind === "alert" && (await flappingNow(db, row.id, now))?.text) || null,
    burning: await burningOf(row, service?.name ?? row.service, rules, deps),
    blind: await blindOf(row, service?.name ?? row.service, deps),
  };
}

export async function stopOf(
  { fullName, id }: RepositoryRef,
  { killSwitch }: Pick<PipelineDeps, "killSwitch">,
): Promise<DecisionContext["stop"]> {
  try {
    return await killSwitch.stopped(fullName, id);
  } catch {
    // The reason is the store's; here it only matters that nobody knows.
    return "unreadable";
  }
}

/** What a flag is asked for. */
export const flagTarget = ({ fullName, id }: RepositoryRef) => ({ repository: fullName, id });

async function offIn(
  repository: RepositoryRef,
  { flags }: Pick<PipelineDeps, "flags">,
): Promise<DecisionContext["off"]> {
  const of = flagTarget(repository);
  const [diagnosis, recovery, codegen] = await Promise.all([
    flags.enabled("self_healing.diagnosis", of),
    flags.enabled("self_healing.recovery", of),
    flags.enabled("self_healing.codegen_integration", of),
  ]);
  return { diagnosis: !diagnosis, recovery: !recovery, codegen: !codegen };
}

/** Moves made, or refused by GitHub, in this incident. */
async function triedMoves(row: IncidentRow, { db }: PipelineDeps): Promise<Move[]> {
  const done = new Set((await intentsOf(db, row.id)).map((intent) => intent.action));
  // A fix may come from the next producer when one failed; what was made already is left out of `offers`. Of what only tells
  // and waits the playbook's position says what was done.
  return changingMoves.filter((move) => move !== "open-fix-pr" && done.has(move));
}

/** What is known of this very failure. */
async function trustFor(row: IncidentRow, { db }: PipelineDeps): Promise<DecisionContext["trust"]> {
  if (row.fingerprint === null) return {};
  const seen = await trustIn(db, row.fingerprint);
  return Object.fromEntries(
    moves.flatMap((move) => {
      const own = seen.find(({ action }) => action === move);
      return own ? [[move, own] as const] : [];
    }),
  );
}
