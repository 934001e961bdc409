import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import { limits } from "../../src/core/limits.js";
import type { Severity } from "../../src/events/event.js";
import { closeByHand, joinOrOpen } from "../../src/store/incidents.js";
import { noteEnds, noteOpened } from "../../src/store/notification-placement.js";
import {
  claimNotification,
  dueNotifications,
  endNotification,
  delayNotification,
  hurryWaiting,
  notifierRecords,
  type Notification,
} from "../../src/store/notifications.js";
import { forgetOld } from "../../src/store/retention.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(() => base.clear("incidents"));

let n = 0;
async function incident(severity: Severity = "error"): Promise<number> {
  n += 1;
  const { id } = await joinOrOpen(base.db, {
    ...{ key: `alert:test:${n}`, kind: "alert", repository: null, severity, title: `alert ${n}` },
    ...{ service: null, fingerprint: null, run: null, at: NOW, now: NOW },
  });
  return id;
}
const opened = (id: number, notifiers = ["hook"], at = NOW): Promise<number[]> =>
  base.db.tx((tx) => noteOpened(tx, { incident: id, notifiers }, at));
const rows = () =>
  base.db.many<{
    id: number;
    incident_id: number;
    notifier: string;
    what: string;
    state: string;
    round: number;
  }>`
    select id, incident_id, notifier, what, state, round from notifications order by id`;
const whats = async (): Promise<string[]> => (await rows()).map(({ what, state }) => `${what} ${state}`);
const claim = (id: number, at = NOW): Promise<Notification | null> =>
  claimNotification(base.db, id, at, MINUTE);
async function send(id: number, state: "sent" | "refused" = "sent", at = NOW): Promise<void> {
  const note = await claim(id, at);
  if (!note) throw new Error(`message ${id} is not due`);
  await endNotification(base.db, note, { state, reason: null }, at);
}

describe("a message", () => {
  it("is noted once a notifier, whoever asks and however often", async () => {
    const id = await incident();
    const all = await Promise.all(Array.from({ length: 8 }, () => opened(id, ["hook", "pager", "hook"])));
    expect(all.flat()).toHaveLength(2);
    expect((await rows()).map(({ notifier }) => notifier).sort()).toEqual(["hook", "pager"]);
    await send((await rows())[0]?.id ?? 0);
    expect(await opened(id)).toEqual([]);
  });

  it("is claimed by one, and by another when the claim has run out", async () => {
    const [id = 0] = await opened(await incident());
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim(id)));
    const [first, ...others] = claims.filter((one) => one !== null);
    expect([first?.attempts, others]).toEqual([1, []]);
    expect(await claim(id, later(MINUTE - 1))).toBeNull();
    const second = await claim(id, later(MINUTE));
    expect(second?.attempts).toBe(2);
    // Who comes back from the dead says nothing any more.
    if (!first || !second) throw new Error("nobody has it");
    expect(await endNotification(base.db, first, { state: "refused", reason: "x" }, NOW)).toBe(false);
    expect(await endNotification(base.db, second, { state: "sent", reason: null }, NOW)).toBe(true);
  });

  it("is gone with its incident", async () => {
    const id = await incident("critical");
    await opened(id);
    await closeByHand(base.db, id, NOW);
    await noteEnds(base.db, NOW, 100);
    await forgetOld(base.db, later(400 * DAY));
    expect(await rows()).toEqual([]);
  });
});

