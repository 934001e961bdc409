/**
 * heal in a process of its own, to be killed: told by its parent where to die. The hook exists only here; the program people
 * run has no way to be given one.
 */
import { startApp } from "../../src/app.js";
import { parseSettings } from "../../src/intake/settings.js";
import { silentLog } from "../../src/intake/log.js";
import { surviveLostDatabase } from "../../src/server/lost-database.js";
import { migrate } from "../../src/store/migrate.js";
import { openStore } from "../../src/store/open.js";
import { migrations } from "../../migrations/index.js";

export interface Order {
  env: Record<string, string>;
  privateKey: string;
  issuer: string;
  /** Milliseconds this heal's clock goes behind the machine's, so that its leases are over for the next one. */
  behindMs: number;
  /** Dies when it comes to this point for the `nth` time; null: it lives. `*` at the end: any point that begins so. */
  point: string | null;
  nth: number;
}

/** Afterwards: the clock is right, and a sweep is due. */
export type Word = { order: Order } | { behindMs: number };

process.on("message", (word: Word) => {
  if ("order" in word) void run(word.order);
  else behind = word.behindMs;
});
// Without its parent it has no purpose.
process.on("disconnect", () => process.exit(0));

let behind = 0;

async function run(order: Order): Promise<void> {
  behind = order.behindMs;
  surviveLostDatabase(silentLog);
  let times = 0;
  const wanted = order.point?.replace("*", "") ?? null;
  const at = (point: string): void => {
    if (wanted === null || !(order.point?.endsWith("*") ? point.startsWith(wanted) : point === wanted))
      return;
    times += 1;
    if (times === order.nth) process.kill(process.pid, "SIGKILL");
  };
  const parsed = parseSettings(order.env);
  if (!parsed.ok) throw new Error(parsed.problems.join("; "));
  const { settings } = parsed;
  const known = migrations.map((one) => ({
    ...one,
    up: async (knex: Parameters<typeof one.up>[0]) => {
      await one.up(knex);
      at("migrating");
    },
  }));
  await migrate(settings.DATABASE_URL ?? "", known);
  const app = await startApp({
    settings,
    privateKey: order.privateKey,
    store: await openStore(settings, () => undefined),
    log: process.env["FAULT_LOG"] ? speaking : silentLog,
    clock: { now: () => new Date(Date.now() - behind) },
    paced: false,
    issuer: order.issuer,
    at,
  });
  // What the timer does every half minute, at the pace of a test.
  setInterval(() => void app.deps.queue.wake({ task: "sweep" }, { priority: 9 }).catch(() => undefined), 250);
  process.send?.({ url: app.url });
}

const say = (details: object, message: string): void =>
  console.error(process.pid, message, JSON.stringify(details));
const speaking = { ...silentLog, info: say, warn: say, error: say };
