import { spawnSync } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { diagnoseStream } from "../../src/diagnosis/diagnose-logs.js";

/**
 * `node dist/test/bench/logs.js`: finding the failing part of logs of 1, 10 and 100 MB: speed on one core, memory on top
 * of what the process had, longest pause of the event loop. Exits 1 when the largest breaks the promise.
 */
const LEAST_MB_PER_SECOND = 50;
const MOST_MB = 256;
const MOST_PAUSE_MS = 50;
const BLOCK = 256 * 1024;

/** A build's chatter with a warning now and then, and a failing test at the end. */
async function* logOf(megabytes: number): AsyncGenerator<Buffer> {
  let line = 0;
  for (let written = 0; written < megabytes * 1e6; ) {
    let text = "";
    while (text.length < BLOCK) {
      line += 1;
      text +=
        line % 2_000 === 0
          ? "WARN: possible error in module\n"
          : `2024-01-01T00:00:${line % 60}.0000000Z [INFO] compiling module ${(line * 7919) % 1_000_003} of package ${line % 997}\n`;
    }
    written += text.length;
    yield Buffer.from(text);
  }
  yield Buffer.from("--- FAIL: TestThing (0.01s)\n    thing_test.go:12: expected 1 but got 2\nFAIL\n");
  yield Buffer.from("##[error]Process completed with exit code 1.\nCleaning up orphan processes\n");
}

// The first run compiles the code.
await diagnoseStream(logOf(1));
for (const megabytes of [1, 10, 100]) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  delay.enable();
  const start = process.hrtime.bigint();
  const { category } = await diagnoseStream(logOf(megabytes));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  delay.disable();
  clearInterval(watch);
  const speed = megabytes / seconds;
  const pause = delay.max / 1e6;
  const memory = (most - before) / 1e6;
  console.log(
    `${megabytes} MB: ${category}, ${seconds.toFixed(2)} s, ${speed.toFixed(0)} MB/s, +${memory.toFixed(0)} MB, longest pause ${pause.toFixed(0)} ms`,
  );
  if (megabytes === 100 && (speed < LEAST_MB_PER_SECOND || memory > MOST_MB || pause > MOST_PAUSE_MS))
    process.exitCode = 1;
}

// Memory is measured in a process that has done nothing else.
const service = spawnSync(process.execPath, [fileURLToPath(new URL("./logs/service.js", import.meta.url))], {
  stdio: "inherit",
});
if (service.status !== 0) process.exitCode = 1;
