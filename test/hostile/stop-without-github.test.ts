import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { until } from "../harness/until.js";

it("a stop does not wait for attempts at a GitHub that is away", async () => {
  const dir = await mkdtemp(join(tmpdir(), "heal-stop-"));
  const child = spawn(process.execPath, [fileURLToPath(packageFile("dist/src/main.js")), "serve"], {
    env: {
      PATH: process.env["PATH"],
      HEAL_DATA_DIR: dir,
      PORT: "0",
      APP_ID: "1",
      PRIVATE_KEY: generateKeyPairSync("rsa", { modulusLength: 2048 })
        .privateKey.export({ type: "pkcs8", format: "pem" })
        .toString(),
      WEBHOOK_SECRET: "a-webhook-secret-of-at-least-32-characters",
      GHE_HOST: "127.0.0.1:1",
      GHE_PROTOCOL: "http",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  try {
    const tries = () => said.match(/hooks could not be done/g)?.length ?? 0;
    await until("the second attempt to begin", async () => tries() > 0, { ms: 120_000, tell: () => said });
    const end = once(child, "exit");
    child.kill("SIGTERM");
    expect(await end).toEqual([0, null]);
    // It would have been said by the attempt that found the database gone.
    expect(said).not.toMatch(/the database went away/);
  } finally {
    child.kill("SIGKILL");
    await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}, 180_000);
