import { EventEmitter } from "node:events";
import { setImmediate } from "node:timers/promises";
import type { Runner, TaskList, WorkerEvents, WorkerPool } from "graphile-worker";
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { HOUR, MINUTE, SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { createDb, createPool, isUnavailable } from "../store/db.js";
import { commitAsynchronously } from "./async-commit.js";
import type { Queue, Wake } from "./port.js";
import type { Presence } from "./presence.js";
import { clearFailed, freeDead, holdPresence } from "./presence.js";
import { ATTEMPTS, merged, readWake } from "./wake.js";

export interface GraphileOptions {
  url: string;
  log?: (message: string) => void;
  /** How often jobs of dead workers are looked for; default 5 s. */
  rescueMs?: number;
  /** Connections of the queue's own; one listens. Default 4. */
  connections?: number;
}

/** How often is looked for wake-ups whose later time has come; those for now are told at once. */
const POLL_MS = 2 * SECOND;
/** What is cleared is an hour old. */
const CLEAR_MS = 10 * MINUTE;
/** graphile-worker has each worker ask by itself; here one asks for all, and wakes them. */
const NEVER_MS = HOUR;

const LOUD: readonly string[] = ["error", "warning"];
const TASKS: readonly Wake["task"][] = [
  "delivery",
  "incident",
  "command",
  "check",
  "config-check",
  "notification",
  "sweep",
];

/**
 * The default queue: graphile-worker in the schema `graphile_worker` of heal's own database. Retries wait exp(n) seconds (its
 * own rule, https://worker.graphile.org/docs/exponential-backoff).
 */
export function createGraphileQueue(options: GraphileOptions): Queue {
  const log = options.log ?? (() => undefined);
  // What a crash of PostgreSQL takes of the wake-ups, the sweep wakes again.
  const pool = commitAsynchronously(createPool(options.url, options.connections ?? 4));
  const lost = (error: Error): void => log(`queue connection lost: ${error.message}`);
  // graphile-worker wants a listener on each connection too, for one that breaks while it is in use.
  pool.on("error", lost).on("connect", (client) => client.on("error", lost));
  const db = createDb(pool);
  const logger = new Logger(() => (level, message) => {
    if (LOUD.includes(level)) log(message);
  });
  let installing: Promise<void> | undefined;
  let running:
    | {
        runner: Runner;
        workers: WorkerPool;
        polling: NodeJS.Timeout;
        abort: AbortController;
        end: () => Promise<void>;
        idle: () => Promise<void>;
      }
    | undefined;

  /** Once a process; a failure is tried again at the next call. */
  const installed = (): Promise<void> =>
    (installing ??= install().catch((error: unknown) => {
      installing = undefined;
      throw isUnavailable(error)
        ? new HealError("HEAL_STORE_UNAVAILABLE", reasonOf(error), { cause: error })
        : error;
    }));
  const install = async (): Promise<void> => {
    const utils = await makeWorkerUtils({ pgPool: pool, logger });
    try {
      await utils.migrate();
    } finally {
      await utils.release();
    }
  };

  const wakeAll: Queue["wakeAll"] = async (wakes) => {
    if (wakes.length === 0) return;
    await installed();
    const all = merged(wakes);
    const keys = all.map(({ key }) => key);
    await db.tx(async (tx) => {
      // Two that wake for the same thing take turns, else the later time could overwrite the earlier.
      await tx.run`select pg_advisory_xact_lock(hash) from
        (select distinct hashtextextended(key, 1) as hash from unnest(${keys}::text[]) as given (key) order by 1) hashes`;
      await tx.run`
        select graphile_worker.add_jobs(array_agg(row(
          task, payload, null, least(coalesce(given.run_at, now()), waiting.run_at), ${ATTEMPTS}::integer, given.key,
          least(given.priority, waiting.priority), null)::graphile_worker.job_spec))
        from unnest(
          ${all.map(({ wake }) => wake.task)}::text[], ${all.map(({ wake }) => JSON.stringify(wake))}::json[],
          ${keys}::text[], ${all.map(({ at }) => (at === 0 ? null : new Date(at)))}::timestamptz[],
          ${all.map(({ priority }) => priority)}::smallint[]) as given (task, payload, key, run_at, priority)
        left join lateral (
          select run_at, priority from graphile_worker.jobs
          where key = given.key and locked_at is null and attempts < max_attempts limit 1
        ) waiting on true`;
    });
  };

  return {
    wake: (wake, options = {}) => wakeAll([{ wake, ...options }]),
    wakeAll,

    async start(handler, { concurrency }) {
      if (running) throw new Error("the queue has been started");
      await installed();
      const abort = new AbortController();
      const active = new Set<Promise<void>>();
      const perform = async (payload: unknown): Promise<void> => {
        const wake = readWake(payload);
        if (!wake)
          return log(`a wake-up of an unknown kind was dropped: ${JSON.stringify(payload).slice(0, 200)}`);
        const work = handler(wake, abort.signal);
        active.add(work);
        await work.finally(() => active.delete(work));
      };
      const taskList: TaskList = Object.fromEntries(TASKS.map((task) => [task, perform]));
      const events = new EventEmitter() as WorkerEvents;
      // In an object, as the pool itself is a thenable that settles only when it ends.
      const made = new Promise<{ workerPool: WorkerPool }>((resolve) => events.once("pool:create", resolve));
      const runner = await run({
        pgPool: pool,
        taskList,
        concurrency,
        events,
        logger,
        pollInterval: NEVER_MS,
        noHandleSignals: true,
      });
      runner.promise.catch((error: unknown) => log(`queue stopped: ${reasonOf(error)}`));
      const { workerPool: workers } = await made;
      const poll = async (): Promise<void> => {
        const { n } = await db.one<{ n: number }>`
          select count(*) as n from (
            select from graphile_worker._private_jobs where is_available and run_at <= now() limit ${concurrency}) due`;
        if (n > 0 && running?.workers === workers) workers.nudge(n);
      };
      const presence: Presence = await holdPresence(options.url, workers.id, log);
      const polling = setInterval(
        () => void poll().catch((error: unknown) => log(`due wake-ups not looked for: ${reasonOf(error)}`)),
        POLL_MS,
      );
      const rescue = setInterval(
        () =>
          void freeDead(db).catch((error: unknown) => log(`dead workers not looked for: ${reasonOf(error)}`)),
        options.rescueMs ?? 5 * SECOND,
      );
      const clear = (): void =>
        void clearFailed(db).catch((error: unknown) =>
          log(`failed wake-ups not cleared: ${reasonOf(error)}`),
        );
      const clearing = setInterval(clear, CLEAR_MS);
      clear();
      const end = async (): Promise<void> => {
        clearInterval(rescue);
        clearInterval(clearing);
        await presence.leave();
      };
      // A task that was cut tells the database of its failure, through the same pool, once its handler has thrown.
      const idle = async (): Promise<void> => {
        await Promise.allSettled(active);
        await setImmediate();
      };
      running = { runner, workers, polling, abort, end, idle };
    },

    async depth() {
      await installed();
      const { n } = await db.one<{ n: number }>`
        select count(*) as n from graphile_worker.jobs where locked_at is not null or attempts < max_attempts`;
      return n;
    },

    async stop(graceMs) {
      if (running) {
        const { runner, workers, polling, abort, end, idle } = running;
        running = undefined;
        clearInterval(polling);
        let late: NodeJS.Timeout | undefined;
        const grace = new Promise<"late">((resolve) => (late = setTimeout(() => resolve("late"), graceMs)));
        const done = runner.stop().then(
          () => "done" as const,
          (error: unknown) => log(`queue not stopped cleanly: ${reasonOf(error)}`),
        );
        if ((await Promise.race([done, grace])) === "late") {
          // Given back before its worker hears of it: the attempt does not count, and another worker goes on at once.
          await db.run`
            update graphile_worker._private_jobs
            set locked_at = null, locked_by = null, attempts = greatest(attempts - 1, 0)
            where locked_by = ${workers.id}`;
          abort.abort(new Error("heal is stopping"));
          await workers.forcefulShutdown("heal is stopping");
          await done;
          // Whoever stops heal has a last deadline; a handler that never ends does not hold the others up.
          let last: NodeJS.Timeout | undefined;
          await Promise.race([idle(), new Promise<void>((resolve) => (last = setTimeout(resolve, graceMs)))]);
          clearTimeout(last);
        }
        clearTimeout(late);
        await end();
      }
      await pool.end();
    },
  };
}
