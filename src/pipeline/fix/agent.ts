import { SECOND } from "../../core/clock.js";
import { isFinal, type AgentRef, type Delivered } from "../../fix/agents/port.js";
import { deliveryProblem } from "../../fix/delivery.js";
import { prompt } from "../../fix/prompt.js";
import { leadingEvidence } from "../../diagnosis/record.js";
import { fixesOf, updateFix, type FixRow } from "../../store/fixes.js";
import { addTimeline } from "../../store/timeline.js";
import { soon, type FixContext, type FixStep } from "./context.js";
import { keyOf, planFor, repositoryOf } from "./plan.js";

/** The vendor's rate limit is 60 requests in 30 s for all runs together; a run takes minutes. */
const POLL_MS = 15 * SECOND;

const agentKey = (fix: FixRow): string => keyOf("agent", fix);
/** What the agent is asked to put into its pull request: without heal's secret nobody can make it up. */
const pullKey = (fix: FixRow, context: FixContext): string =>
  context.deps.marks.word({ kind: "agent-pull", repository: repositoryOf(context), key: agentKey(fix) });

/** Starts the agent once, then asks how far it is; a webhook about its pull request makes us ask sooner. */
export async function produceByAgent(fix: FixRow, context: FixContext): Promise<FixStep> {
  const { row, record, rules, deps } = context;
  const { agent } = deps;
  if (!agent) return { to: "failed", reason: "no coding agent is configured" };
  const repository = repositoryOf(context);
  const job = leadingEvidence(record);
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
    key: pullKey(fix, context),
  });
  const started = await deps.effects.run(
    planFor(fix, context, "start-agent-run", agentKey(fix), {
      prompt: text,
      deadline: fix.deadline.toISOString(),
    }),
  );
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
  const { pullRequests, summary } = await agent.collect(ref);
  const found = await ownPull(pullRequests, agent.accounts, fix, context);
  if ("reason" in found)
    return {
      to: "failed",
      reason: `${agent.name} delivered nothing: ${found.reason || summary}`,
      url: status.url,
    };
  await updateFix(deps.db, fix.id, { state: "checking", pullRequest: found.number, url: found.url });
  return { to: "wait", at: deps.clock.now() };
}

/** The first of the named pull requests that is proven to be the agent's answer; the others are nobody's business of heal's. */
async function ownPull(
  named: Delivered["pullRequests"],
  accounts: readonly string[],
  fix: FixRow,
  context: FixContext,
): Promise<{ number: number; url: string } | { reason: string }> {
  const { github } = context.deps;
  const repository = repositoryOf(context);
  const asked = {
    repositoryId: repository.id,
    base: fix.base_branch,
    branch: fix.branch ?? "",
    key: pullKey(fix, context),
    accounts,
    newestPull: fix.newest_pull,
  };
  const reasons: string[] = [];
  for (const { number } of named) {
    const pull = await github.pull(repository, number);
    if (!pull) {
      reasons.push(`pull request ${number} is not in this repository`);
      continue;
    }
    const why = deliveryProblem(pull, await github.pullAuthors(repository, number), asked);
    if (why === null) return { number, url: pull.url };
    reasons.push(`pull request ${number} is not its answer, ${why}`);
  }
  return { reason: reasons.join("; ") };
}
