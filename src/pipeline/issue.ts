import { createHash } from "node:crypto";
import { HealError } from "../core/errors.js";
import type { EffectResult, Plan } from "../decision/plan.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { issueTitle } from "../escalation/issue.js";
import { CODEOWNERS_PLACES, ownersOf } from "../escalation/owners.js";
import { summaryBody, summaryKey, summaryTitle } from "../escalation/summary-issue.js";
import type { RepositoryRef } from "../events/event.js";
import { getIncident, type IncidentRow } from "../store/incidents.js";
import { intentByKey, reopenIntent } from "../store/intents.js";
import { summaryIncidents, forgetIssue, summaryRound, placeIssue } from "../store/issue-placement.js";
import { repositoryOf, type PipelineDeps, type Rules } from "./deps.js";

export interface Telling {
  record: DiagnosisRecord;
  body: string;
  rules: Rules;
}

export type Told = EffectResult | { state: "twin"; id: number };

/** Brings an incident's issue up to date, or opens one. An issue that is gone from GitHub is followed by another, once. */
export async function tell(row: IncidentRow, telling: Telling, deps: PipelineDeps): Promise<Told> {
  const repository = repositoryOf(row);
  const { fullName } = repository;
  const first = row.issue_number === null ? await open(row, telling, deps) : await update(row, telling, deps);
  if (first.state !== "refused" || !first.code.startsWith("HEAL_GITHUB_")) return first;
  const number = row.issue_number ?? (await listedNumber(row, deps));
  if (number === null || (await deps.github.issue(repository, number)) !== null) return first;
  await forgetIssue(deps.db, fullName, number, row.id);
  const anew = { issue_number: null, place_at: null, listed_in: null, issue_round: row.issue_round + 1 };
  return open({ ...row, ...anew }, telling, deps);
}

/** One update for each time the failure was seen or something new was done. */
async function update(row: IncidentRow, telling: Telling, deps: PipelineDeps): Promise<Told> {
  const repository = repositoryOf(row);
  if (row.listed_in !== null) return list(row, row.listed_in, telling.rules, deps);
  return deps.effects.run({
    ...baseOf(row, repository),
    action: "update-issue",
    key: `issue:${row.id}:${row.events}:${row.pings}`,
    params: {
      ...{ number: row.issue_number, url: row.issue_url ?? "", body: telling.body },
      // It was closed when the incident was over.
      ...(row.reopened > 0 ? { state: "open" } : {}),
    },
  });
}

async function open(row: IncidentRow, telling: Telling, deps: PipelineDeps): Promise<Told> {
  const { record, body, rules } = telling;
  const repository = repositoryOf(row);
  const place = await placeIssue(
    deps.db,
    {
      id: row.id,
      repository: repository.fullName,
      fingerprint: row.kind === "ci" ? row.fingerprint : null,
    },
    rules.config.limits.issues_per_hour,
    deps.clock.now(),
  );
  if ("twin" in place) return { state: "twin", id: place.twin };
  if (place.listedIn !== null) return list(row, place.listedIn, rules, deps);
  const { labels, assignees } = addressees(record, rules);
  return runAnew(row, deps, {
    ...baseOf(row, repository),
    action: "create-issue",
    key: row.issue_round === 1 ? `issue:${row.id}` : `issue:${row.id}:${row.issue_round}`,
    params: {
      title: issueTitle({ title: row.title, record }),
      body,
      labels,
      assignees: assignees === "codeowners" ? await owners(row, record, repository, deps) : [...assignees],
    },
  });
}

/** Whose issue it is: what keeps monitoring from seeing is told to the owner of monitoring, where one is named. */
export function addressees(
  { category }: Pick<DiagnosisRecord, "category">,
  { config: { escalate } }: Pick<Rules, "config">,
): { labels: string[]; assignees: readonly string[] | "codeowners"; monitoring: readonly string[] } {
  const { labels, assignees, monitoring } = escalate;
  if (category !== "monitoring_gap") return { labels, assignees, monitoring: [] };
  return {
    labels: [...new Set([...labels, ...monitoring.labels])],
    assignees: monitoring.assignees.length > 0 ? monitoring.assignees : assignees,
    monitoring: monitoring.assignees,
  };
}

