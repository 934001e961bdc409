import { randomUUID } from "node:crypto";
import Bull from "bull";
import { SECOND } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { withTimeout } from "../store/timeout.js";
import type { Queue, Wake } from "./port.js";
import { ATTEMPTS, keyOf, merged, readWake } from "./wake.js";

export interface BullOptions {
  url: string;
  log?: (message: string) => void;
  /** Of all keys in Redis; default `heal`. */
  prefix?: string;
  /** A worker that has not been heard of for so long is dead; default 10 s. */
  lockMs?: number;
  /** How often jobs of dead workers are looked for; default 5 s. */
  rescueMs?: number;
}

/** The mark tells whose wake-up was kept of two for the same thing. */
type Marked = Wake & { mark: string };

/** Says that a job goes back because this process ends, not because it failed. */
class HandedBack extends Error {}

/** Bull's own exponential rule, 2^n - 1 seconds; at once for a job handed back. */
const pause = (attempts: number, error: Error): number =>
  error instanceof HandedBack ? 0 : (2 ** attempts - 1) * SECOND;

/** Redis is asked for so long; a command that is not answered by then fails. */
const ANSWER_MS = 5 * SECOND;

/** Scores of Bull's delayed set: milliseconds times 4096, plus a counter. */
const SCORE = 0x1000;

const answered = <T>(work: Promise<T>): Promise<T> =>
  withTimeout(ANSWER_MS, work).catch((cause: unknown) => {
    throw new HealError("HEAL_STORE_UNAVAILABLE", `Redis: ${reasonOf(cause)}`, { cause });
  });

const REVIVE_MS = SECOND;

/**
 * A connection that breaks while ioredis introduces itself to the server is called ready afterwards (5.11,
 * `connectHandler`): it waits for answers that cannot come, and its own timer finds nothing to reconnect.
 */
export function revive(
  client: Pick<Bull.Queue["client"], "status" | "connect"> & { stream: { destroyed: boolean } },
  log: (message: string) => void,
): void {
  if (client.status !== "ready" || !client.stream.destroyed) return;
  log("queue: a connection to Redis that was lost unnoticed is made anew");
  client.status = "reconnecting";
  client.connect().catch((error: unknown) => log(`queue: ${reasonOf(error)}`));
}

