import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { isBurningCursor, listBurning, type BurningFilter } from "../../src/store/burning-list.js";
import { listIncidents } from "../../src/store/incident-list.js";
import { before, incident, type SeedIncident } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.clear("incidents"));

const add = (title: string, more: Partial<SeedIncident> = {}) => incident(database.db, { title, ...more });
/** It began this many minutes before its last message, as `incident` has it. */
const alert = (title: string, began: number, more: Partial<SeedIncident> = {}) =>
  add(title, { kind: "alert", service: "checkout", lastSeen: before(began - 10), ...more });
const titles = async (filter: BurningFilter = {}) => {
  const { lines } = await listBurning(database.db, filter);
  const { incidents } = await listIncidents(database.db, { limit: 200 });
  const titleOf = (id: number) => incidents.find((row) => row.id === id)?.title ?? "";
  return lines.map(({ ids }) => ids.map(titleOf).join(" + "));
};

describe("what burns", () => {
  it("stands worst first, then newest, and nothing that is over is among it", async () => {
    await add("old error", { severity: "error", lastSeen: before(50) });
    await add("over", { severity: "critical", state: "recovered" });
    await add("closed", { severity: "critical", state: "closed" });
    await add("new warning", { severity: "warning", lastSeen: before(1) });
    await add("new error", { severity: "error", lastSeen: before(5), state: "escalated" });
    await add("old critical", { severity: "critical", lastSeen: before(600), state: "acting" });
    expect(await titles()).toEqual(["old critical", "new error", "old error", "new warning"]);
    expect(await titles({ states: ["escalated", "acting"] })).toEqual(["old critical", "new error"]);
  });

  it("is one line for the alerts of a service that began together, the worst in front", async () => {
    await alert("latency", 40, { severity: "warning" });
    await alert("restarts", 38, { severity: "critical", events: 3, state: "escalated" });
    await alert("queue", 37, { severity: "warning" });
    const { lines } = await listBurning(database.db);
    expect(lines).toMatchObject([{ members: 3, events: 5, since: before(40), seen: before(27) }]);
    expect(lines[0]?.severities.toSorted()).toEqual(["critical", "warning", "warning"]);
    expect(lines[0]?.states.toSorted()).toEqual(["escalated", "open", "open"]);
    expect(await titles()).toEqual(["restarts + queue + latency"]);
    expect(await titles({ apart: true })).toEqual(["restarts", "queue", "latency"]);
    expect(await titles({ severity: "warning" })).toEqual(["queue + latency"]);
  });

  it.each<[string, Partial<SeedIncident>, number]>([
    ["of another service", { service: "payments" }, 40],
    ["of no service", { service: null }, 40],
    ["of another repository", { repository: "acme/web" }, 40],
    ["that began long after", {}, 34],
    ["of CI", { kind: "ci" }, 40],
  ])("is a line of its own %s", async (_what, more, began) => {
    await alert("one", 40);
    await alert("other", began, more);
    expect((await titles()).toSorted()).toEqual(["one", "other"]);
  });

  it("is one storm as long as alerts keep coming, and the next one is another", async () => {
    for (const began of [60, 56, 52, 48, 30, 28]) await alert(`at ${began}`, began);
    expect(await titles()).toEqual(["at 28 + at 30", "at 48 + at 52 + at 56 + at 60"]);
  });

  it("gives every line once, page by page", async () => {
    const severities = ["critical", "error", "warning", "info"] as const;
    for (let n = 0; n < 23; n += 1)
      await add(`n${n}`, { severity: severities[n % 4] ?? "error", lastSeen: before(Math.floor(n / 3)) });
    const whole = (await listBurning(database.db)).lines.map(({ ids }) => ids[0]);
    const found: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await listBurning(database.db, { limit: 4, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.lines.map(({ ids }) => ids[0]));
      cursor = page.next ?? undefined;
      if (cursor !== undefined) expect(isBurningCursor(cursor)).toBe(true);
    } while (cursor !== undefined);
    expect(found).toEqual(whole);
    expect(new Set(found).size).toBe(23);
  });

  it("takes no cursor of another list", async () => {
    for (let n = 0; n < 3; n += 1) await add(`n${n}`);
    const { next } = await listIncidents(database.db, { limit: 1 });
    expect(isBurningCursor(next ?? "")).toBe(false);
    await expect(listBurning(database.db, { cursor: next ?? "" })).rejects.toThrow("not one of ours");
  });
});
