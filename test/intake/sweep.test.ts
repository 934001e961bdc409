import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DAY, HOUR } from "../../src/core/clock.js";
import { HealError } from "../../src/core/errors.js";
import type { HookDeliveries, HookDelivery } from "../../src/github/hooks-port.js";
import { silentLog } from "../../src/intake/log.js";
import type { Wake } from "../../src/queue/port.js";
import { sweepGitHub, sweepInbox } from "../../src/intake/sweep.js";
import { createAccept } from "../../src/intake/commit.js";
import { claim } from "../../src/store/inbox.js";
import { getDelivery, listDeliveries } from "../../src/store/deliveries.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-10T12:00:00Z");
const PAGE = 3;

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.clear("deliveries", "cursors"));

interface Failed {
  guid: string;
  event?: string;
  ageMs: number;
  delivered?: boolean;
  payload?: unknown;
}

/** GitHub's list, newest first, in pages of three; the cursor is the position. */
function github(list: Failed[]) {
  const calls = { lists: [] as string[], payloads: [] as string[], redelivered: [] as string[] };
  const all = list.map((one, i): HookDelivery & { payload: unknown } => ({
    id: String(9_007_199_254_740_993n + BigInt(i)),
    guid: one.guid,
    deliveredAt: new Date(NOW.getTime() - one.ageMs),
    event: one.event ?? "push",
    delivered: one.delivered ?? false,
    payload: one.payload === undefined ? { ref: one.guid } : one.payload,
  }));
  const hooks: HookDeliveries = {
    list: async (cursor) => {
      calls.lists.push(cursor ?? "newest");
      const from = Number(cursor ?? 0);
      return {
        deliveries: all.slice(from, from + PAGE),
        next: from + PAGE < all.length ? String(from + PAGE) : null,
      };
    },
    payload: async (id) => {
      calls.payloads.push(id);
      return all.find((one) => one.id === id)?.payload ?? null;
    },
    redeliver: async (id) => void calls.redelivered.push(id),
  };
  return { hooks, calls };
}

function deps() {
  const woken: string[] = [];
  return {
    woken,
    db: database.db,
    clock: { now: () => NOW },
    log: silentLog,
    queue: {
      wake: async (wake: object) => void woken.push("id" in wake ? String(wake.id) : ""),
      wakeAll: async (all: readonly { wake: Wake }[]) =>
        void woken.push(...all.map(({ wake }) => ("id" in wake ? String(wake.id) : ""))),
    },
  };
}

const stored = async (): Promise<string[]> =>
  (await listDeliveries(database.db)).deliveries.map(({ id }) => id).sort();

