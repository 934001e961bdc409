import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { until } from "../harness/until.js";

let dir: string;
let child: ChildProcess;

afterEach(async () => {
  child.kill("SIGKILL");
  await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

it("does not live on with one half: a thread of workers that ends takes the process with it, and it says so", async () => {
  dir = await mkdtemp(join(tmpdir(), "heal-half-"));
  let said = "";
  // Loaded into every thread of the process; what is not the first throws where nobody catches.
  const crash = `data:text/javascript,${encodeURIComponent(
    `import { isMainThread } from "node:worker_threads";
     import { existsSync } from "node:fs";
     if (!isMainThread) setInterval(() => { if (existsSync(${JSON.stringify(join(dir, "crash"))})) throw new Error("broken on purpose"); }, 50);`,
  )}`;
  child = spawn(
    process.execPath,
    ["--import", crash, fileURLToPath(packageFile("dist/src/main.js")), "serve"],
    { env: { PATH: process.env["PATH"], HEAL_DATA_DIR: dir, PORT: "0" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
  const url = await until("heal to listen", async () => /listens on (\S+)\n/.exec(said)?.[1] ?? null, {
    ms: 120_000,
    tell: () => said,
  });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const end = once(child, "exit");
  await writeFile(join(dir, "crash"), "");
  expect(await end).toEqual([1, null]);
  expect(said).toMatch(/broken on purpose/);
  expect(said).toMatch(/the workers' thread ended: status 1.*stopped by force/);
}, 180_000);