describe("an end", () => {
  it("waits for what is told before it, and comes once", async () => {
    const id = await incident();
    const [first = 0] = await opened(id);
    await claim(first);
    await closeByHand(base.db, id, NOW);
    const [, end = 0] = await noteEnds(base.db, NOW, 100);
    expect(await noteEnds(base.db, NOW, 100)).toEqual([]);
    expect(await whats()).toEqual(["opened waiting", "resolved waiting"]);
    expect(await claim(end)).toBeNull();
    // The beginning is in the hands of a worker: nothing is due.
    expect(await dueNotifications(base.db, NOW, 10)).toEqual([]);
    expect(await dueNotifications(base.db, later(2 * MINUTE), 10)).toEqual([{ id: first }]);
  });

  it.each([
    ["sent", ["opened sent", "resolved waiting"]],
    ["refused", ["opened refused"]],
  ] as const)("of what was %s: %j", async (state, expected) => {
    const id = await incident();
    const [first = 0] = await opened(id);
    await send(first, state);
    await closeByHand(base.db, id, NOW);
    await noteEnds(base.db, NOW, 100);
    expect(await whats()).toEqual(expected);
  });

  it("makes room for another round", async () => {
    const id = await incident();
    await send((await opened(id))[0] ?? 0);
    await closeByHand(base.db, id, NOW);
    await noteEnds(base.db, NOW, 100, id);
    await base.db.run`update incidents set state = 'open', reopened = 1 where id = ${id}`;
    expect(await opened(id)).toHaveLength(1);
    expect((await rows()).map(({ round }) => round)).toEqual([0, 0, 1]);
  });

  it("of others is left alone", async () => {
    const [a, b] = [await incident(), await incident()];
    await send((await opened(a))[0] ?? 0);
    await send((await opened(b))[0] ?? 0);
    await closeByHand(base.db, a, NOW);
    await closeByHand(base.db, b, NOW);
    expect(await noteEnds(base.db, NOW, 100, b)).toHaveLength(1);
    expect((await rows()).filter(({ what }) => what === "resolved")).toMatchObject([{ incident_id: b }]);
  });
});

describe("a storm", () => {
  const most = limits.messagesPerHour;

  it("that comes to many workers at once is ten messages and one summary", async () => {
    const ids = await Promise.all(Array.from({ length: most + 8 }, () => incident()));
    await Promise.all(ids.map((id) => opened(id)));
    const all = await whats();
    expect(all.filter((one) => one === "opened waiting")).toHaveLength(most);
    expect(all.filter((one) => one === "opened folded")).toHaveLength(8);
    expect(all.filter((one) => one === "summary waiting")).toHaveLength(1);
  });

  it("of one notifier is not another's", async () => {
    for (let i = 0; i < most; i += 1) await opened(await incident(), ["hook"]);
    await opened(await incident(), ["hook", "pager"]);
    expect((await rows()).filter(({ notifier }) => notifier === "pager")).toMatchObject([
      { state: "waiting" },
    ]);
  });

  it("is over after an hour", async () => {
    for (let i = 0; i < most; i += 1) await opened(await incident());
    const id = await incident();
    await opened(id, ["hook"], later(HOUR));
    expect((await rows()).at(-1)).toMatchObject({ incident_id: id, what: "opened", state: "waiting" });
  });

  it("of a summary issue is one message, and another when the issue gets new lines after all were over", async () => {
    const listed = async (head: number | null): Promise<number> => {
      const id = await incident();
      await base.db.run`update incidents set listed_in = ${head ?? id} where id = ${id}`;
      await opened(id);
      return id;
    };
    const head = await listed(null);
    await listed(head);
    expect((await whats()).filter((one) => one.startsWith("summary"))).toEqual(["summary waiting"]);
    await base.db.run`update incidents set state = 'closed'`;
    await noteEnds(base.db, NOW, 100);
    await listed(head);
    const summaries = (await rows()).filter(({ what }) => what.startsWith("summary"));
    expect(summaries.map(({ what, round, incident_id: of }) => [what, round, of])).toEqual([
      ["summary", 0, head],
      ["summary_over", 0, head],
      ["summary", 1, head],
    ]);
  });

  it.each([
    ["critical", limits.criticalSummaryPaceMs],
    ["error", limits.summaryPaceMs],
  ] as const)(
    "of %s alerts after its summary was sent is told in another one, when it is due",
    async (severity, pace) => {
      for (let i = 0; i < most + 2; i += 1) await opened(await incident(severity));
      const [first] = (await rows()).filter(({ what }) => what === "summary");
      await send(first?.id ?? 0);
      await opened(await incident(severity), ["hook"], later(MINUTE));
      await opened(await incident(severity), ["hook"], later(2 * MINUTE));
      const summaries = (await rows()).filter(({ what }) => what === "summary");
      expect(summaries.map(({ state, round }) => [state, round])).toEqual([
        ["sent", 0],
        ["waiting", 1],
      ]);
      const second = summaries[1]?.id ?? 0;
      expect((await dueNotifications(base.db, later(pace - 1), 100)).map(({ id }) => id)).not.toContain(
        second,
      );
      expect((await dueNotifications(base.db, later(pace), 100)).map(({ id }) => id)).toContain(second);
      // Each has a page of its own at a pager.
      await send(second, "sent", later(pace));
      await base.db.run`update incidents set state = 'closed'`;
      await noteEnds(base.db, later(pace), 100);
      const ends = (await rows()).filter(({ what }) => what === "summary_over");
      expect(ends.map(({ round }) => round)).toEqual([0, 1]);
    },
  );

  it("that goes on while a summary is being sent is told in the next one", async () => {
    for (let i = 0; i < most + 1; i += 1) await opened(await incident());
    const [first] = (await rows()).filter(({ what }) => what === "summary");
    await claim(first?.id ?? 0);
    await opened(await incident());
    expect((await rows()).filter(({ what }) => what === "summary")).toHaveLength(2);
  });

  it("whose incidents are over is followed by another summary, not by silence", async () => {
    for (let i = 0; i < most; i += 1) await opened(await incident());
    const first = await incident();
    await opened(first);
    await closeByHand(base.db, first, NOW);
    await noteEnds(base.db, NOW, 100);
    expect((await whats()).slice(-2)).toEqual(["summary waiting", "summary_over waiting"]);
    await opened(await incident());
    expect((await whats()).at(-1)).toBe("summary waiting");
  });
});

