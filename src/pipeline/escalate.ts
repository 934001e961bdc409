import type { Reason } from "../decision/decide.js";
import type { EffectResult, Plan } from "../decision/plan.js";
import type { Silence } from "../detection/policy.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { issueBody, issueTitle } from "../escalation/issue.js";
import { CODEOWNERS_PLACES, ownersOf } from "../escalation/owners.js";
import { summaryBody, summaryKey, summaryTitle } from "../escalation/summary.js";
import type { RepositoryRef } from "../events/event.js";
import { decisionsOf, outcomesOf, addTimeline, timelineOf } from "../store/history.js";
import { incidentsOfIssue, toIncident, type IncidentRow } from "../store/incidents.js";
import { countWrites, intentByKey, intentsOf } from "../store/intents.js";
import type { Next, PipelineDeps, Rules } from "./deps.js";
import { silencedNow } from "./silenced.js";
import { contentActions } from "./world.js";

export const incidentUrl = (deps: Pick<PipelineDeps, "publicUrl">, id: number): string =>
  `${deps.publicUrl}/incidents/${id}`;

/** Hands the incident to people: one issue, brought up to date when the failure comes again. */
export async function escalate(
  row: IncidentRow,
  record: DiagnosisRecord,
  reasons: readonly Reason[],
  rules: Rules,
  deps: PipelineDeps,
): Promise<Next> {
  const now = deps.clock.now();
  const repository = toIncident(row).repository as RepositoryRef;
  const silence = row.issue_number === null ? await silencedNow(row, rules, deps) : null;
  if (silence) return quietly(row, silence, now);
  const body = await bodyOf(row, record, reasons, deps);
  const plan =
    row.issue_number === null
      ? await openPlan(row, record, body, repository, rules, deps)
      : updatePlan(row, body, repository);
  const result: EffectResult =
    plan === null ? { state: "done", effect: {}, fresh: false } : await deps.effects.run(plan);
  if (result.state === "later")
    return {
      state: row.state === "escalated" ? "escalated" : "diagnosing",
      nextStepAt: result.retryAt,
      progress: false,
    };

  const issue =
    result.state === "done" && result.effect.number !== undefined
      ? { number: result.effect.number, url: result.effect.url ?? "" }
      : undefined;
  const told =
    row.issue_number !== null ? "The issue was brought up to date" : "Handed to people in an issue";
  const text =
    result.state === "done" ? told : `Handed to people; no issue could be written: ${result.reason}`;
  return {
    state: "escalated",
    nextStepAt: null,
    progress: true,
    ...(issue ? { issue } : {}),
    write: async (tx) => {
      if (result.state !== "done" || result.fresh)
        await addTimeline(tx, row.id, {
          kind: "escalated",
          actor: "heal",
          text,
          url: issue?.url ?? row.issue_url,
          at: now,
        });
    },
  };
}

/** Nobody is called now; what outlasts the silence is looked at again when it ends. */
function quietly(row: IncidentRow, { why, to }: Silence, now: Date): Next {
  const until = Number.isFinite(to) ? new Date(to) : null;
  const what = why === "mute" ? "muted" : "in a maintenance window";
  return {
    state: "escalated",
    nextStepAt: until,
    progress: true,
    write: async (tx) => {
      if (row.state !== "escalated")
        await addTimeline(tx, row.id, {
          kind: "escalated",
          actor: "heal",
          text: `Nobody is called: ${what}${until ? ` until ${until.toISOString()}` : ""}`,
          at: now,
        });
    },
  };
}

async function bodyOf(
  row: IncidentRow,
  record: DiagnosisRecord,
  reasons: readonly Reason[],
  deps: PipelineDeps,
): Promise<string> {
  const { db } = deps;
  const refusals = (await intentsOf(db, row.id)).filter(
    (intent) => intent.state === "refused" || intent.state === "failed",
  );
  return issueBody({
    id: row.id,
    title: row.title,
    kind: row.kind,
    record,
    run: row.run,
    events: row.events,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    reasons,
    outcomes: await outcomesOf(db, row.id),
    refusals: refusals.map(({ action, reason }) => ({ action, reason: reason ?? "" })),
    timeline: await timelineOf(db, row.id),
    url: incidentUrl(deps, row.id),
  });
}

async function openPlan(
  row: IncidentRow,
  record: DiagnosisRecord,
  body: string,
  repository: RepositoryRef,
  rules: Rules,
  deps: PipelineDeps,
): Promise<Plan> {
  const now = deps.clock.now();
  const base = {
    action: "create-issue",
    repository,
    incidentId: row.id,
    since: row.first_seen.toISOString(),
  };
  const { labels, assignees } = rules.config.escalate;
  const people = {
    labels,
    assignees: assignees === "codeowners" ? await owners(row, record, repository, deps) : assignees,
  };
  const limit = rules.config.limits.issues_per_hour;
  const key = `issue:${row.id}`;
  const { issuesLastHour } = await countWrites(deps.db, repository.fullName, contentActions, now);
  if (issuesLastHour < limit || (await intentByKey(deps.db, key)))
    return { ...base, key, params: { title: issueTitle({ title: row.title, record }), body, ...people } };

  const mine = { id: row.id, title: row.title, category: record.category, url: incidentUrl(deps, row.id) };
  const shared = summaryKey(repository.fullName, now);
  const known = await intentByKey(deps.db, shared);
  const number = known?.effect?.number;
  if (number === undefined)
    return {
      ...base,
      key: shared,
      params: { title: summaryTitle(repository.fullName), body: summaryBody([mine], limit), ...people },
    };
  const others = (await incidentsOfIssue(deps.db, repository.fullName, number)).filter(
    (other) => other.id !== row.id,
  );
  const lines = others.map((other) => ({
    id: other.id,
    title: other.title,
    category: other.category ?? "unknown",
    url: incidentUrl(deps, other.id),
  }));
  return {
    ...base,
    action: "update-issue",
    key: `${shared}:${row.id}`,
    params: { number, url: known?.effect?.url ?? "", body: summaryBody([...lines, mine], limit) },
  };
}

/** Who owns what failed: the failing tests' files, else the workflow. Read from the default branch. */
async function owners(
  row: IncidentRow,
  record: DiagnosisRecord,
  repository: RepositoryRef,
  { github }: PipelineDeps,
): Promise<string[]> {
  const branch = await github.defaultBranch(repository);
  for (const place of CODEOWNERS_PLACES) {
    const text = await github.file(repository, place, branch);
    if (text === null) continue;
    const files = record.tests.flatMap((test) => test.file ?? []);
    return ownersOf(text, [...files, ...(row.run ? [row.run.workflowPath] : [])]);
  }
  return [];
}

/** One update for each time the failure was seen or something new was done; a summary of many is nobody's own. */
function updatePlan(row: IncidentRow, body: string, repository: RepositoryRef): Plan | null {
  return {
    action: "update-issue",
    key: `issue:${row.id}:${row.events}:${row.pings}`,
    repository,
    incidentId: row.id,
    since: row.first_seen.toISOString(),
    params: { number: row.issue_number, url: row.issue_url ?? "", body },
  };
}

/** The reasons of the newest decision, for text written later. */
export const lastReasons = async (row: IncidentRow, deps: PipelineDeps): Promise<Reason[]> =>
  (await decisionsOf(deps.db, row.id)).at(-1)?.reasons ?? [];
