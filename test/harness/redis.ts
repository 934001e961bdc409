import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestRedis {
  url: string;
  stop(): Promise<void>;
}

/** Where a Redis for tests can come from: a running one, a program to start, or the words why there is none. */
export type RedisSource = { url: string } | { program: string } | { missing: string };

export function findRedis(): RedisSource {
  const url = process.env["HEAL_TEST_REDIS_URL"];
  if (url) return { url };
  const found = spawnSync("redis-server", ["--version"]);
  return found.status === 0
    ? { program: "redis-server" }
    : { missing: "no HEAL_TEST_REDIS_URL is set and no redis-server is on the PATH" };
}

export async function startRedis(source: RedisSource): Promise<TestRedis> {
  if ("url" in source) return { url: source.url, stop: async () => undefined };
  if ("missing" in source) throw new Error(source.missing);
  const dir = await mkdtemp(join(tmpdir(), "heal-redis-"));
  const port = await freePort();
  const child = spawn(
    source.program,
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
    child.stdout.on("data", (text: Buffer) => {
      if (text.includes("Ready to accept connections")) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
