import { SECOND } from "../../core/clock.js";
import { HealError } from "../../core/errors.js";
import { readFixArtifact } from "../../fix/artifact.js";
import { changesOf, type BaseFile } from "../../fix/changes.js";
import { accepted, checkPatch, defaultLimits, type CheckResult } from "../../fix/checks/index.js";
import { fixers } from "../../fix/fixers/index.js";
import type { Patch } from "../../fix/patch.js";
import { fixPullRequest } from "../../fix/pull-request.js";
import type { FileChange } from "../../github/port.js";
import { updateFix, type FixRow } from "../../store/fixes.js";
import { addTimeline } from "../../store/timeline.js";
import { intentByKey } from "../../store/intents.js";
import { leadingEvidence } from "../../diagnosis/record.js";
import { soon, type FixContext, type FixStep } from "./context.js";
import { incidentUrl } from "../deps.js";
import { keyOf, planFor, repositoryOf } from "./plan.js";
import { findRun, runRefusal, notAsked, runKey, runMark } from "./run.js";
import { tellAboutFix } from "./pull-text.js";

/** The repository's own tool, in the repository's own CI: dispatch, wait for the run, read the artifact. */
export async function produceByWorkflow(fix: FixRow, context: FixContext): Promise<FixStep> {
  const { deps, rules } = context;
  const repository = repositoryOf(context);
  const fixer = fixers.find((one) => one.name === fix.producer);
  if (!fixer) return { to: "failed", reason: `there is no fixer ${fix.producer}` };
  const begun = await intentByKey(deps.db, runKey(fix));
  const why = begun === null ? await runRefusal(fix, context) : null;
  if (why !== null) return { to: "failed", untried: true, reason: why };
  const started = await deps.effects.run(
    planFor(fix, context, "dispatch-workflow", runKey(fix), {
      workflow: rules.config.fix.workflow,
      ref: fix.base_branch,
      inputs: { sha: fix.base_sha, fixer: fixer.input },
      markInput: "key",
    }),
  );
  if (started.state === "later") return { to: "wait", at: started.retryAt };
  if (started.state === "refused") return { to: "failed", reason: started.reason };

  const runId = fix.external_id
    ? Number(fix.external_id)
    : (started.effect.id ?? (await findRun(fix, context)));
  const late = deps.clock.now() >= fix.deadline;
  if (runId === null)
    return late
      ? { to: "failed", reason: "the fix workflow never started" }
      : { to: "wait", at: soon(deps, 5 * SECOND) };
  if (!fix.external_id) await updateFix(deps.db, fix.id, { externalId: String(runId) });
  const run = await deps.github.run({ repository, runId });
  if (!run || run.status !== "completed")
    return late
      ? { to: "failed", reason: "the fix workflow did not end in time" }
      : { to: "wait", at: soon(deps, 15 * SECOND) };
  const strange = notAsked(run, fix, context);
  if (strange !== null)
    return { to: "rejected", reason: `the fix run is not used: ${strange}`, url: run.url };
  if (run.conclusion !== "success")
    return {
      to: "failed",
      reason: `the fix workflow ended with ${run.conclusion ?? "nothing"}`,
      url: run.url,
    };
  await deps.db.tx(async (tx) => {
    await updateFix(tx, fix.id, { state: "checking" });
    await addTimeline(tx, context.row.id, {
      kind: "fix",
      actor: fix.producer,
      text: `The ${fix.producer} ran in the repository's own CI`,
      url: run.url,
      at: deps.clock.now(),
    });
  });
  return { to: "wait", at: deps.clock.now() };
}

