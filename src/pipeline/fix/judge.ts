import { MINUTE } from "../../core/clock.js";
import type { KeptCheck } from "../../events/check.js";
import { workflowFile } from "../../events/line.js";
import { tries, type Target } from "../../fix/identity.js";
import { proof, type Proof } from "../../fix/proof.js";
import { isDue } from "../../fix/triggers.js";
import type { CheckRun, CommitChecks, Pull } from "../../github/port.js";
import { updateFix, type FixRow } from "../../store/fixes.js";
import { runOf } from "../deps.js";
import type { FixContext } from "./context.js";
import { repositoryOf } from "./plan.js";

/** GitHub starts the runs of one push within moments; by then one that is not there does not come. */
const SETTLED_MS = 2 * MINUTE;

/** Nothing of it will change by itself. */
export const isWhole = ({ checks, unfinished, unseen }: CommitChecks): boolean =>
  unseen === null && unfinished.length === 0 && checks.every((check) => check.conclusion !== null);

/** What judges the pull request's head now, beside what judged the commit that failed. */
export async function judgeHead(
  fix: FixRow,
  pull: Pull,
  context: FixContext,
): Promise<{ result: Proof; after: CheckRun[] }> {
  const { deps } = context;
  const repository = repositoryOf(context);
  const head = await deps.github.checks(repository, pull.headSha);
  const before = await baseChecks(fix, context);
  const targets = targetsOf(context);
  const lately = head.lastEnd !== null && deps.clock.now().getTime() - Date.parse(head.lastEnd) < SETTLED_MS;
  const result = proof(before.checks, head.checks, {
    ...(targets.length > 0 ? { targets } : {}),
    unfinished: head.unfinished,
    settled: !lately,
    unseen: head.unseen ?? before.unseen,
    due: await dueOf(fix, pull, before.checks, head.checks, context),
  });
  return { result, after: head.checks };
}

const targetsOf = ({ row, record }: FixContext): Target[] => {
  const run = runOf(row);
  return record.jobs.map(({ name }) => ({
    name,
    workflowPath: workflowFile(run.workflowPath),
    runId: run.runId,
  }));
};

/** As kept when the fix began, if all had ended then; older versions kept it without who said it. */
async function baseChecks(
  fix: FixRow,
  context: FixContext,
): Promise<Pick<CommitChecks, "checks" | "unseen">> {
  if (fix.before?.every(hasSource)) return { checks: fix.before, unseen: null };
  const { deps } = context;
  const read = await deps.github.checks(repositoryOf(context), fix.base_sha);
  if (isWhole(read)) await updateFix(deps.db, fix.id, { before: read.checks });
  return read;
}

const hasSource = (check: KeptCheck): check is CheckRun => check.source !== undefined;

/** Of workflows that ran on the base and not at the head: whether their file says that they run there. */
async function dueOf(
  fix: FixRow,
  { headRef, baseRef }: Pull,
  before: readonly CheckRun[],
  after: readonly CheckRun[],
  context: FixContext,
): Promise<(workflowPath: string) => boolean> {
  const ran = workflowsOf(after);
  const due = new Map<string, boolean>();
  for (const path of workflowsOf(before)) {
    if (ran.has(path)) continue;
    const file = await context.deps.github.file(repositoryOf(context), path, fix.base_sha);
    due.set(path, isDue(file, { branch: headRef, base: baseRef }));
  }
  return (path) => due.get(path) ?? true;
}

const workflowsOf = (checks: readonly CheckRun[]): Set<string> =>
  new Set(
    checks.flatMap(({ source }) => ("workflowPath" in source && tries(source) ? source.workflowPath : [])),
  );
