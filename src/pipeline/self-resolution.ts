import { refOfRow, type RepositoryRef, type RunFacts } from "../events/event.js";
import { isOfOneChange } from "../events/line.js";
import type { Db } from "../store/db.js";
import { eventsOf } from "../store/events.js";
import { addTimeline } from "../store/timeline.js";
import { flappingNow } from "../alerting/flapping-groups.js";
import { endOf as endOfAlerts, proofOf } from "../events/alerts/standing.js";
import { standingOf as alertStanding } from "../store/alert-members.js";
import { standingOf } from "../store/repositories.js";
import type { IncidentRow } from "../store/incidents.js";
import { laterCommitOf, passedSince, runsOfIncident, type IncidentRun } from "../store/run-lines.js";
import { newestAttempt } from "../store/runs.js";
import { inlineCode } from "../diagnosis/markdown.js";
import { closeIssue } from "./resolution-comment.js";
import { sharedBranches } from "./shared-branches.js";
import type { Next, PipelineDeps } from "./deps.js";

/** Why an incident is over without heal's doing, as far as rows tell; null: it is not. */
export async function overBecause(row: IncidentRow, deps: PipelineDeps): Promise<string | null> {
  const { db } = deps;
  if (row.kind === "alert") return alertsOver(row, deps);
  const [repository, { run }] = [refOfRow(row), row];
  if (!repository) return null;
  if (!run) {
    // Opened by a report; its run ended well all the same.
    const end = await newestAttempt(db, repository.fullName, runOfKey(row));
    return end?.conclusion === "success" && !end.facts.fork ? "the run passed" : null;
  }
  // What strangers' code does ends nothing here, not even a story of its own.
  if (run.fork) return null;
  const { ended, red } = await linesOf(row, repository, db);
  if (red.length === 0) return ended.join("; ");
  return row.issue_number === null ? supersededBecause(row, repository, run, deps) : null;
}

/** The failure of a change ends with its commit: the next one has a check run of its own. */
async function supersededBecause(
  row: IncidentRow,
  repository: RepositoryRef,
  run: RunFacts,
  { db, rules }: PipelineDeps,
): Promise<string | null> {
  const later = await laterCommitOf(db, repository, run);
  if (!later) return null;
  const { config } = await rules.of(repository);
  if (!isOfOneChange(run, sharedBranches(config))) return null;
  // It was seen elsewhere too, and goes on there.
  const others = (await runsOfIncident(db, row.id)).filter((one) => one.run.runId !== run.runId);
  return others.length === 0 ? `a later commit was tried: ${later.head_sha.slice(0, 7)}` : null;
}

/** What flaps is over when it has calmed down. */
async function alertsOver(row: IncidentRow, { db, clock }: PipelineDeps): Promise<string | null> {
  const standing = await alertStanding(db, row.id);
  // What heal found itself has no alerts of others.
  if (standing.causes.all === 0) {
    const last = (await eventsOf(db, row.id)).filter((event) => event.kind === "alert").at(-1);
    return last?.status === "resolved" ? "the alert resolved" : null;
  }
  if ((await flappingNow(db, row.id, clock.now())) !== null) return null;
  const end = endOfAlerts(standing);
  const proof = proofOf(standing);
  return end !== null && typeof proof === "object" ? `${end}, which proves nothing (${proof.unproven})` : end;
}

/** The run's id in the key of an incident that a report or a run opened. */
export const runOfKey = ({ key }: Pick<IncidentRow, "key">): number => Number(key.split(":").at(-1));

/** Of the lines that an incident was seen on: how each ended, and the newest runs of those that did not. */
async function linesOf(
  row: Pick<IncidentRow, "id">,
  repository: RepositoryRef,
  db: Db,
): Promise<{ ended: string[]; red: RunFacts[] }> {
  const ended = new Set<string>();
  const red: RunFacts[] = [];
  for (const seen of await runsOfIncident(db, row.id)) {
    const end = await endOf(seen, repository, db);
    if (end === null) red.push(seen.run);
    else ended.add(end);
  }
  return { ended: [...ended], red };
}

/** Other runs in which the same failure was seen and is not over, whatever became of the incident's own. */
export const leftRed = async (
  row: IncidentRow,
  repository: RepositoryRef,
  { db }: Pick<PipelineDeps, "db">,
): Promise<RunFacts[]> =>
  (await linesOf(row, repository, db)).red.filter(({ runId }) => runId !== row.run?.runId);

/** What was done helped here, and the failure goes on elsewhere: people keep it. */
export const goesOn = (
  next: Next,
  left: readonly RunFacts[],
  row: IncidentRow,
  { clock }: Pick<PipelineDeps, "clock">,
): Next => ({
  ...next,
  state: "escalated",
  nextStepAt: clock.now(),
  write: async (tx) => {
    await next.write?.(tx);
    const text = `It goes on: the same failure was seen on ${left.map(({ branch }) => branch).join(", ")}`;
    await addTimeline(tx, row.id, { kind: "verified", actor: "heal", text, at: clock.now() });
  },
});

async function endOf({ run, gone }: IncidentRun, repository: RepositoryRef, db: Db): Promise<string | null> {
  const same = await newestAttempt(db, repository.fullName, run.runId);
  if (same && same.attempt > run.attempt && same.conclusion === "success")
    return `attempt ${same.attempt} passed`;
  const newer = await passedSince(db, repository, run);
  if (newer) return `${run.workflow} passed on ${run.branch} at ${newer.head_sha.slice(0, 7)}`;
  return gone ? `${run.branch} is gone` : null;
}

/** Nothing may be done where it happened, so it ends there and then: no step could do more than fail. */
export async function endIfShut(row: IncidentRow, deps: PipelineDeps): Promise<Next | null> {
  const repository = refOfRow(row);
  const standing = repository && (await standingOf(deps.db, repository));
  if (!standing || standing.state === "active") return null;
  const why = standing.refusal ?? standing.state;
  return {
    state: "ignored",
    nextStepAt: null,
    progress: true,
    answered: true,
    write: async (tx) => {
      const text = `Not looked at any further: ${why}`;
      await addTimeline(tx, row.id, { kind: "closed", actor: "heal", text, at: deps.clock.now() });
    },
  };
}

/** Ends an incident that is over: by itself, or by people. */
export async function endIfOver(row: IncidentRow, deps: PipelineDeps): Promise<Next | null> {
  const why = await overBecause(row, deps);
  if (why === null) return null;
  const now = deps.clock.now();
  const retryAt = await closeIssue(row, `**heal:** this is over: ${inlineCode(why)}.`, deps);
  if (retryAt) return { state: row.state, nextStepAt: retryAt, progress: false };
  return {
    state: "closed",
    nextStepAt: null,
    progress: true,
    write: async (tx) => {
      await addTimeline(tx, row.id, {
        kind: "closed",
        actor: "heal",
        text: `Closed without heal's doing: ${why}`,
        at: now,
      });
    },
  };
}
