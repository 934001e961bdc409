import { SECOND } from "../../core/clock.js";
import { HealError } from "../../core/errors.js";
import { escapeText } from "../../diagnosis/markdown.js";
import { accepted, checkPatch, defaultLimits, headTexts, type CheckResult } from "../../fix/checks/index.js";
import { fixers } from "../../fix/fixers/index.js";
import { fromPullFiles, type Patch } from "../../fix/patch.js";
import { movedSection, withResults } from "../../fix/pull-request.js";
import type { GitHub, Pull } from "../../github/port.js";
import { updateFix, type FixRow } from "../../store/fixes.js";
import { addTimeline } from "../../store/timeline.js";
import type { PipelineDeps } from "../deps.js";
import { soon, type FixContext, type FixStep } from "./context.js";
import { keyOf, planFor, pullPlan, repositoryOf } from "./plan.js";
import { writeResults } from "./pull-text.js";
import { proofDeadline, refusal } from "./workflow.js";

const isFixer = ({ producer }: FixRow): boolean => fixers.some((fixer) => fixer.name === producer);

/**
 * Judges in code what stands in a fix's pull request: what an agent did, whatever it says it did, or what others pushed to a
 * fixer's. Nobody made that by a known tool, so it is judged as an agent's.
 */
export async function checkPull(fix: FixRow, context: FixContext): Promise<FixStep> {
  const { row, deps } = context;
  const repository = repositoryOf(context);
  const number = fix.pull_request as number;
  const pull = await deps.github.pull(repository, number);
  if (!pull) return { to: "failed", reason: `pull request ${number} is gone` };
  if (pull.merged) return merged(fix, pull);
  if (pull.state === "closed") return { to: "closed", reason: `pull request ${number} was closed` };
  const judged = await judge(fix, pull, context);
  if (judged === "moved") return { to: "wait", at: deps.clock.now() };
  const checked = judged.checks ? await updateFix(deps.db, fix.id, { checks: judged.checks }) : fix;
  if (judged.reason !== null) return refuse(checked, pull, judged.reason, context);
  const now = deps.clock.now();
  const proving = await deps.db.tx(async (tx) => {
    await addTimeline(tx, row.id, {
      kind: "fix",
      actor: "heal",
      text: `The patch of pull request ${number} passed the checks; the repository's CI judges it`,
      url: pull.url,
      at: now,
    });
    return updateFix(tx, fix.id, {
      state: "proving",
      branch: pull.headRef,
      headSha: pull.headSha,
      deadline: proofDeadline(now, context),
    });
  });
  const later = await writeResults(proving, pull, null, context);
  return { to: "wait", at: later ?? soon(deps, 15 * SECOND), state: "verifying" };
}

/** People took the fix, unless it went elsewhere: then what failed is as it was. */
export const merged = (fix: FixRow, { number, baseRef, url }: Pull): FixStep =>
  baseRef === fix.base_branch
    ? { to: "merged", reason: `Fix pull request ${number} was merged` }
    : {
        to: "closed",
        reason: `pull request ${number} was merged into ${baseRef}, not ${fix.base_branch}`,
        url,
      };

/** The checks of what stands at the pull request's head; `moved`: it was pushed to while it was read. */
async function judge(
  fix: FixRow,
  pull: Pull,
  context: FixContext,
): Promise<{ checks: CheckResult[] | null; reason: string | null } | "moved"> {
  const { github } = context.deps;
  const repository = repositoryOf(context);
  if (pull.baseRef !== fix.base_branch)
    return { checks: null, reason: `it is against ${pull.baseRef}, not ${fix.base_branch}` };
  try {
    const { patch, paths } = await patchOf(pull, context);
    const head = await headTexts(patch, (path) => github.file(repository, path, pull.headSha));
    // All of that is of this commit, whatever stands at the head meanwhile; it is checked in vain when it no longer does.
    if ((await github.pull(repository, pull.number))?.headSha !== pull.headSha) return "moved";
    const checks = checkPatch(patch, {
      producer: isFixer(fix) ? "others" : fix.producer,
      category: context.record.category,
      headFiles: (path) => head.get(path) ?? null,
      headPaths: paths,
      evidence: context.record.jobs.flatMap((job) =>
        job.evidence.flatMap(({ path, text }) => (path === undefined ? [text] : [path, text])),
      ),
      forbidden: context.rules.config.fix.forbidden,
      limits: defaultLimits,
      failingTests: context.record.tests,
    });
    return { checks, reason: accepted(checks) ? null : refusal(checks) };
  } catch (error) {
    if (!(error instanceof HealError) || error.retryable) throw error;
    return { checks: null, reason: error.message };
  }
}

