import { SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { refOfRow } from "../events/event.js";
import {
  claimCommand,
  endCommand,
  postponeCommand,
  renewCommand,
  type CommandRow,
} from "../store/commands.js";
import { ClaimLost, type Renew } from "../store/lease.js";
import { standingOf } from "../store/repositories.js";
import { carryOut, TRIES } from "./carry-out.js";
import { showWorking, tell } from "./command-reply.js";
import type { PipelineDeps } from "./deps.js";

/** One command: who asks, may they, do it, answer. Tried again while GitHub is away. */
export async function commandStep(id: number, deps: PipelineDeps): Promise<void> {
  const now = deps.clock.now();
  const row = await claimCommand(deps.db, id, now, limits.stepLeaseMs);
  if (!row) return;
  const renew: Renew = (db, until) => renewCommand(db, row, until);
  await deps.leases
    .during(limits.stepLeaseMs, renew, () => work(row, deps))
    .catch((error: unknown) => {
      if (!(error instanceof ClaimLost)) throw error;
      deps.log.warn({ command: id }, error.message);
    });
}

async function work(row: CommandRow, deps: PipelineDeps): Promise<void> {
  const { id } = row;
  const now = deps.clock.now();
  const later = async (at: Date) => {
    await postponeCommand(deps.db, row, at);
    await deps.queue.wake({ task: "command", id }, { at, priority: 0 });
  };
  try {
    const { state, refusal } = await standingOf(deps.db, refOfRow(row));
    // Nobody can be answered there either.
    if (state !== "active") return void (await endCommand(deps.db, row, "refused", refusal, null));
    const given =
      row.answer === null
        ? await carryOut(row, deps)
        : { kind: row.refused ? ("refuse" as const) : ("answer" as const), text: row.answer };
    if (given.kind === "silent") return void (await endCommand(deps.db, row, "silent", given.text, null));
    if (given.kind === "pending") {
      await showWorking(row, deps);
      await deps.queue.wake({ task: "incident", id: given.incident }, { priority: 0 });
      return await later(new Date(now.getTime() + 30 * SECOND));
    }
    const retryAt = await tell(row, given, deps);
    if (retryAt) await later(retryAt);
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    const retryable = !(error instanceof HealError) || error.retryable;
    deps.log.warn({ command: id, reason: reasonOf(error) }, "a command could not be carried out");
    if (retryable && row.attempts < TRIES)
      return later(new Date(now.getTime() + 2 * SECOND * 4 ** (row.attempts - 1)));
    await endCommand(deps.db, row, "failed", reasonOf(error), null);
  }
}
