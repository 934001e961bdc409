import { createHash } from "node:crypto";
import type { EffectResult } from "../decision/plan.js";
import { escapeText } from "../diagnosis/markdown.js";
import { summaryBody, summaryKey, summaryTitle } from "../escalation/summary-issue.js";
import type { IncidentRow } from "../store/incidents.js";
import { summaryIncidents, summaryRound } from "../store/issue-placement.js";
import { incidentUrl, repositoryOf, type PipelineDeps, type Rules } from "./deps.js";
import { baseOf, commentPlan, runAnew } from "./plans.js";

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
    const lines = rows.map(({ id, title, category, severity, over }) => ({
      ...{ id, title, severity, category: category ?? "unknown" },
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

/**
 * An edited summary calls nobody, a comment does: one for each critical incident, as many in a summary as a repository gets
 * issues in an hour.
 */
export async function listAloud(
  row: IncidentRow,
  head: number,
  rules: Rules,
  deps: PipelineDeps,
): Promise<EffectResult> {
  const listed = await list(row, head, rules, deps);
  if (listed.state !== "done" || listed.effect.number === undefined || row.severity !== "critical")
    return listed;
  const critical = (await summaryIncidents(deps.db, head)).filter(({ severity }) => severity === "critical");
  if (critical.findIndex(({ id }) => id === row.id) >= rules.config.limits.issues_per_hour) return listed;
  const text = `**heal:** critical: ${escapeText(row.title, 200)} ([incident](${incidentUrl(deps, row.id)}))`;
  const key = `listed:${head}:${row.id}:${row.issue_round}`;
  const said = await deps.effects.run(commentPlan(row, repositoryOf(row), listed.effect.number, text, key));
  // The line stands there all the same.
  return said.state === "later" ? said : listed;
}
