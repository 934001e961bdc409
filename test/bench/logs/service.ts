import { fork } from "node:child_process";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import type { Job } from "../../../src/github/port.js";
import { openJobLog } from "../../../src/github/job-log.js";
import { readLogs } from "../../../src/pipeline/read-logs.js";
import { createPool } from "../../../src/server/workers/pool.js";

/**
 * `node dist/test/bench/logs/service.js`: 20 logs of 64 MB read as the service does, from a storage in another process: memory
 * on top of what a process that has read logs holds, and the longest pause of its event loop. Exits 1 above the promise.
 */
const MB = 1024 * 1024;
const LOGS = 20;
const MOST_MB = 64;

const storage = fork(fileURLToPath(new URL("./storage.js", import.meta.url)));
const [base] = (await once(storage, "message")) as [string];
const offload = createPool();
const repository = { fullName: "acme/web", id: 1, installationId: 1 };
const steps = [{ number: 1, name: "Test", conclusion: "failure" }];

/** `count` jobs of one run whose logs have so many bytes. */
async function read(count: number, bytes: number): Promise<void> {
  const github = {
    jobLog: (_repository: unknown, id: number) =>
      openJobLog(id, () => Promise.resolve(new URL(`/${bytes}`, base)), 300_000),
  };
  const jobs = Array.from({ length: count }, (_, i): Job => {
    const id = i + 1;
    return { id, name: `job ${id}`, attempt: 1, status: "completed", conclusion: "failure", steps, url: "" };
  });
  for (const { reading } of await readLogs(repository, jobs, 0, { github, offload }))
    if (reading.diagnosis.category !== "test_failure")
      throw new Error(`the answer is ${reading.diagnosis.category}`);
}

const rss = (): number => process.memoryUsage().rss / MB;
const cold = rss();
// Threads start, and the code is compiled.
for (let i = 0; i < 3; i++) await read(4, MB);
const warm = rss();
console.log(
  `a process that has read short logs: ${warm.toFixed(0)} MB (${cold.toFixed(0)} before the first)`,
);

for (const [how, work] of [
  [
    "one after another",
    async () => {
      for (let i = 0; i < LOGS; i++) await read(1, 64 * MB);
    },
  ],
  ["at once, as four incidents' jobs", () => Promise.all([1, 2, 3, 4].map(() => read(LOGS / 4, 64 * MB)))],
] as const) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let most = rss();
  const watch = setInterval(() => (most = Math.max(most, rss())), 5);
  delay.enable();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  delay.disable();
  clearInterval(watch);
  const more = most - warm;
  console.log(
    `${LOGS} logs of 64 MB ${how}: +${more.toFixed(0)} MB, ${seconds.toFixed(1)} s, ${((LOGS * 64) / seconds).toFixed(0)} MB/s, longest pause ${(delay.max / 1e6).toFixed(0)} ms`,
  );
  if (more > MOST_MB) process.exitCode = 1;
}
await offload.close();
storage.disconnect();
