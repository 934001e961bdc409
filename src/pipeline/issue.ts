import { HealError } from "../core/errors.js";
import { limits } from "../core/limits.js";
import type { EffectResult } from "../decision/plan.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { issueTitle, issueTitles } from "../escalation/issue-title.js";
import { CODEOWNERS_PLACES, ownersOf } from "../escalation/owners.js";
import { summaryKey } from "../escalation/summary-issue.js";
import type { RepositoryRef } from "../events/event.js";
import { getIncident, type IncidentRow } from "../store/incidents.js";
import { intentByKey } from "../store/intents.js";
import { forgetIssue, formerIssue, summaryRound, placeIssue } from "../store/issue-placement.js";
import { repositoryOf, type PipelineDeps, type Rules } from "./deps.js";
import { baseOf, runAnew } from "./plans.js";
import { list, listAloud } from "./summary.js";

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
      ...renamed(row, telling.record),
      // It was closed when the incident was over.
      ...(row.reopened > 0 ? { state: "open" } : {}),
    },
  });
}

/** What it is called by now, and what it may be called still. */
const renamed = (row: IncidentRow, record: DiagnosisRecord): { title: string; titles: string[] } => {
  const facts = { ...row, record };
  return { title: issueTitle(facts), titles: issueTitles(facts) };
};

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
  if (place.listedIn !== null) return listAloud(row, place.listedIn, rules, deps);
  const again = await reopen(row, telling, deps);
  if (again) return again;
  const { labels, assignees } = addressees(record, rules);
  return runAnew(row, deps, {
    ...baseOf(row, repository),
    action: "create-issue",
    key: row.issue_round === 1 ? `issue:${row.id}` : `issue:${row.id}:${row.issue_round}`,
    params: {
      title: issueTitle({ ...row, record }),
      body,
      labels,
      assignees: assignees === "codeowners" ? await owners(row, record, repository, deps) : [...assignees],
    },
  });
}

/**
 * The same failure is back: its issue is opened again, where heal closed it in the last days. null: there is none, or it is gone.
 */
async function reopen(row: IncidentRow, telling: Telling, deps: PipelineDeps): Promise<EffectResult | null> {
  const { fingerprint } = row;
  if (row.kind !== "ci" || fingerprint === null || row.issue_round > 1) return null;
  const repository = repositoryOf(row);
  const since = new Date(deps.clock.now().getTime() - limits.reopenWithinMs);
  const former = await formerIssue(
    deps.db,
    { id: row.id, repository: repository.fullName, fingerprint },
    since,
  );
  if (!former) return null;
  const opened = await deps.effects.run({
    ...baseOf(row, repository),
    action: "update-issue",
    key: `issue-reopened:${row.id}`,
    params: { ...former, body: telling.body, ...renamed(row, telling.record), state: "open" },
  });
  return opened.state === "refused" && opened.code.startsWith("HEAL_GITHUB_") ? null : opened;
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

/** The issue of the summary that lists the incident, where its own row does not know it yet. */
async function listedNumber(row: IncidentRow, { db }: PipelineDeps): Promise<number | null> {
  const head = (await getIncident(db, row.id))?.listed_in ?? null;
  if (head === null) return null;
  return (await intentByKey(db, summaryKey(head, await summaryRound(db, head))))?.effect?.number ?? null;
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
