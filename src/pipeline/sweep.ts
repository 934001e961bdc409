import { z } from "zod";
import { DAY, HOUR, MINUTE } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import type { HookDeliveries } from "../github/hooks-port.js";
import { sweepGitHub, sweepInbox } from "../intake/sweep.js";
import { dueChecks } from "../store/commit-checks.js";
import { dueConfigChecks } from "../store/config-checks.js";
import { dueCommands } from "../store/commands.js";
import { forgetPosition, getPosition, setPosition } from "../store/positions.js";
import { MAX_SUBJECTS } from "../detection/engine.js";
import type { Db } from "../store/db.js";
import { releaseConsequences } from "../alerting/consequences.js";
import { openMissedHeartbeats } from "../alerting/watchdogs.js";
import { expireStates } from "../store/detector-states.js";
import { dueIncidents } from "../store/incident-steps.js";
import { noteEnds } from "../store/notification-placement.js";
import { dueNotifications } from "../store/notifications.js";
import { followNames } from "../store/repository-names.js";
import { forgetOld } from "../store/retention.js";
import { countTotals } from "../store/totals.js";
import type { PipelineDeps } from "./deps.js";

const BATCH = 500;
const KEEP_STATES_MS = 90 * DAY;
const HOOKS_EVERY_MS = 5 * MINUTE;

/** What failed while heal was down is fetched at once after a start, whenever it was looked for last. */
export const sweepSoon = (db: Db): Promise<void> => forgetPosition(db, "every:hooks");

/** What of GitHub is looked at: its list of deliveries, and the repositories as they are now. */
export interface Sight {
  hooks: HookDeliveries;
  learn: () => Promise<unknown>;
}

/** Wakes everything that is due: whatever wake-up was lost, the rows still say what there is to do. */
export async function sweep(deps: PipelineDeps, sight: Sight | null): Promise<void> {
  const now = deps.clock.now();
  await sweepInbox(deps);
  const commands = await dueCommands(deps.db, now, BATCH);
  const incidents = await dueIncidents(deps.db, now, BATCH);
  const checks = await dueChecks(deps.db, now, BATCH);
  const configs = await dueConfigChecks(deps.db, now, BATCH);
  await deps.queue.wakeAll([
    ...commands.map(({ id }) => ({ wake: { task: "command", id } as const, priority: 0 })),
    ...incidents.map(({ id }) => ({ wake: { task: "incident", id } as const })),
    ...checks.map(({ id }) => ({ wake: { task: "check", id } as const })),
    ...configs.map(({ id }) => ({ wake: { task: "config-check", id } as const })),
  ]);
  await openUntold(deps);
  await noteEnds(deps.db, now, BATCH);
  const messages = await dueNotifications(deps.db, now, BATCH);
  await deps.queue.wakeAll(messages.map(({ id }) => ({ wake: { task: "notification", id } as const })));
  await every("retention", HOUR, deps, async () => {
    const done = await forgetOld(deps.db, now);
    await expireStates(deps.db, new Date(now.getTime() - KEEP_STATES_MS), MAX_SUBJECTS);
    await countTotals(deps.db, now);
    return done;
  });
  await every("names", 5 * MINUTE, deps, async () => {
    await followNames(deps.db, new Date(now.getTime() - HOUR));
    return true;
  });
  if (sight)
    await every("hooks", HOOKS_EVERY_MS, deps, async () => {
      const { repositories } = await sweepGitHub(sight.hooks, deps);
      // Events of hours ago say less than what is so now; looked at after them, it is what stays.
      if (repositories) await sight.learn();
      return true;
    });
}

/** What opens an incident without a message: watchdogs that fell silent, consequences that outlive their cause. */
async function openUntold(deps: PipelineDeps): Promise<void> {
  const now = deps.clock.now();
  const opened = [
    ...(await openMissedHeartbeats(deps.db, now, BATCH)),
    ...(await releaseConsequences(deps.db, now, BATCH)),
  ];
  for (const id of opened) await deps.queue.wake({ task: "incident", id });
}

/** When a repeated job was done last, ISO 8601. */
const done = z.object({ at: z.string() });

/** At most so often, by all processes together; one that fails, or is not done yet, goes on at the next sweep. */
async function every(
  name: string,
  ms: number,
  deps: PipelineDeps,
  work: () => Promise<boolean>,
): Promise<void> {
  const now = deps.clock.now();
  const last = await getPosition(deps.db, `every:${name}`, done);
  if (last && now.getTime() - Date.parse(last.at) < ms) return;
  try {
    if (await work()) await setPosition(deps.db, `every:${name}`, { at: now.toISOString() }, now);
  } catch (error) {
    deps.log.warn({ reason: reasonOf(error) }, `${name} could not be done; it is tried again`);
  }
}
