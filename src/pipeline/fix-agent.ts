import { SECOND } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import type { RepositoryRef } from "../events/event.js";
import { isFinal, type AgentRef } from "../fix/agents/port.js";
import { accepted, checkPatch, defaultLimits } from "../fix/checks/index.js";
import { fromPullFiles } from "../fix/patch.js";
import { prompt } from "../fix/prompt.js";
import { md } from "../diagnosis/words.js";
import { leading } from "../diagnosis/record.js";
import { fixesOf, updateFix, type FixRow } from "../store/fixes.js";
import { addTimeline } from "../store/history.js";
import { toIncident } from "../store/incidents.js";
import type { FixContext, FixStep } from "./fix.js";
import { soon } from "./fix.js";
import { proofDeadline, refusal } from "./fix-workflow.js";
import { writeResults } from "./fix-prove.js";

/** The vendor's rate limit is 60 requests in 30 s for all runs together; a run takes minutes. */
const POLL_MS = 15 * SECOND;

const repositoryOf = ({ row }: FixContext): RepositoryRef => toIncident(row).repository as RepositoryRef;
const agentKey = (fix: FixRow): string => `fix-agent:${fix.repository}:${fix.id}`;

/** Starts the agent once, then asks how far it is; a webhook about its pull request makes us ask sooner. */
export async function produceByAgent(fix: FixRow, context: FixContext): Promise<FixStep> {
  const { row, record, rules, deps } = context;
  const { agent } = deps;
  if (!agent) return { to: "failed", reason: "no coding agent is configured" };
  const repository = repositoryOf(context);
  const job = leading(record);
  const text = prompt({
    repository: repository.fullName,
    incident: row.id,
    attempt: (await fixesOf(deps.db, row.id)).findIndex((one) => one.id === fix.id) + 1,
    baseBranch: fix.base_branch,
    baseSha: fix.base_sha,
    category: record.category,
    summary: record.summary,
    evidence: job?.evidence.map((line) => line.text) ?? [],
    failingTests: record.tests,
    testCommand: job?.command ?? null,
    forbidden: rules.config.fix.forbidden,
    key: agentKey(fix),
  });
  const started = await deps.effects.run({
    action: "start-agent-run",
    key: agentKey(fix),
    repository,
    incidentId: row.id,
    since: fix.created_at.toISOString(),
    params: { prompt: text, deadline: fix.deadline.toISOString() },
  });
  if (started.state === "later") return { to: "wait", at: started.retryAt };
  if (started.state === "refused")
    return { to: "failed", untried: true, reason: `${agent.name}: ${started.reason}` };

  const ref: AgentRef = {
    id: started.effect.ref ?? "",
    repository: repository.fullName,
    url: started.effect.url ?? null,
    deadline: fix.deadline.toISOString(),
  };
  if (!fix.external_id) {
    await updateFix(deps.db, fix.id, { externalId: ref.id, ...(ref.url ? { url: ref.url } : {}) });
    await addTimeline(deps.db, row.id, {
      kind: "fix",
      actor: agent.name,
      text: `${agent.name} works on it`,
      url: ref.url,
      at: deps.clock.now(),
    });
  }
  const status = await deps.agent?.get(ref);
  if (!status || !isFinal(status.state)) return { to: "wait", at: soon(deps, POLL_MS) };
  if (status.state !== "succeeded")
    return {
      to: "failed",
      reason: `${agent.name} ended with ${status.state} (${status.raw})`,
      url: status.url,
    };
  const { pullRequest, summary } = await agent.collect(ref);
  if (!pullRequest)
    return { to: "failed", reason: `${agent.name} opened no pull request: ${summary}`, url: status.url };
  await updateFix(deps.db, fix.id, {
    state: "checking",
    pullRequest: pullRequest.number,
    url: pullRequest.url,
  });
  return { to: "wait", at: deps.clock.now() };
}

/** Judges in code what the agent did, whatever it says it did; a pull request that does not pass is closed with the reason. */
export async function checkAgentPull(fix: FixRow, context: FixContext): Promise<FixStep> {
  const { row, record, rules, deps } = context;
  const repository = repositoryOf(context);
  const number = fix.pull_request as number;
  const pull = await deps.github.pull(repository, number);
  if (!pull) return { to: "failed", reason: `pull request ${number} is not in this repository` };
  if (pull.merged) return { to: "merged", reason: `The agent's pull request ${number} was merged` };
  if (pull.state === "closed") return { to: "closed", reason: `pull request ${number} was closed` };
  let reason: string | null =
    pull.baseRef === fix.base_branch ? null : `it is against ${pull.baseRef}, not ${fix.base_branch}`;
  try {
    const patch = fromPullFiles(await deps.github.pullFiles(repository, number));
    const checks = checkPatch(patch, {
      producer: fix.producer,
      forbidden: rules.config.fix.forbidden,
      limits: defaultLimits,
      failingTests: record.tests,
    });
    await updateFix(deps.db, fix.id, { checks });
    if (!accepted(checks)) reason = refusal(checks);
  } catch (error) {
    if (!(error instanceof HealError) || error.retryable) throw error;
    reason = error.message;
  }
  if (reason !== null) return refuse(fix, number, pull.url, reason, context);
  const now = deps.clock.now();
  await deps.db.tx(async (tx) => {
    await updateFix(tx, fix.id, {
      state: "proving",
      branch: pull.headRef,
      headSha: pull.headSha,
      deadline: proofDeadline(now, context),
    });
    await addTimeline(tx, row.id, {
      kind: "fix",
      actor: "heal",
      text: `The patch of pull request ${number} passed the checks; the repository's CI judges it`,
      url: pull.url,
      at: now,
    });
  });
  const later = await writeResults({ ...fix, state: "proving", head_sha: pull.headSha }, pull, null, context);
  return { to: "wait", at: later ?? soon(deps, POLL_MS), state: "verifying" };
}

async function refuse(
  fix: FixRow,
  number: number,
  url: string,
  reason: string,
  context: FixContext,
): Promise<FixStep> {
  const { deps, row } = context;
  const base = { repository: repositoryOf(context), incidentId: row.id, since: fix.created_at.toISOString() };
  const body = `**heal:** this pull request is closed, because its patch did not pass the checks: ${md(reason, 600)}.`;
  for (const plan of [
    { ...base, action: "comment", key: `fix-refused:${fix.repository}:${fix.id}`, params: { number, body } },
    {
      ...base,
      action: "close-pull-request",
      key: `fix-closed:${fix.repository}:${fix.id}`,
      params: { number, url },
    },
  ]) {
    const result = await deps.effects.run(plan);
    if (result.state === "later") return { to: "wait", at: result.retryAt };
  }
  return { to: "rejected", reason, url };
}