/** Checks the patch, commits it through the API, opens the draft. Nothing of it ran here. */
export async function commitFixerPatch(fix: FixRow, context: FixContext): Promise<FixStep> {
  const { deps, row } = context;
  const read = await readPatch(fix, context);
  if ("to" in read) return read;
  const { patch, checks, files } = read;
  await updateFix(deps.db, fix.id, { checks });
  if (!accepted(checks)) return { to: "rejected", reason: refusal(checks) };

  const branch = fix.branch ?? `heal/fix-${row.id}`;
  const pull = fixPullRequest({
    category: context.record.category,
    summary: context.record.summary,
    confidence: context.record.confidence,
    evidence: leadingEvidence(context.record)?.evidence.slice(0, 12) ?? [],
    producer: fix.producer,
    incident: { id: row.id, url: incidentUrl(deps, row.id) },
    baseBranch: fix.base_branch,
    baseSha: fix.base_sha,
    key: runKey(fix),
    checks,
    proof: null,
  });
  const committed = await deps.effects.run(
    planFor(fix, context, "commit-patch", keyOf("commit", fix), {
      branch,
      base: fix.base_sha,
      message: `${pull.title}\n\nMade by the repository's own ${fix.producer}; checked and committed by heal for incident ${row.id}.`,
      files,
    }),
  );
  if (committed.state === "later") return { to: "wait", at: committed.retryAt };
  if (committed.state === "refused") return { to: "failed", reason: committed.reason };
  const opened = await deps.effects.run(
    planFor(fix, context, "open-pull-request", keyOf("pull", fix), {
      head: branch,
      base: fix.base_branch,
      ...pull,
    }),
  );
  if (opened.state === "later") return { to: "wait", at: opened.retryAt };
  if (opened.state === "refused") return { to: "failed", reason: opened.reason };
  const now = deps.clock.now();
  await deps.db.tx(async (tx) => {
    await updateFix(tx, fix.id, {
      state: "proving",
      branch,
      headSha: committed.effect.sha ?? "",
      pullRequest: opened.effect.number ?? 0,
      url: opened.effect.url ?? "",
      deadline: proofDeadline(now, context),
    });
    await addTimeline(tx, row.id, {
      kind: "fix",
      actor: "heal",
      text: `Opened a draft pull request with ${patch.files.length} changed ${patch.files.length === 1 ? "file" : "files"}; the repository's CI judges it`,
      url: opened.effect.url ?? null,
      at: now,
    });
  });
  await tellAboutFix(fix, opened.effect.number ?? 0, context);
  return { to: "wait", at: soon(deps, 15 * SECOND), state: "verifying" };
}

export const proofDeadline = (now: Date, { chosen }: FixContext): Date =>
  new Date(now.getTime() + chosen.within);

export const refusal = (checks: readonly CheckResult[]): string =>
  checks
    .filter((check) => !check.ok)
    .slice(0, 3)
    .map((check) => `${check.check}: ${check.reason}${check.path ? ` (${check.path})` : ""}`)
    .join("; ");

async function readPatch(
  fix: FixRow,
  context: FixContext,
): Promise<FixStep | { patch: Patch; checks: CheckResult[]; files: FileChange[] }> {
  const { github } = context.deps;
  const repository = repositoryOf(context);
  const fixer = fixers.find((one) => one.name === fix.producer);
  try {
    const zip = await github.artifact({ repository, runId: Number(fix.external_id) }, "heal-patch");
    if (!zip) return { to: "failed", reason: "the fix workflow left no patch artifact" };
    // What was downloaded is the run's that was looked at before: asked again, as anybody who may write runs it again.
    const run = await github.run({ repository, runId: Number(fix.external_id) });
    const strange = run ? notAsked(run, fix, context) : "it is gone";
    if (strange !== null)
      return { to: "rejected", reason: `the fix run is not used: ${strange}`, url: run?.url ?? null };
    const asked = { base: fix.base_sha, fixer: fixer?.input ?? "", key: runMark(fix, context) };
    const patch = await readFixArtifact(zip, asked);
    const base = await filesAt(fix.base_sha, patch, context);
    const checks = checkPatch(patch, {
      producer: fix.producer,
      forbidden: context.rules.config.fix.forbidden,
      allowedPaths: fixer?.allowedPaths() ?? [],
      limits: defaultLimits,
      baseFiles: (path) => base.get(path)?.bytes.toString("utf8") ?? null,
    });
    return { patch, checks, files: accepted(checks) ? changesOf(patch, base) : [] };
  } catch (error) {
    if (!(error instanceof HealError) || error.retryable) throw error;
    return { to: "rejected", reason: error.message };
  }
}

/** The files that a patch changes as they are at its base; more of them than a patch may change are not read. */
async function filesAt(sha: string, patch: Patch, context: FixContext): Promise<Map<string, BaseFile>> {
  const { github } = context.deps;
  const repository = repositoryOf(context);
  const modes = await github.modes(repository, sha);
  if (modes === null)
    throw new HealError(
      "HEAL_INPUT_INVALID",
      "GitHub shows only a part of the tree, so the files' modes are not known",
    );
  const base = new Map<string, BaseFile>();
  for (const file of patch.files.slice(0, defaultLimits.files + 1)) {
    const path = file.oldPath ?? file.path;
    const mode = modes.get(path);
    const blob = mode === undefined ? null : await github.blob(repository, path, sha);
    if (mode !== undefined && blob) base.set(path, { bytes: blob.bytes, mode });
  }
  return base;
}
