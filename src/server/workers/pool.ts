import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { SECOND } from "../../core/clock.js";
import { HealError, reasonOf } from "../../core/errors.js";
import type { Offload, OffloadOptions, Task, Work } from "../../core/offload.js";
import { packageFile } from "../../core/paths.js";
import type { Order, Result } from "./worker.js";

export interface PoolOptions {
  /** Default: one for each processor, at most 4. */
  threads?: number;
  /** A thread's own memory in MiB, without buffers. Default 256: a body of 25 MB with its values. */
  heapMb?: number;
}

/** Threads are made when there is work, and end when there was none for so long: an idle server holds none. */
const IDLE_MS = 15 * SECOND;

/** A thread reads its program before it works, which takes seconds on a busy machine and is no fault of the work. */
const START_MS = 60 * SECOND;

interface Waiting {
  priority: number;
  heavy: boolean;
  begin: () => void;
}

/**
 * The compiled file also under a test runner, which compiles the sources for itself alone: `npm test` builds first.
 */
const program = fileURLToPath(packageFile("dist/src/server/workers/worker.js"));

/** Worker threads with a limit of time and memory; a thread that passes one is ended and replaced. */
export function createPool({
  threads = Math.min(4, availableParallelism()),
  heapMb = 256,
}: PoolOptions = {}): Offload {
  const pool = new Piscina<Order, Result>({
    filename: program,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 16 },
  });
  const waiting: Waiting[] = [];
  let free = threads;
  let heavyUnderWay = false;

  const next = (): void => {
    if (free === 0) return;
    let chosen: Waiting | undefined;
    for (const one of waiting)
      if (!(one.heavy && heavyUnderWay) && (!chosen || one.priority < chosen.priority)) chosen = one;
    if (!chosen) return;
    waiting.splice(waiting.indexOf(chosen), 1);
    free -= 1;
    heavyUnderWay ||= chosen.heavy;
    chosen.begin();
  };
  const turn = (priority: number, heavy: boolean, withinMs: number | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const entry: Waiting = { priority, heavy, begin: () => (clearTimeout(timer), resolve()) };
      if (withinMs !== undefined)
        timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(overloaded());
        }, withinMs);
      waiting.push(entry);
      next();
    });

  return {
    async run<In, Out>(task: Task<In, Out>, prepare: () => Work<In>, options: OffloadOptions): Promise<Out> {
      const { timeoutMs, withinMs, priority = 5, heavy = false } = options;
      const started = performance.now();
      await turn(priority, heavy, withinMs);
      try {
        const left =
          withinMs === undefined ? Infinity : Math.max(1, withinMs - (performance.now() - started));
        return (await perform(pool, task.name, prepare(), timeoutMs, left)) as Out;
      } finally {
        free += 1;
        if (heavy) heavyUnderWay = false;
        next();
      }
    },
    close: () => pool.destroy(),
  };
}

async function perform(
  pool: Piscina<Order, Result>,
  task: string,
  { input, transfer = [] }: Work<unknown>,
  timeoutMs: number,
  leftMs: number,
): Promise<unknown> {
  const late = new AbortController();
  let why = overloaded;
  const timers = [setTimeout(() => late.abort(), Math.min(START_MS, leftMs))];
  const { port1: begun, port2 } = new MessageChannel();
  begun.once("message", () => {
    clearTimeout(timers.shift());
    if (leftMs !== Infinity) timers.push(setTimeout(() => late.abort(), leftMs - (performance.now() - from)));
    const tooLong = (): void => {
      why = () => tooCostly(`more than ${timeoutMs} ms`);
      late.abort();
    };
    timers.push(setTimeout(tooLong, timeoutMs));
  });
  const from = performance.now();
  let result: Result;
  try {
    const order = { task, input, begun: port2 };
    result = await pool.run(order, { signal: late.signal, transferList: [...transfer, port2] });
  } catch (error) {
    if (late.signal.aborted) throw why();
    if ((error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY")
      throw tooCostly("more memory than a thread may have", error);
    throw new HealError("HEAL_OVERLOADED", `the thread ended: ${reasonOf(error)}`, { cause: error });
  } finally {
    timers.forEach(clearTimeout);
    begun.close();
  }
  if (result.ok) return result.value;
  throw result.code === null
    ? new Error(result.reason)
    : new HealError(result.code, result.reason, result.at);
}

const overloaded = (): HealError => new HealError("HEAL_OVERLOADED", "too much work is under way");
const tooCostly = (what: string, cause?: unknown): HealError =>
  new HealError("HEAL_TOO_COSTLY", `it takes ${what}`, { cause });
