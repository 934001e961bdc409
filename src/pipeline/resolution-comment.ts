import { percent } from "../core/format.js";
import type { EffectResult, Plan } from "../decision/plan.js";
import type { StoredDiagnosis } from "../decision/stored.js";
import { leadingEvidence } from "../diagnosis/record.js";
import { inlineCode, escapeText, verdictText } from "../diagnosis/markdown.js";
import { refOfRow, repositoryKey } from "../events/event.js";
import { recognitionText } from "../decision/recognition-text.js";
import type { IncidentRow } from "../store/incidents.js";
import { muteOf } from "../store/mutes.js";
import { intentByKey } from "../store/intents.js";
import { incidentUrl, repositoryOf, type PipelineDeps } from "./deps.js";
import { commentPlan } from "./plans.js";
import { list } from "./summary.js";

/** The short word on the pull request (or under the issue) when an incident ends well. */
export function recoveredText(
  row: IncidentRow,
  record: StoredDiagnosis,
  what: string,
  predicted: number | null,
  deps: PipelineDeps,
): string {
  const job = leadingEvidence(record);
  const line = job?.evidence[0];
  const why = job
    ? `${inlineCode(job.name)} failed: ${verdictText(record)}, ${escapeText(record.summary)}`
    : `${verdictText(record)}, ${escapeText(record.summary)}`;
  const seen = record.recognition;
  const first = seen ? ` [First incident](${incidentUrl(deps, seen.firstIncident)}).` : "";
  return [
    `**heal:** ${what}`,
    "",
    why,
    ...(line
      ? ["", `> ${inlineCode(line.text)} (line ${line.line}${job.url ? `, [log](${job.url})` : ""})`]
      : []),
    ...(seen
      ? [
          "",
          `${escapeText(recognitionText(seen), 500)}.${first}${predicted === null ? "" : ` Predicted success of this move: ${percent(predicted)}.`}`,
        ]
      : []),
    "",
    `[Why heal did this](${incidentUrl(deps, row.id)})`,
  ].join("\n");
}

/** Tells the pull requests of a run, each in heal's one comment there, edited in place; other runs have their check run alone. */
export async function tellPulls(row: IncidentRow, text: string, deps: PipelineDeps): Promise<Date | null> {
  if (await muteOf(deps.db, row, deps.clock.now())) return null;
  const pulls = row.run?.pullRequests.slice(0, 3) ?? [];
  for (const number of pulls) {
    const result = await tellPull(row, number, text, deps);
    if (result.state === "later") return result.retryAt;
  }
  return null;
}

/** A comment that is gone, which somebody deleted, is not written again. */
async function tellPull(
  row: IncidentRow,
  number: number,
  text: string,
  { db, effects }: PipelineDeps,
): Promise<EffectResult> {
  const repository = repositoryOf(row);
  const key = `told:${repositoryKey(repository)}:${number}`;
  const first = commentPlan(row, repository, number, text, key);
  const before = await intentByKey(db, key);
  const { id, url } = before?.state === "done" ? (before.effect ?? {}) : {};
  if (id === undefined || before?.incident_id === row.id) return effects.run(first);
  return effects.run({
    ...first,
    action: "update-comment",
    key: `${key}:${row.id}`,
    params: { id, url: url ?? "", body: text, madeBy: { action: first.action, key } },
  });
}

/** Ends the issue of an incident that is over; a shared summary ends with the last of those it lists. */
export async function closeIssue(row: IncidentRow, text: string, deps: PipelineDeps): Promise<Date | null> {
  const [repository, number] = [refOfRow(row), row.issue_number];
  if (!repository || number === null) return null;
  if (row.listed_in !== null) {
    const rules = await deps.rules.of(repository);
    const result = await list(row, row.listed_in, rules, deps, { over: true });
    return result.state === "later" ? result.retryAt : null;
  }
  const round = row.reopened === 0 ? "" : `:${row.reopened}`;
  const muted = await muteOf(deps.db, row, deps.clock.now());
  for (const plan of [
    ...(muted ? [] : [commentPlan(row, repository, number, text, `closed:${row.id}${round}`)]),
    {
      action: "update-issue",
      key: `issue-closed:${row.id}${round}`,
      repository,
      incidentId: row.id,
      since: row.first_seen.toISOString(),
      params: { number, url: row.issue_url ?? "", state: "closed" },
    },
  ] satisfies Plan[]) {
    const result = await deps.effects.run(plan);
    if (result.state === "later") return result.retryAt;
  }
  return null;
}
