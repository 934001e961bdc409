/**
 * Five authentic bodies of 24 MB, each of another hostile shape, at once beside 150 ordinary events a second, against
 * `heal serve` as users start it. Promised: ordinary p99 <= 250 ms, RSS growth <= 300 MB, each body answered within 10 s.
 * `node dist/test/bench/hostile.js [--seconds N]`
 */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { SECRET } from "./intake/body.js";

const WARMING = "5";
const asked = process.argv.indexOf("--seconds");
const seconds = asked > 0 ? (process.argv[asked + 1] ?? "20") : "20";

interface Answer {
  body: string;
  status: number | string;
  seconds: number;
  retryAfter: string;
}

const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function memory(pid: number | undefined, name: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024);
}

/** The slowest answer of the health probe, asked ten times a second until `over`. */
async function worstHealth(url: string, over: Promise<unknown>): Promise<number> {
  let going = true;
  void over.finally(() => (going = false));
  let worst = 0;
  while (going) {
    const started = performance.now();
    await (await fetch(`${url}/healthz`)).arrayBuffer();
    worst = Math.max(worst, performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return worst;
}

const dataDir = await mkdtemp(join(tmpdir(), "heal-bench-"));
const heal = spawn(process.execPath, [program("../../src/main.js"), "serve"], {
  env: {
    PATH: process.env["PATH"],
    HEAL_DATA_DIR: dataDir,
    PORT: "0",
    APP_ID: "1",
    PRIVATE_KEY: generateKeyPairSync("rsa", { modulusLength: 2048 })
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString(),
    WEBHOOK_SECRET: SECRET,
    // Nobody is there: the intake is measured, not GitHub.
    GHE_HOST: "127.0.0.1:1",
    GHE_PROTOCOL: "http",
    LOG_LEVEL: "fatal",
  },
  stdio: ["ignore", "inherit", "pipe"],
});
try {
  let said = "";
  for await (const chunk of heal.stderr) if (/listens on \S+/.test((said += String(chunk)))) break;
  // Its end closes the stream.
  if (!/listens on \S+/.test(said)) throw new Error(`heal did not start: ${said}`);
  const url = /listens on (http:\/\/[\w.:]+)/.exec(said)?.[1] ?? "";
  const sender = spawn(process.execPath, [program("./hostile/sender.js"), url], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: sender.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const before = await memory(heal.pid, "VmRSS");
  // A server that runs is measured, not the first seconds of one that was just started.
  const warming = spawn(process.execPath, [program("./intake/load.js"), url, "open", "150", WARMING], {
    stdio: "ignore",
  });
  await once(warming, "close");
  const load = spawn(process.execPath, [program("./intake/load.js"), url, "open", "150", seconds], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  load.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const over = once(load, "close");
  const health = worstHealth(url, over);
  // The ordinary sender has its connections by then.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  sender.stdin.write("\n");
  const answers = JSON.parse(String((await lines.next()).value)) as Answer[];
  await over;
  const ordinary = JSON.parse(text) as { p50_ms: number; p99_ms: number; max_ms: number; ok: number };
  const growth = (await memory(heal.pid, "VmHWM")) - before;
  console.table(answers.map((answer) => ({ ...answer, seconds: answer.seconds.toFixed(1) })));
  console.table([
    {
      "ordinary ok": ordinary.ok,
      "p50 ms": ordinary.p50_ms,
      "p99 ms": ordinary.p99_ms,
      "worst ms": ordinary.max_ms,
      "worst /healthz ms": Math.round(await health),
      "RSS before MB": before,
      "RSS growth MB": growth,
    },
  ]);
  const slow = answers.some((answer) => answer.seconds > 10);
  // Sending everybody away is quick, and no answer to anybody.
  const allSentAway = answers.every((answer) => answer.status === 503);
  process.exitCode = ordinary.p99_ms > 250 || growth > 300 || slow || allSentAway ? 1 : 0;
} finally {
  if (heal.exitCode === null && heal.kill("SIGTERM")) await once(heal, "exit");
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