/** The whole patch with its files' modes, or a reason why it cannot be seen whole: what is not seen is not accepted. */
async function patchOf(
  pull: Pull,
  context: FixContext,
): Promise<{ patch: Patch; paths: ReadonlySet<string> }> {
  const github: GitHub = context.deps.github;
  const repository = repositoryOf(context);
  // By commits: the pull request's own list is of whatever its head is at the moment, and a head can be pushed to and fro.
  const files = await github.changes(repository, pull.baseSha, pull.headSha);
  if (files === null) throw unseen("it changes more files than GitHub lists");
  const modes = await github.modes(repository, pull.headSha);
  if (modes === null) throw unseen("GitHub shows only a part of its tree, so the files' modes are not known");
  const lost = files.find((file) => file.status !== "removed" && !modes.has(file.filename));
  if (lost) throw unseen(`the mode of ${JSON.stringify(lost.filename)} is not known`);
  return { patch: fromPullFiles(files, modes), paths: new Set(modes.keys()) };
}

const unseen = (reason: string): HealError => new HealError("HEAL_INPUT_INVALID", reason);

/** An agent's own work is closed with the reason; where people pushed, the branch is theirs: they are told, and nothing is closed. */
async function refuse(fix: FixRow, pull: Pull, reason: string, context: FixContext): Promise<FixStep> {
  const { deps } = context;
  // Before heal ever passed it, it is as the agent delivered it.
  const itsOwn = !isFixer(fix) && (fix.head_sha === null || (await isAgentsAlone(pull, context)));
  const said = itsOwn
    ? `this pull request is closed, because its patch did not pass the checks: ${escapeText(reason, 600)}.`
    : `${pull.baseRef === fix.base_branch ? "others pushed to this pull request" : "this pull request was turned to another branch"} after the checks, and what stands here now does not pass them: ${escapeText(reason, 600)}. heal vouches for nothing in it.`;
  const plans = [
    planFor(fix, context, "comment", keyOf("refused", fix, pull.headSha), {
      number: pull.number,
      body: `**heal:** ${said}`,
    }),
    ...(itsOwn ? [pullPlan(fix, context, "close-pull-request", "closed", pull)] : []),
  ];
  for (const plan of plans) {
    const result = await deps.effects.run(plan);
    if (result.state === "later") return { to: "wait", at: result.retryAt };
    const again = result.state === "refused" ? whenToTryAgain(result.code, deps) : null;
    if (again !== null) return { to: "wait", at: again };
  }
  return { to: "rejected", reason, url: pull.url };
}

async function isAgentsAlone({ number }: Pull, context: FixContext): Promise<boolean> {
  const { agent, github } = context.deps;
  const accounts = agent?.accounts.map((login) => login.toLowerCase()) ?? [];
  const authors = await github.pullAuthors(repositoryOf(context), number);
  return authors.every((login) => login !== null && accounts.includes(login.toLowerCase()));
}

/** Somebody pushed after the checks, or chose another base: a draft again, which says so, and what is there now is checked anew. */
export async function startOver(fix: FixRow, pull: Pull, context: FixContext): Promise<FixStep> {
  const { deps, row } = context;
  const now = deps.clock.now();
  const [was, is] = [
    { sha: fix.head_sha ?? "", base: fix.base_branch },
    { sha: pull.headSha, base: pull.baseRef },
  ];
  const body = withResults(pull.body, movedSection(was, is));
  const plans = [
    ...(pull.draft ? [] : [pullPlan(fix, context, "convert-to-draft", "draft", pull)]),
    ...(body === pull.body ? [] : [pullPlan(fix, context, "update-pull-request", "moved", pull, { body })]),
  ];
  let refusal: string | null = null;
  for (const plan of plans) {
    const result = await deps.effects.run(plan);
    if (result.state === "later") return { to: "wait", at: result.retryAt, state: "verifying" };
    if (result.state !== "refused") continue;
    const again = whenToTryAgain(result.code, deps);
    if (again !== null) return { to: "wait", at: again, state: "verifying" };
    if (plan.action === "convert-to-draft") refusal = result.reason;
  }
  const what =
    was.sha === is.sha
      ? `was turned to ${is.base} after the checks against ${was.base}`
      : `was pushed to after the checks (${short(was.sha)} to ${short(is.sha)})`;
  const draft =
    refusal === null ? "a draft again" : `it stays ready, as it could not be made a draft (${refusal})`;
  await deps.db.tx(async (tx) => {
    await updateFix(tx, fix.id, { state: "checking" });
    await addTimeline(tx, row.id, {
      kind: "fix",
      actor: "heal",
      text: `Pull request ${pull.number} ${what}: ${draft}, and checked anew`,
      url: pull.url,
      at: now,
    });
  });
  return { to: "wait", at: now, state: "verifying" };
}

/** A refusal that passes: the pull request moved, or somebody stopped heal and will lift that; null: it stays. */
function whenToTryAgain(code: string, deps: PipelineDeps): Date | null {
  if (code === "HEAL_HEAD_MOVED") return soon(deps, SECOND);
  return code === "HEAL_STOPPED" || code === "HEAL_MODE" || code === "HEAL_FLAG" ? soon(deps) : null;
}

const short = (sha: string): string => sha.slice(0, 7) || "nothing";
