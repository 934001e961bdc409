import { createHash } from "node:crypto";
import { DAY, MINUTE, SECOND } from "../../core/clock.js";
import { reasonOf } from "../../core/errors.js";
import { limits } from "../../core/limits.js";
import type { EffectResult, Plan } from "../../decision/plan.js";
import { annotationKey } from "../../escalation/annotations.js";
import { checkRunText } from "../../escalation/check-run.js";
import { repositoryKey } from "../../events/event.js";
import type { CheckText } from "../../github/port.js";
import {
  claimCheck,
  endCheck,
  refOfCheck,
  renewCheck,
  type CheckEnd,
  type CommitCheck,
} from "../../store/commit-checks.js";
import { ClaimLost, type Renew } from "../../store/lease.js";
import type { PipelineDeps } from "../deps.js";
import { factsOf } from "./facts.js";

/** Nobody reads the check run of an old commit any more. */
const CURRENT_MS = 14 * DAY;

/** Brings the check run of one commit up to date with the commit's incidents; made when there is something to say. */
export async function commitCheckStep(id: number, deps: PipelineDeps): Promise<void> {
  const row = await claimCheck(deps.db, id, deps.clock.now(), limits.stepLeaseMs);
  if (!row) return;
  const renew: Renew = (db, until) => renewCheck(db, row, until);
  await deps.leases
    .during(limits.stepLeaseMs, renew, async () => {
      const end = await bring(row, deps).catch((error: unknown) => later(row, reasonOf(error), null, deps));
      const again = await endCheck(deps.db, row, end, deps.clock.now());
      if (again) await deps.queue.wake({ task: "check", id }, { at: again });
    })
    .catch((error: unknown) => {
      if (!(error instanceof ClaimLost)) throw error;
      deps.log.warn({ check: id }, error.message);
    });
}

async function bring(row: CommitCheck, deps: PipelineDeps): Promise<CheckEnd> {
  const quiet: CheckEnd = { trouble: null, again: null };
  if (deps.clock.now().getTime() - row.created_at.getTime() > CURRENT_MS) return quiet;
  const { facts, incident } = await factsOf(row, deps);
  if (facts === null) return quiet;
  const whole = checkRunText(facts);
  const seal = createHash("sha256").update(JSON.stringify(whole)).digest("hex").slice(0, 16);
  if (seal === row.seal) return { ...quiet, written: { wanted: row.wanted, seal, annotated: row.annotated } };
  const known = new Set(row.annotated);
  const annotations = whole.annotations.filter((one) => !known.has(annotationKey(one)));
  const result = await write(row, incident, { ...whole, annotations }, deps);
  if (result.state === "later") return later(row, result.reason, result.retryAt, deps);
  if (result.state === "refused") return { trouble: result.reason, again: null };
  const annotated = [...known, ...annotations.map(annotationKey)];
  const { id, url } = result.effect;
  return {
    ...quiet,
    written: { wanted: row.wanted, seal, annotated },
    ...(id === undefined ? {} : { checkRun: { id, url: url ?? "" } }),
  };
}

/** One check run a commit, made once; what it says later is an effect of its own for each change. */
async function write(
  row: CommitCheck,
  incident: number,
  text: CheckText,
  deps: PipelineDeps,
): Promise<EffectResult> {
  const repository = refOfCheck(row);
  const key = `check:${repositoryKey(repository)}:${row.head_sha}`;
  const base = { repository, incidentId: incident, since: row.created_at.toISOString() };
  if (row.check_run_id === null) {
    const plan: Plan = { ...base, action: "create-check-run", key, params: { headSha: row.head_sha, text } };
    const made = await deps.effects.run(plan);
    if (made.state !== "done" || made.fresh || made.effect.id === undefined) return made;
    // Made before a crash, with the words of that time, and its annotations, which GitHub would show twice.
    const again = { ...text, annotations: [] };
    return update({ ...base, key }, { id: made.effect.id, url: made.effect.url ?? "" }, row, again, deps);
  }
  return update({ ...base, key }, { id: row.check_run_id, url: row.url ?? "" }, row, text, deps);
}

const update = (
  base: Pick<Plan, "repository" | "incidentId" | "since" | "key">,
  at: { id: number; url: string },
  row: CommitCheck,
  text: CheckText,
  { effects }: PipelineDeps,
): Promise<EffectResult> =>
  effects.run({
    ...base,
    action: "update-check-run",
    key: `${base.key}:${row.wanted}`,
    params: { ...at, text },
  });

/** Tried again with growing pauses, for as long as the commit is current. */
function later(row: CommitCheck, reason: string, at: Date | null, { clock, log }: PipelineDeps): CheckEnd {
  log.warn(
    { check: row.id, commit: row.head_sha, attempt: row.attempts, reason },
    "the check run is not written yet",
  );
  const pause = Math.min(30 * MINUTE, 2 * SECOND * 4 ** Math.min(row.attempts - 1, 8));
  return { trouble: reason, again: at ?? new Date(clock.now().getTime() + pause) };
}
