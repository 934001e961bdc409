import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { linkNeighbours } from "../../src/alerting/neighbours.js";
import { takeAlert } from "../../src/alerting/take-alert.js";
import type { ErrorEvent, RunFacts } from "../../src/events/event.js";
import { timelineOf } from "../../src/store/timeline.js";
import { incident, runOf } from "../dashboard/seed.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const repository = { fullName: "acme/checkout", id: null, installationId: null };
const alert: ErrorEvent = {
  ...{ source: "grafana", kind: "alert", status: "firing", repository, severity: "error", title: "Down" },
  ...{ message: "", occurredAt: NOW, key: "alert:grafana:1", fingerprint: "1", service: "checkout" },
  ...{ labels: {}, url: null },
};

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(() => database.clear("incidents", "alert_groups", "early_ends"));

const failed = (title: string, run: Partial<RunFacts>): Promise<number> =>
  incident(database.db, {
    title,
    lastSeen: NOW,
    run: runOf({ branch: "main", defaultBranch: "main", ...run }),
  });
const linked = async (id: number): Promise<string[]> =>
  (await timelineOf(database.db, id)).filter(({ kind }) => kind === "linked").map(({ text }) => text);

it("an alert's story tells of failures on its own default branch, and of no stranger's", async () => {
  const own = await failed("Own", {});
  const others = [await failed("Fork", { fork: true }), await failed("Branch", { branch: "wild" })];
  const id = await incident(database.db, { title: "Down", kind: "alert", lastSeen: NOW });
  await linkNeighbours(database.db, id, alert, NOW);
  expect(await linked(id)).toEqual([`At the same time: incident ${own}, Own`]);
  expect(await linked(own)).toEqual([`At the same time: incident ${id}, Down`]);
  expect(await Promise.all(others.map(linked))).toEqual([[], []]);
});

it.each<[string, Partial<RunFacts>, number]>([
  ["a fork", { fork: true }, 0],
  ["another branch", { branch: "wild" }, 0],
  ["the default branch", {}, 1],
])("a failure of %s is a neighbour of an alert or not", async (_of, run, lines) => {
  const down = await incident(database.db, { title: "Down", kind: "alert", lastSeen: NOW });
  const id = await failed("CI", run);
  const facts = runOf({ branch: "main", defaultBranch: "main", ...run });
  await linkNeighbours(database.db, id, { ...alert, kind: "ci", title: "CI", repository, run: facts }, NOW);
  expect(await linked(down)).toHaveLength(lines);
});

it("the end of what nobody has heard of makes no group, and is kept for its beginning", async () => {
  const end = { ...alert, status: "resolved" as const, startedAt: "2026-03-14T11:59:00Z" };
  expect(await takeAlert(database.db, end, { delivery: null, at: NOW, now: NOW })).toBeNull();
  expect(await database.db.many`select key from alert_groups`).toEqual([]);
  expect(await database.db.many`select key from early_ends`).toEqual([{ key: alert.key }]);
});
