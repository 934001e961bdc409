import { DAY, MINUTE, SECOND, spoken, type Clock } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import type { Flags } from "../flags/port.js";
import type { Db } from "../store/db.js";
import { forgetHealth, writeHealth } from "../store/health.js";
import type { Sample } from "../store/metrics.js";
import type { Agent } from "./agents/agent.js";
import { createPerformanceMonitor } from "./performance.js";
import { createRecorder } from "./recorder.js";

/** Each agent looks this often, give or take a fifth, so that processes started together do not look together. */
export const EVERY = 30 * SECOND;
export const JITTER = 0.2;
/** Three looks missed. */
export const SILENT_AFTER = 3 * EVERY;
const PATIENCE = 10 * SECOND;
const FIRST_AFTER = 2 * SECOND;
/** What a look may still take when heal stops: nothing is lost with it. */
const FAREWELL = SECOND;
const MAINTAIN_EVERY = 10 * MINUTE;

export interface MonitorDeps {
  db: Db;
  clock: Clock;
  flags: Flags;
  /** Monitoring fails silently: nobody is woken because it could not measure. */
  log: { debug(fields: object, message: string): void };
  agents: readonly Agent[];
  /** Told what was stored of a look. What it throws is logged at debug; the look counts all the same. */
  observe?: (samples: readonly Sample[]) => Promise<void>;
  /** How long an agent may take, in ms. */
  patience?: number;
  /** Before the first look, in ms: a start is busy enough. */
  firstAfter?: number;
  /** 0..1 */
  random?: () => number;
}

export interface Monitor {
  /** All agents once; never throws. */
  look(): Promise<void>;
  start(): void;
  /** Waits a little for the look under way. */
  stop(): Promise<void>;
}

export function createMonitor(deps: MonitorDeps): Monitor {
  const {
    db,
    clock,
    flags,
    log,
    agents,
    observe,
    patience = PATIENCE,
    firstAfter = FIRST_AFTER,
    random = Math.random,
  } = deps;
  const recorder = createRecorder(db, clock);
  const performance = createPerformanceMonitor(db, clock);
  const heard = new Map<string, number>();
  const busy = new Set<string>();
  const due = { performance: -Infinity, maintenance: -Infinity };

  const quietly = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.debug({ what, reason: reasonOf(error) }, "monitoring could not do its part");
    }
  };

  const ask = async (agent: Agent): Promise<void> => {
    const now = clock.now();
    if (!heard.has(agent.name)) heard.set(agent.name, now.getTime());
    try {
      // One that hangs is not asked again on top.
      if (busy.has(agent.name)) throw new Error("the last look has not ended");
      busy.add(agent.name);
      const looking = agent.look(now).finally(() => busy.delete(agent.name));
      const reports = await within(looking, patience);
      for (const { health } of reports) await writeHealth(db, health, now);
      const { kept, refused } = await recorder.record(reports.flatMap(({ samples }) => samples));
      if (refused.size > 0)
        log.debug({ agent: agent.name, refused: Object.fromEntries(refused) }, "samples were refused");
      heard.set(agent.name, now.getTime());
      if (observe && kept.length > 0) await quietly("observing", () => observe(kept));
    } catch (error) {
      log.debug({ agent: agent.name, reason: reasonOf(error) }, "an agent could not look");
      // A clock that jumps back must not keep it from being called silent.
      const last = Math.min(heard.get(agent.name) ?? 0, now.getTime());
      heard.set(agent.name, last);
      if (now.getTime() - last < SILENT_AFTER) return;
      const reason = `nothing heard for ${spoken(now.getTime() - last)}: ${reasonOf(error).slice(0, 300)}`;
      await writeHealth(db, { component: agent.name, state: "silent", reason }, now);
    }
  };

  /** True once in so many ms; also after the clock jumped back. */
  const isDue = (part: keyof typeof due, every: number): boolean => {
    const now = clock.now().getTime();
    if (now >= due[part] && now < due[part] + every) return false;
    due[part] = now;
    return true;
  };

  const look = (): Promise<void> =>
    quietly("looking", async () => {
      if (!(await flags.enabled("self_healing.monitoring", {}))) return;
      await Promise.all(agents.map((agent) => quietly(agent.name, () => ask(agent))));
      if (isDue("performance", MINUTE))
        await quietly("performance", async () => {
          for (const { repository, workflow } of await performance())
            log.debug({ repository, workflow }, "a workflow's duration changed");
        });
      if (isDue("maintenance", MAINTAIN_EVERY))
        await quietly("maintenance", async () => {
          await recorder.maintain();
          await forgetHealth(db, new Date(clock.now().getTime() - 7 * DAY));
        });
    });

  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void> = Promise.resolve();
  let stopped = false;
  const after = (ms: number): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      current = look().finally(() => after(EVERY * (1 + JITTER * (2 * random() - 1))));
    }, ms);
    timer.unref();
  };

  return {
    look,
    start: () => after(firstAfter),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await quietly("stopping", () => within(current, FAREWELL));
      for (const agent of agents) agent.close?.();
    },
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
