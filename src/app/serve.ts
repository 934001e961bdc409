import { fileURLToPath } from "node:url";
import { MessageChannel, Worker } from "node:worker_threads";
import Comlink from "comlink";
import { SECOND } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import { packageFile } from "../core/paths.js";
import { withTimeout } from "../store/timeout.js";
import { queueOf, type AppOptions } from "./options.js";
import { createPressure } from "./pressure.js";
import type { WorkerThread } from "./thread.js";
import { startWeb } from "./web.js";

/** A heal whose halves have a thread each. */
export interface Served {
  url: string;
  /** What workers have in their hands, for people; null: they do not answer. */
  underWay(): Promise<string[] | null>;
  /** Takes nothing more, waits for what is under way, and lets go of everything. */
  stop(): Promise<void>;
  /** Lets the workers go of the database at once. */
  cut(): Promise<void>;
}

export type ServeOptions = Pick<
  AppOptions,
  "settings" | "privateKey" | "genericMapping" | "store" | "log" | "clock" | "first"
> & {
  /** Half a heal must not live on: told why the thread of the workers has ended by itself. */
  fail: (why: string) => void;
};

/** The compiled file also under a test runner, which compiles the sources for itself alone: `npm test` builds first. */
const program = fileURLToPath(packageFile("dist/src/app/thread.js"));

/** Wake-ups of the web half, and its questions for the queue's depth. */
const WEB_CONNECTIONS = 2;
/** Workers that do not answer for so long hang. */
const ANSWER_MS = SECOND;

/** The web half in this thread, the half that works in another: acknowledging a delivery never waits for another's processing. */
export async function serveApp(options: ServeOptions): Promise<Served> {
  const { settings, store, log, fail, privateKey, genericMapping } = options;
  store.pool.on("connect", (connection) =>
    connection.on("error", (error) => log.warn({ reason: reasonOf(error) }, "database connection lost")),
  );
  const queue = queueOf(settings, { url: store.url, log, connections: WEB_CONNECTIONS });
  const { port1, port2 } = new MessageChannel();
  const thread = Comlink.wrap<WorkerThread>(port1);
  let ready = (): void => undefined;
  const working = new Promise<void>((resolve) => (ready = resolve));
  const answers = {
    isInstalled: (fullName: string) => thread.isInstalled(fullName),
    resting: () => thread.resting(),
    alive: () => thread.alive(),
  };
  const pressure = createPressure();
  const web = await startWeb({ ...options, queue, pressure, worker: working.then(() => answers) });
  // Its tables are made by one of the two that need them.
  await queue.depth();
  const worker = new Worker(program, { workerData: port2, transferList: [port2] });
  let ending = false;
  let ended = (_why: Error): void => undefined;
  const died = new Promise<never>((_, reject) => (ended = reject));
  const gone = (why: string): void => {
    if (!ending) fail(`the workers' thread ended: ${why}`);
    ended(new Error(`the workers' thread ended: ${why}`));
  };
  died.catch(() => undefined);
  worker.once("error", (error) => gone(reasonOf(error)));
  worker.once("exit", (code) => gone(`status ${code}`));
  const order = {
    settings,
    privateKey,
    genericMapping,
    databaseUrl: store.url,
    publicUrl: web.publicUrl,
    pressure: pressure.memory,
  };
  await Promise.race([thread.start(order, Comlink.proxy(web.requests)), died]);
  ready();
  return {
    url: web.url,
    underWay: () => withTimeout(ANSWER_MS, Promise.race([thread.underWay(), died])).catch(() => null),
    async stop() {
      ending = true;
      web.refuse();
      await Promise.race([thread.stop(), died]);
      await web.end();
      await queue.stop(0);
      await worker.terminate();
    },
    async cut() {
      ending = true;
      await withTimeout(ANSWER_MS * 5, Promise.race([thread.cut(), died]));
    },
  };
}