/**
 * Writes a summary with all its lines, the incident's own among them. Whoever wrote looks once more whether the lines are still
 * those: of two who write at once the one with the older lines sees it, and writes again.
 */
export async function list(
  row: IncidentRow,
  head: number,
  rules: Pick<Rules, "config">,
  deps: PipelineDeps,
  own: { over: boolean } = { over: false },
): Promise<EffectResult> {
  const repository = repositoryOf(row);
  const { escalate, limits } = rules.config;
  const key = summaryKey(head, await summaryRound(deps.db, head));
  const look = async () => {
    const rows = await summaryIncidents(deps.db, head);
    const lines = rows.map(({ id, title, category, over }) => ({
      ...{ id, title, category: category ?? "unknown" },
      over: id === row.id ? own.over : over,
      url: `${deps.publicUrl}/incidents/${id}`,
    }));
    const body = summaryBody(lines, limits.issues_per_hour);
    const state = lines.every(({ over }) => over) ? ("closed" as const) : ("open" as const);
    return { body, state, seal: createHash("sha256").update(`${state} ${body}`).digest("hex").slice(0, 16) };
  };
  let shown = await look();
  const made = await runAnew(row, deps, {
    ...baseOf(row, repository),
    action: "create-issue",
    key,
    params: {
      title: summaryTitle(repository.fullName),
      body: shown.body,
      labels: escalate.labels,
      assignees: escalate.assignees === "codeowners" ? [] : escalate.assignees,
    },
  });
  if (made.state !== "done") return made;
  let written = made.fresh ? shown.seal : null;
  for (;;) {
    shown = await look();
    if (shown.seal === written) return made;
    const { body, state, seal } = shown;
    const wrote = await deps.effects.run({
      ...baseOf(row, repository),
      action: "update-issue",
      key: `${key}:${row.id}:${seal}`,
      params: { number: made.effect.number, url: made.effect.url ?? "", body, state },
    });
    if (wrote.state !== "done") return wrote;
    written = seal;
  }
}

/** The issue of the summary that lists the incident, where its own row does not know it yet. */
async function listedNumber(row: IncidentRow, { db }: PipelineDeps): Promise<number | null> {
  const head = (await getIncident(db, row.id))?.listed_in ?? null;
  if (head === null) return null;
  return (await intentByKey(db, summaryKey(head, await summaryRound(db, head))))?.effect?.number ?? null;
}

const baseOf = (row: IncidentRow, repository: RepositoryRef) => ({
  repository,
  incidentId: row.id,
  since: row.first_seen.toISOString(),
});

/** What was refused when nobody could be told is tried again; an answer that was lost is looked for first. */
async function runAnew(row: IncidentRow, { db, effects }: PipelineDeps, plan: Plan): Promise<EffectResult> {
  if ((row.trouble?.untold ?? 0) > 0) await reopenIntent(db, plan.key);
  return effects.run(plan);
}

/** Who owns what failed: the failing tests' files, else the workflow. Read from the default branch. */
async function owners(
  row: IncidentRow,
  record: DiagnosisRecord,
  repository: RepositoryRef,
  { github }: Pick<PipelineDeps, "github">,
): Promise<string[]> {
  try {
    const branch = await github.defaultBranch(repository);
    for (const place of CODEOWNERS_PLACES) {
      const text = await github.file(repository, place, branch);
      if (text === null) continue;
      const files = record.tests.flatMap((test) => test.file ?? []);
      return ownersOf(text, [...files, ...(row.run ? [row.run.workflowPath] : [])]);
    }
  } catch (error) {
    // An issue that is nobody's is better than none.
    if (!(error instanceof HealError) || error.retryable) throw error;
  }
  return [];
}
