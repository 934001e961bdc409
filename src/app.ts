import type { Server } from "node:http";
import { reasonOf } from "./core/errors.js";
import { queueOf, type AppOptions } from "./app/options.js";
import { createPressure } from "./app/pressure.js";
import { startWeb, type WorkerAnswers } from "./app/web.js";
import { startWorker } from "./app/worker.js";
import type { PipelineDeps } from "./pipeline/deps.js";

export interface App {
  url: string;
  deps: PipelineDeps;
  server: Server;
  /** What workers have in their hands, for people. */
  underWay(): string[];
  /** Takes nothing more, waits for what is under way (at most 10 s for the queue's work), and lets go of everything. */
  stop(): Promise<void>;
}

/** Both halves of heal in this thread, for tests that hand in a clock; `heal serve` gives each a thread of its own (`app/serve.ts`). */
export async function startApp(options: AppOptions): Promise<App> {
  const { settings, store, log } = options;
  // A connection that breaks between two statements of a transaction tells nobody else, and an error without a listener ends
  // the process. The next statement fails, and its step is run again.
  store.pool.on("connect", (connection) =>
    connection.on("error", (error) => log.warn({ reason: reasonOf(error) }, "database connection lost")),
  );
  const queue = queueOf(settings, { url: store.url, log });
  const pressure = createPressure();
  let ready = (_worker: WorkerAnswers): void => undefined;
  const working = new Promise<WorkerAnswers>((resolve) => (ready = resolve));
  const web = await startWeb({ ...options, queue, pressure, worker: working });
  const { publicUrl, requests } = web;
  const worker = await startWorker({ ...options, queue, pressure, publicUrl, requests });
  ready(worker);
  return {
    url: web.url,
    deps: worker.deps,
    server: web.server,
    underWay: () => worker.underWay(),
    async stop() {
      web.refuse();
      await worker.stop();
      await web.end();
    },
  };
}
