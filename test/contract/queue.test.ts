import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import Bull from "bull";
import { build } from "esbuild";
import { createBullQueue } from "../../src/queue/bull.js";
import { createGraphileQueue } from "../../src/queue/graphile.js";
import type { Queue, Wake } from "../../src/queue/port.js";
import type { TestDatabase } from "../harness/database.js";
import { emptyDatabase } from "../harness/database.js";
import type { TestRedis } from "../harness/redis.js";
import { findRedis, startRedis } from "../harness/redis.js";

/** What the cases need to know of an implementation. */
interface Subject {
  make(): Queue;
  /** Makes whatever waits for a later time due now: pauses between retries are seconds. */
  hurry(): Promise<void>;
  /** One whose server does not answer. */
  gone(): Queue;
  /** Arguments for `queue-child.ts`. */
  child(): string[];
}

const incident = (id: number): Wake => ({ task: "incident", id });
const inMs = (ms: number): Date => new Date(Date.now() + ms);

/** Collects what a queue hands out, and lets a test wait for it. */
function recorder(work: (wake: Wake, signal: AbortSignal) => Promise<void> = async () => undefined) {
  const seen: Wake[] = [];
  const waiting: { n: number; resolve: () => void }[] = [];
  return {
    seen,
    handler: async (wake: Wake, signal: AbortSignal) => {
      seen.push(wake);
      for (const { n, resolve } of waiting) if (seen.length >= n) resolve();
      await work(wake, signal);
    },
    reached: (n: number) =>
      new Promise<void>((resolve) => (seen.length >= n ? resolve() : waiting.push({ n, resolve }))),
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

function conforms(subject: () => Subject): void {
  const queues: Queue[] = [];
  const make = (): Queue => {
    const queue = subject().make();
    queues.push(queue);
    return queue;
  };
  const ended = new Set<Queue>();
  const stop = async (queue: Queue, graceMs = 5_000): Promise<void> => {
    ended.add(queue);
    await queue.stop(graceMs);
  };
  afterEach(async () => {
    for (const queue of queues.splice(0)) if (!ended.has(queue)) await stop(queue, 100);
  });

  it("hands out what it was given, of each kind", async () => {
    const wakes: Wake[] = [{ task: "delivery", id: "d:1#é" }, incident(2), { task: "sweep" }];
    const queue = make();
    for (const wake of wakes) await queue.wake(wake);
    expect(await queue.depth()).toBe(3);
    const { handler, seen, reached } = recorder();
    await queue.start(handler, { concurrency: 2 });
    await reached(3);
    expect(seen).toEqual(expect.arrayContaining(wakes));
    await until(async () => (await queue.depth()) === 0);
  });

  it("takes many at once, each thing once at its earliest time, and merges them with what waits", async () => {
    const queue = make();
    await queue.wake(incident(1), { at: inMs(3_600_000) });
    await queue.wake(incident(2), { priority: 9 });
    await queue.wakeAll([]);
    await queue.wakeAll([
      { wake: incident(1), at: inMs(7_200_000) },
      { wake: incident(3), at: inMs(3_600_000) },
      { wake: incident(3), priority: 0 },
      { wake: incident(2), priority: 9 },
      ...Array.from({ length: 150 }, (_, i) => ({ wake: incident(100 + i) })),
    ]);
    expect(await queue.depth()).toBe(153);
    const { handler, seen, reached } = recorder();
    await queue.start(handler, { concurrency: 1 });
    await reached(152);
    await until(async () => (await queue.depth()) === 1);
    expect(seen[0]).toEqual(incident(3));
    expect(seen.at(-1)).toEqual(incident(2));
    expect(seen).not.toContainEqual(incident(1));
  });

  it("wakes a worker that waits, within a second", async () => {
    const queue = make();
    const { handler, reached } = recorder();
    await queue.start(handler, { concurrency: 1 });
    const before = performance.now();
    await queue.wake(incident(1));
    await reached(1);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it("keeps one wake-up for one thing, at the earliest time it was given", async () => {
    const queue = make();
    await queue.wake(incident(1), { at: inMs(3_600_000) });
    await queue.wake(incident(1), { at: inMs(7_200_000) });
    await queue.wake(incident(2), { at: inMs(3_600_000) });
    await queue.wake(incident(2));
    await queue.wake(incident(2), { at: inMs(3_600_000) });
    expect(await queue.depth()).toBe(2);
    const { handler, seen, reached } = recorder();
    await queue.start(handler, { concurrency: 2 });
    await reached(1);
    await until(async () => (await queue.depth()) === 1);
    expect(seen).toEqual([incident(2)]);
    await queue.wake(incident(1), { at: inMs(50) });
    await reached(2);
  });

  it("keeps the earliest of many that come at once", async () => {
    const queue = make();
    const times = [3_600_000, 0, 7_200_000, 1_800_000, 3_000_000];
    await Promise.all(times.map((ms) => queue.wake(incident(1), { at: inMs(ms) })));
    expect(await queue.depth()).toBe(1);
    const { handler, reached } = recorder();
    await queue.start(handler, { concurrency: 1 });
    await reached(1);
  });

  it("a wake-up during the work for the same thing is another one", async () => {
    const queue = make();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const { handler, seen, reached } = recorder(() => gate);
    await queue.start(handler, { concurrency: 1 });
    await queue.wake(incident(1));
    await reached(1);
    await queue.wake(incident(1));
    await queue.wake(incident(1));
    release();
    await reached(2);
    await until(async () => (await queue.depth()) === 0);
    expect(seen).toHaveLength(2);
  });

  it("hands out the more urgent first, and a waiting one becomes as urgent as its latest wake-up", async () => {
    const queue = make();
    await queue.wake(incident(9), { priority: 9 });
    await queue.wake(incident(5));
    await queue.wake(incident(0), { priority: 0 });
    await queue.wake(incident(7), { priority: 9 });
    await queue.wake(incident(7), { priority: 1 });
    await queue.wake(incident(7), { priority: 9 });
    const { handler, seen, reached } = recorder();
    await queue.start(handler, { concurrency: 1 });
    await reached(4);
    expect(seen.map((wake) => (wake as { id: number }).id)).toEqual([0, 7, 5, 9]);
  });

  it("calls a handler that throws again, five times at most, and goes on with others", async () => {
    const queue = make();
    const failing = recorder(async (wake) => {
      if ((wake as { id: number }).id === 1) throw new Error("no");
    });
    await queue.start(failing.handler, { concurrency: 1 });
    await queue.wake(incident(1));
    for (let attempt = 1; attempt <= 5; attempt++) {
      await failing.reached(attempt);
      if (attempt === 1) expect(await queue.depth()).toBe(1);
      await until(async () => {
        await subject().hurry();
        return failing.seen.length > attempt || (await queue.depth()) === 0;
      });
    }
    await queue.wake(incident(2));
    await failing.reached(6);
    expect(failing.seen).toEqual([...Array.from({ length: 5 }, () => incident(1)), incident(2)]);
  });

  it("stopping lets the work end within the grace", async () => {
    const queue = make();
    const ends: string[] = [];
    const { handler, reached } = recorder(async (_, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      ends.push(signal.aborted ? "aborted" : "ended");
    });
    await queue.start(handler, { concurrency: 1 });
    await queue.wake(incident(1));
    await queue.wake(incident(2));
    await reached(1);
    await stop(queue);
    expect(ends).toEqual(["ended"]);
    expect(await make().depth()).toBe(1);
  });

  it("stopping tells work that takes longer, and hands it to the next worker at once", async () => {
    const first = make();
    let told = false;
    const { handler, reached } = recorder(
      (_, signal) => new Promise(() => signal.addEventListener("abort", () => (told = true))),
    );
    await first.start(handler, { concurrency: 1 });
    await first.wake(incident(1));
    await reached(1);
    await stop(first, 50);
    expect(told).toBe(true);
    const second = make();
    expect(await second.depth()).toBe(1);
    const next = recorder();
    const before = performance.now();
    await second.start(next.handler, { concurrency: 1 });
    await next.reached(1);
    // A failed attempt would pause for longer.
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it("two processes share the work and do nothing twice", async () => {
    const [one, two] = [make(), make()];
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    const [first, second] = [recorder(slow), recorder(slow)];
    await one.start(first.handler, { concurrency: 2 });
    await two.start(second.handler, { concurrency: 2 });
    await Promise.all(Array.from({ length: 40 }, (_, id) => one.wake(incident(id))));
    await until(async () => (await one.depth()) === 0);
    const ids = [...first.seen, ...second.seen].map((wake) => (wake as { id: number }).id);
    expect(ids.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, id) => id));
    expect(Math.min(first.seen.length, second.seen.length)).toBeGreaterThan(0);
  });

  it("work that takes long is not given to another while its worker lives", async () => {
    const [one, two] = [make(), make()];
    const long = recorder(() => new Promise((resolve) => setTimeout(resolve, 3_500)));
    await one.start(long.handler, { concurrency: 1 });
    await one.wake(incident(1));
    await long.reached(1);
    const other = recorder();
    await two.start(other.handler, { concurrency: 1 });
    await until(async () => (await two.depth()) === 0);
    expect([long.seen.length, other.seen.length]).toEqual([1, 0]);
  });

  it("without its server fails within seconds, and still stops", async () => {
    const queue = subject().gone();
    await expect(queue.wake(incident(1))).rejects.toMatchObject({ code: "HEAL_STORE_UNAVAILABLE" });
    await expect(queue.start(async () => undefined, { concurrency: 1 })).rejects.toMatchObject({
      code: "HEAL_STORE_UNAVAILABLE",
    });
    await queue.stop(0);
  });

  it("the job of a killed worker comes back", async () => {
    const queue = make();
    await queue.wake(incident(1));
    const child = spawn(process.execPath, [await program(), ...subject().child()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [taken] = (await once(child.stdout, "data")) as [Buffer];
    expect(JSON.parse(taken.toString())).toEqual(incident(1));
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await queue.depth()).toBe(1);
    const { handler, seen, reached } = recorder();
    await queue.start(handler, { concurrency: 1 });
    await reached(1);
    expect(seen).toEqual([incident(1)]);
    await until(async () => (await queue.depth()) === 0);
  });
}

/** The child as one file of JavaScript, beside the packages it imports. */
let bundled: string | undefined;
async function program(): Promise<string> {
  if (bundled === undefined) {
    bundled = `node_modules/.cache/queue-child-${randomUUID()}.mjs`;
    await build({
      entryPoints: ["test/contract/queue-child.ts"],
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outfile: bundled,
    });
  }
  return bundled;
}
afterAll(async () => {
  if (bundled !== undefined) await rm(bundled);
});

describe("queue on PostgreSQL (graphile-worker)", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await emptyDatabase();
    const queue = createGraphileQueue({ url: database.url });
    expect(await queue.depth()).toBe(0);
    await queue.stop(0);
  });
  afterAll(() => database.drop());
  afterEach(() => database.pool.query("truncate graphile_worker._private_jobs"));
  conforms(() => ({
    make: () => createGraphileQueue({ url: database.url, rescueMs: 200 }),
    hurry: async () =>
      void (await database.db.run`
        update graphile_worker._private_jobs set run_at = now() where locked_at is null and attempts > 0`),
    gone: () => createGraphileQueue({ url: "postgresql://heal:x@127.0.0.1:1/none" }),
    child: () => ["graphile", database.url],
  }));
});

describe("queue on Redis (Bull)", () => {
  const source = findRedis();
  if ("missing" in source) {
    it.skip(`SKIPPED, Bull is not tested: ${source.missing}`, () => undefined);
    return;
  }
  let redis: TestRedis;
  let prefix = "";
  beforeAll(async () => void (redis = await startRedis(source)));
  afterAll(() => redis.stop());
  afterEach(() => void (prefix = ""));
  const current = (): string => (prefix ||= `test-${randomUUID()}`);
  conforms(() => ({
    make: () => createBullQueue({ url: redis.url, prefix: current(), lockMs: 500, rescueMs: 200 }),
    hurry: async () => {
      const bull = new Bull("wakes", redis.url, { prefix: current() });
      for (const job of await bull.getDelayed()) await job.promote();
      await bull.close();
    },
    gone: () => createBullQueue({ url: "redis://127.0.0.1:1" }),
    child: () => ["bull", redis.url, current()],
  }));
});
