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
import { fileURLToPath } from "node:url";
import { SECRET, sign } from "./intake/body.js";

const BYTES = 24 * 1024 * 1024;
const asked = process.argv.indexOf("--seconds");
const seconds = asked > 0 ? (process.argv[asked + 1] ?? "20") : "20";

const filled = (text: string, room = BYTES): string =>
  text.repeat(Math.ceil(room / text.length)).slice(0, room);
const shapes: Readonly<Record<string, () => string>> = {
  "credentials in URLs": () => JSON.stringify({ text: filled("://u:p@") }),
  assignments: () => JSON.stringify({ text: filled("password=hunter22 token=a1b2c3d4e5f6g7 ") }),
  "empty objects": () => `[${filled("{},", BYTES - 3)}{}]`,
  "many keys": () =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 1_200_000 }, (_, i) => [`key${i}`, i]))),
  "one long text": () => JSON.stringify({ text: filled("x") }),
};

const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));

async function memory(pid: number | undefined, name: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024);
}

async function post(url: string, name: string, text: string) {
  const body = Buffer.from(text);
  const headers = {
    "content-type": "application/json",
    "x-github-event": "ping",
    "x-github-delivery": `hostile-${name.replaceAll(" ", "-")}`,
    "x-hub-signature-256": sign(body),
  };
  const started = performance.now();
  const response = await fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body });
  return { body: name, status: response.status, seconds: (performance.now() - started) / 1_000 };
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
  const url = /listens on (http:\/\/[\w.:]+)/.exec(said)?.[1] ?? "";
  const bodies = Object.entries(shapes).map(([name, make]) => [name, make()] as const);
  const before = await memory(heal.pid, "VmRSS");
  const load = spawn(process.execPath, [program("./intake/load.js"), url, "open", "150", seconds], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  load.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const over = once(load, "close");
  const health = worstHealth(url, over);
  const answers = await Promise.all(bodies.map(([name, body]) => post(url, name, body)));
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
  process.exitCode = ordinary.p99_ms > 250 || growth > 300 || slow ? 1 : 0;
} finally {
  heal.kill("SIGTERM");
  await once(heal, "exit");
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
