import { DAY, HOUR, MINUTE, SECOND, formatDuration, type Clock } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import type { Flags } from "../flags/port.js";
import type { Db } from "../store/db.js";
import { deleteHealth, expireHealth, markSilent } from "../store/health.js";
import { expireJobs } from "../store/jobs.js";
import type { Sample } from "../store/metrics.js";
import { withTimeout } from "../store/timeout.js";
import type { Agent } from "./agents/agent.js";
import { createPoll } from "./poll.js";
import { POLL_INTERVAL, POLL_JITTER, SILENT_AFTER } from "./intervals.js";
import { createPerformanceMonitor, type ChangeHandler } from "../performance/duration-monitor.js";
import { createRecorder } from "./recorder.js";
import { instanceName, type InstanceSlot } from "./instance-slot.js";

export { SILENT_AFTER } from "./intervals.js";

const POLL_TIMEOUT_MS = 10 * SECOND;
const FIRST_AFTER = 2 * SECOND;
/** What a look may still take when heal stops: nothing is lost with it. */
const STOP_TIMEOUT_MS = SECOND;
const MAINTAIN_EVERY = 10 * MINUTE;
/** As long as the hours that their series have. */
const JOBS_KEPT = 90 * DAY;
/** A look that took its time is followed by a pause all the same. */
const PAUSE = 5 * SECOND;

export interface MonitorDeps {
  db: Db;
  clock: Clock;
  flags: Flags;
  /** Monitoring fails silently: a failed measurement raises no alert. */
  log: { debug(fields: object, message: string): void };
  agents: readonly Agent[];
  /** Told what was stored of a look. What it throws is logged at debug; the look counts all the same. */
  observe?: (samples: readonly Sample[]) => Promise<void>;
  /** What is done with a duration that moved, besides keeping it. */
  changeHandler?: ChangeHandler;
  /** Left out: this process is the only one of its database. */
  slot?: InstanceSlot;
  /** How long an agent may take, in ms. */
  timeoutMs?: number;
  /** Before the first look, in ms: a start is busy enough. */
  firstAfter?: number;
  /** 0..1 */
  random?: () => number;
}

export interface Monitor {
  /** All agents once; never throws. */
  poll(): Promise<void>;
  start(): void;
  /** Waits a little for the look under way. */
  stop(): Promise<void>;
}

export function createMonitor(deps: MonitorDeps): Monitor {
  const { db, clock, flags, log, agents, slot } = deps;
  const { timeoutMs = POLL_TIMEOUT_MS, firstAfter = FIRST_AFTER, random = Math.random } = deps;
  const recorder = createRecorder(db, clock);
  const performance = createPerformanceMonitor(db, clock, deps.changeHandler, (repository) =>
    flags.enabled("self_healing.performance_monitoring", { repository }),
  );
  const due = { performance: -Infinity, maintenance: -Infinity };
  let sitting = 1;

  const quietly = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.debug({ what, reason: reasonOf(error) }, "monitoring could not do its part");
    }
  };
  const ask = createPoll({ db, clock, log, recorder, observe: deps.observe, timeoutMs, quietly });

  /** True once in so many ms; also after the clock jumped back. */
  const isDue = (part: keyof typeof due, every: number): boolean => {
    const now = clock.now().getTime();
    if (now >= due[part] && now < due[part] + every) return false;
    due[part] = now;
    return true;
  };

  /** Names of this process's own components in another slot than the first. */
  const ownNames = (): string[] =>
    sitting === 1 ? [] : agents.filter((one) => one.ofProcess).map(({ name }) => instanceName(name, sitting));

  const sit = async (): Promise<void> => {
    const taken = slot ? await slot.acquire() : 1;
    // What it said under another name is said under the new one from now on.
    if (taken !== sitting) await deleteHealth(db, ownNames());
    sitting = taken;
  };

  /** Maintenance that one process does for all. */
  const care = async (): Promise<void> => {
    if (isDue("performance", MINUTE))
      await quietly("performance", async () => {
        for (const { repository, workflow } of await performance())
          log.debug({ repository, workflow }, "a workflow's duration changed");
      });
    if (isDue("maintenance", MAINTAIN_EVERY))
      await quietly("maintenance", async () => {
        const now = clock.now().getTime();
        await recorder.maintain();
        await expireJobs(db, new Date(now - JOBS_KEPT));
        await expireHealth(db, new Date(now - 7 * DAY), new Date(now - HOUR));
      });
  };

  const poll = (): Promise<void> =>
    quietly("looking", async () => {
      if (!(await flags.enabled("self_healing.monitoring", {}))) return;
      await sit();
      const mine = agents.filter((agent) => agent.ofProcess ?? sitting === 1);
      await ask(mine, sitting);
      if (sitting === 1) await care();
      const now = clock.now();
      for (const component of await markSilent(db, new Date(now.getTime() - SILENT_AFTER), now))
        log.debug({ component }, `nothing heard for ${formatDuration(SILENT_AFTER)}`);
    });

  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let stopped = false;
  const after = (ms: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      const began = process.hrtime.bigint();
      current = poll().finally(() => {
        const took = Number(process.hrtime.bigint() - began) / 1e6;
        after(Math.max(PAUSE, POLL_INTERVAL * (1 + POLL_JITTER * (2 * random() - 1)) - took));
      });
    }, ms);
    timer.unref();
  };

  return {
    poll,
    start: () => after(firstAfter),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await quietly("stopping", () => withTimeout(STOP_TIMEOUT_MS, current));
      await quietly("leaving", async () => {
        await withTimeout(STOP_TIMEOUT_MS, deleteHealth(db, ownNames()));
        await slot?.release();
      });
      for (const agent of agents) agent.close?.();
    },
  };
}