/** Wake-ups by Bull on Redis. Nothing is lost with Redis: the sweep wakes again what is due. */
export function createBullQueue(options: BullOptions): Queue {
  const log = options.log ?? (() => undefined);
  let stopping = false;
  const queue = new Bull<Marked>("wakes", options.url, {
    prefix: options.prefix ?? "heal",
    redis: {
      maxRetriesPerRequest: 1,
      connectTimeout: ANSWER_MS,
      // Fewer words before it is ready: see `revive`.
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: (times) => (stopping ? null : Math.min(50 * 2 ** times, 20 * SECOND)),
    },
    settings: {
      lockDuration: options.lockMs ?? 10 * SECOND,
      stalledInterval: options.rescueMs ?? 5 * SECOND,
      maxStalledCount: ATTEMPTS - 1,
      drainDelay: 1,
      backoffStrategies: { heal: pause },
    },
  });
  queue.on("error", (error) => log(`queue: ${error.message}`));
  const reviving = setInterval(() => {
    for (const client of queue.clients) revive(client, log);
  }, REVIVE_MS);
  reviving.unref();
  const abort = new AbortController();
  const underWay = new Set<Promise<void>>();
  let started = false;

  /** When the waiting job is due, in ms since 1970; 0: now. */
  const dueAt = async (id: string): Promise<number> => {
    const score = await queue.client.zscore(queue.toKey("delayed"), id);
    return score === null ? 0 : Math.floor(Number(score) / SCORE);
  };
  const add = (wake: Marked, jobId: string, due: number, priority: number) =>
    queue.add(wake, {
      jobId,
      // Bull's 0 means "no priority" and stands apart.
      priority: priority + 1,
      delay: Math.max(0, due - Date.now()),
      attempts: ATTEMPTS,
      backoff: { type: "heal" },
      removeOnComplete: true,
      removeOnFail: true,
    });

  const perform = async (job: Bull.Job<Marked>, handler: Parameters<Queue["start"]>[0]): Promise<void> => {
    const wake = readWake(job.data);
    if (!wake) {
      log(`a wake-up of an unknown kind was dropped: ${JSON.stringify(job.data).slice(0, 200)}`);
      return;
    }
    let back = (): void => undefined;
    const stopped = new Promise<never>((_, reject) => {
      back = () => {
        // Bull counts it up again when it takes the job back.
        job.attemptsMade -= 1;
        reject(new HandedBack("heal is stopping"));
      };
    });
    if (abort.signal.aborted) back();
    abort.signal.addEventListener("abort", back);
    try {
      await Promise.race([handler(wake, abort.signal), stopped]);
    } finally {
      abort.signal.removeEventListener("abort", back);
    }
  };

  const enqueue = async (wake: Wake, at: number, priority: number): Promise<void> => {
    const key = keyOf(wake);
    // A job under way has read its rows already, so what happened since needs another; `#n` tells them apart.
    for (let n = 0, due = at, first = priority; ; ) {
      const id = `${key}#${n}`;
      const job = await queue.getJob(id);
      if (!job) {
        const mark = randomUUID();
        await add({ ...wake, mark }, id, due, first);
        // Of two that add at once only one is kept, maybe the later; one that is gone has run.
        const kept = await queue.getJob(id);
        if (!kept || kept.data.mark === mark) return;
        continue;
      }
      if (await job.isActive()) {
        n += 1;
        continue;
      }
      const [waits, its] = [await dueAt(id), (job.opts.priority ?? 1) - 1];
      if ((waits <= due || waits <= Date.now()) && its <= first) return;
      [due, first] = [Math.min(waits, due), Math.min(its, first)];
      // Fails when a worker has just taken it: then it is active in the next round.
      await job.remove().catch((error: unknown) => log(`queue: ${reasonOf(error)}`));
    }
  };

  const wakeAll: Queue["wakeAll"] = (wakes) =>
    answered(
      Promise.all(merged(wakes).map(({ wake, at, priority }) => enqueue(wake, at, priority))).then(
        () => undefined,
      ),
    );

  return {
    wake: (wake, options = {}) => wakeAll([{ wake, ...options }]),
    wakeAll,

    async start(handler, { concurrency }) {
      if (started) throw new Error("the queue has been started");
      started = true;
      await answered(queue.isReady().then((ready) => ready.client.ping()));
      const processing = queue.process(concurrency, async (job) => {
        const work = perform(job, handler);
        const settled = work.then(
          () => undefined,
          () => undefined,
        );
        underWay.add(settled);
        await work.finally(() => underWay.delete(settled));
      });
      // Settles when the queue is closed.
      processing.catch((error: unknown) => log(`queue stopped: ${reasonOf(error)}`));
    },

    async depth() {
      const counts = await answered(queue.getJobCounts());
      return counts.waiting + counts.active + counts.delayed;
    },

    async stop(graceMs) {
      stopping = true;
      if (started) {
        await answered(queue.pause(true, true)).catch((error: unknown) => log(`queue: ${reasonOf(error)}`));
        let late: NodeJS.Timeout | undefined;
        const grace = new Promise<void>((resolve) => (late = setTimeout(resolve, graceMs)));
        await Promise.race([Promise.all(underWay), grace]);
        clearTimeout(late);
        abort.abort(new Error("heal is stopping"));
      }
      await withTimeout(ANSWER_MS, queue.close()).catch((error: unknown) =>
        log(`queue not closed cleanly: ${reasonOf(error)}`),
      );
      clearInterval(reviving);
      // Those that are still trying to reach Redis would go on.
      queue.clients.forEach((client) => client.disconnect());
    },
  };
}