describe("a notifier's record", () => {
  const fail = async (id: number): Promise<void> => {
    const note = await claim(id);
    if (!note) throw new Error(`message ${id} is not due`);
    await delayNotification(base.db, note, { at: later(HOUR), reason: "it answers 500" });
  };

  it("is what became of its last message, and knows nothing of what was never tried", async () => {
    await opened(await incident(), ["hook", "pager", "slack"]);
    const [hook, pager] = await rows();
    await send(hook?.id ?? 0);
    await send(pager?.id ?? 0, "refused");
    const none = { waiting: 0, since: null, reason: null };
    expect(await notifierRecords(base.db, ["hook", "pager", "slack"], later(-DAY))).toEqual([
      { notifier: "hook", ended: { state: "sent", reason: null }, ...none },
      { notifier: "pager", ended: { state: "refused", reason: null }, ...none },
      { notifier: "slack", ended: null, ...none },
    ]);
    expect(await notifierRecords(base.db, ["hook"], later(1))).toMatchObject([{ ended: null }]);
  });

  it("tells of an old message that it does not take, though it took a newer one", async () => {
    const [old] = await opened(await incident());
    const [fresh] = await opened(await incident(), ["hook"], later(MINUTE));
    await send(fresh ?? 0, "sent", later(MINUTE));
    await fail(old ?? 0);
    expect(await notifierRecords(base.db, ["hook"], later(-DAY))).toMatchObject([
      { waiting: 1, since: NOW, reason: "it answers 500" },
    ]);
  });

  it("that takes messages again gets at once what waited for it, and nothing else is hurried", async () => {
    const [failed] = await opened(await incident());
    const [others] = await opened(await incident(), ["pager"]);
    await fail(failed ?? 0);
    await fail(others ?? 0);
    // Not tried yet: it waits for its own time.
    await opened(await incident("critical"));
    expect(await hurryWaiting(base.db, "hook", later(MINUTE))).toEqual([failed]);
    expect((await dueNotifications(base.db, later(MINUTE), 100)).map(({ id }) => id)).toContain(failed);
    expect(await hurryWaiting(base.db, "hook", later(MINUTE))).toEqual([]);
  });
});