describe("the sweep of GitHub's failed deliveries", () => {
  it("takes in what happened first first, and tells of events that change what heal sees", async () => {
    const { hooks } = github([
      { guid: "c", ageMs: HOUR, event: "installation_repositories" },
      { guid: "b", ageMs: 2 * HOUR },
      { guid: "a", ageMs: 3 * HOUR },
    ]);
    const d = deps();
    expect(await sweepGitHub(hooks, d)).toMatchObject({ recovered: 3, repositories: true });
    expect(d.woken).toEqual(["a", "b", "c"]);
    // It is known by then.
    expect(await sweepGitHub(hooks, deps())).toMatchObject({ recovered: 0, repositories: false });
  });

  it("takes in what failed in the last 3 days and is not there", async () => {
    await createAccept(database.db)({
      source: "github",
      key: "had",
      event: "push",
      priority: 5,
      headers: {},
      body: Buffer.from("{}"),
      receivedAt: NOW,
    });
    const { hooks, calls } = github([
      { guid: "fine", ageMs: HOUR, delivered: true },
      { guid: "had", ageMs: 2 * HOUR },
      { guid: "lost", ageMs: 3 * HOUR, payload: { ref: "x", repository: { full_name: "acme/shop" } } },
      { guid: "lost", ageMs: 4 * HOUR },
      { guid: "old", ageMs: 3 * DAY - HOUR },
      { guid: "too-old", ageMs: 3 * DAY + HOUR },
    ]);
    const d = deps();
    expect(await sweepGitHub(hooks, d)).toEqual({ seen: 6, recovered: 2, left: 0, repositories: false });
    expect(await stored()).toEqual(["had", "lost", "old"]);
    expect(await getDelivery(database.db, "lost")).toMatchObject({ event: "push", repository: "acme/shop" });
    expect(d.woken.sort()).toEqual(["lost", "old"]);
    expect(calls.redelivered).toEqual([]);
  });

  it("asks GitHub to send again what it cannot read, once and within a budget", async () => {
    const list = Array.from({ length: 25 }, (_, i) => ({ guid: `g${i}`, ageMs: HOUR + i, payload: null }));
    const { hooks, calls } = github([...list, { guid: "g0", ageMs: 2 * HOUR, payload: null }]);
    expect(await sweepGitHub(hooks, deps())).toMatchObject({ recovered: 20, left: 5 });
    expect(new Set(calls.redelivered).size).toBe(20);
    expect(calls.redelivered).toHaveLength(20);
  });

  it("goes on at its page after a kill, and finds everything", async () => {
    const list = Array.from({ length: 9 }, (_, i) => ({ guid: `g${i}`, ageMs: HOUR + i }));
    const { hooks, calls } = github(list);
    let pages = 0;
    const killed: HookDeliveries = {
      ...hooks,
      list: (cursor) => ((pages += 1) > 2 ? Promise.reject(new Error("killed")) : hooks.list(cursor)),
    };
    await expect(sweepGitHub(killed, deps())).rejects.toThrow("killed");
    expect(await stored()).toHaveLength(6);
    calls.lists.length = 0;
    await sweepGitHub(hooks, deps());
    expect(calls.lists).toEqual(["6"]);
    expect(await stored()).toHaveLength(9);
  });

  it("starts from the newest when GitHub no longer knows the page", async () => {
    const { hooks } = github(Array.from({ length: 6 }, (_, i) => ({ guid: `g${i}`, ageMs: HOUR + i })));
    const forgets: HookDeliveries = {
      ...hooks,
      list: (cursor) => (cursor ? Promise.reject(new Error("Invalid cursor")) : hooks.list()),
    };
    await expect(sweepGitHub(forgets, deps())).rejects.toThrow("Invalid cursor");
    await expect(sweepGitHub(forgets, deps())).rejects.toThrow("Invalid cursor");
    await sweepGitHub(hooks, deps());
    expect(await stored()).toHaveLength(6);
  });

  it("does not look again at what a whole sweep has settled, but at the hour before it", async () => {
    const list = Array.from({ length: 9 }, (_, i) => ({ guid: `g${i}`, ageMs: HOUR + i * HOUR }));
    await sweepGitHub(github(list).hooks, deps());
    const { hooks, calls } = github([
      { guid: "new", ageMs: 1 },
      { guid: "late", ageMs: HOUR + 30_000 },
      ...list,
    ]);
    await sweepGitHub(hooks, deps());
    expect(calls.lists).toHaveLength(2);
    expect(calls.payloads).toHaveLength(2);
    expect(await stored()).toHaveLength(11);
  });

  it("looks again at everything when one could not be fetched", async () => {
    const { hooks, calls } = github([
      { guid: "new", ageMs: 1 },
      { guid: "hard", ageMs: 5 * HOUR },
    ]);
    const payload = (id: string) => hooks0.payload(id);
    const hooks0 = { ...hooks };
    hooks.payload = async (id) =>
      id.endsWith("4") ? Promise.reject(new HealError("HEAL_GITHUB_UNAVAILABLE", "502")) : payload(id);
    expect(await sweepGitHub(hooks, deps())).toMatchObject({ recovered: 1, left: 1 });
    hooks.payload = payload;
    calls.payloads.length = 0;
    expect(await sweepGitHub(hooks, deps())).toMatchObject({ recovered: 1, left: 0 });
    expect(await stored()).toEqual(["hard", "new"]);
  });

  it("concludes nothing from a list that is empty or cannot be had", async () => {
    const { hooks } = github([{ guid: "old", ageMs: 5 * HOUR }]);
    const empty: HookDeliveries = { ...hooks, list: async () => ({ deliveries: [], next: null }) };
    expect(await sweepGitHub(empty, deps())).toEqual({ seen: 0, recovered: 0, left: 0, repositories: false });
    const broken: HookDeliveries = {
      ...hooks,
      list: () => Promise.reject(new HealError("HEAL_GITHUB_UNAVAILABLE", "not JSON")),
    };
    await expect(sweepGitHub(broken, deps())).rejects.toThrow("not JSON");
    await sweepGitHub(hooks, deps());
    expect(await stored()).toEqual(["old"]);
  });

  it("by two processes at once takes each in once", async () => {
    const list = Array.from({ length: 9 }, (_, i) => ({ guid: `g${i}`, ageMs: HOUR + i }));
    const [a, b] = [deps(), deps()];
    await Promise.all([sweepGitHub(github(list).hooks, a), sweepGitHub(github(list).hooks, b)]);
    expect([...a.woken, ...b.woken].sort()).toEqual(list.map(({ guid }) => guid));
  });
});

describe("the sweep of the inbox", () => {
  it("wakes for rows whose wake-up was lost and whose claim ran out, not for those in hand", async () => {
    const accept = createAccept(database.db);
    for (const key of ["waiting", "held", "dropped"])
      await accept({
        source: "github",
        key,
        event: "push",
        priority: key === "waiting" ? 0 : 5,
        headers: {},
        body: Buffer.from("{}"),
        receivedAt: NOW,
      });
    await claim(database.db, { now: NOW, id: "held" });
    await claim(database.db, { now: new Date(NOW.getTime() - HOUR), id: "dropped" });
    const d = deps();
    expect(await sweepInbox(d)).toBe(2);
    expect(d.woken).toEqual(["waiting", "dropped"]);
  });
});
