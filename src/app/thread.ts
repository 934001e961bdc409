import { setPriority } from "node:os";
import { MessagePort, workerData } from "node:worker_threads";
import Comlink from "comlink";
import { pino } from "pino";
import { systemClock } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import type { Settings } from "../core/settings.js";
import type { Mapping } from "../intake/sources/generic/mapping.js";
import type { Requests } from "../monitoring/collector-requests.js";
import { commitAsynchronously } from "../queue/async-commit.js";
import { surviveLostDatabase } from "../server/lost-database.js";
import { createDb, createPool, endOwnBackends } from "../store/db.js";
import { queueOf } from "./options.js";
import { createPressure } from "./pressure.js";
import type { WorkerAnswers } from "./web.js";
import { startWorker, type Worker } from "./worker.js";

/** What travels to the thread. */
export interface Order {
  settings: Settings;
  privateKey: string | null;
  genericMapping?: Mapping;
  databaseUrl: string;
  publicUrl: string;
  pressure: SharedArrayBuffer;
}

/** What the thread does when it is asked. */
export interface WorkerThread extends WorkerAnswers {
  start(order: Order, requests: Requests): Promise<void>;
  underWay(): string[];
  /** As `Worker.stop`. */
  stop(): Promise<void>;
  /** Its statements are rolled back, whoever waits for them. */
  cut(): Promise<void>;
}

const STDOUT = 1;

/** Intents, the switch and budgets: single rows, before something is done outside. */
const DURABLE_CONNECTIONS = 4;

// On Linux niceness is a thread's own (setpriority(2), C library/kernel differences): acknowledging goes before working.
if (process.platform === "linux") setPriority(5);

let running: { worker: Worker; close: () => Promise<void>; databaseUrl: string } | undefined;

const worker = (): Worker => {
  if (!running) throw new Error("the workers have not started yet");
  return running.worker;
};

const thread: WorkerThread = {
  async start({ settings, databaseUrl, pressure, ...order }, requests) {
    // Writes under way end with their thread: what it says last, why it ends, would be lost.
    const log = pino({ level: settings.LOG_LEVEL }, pino.destination({ dest: STDOUT, sync: true }));
    // The thread ends with what nobody handled, and the process with the thread.
    surviveLostDatabase(log);
    const quick = commitAsynchronously(createPool(databaseUrl));
    const durable = createPool(databaseUrl, DURABLE_CONNECTIONS);
    const lost = (error: Error): void => log.warn({ reason: reasonOf(error) }, "database connection lost");
    for (const pool of [quick, durable])
      pool.on("error", lost).on("connect", (connection) => connection.on("error", lost));
    running = {
      databaseUrl,
      close: async () => void (await Promise.all([quick.end(), durable.end()])),
      worker: await startWorker({
        ...order,
        settings,
        requests,
        log,
        clock: systemClock,
        queue: queueOf(settings, { url: databaseUrl, log }),
        store: { url: databaseUrl, pool: durable, db: createDb(durable) },
        db: createDb(quick),
        pressure: createPressure(pressure),
      }),
    };
  },
  isInstalled: (fullName) => worker().isInstalled(fullName),
  resting: () => worker().resting(),
  alive: () => worker().alive(),
  underWay: () => worker().underWay(),
  async stop() {
    await worker().stop();
    await running?.close();
  },
  async cut() {
    if (running) await endOwnBackends(running.databaseUrl);
  },
};

if (!(workerData instanceof MessagePort)) throw new Error("this file runs as heal's thread of workers only");
Comlink.expose(thread, workerData);
