import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createKillSwitch, EMERGENCY, noteEmergency } from "../../src/flags/kill-switch.js";
import { recentAudit } from "../../src/store/audit.js";
import { createDb, createPool } from "../../src/store/db.js";
import { renameRepository } from "../../src/store/rename.js";
import { liftedAt, listStops } from "../../src/store/stops.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-01T12:00:00Z");
const clock = { now: () => NOW };

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(() => database.clear("switches", "audit"));

describe("kill switch", () => {
  it("stops one repository, whatever the case of its name, until it is resumed", async () => {
    const kill = createKillSwitch(database.db, clock);
    expect(await kill.stopped("Octo/App")).toBeNull();
    await kill.stop("Octo/App", "too many reruns", "ada");
    expect(await kill.stopped("octo/app")).toMatchObject({ reason: "too many reruns", by: "ada", at: NOW });
    expect(await kill.stopped("octo/other")).toBeNull();
    expect(await kill.stopped(null)).toBeNull();
    expect(await kill.resume("OCTO/app", "bob")).toBe(true);
    expect(await kill.resume("octo/app", "bob")).toBe(false);
    expect(await kill.stopped("Octo/App")).toBeNull();
    expect(await liftedAt(database.db, "octo/app")).toEqual(NOW);
  });

  it("global holds everywhere, and a repository's own stop outlives it", async () => {
    const kill = createKillSwitch(database.db, clock);
    await kill.stop("o/r", "own", "ada");
    await kill.stop("global", "all", "ada");
    expect(await kill.stopped("o/r")).toMatchObject({ scope: "global" });
    expect(await kill.stopped("o/x")).toMatchObject({ scope: "global" });
    expect(await kill.stopped(null)).toMatchObject({ scope: "global" });
    await kill.resume("global", "ada");
    expect(await kill.stopped("o/r")).toMatchObject({ reason: "own" });
    expect(await listStops(database.db)).toHaveLength(1);
  });

  it("of the environment holds whatever the rows say, and in other processes until a start without it", async () => {
    const mine = createKillSwitch(database.db, clock, { emergency: "fire" });
    expect(await mine.stopped("o/r")).toMatchObject({ scope: "environment", by: EMERGENCY, reason: "fire" });
    const others = createKillSwitch(database.db, clock);
    expect(await others.stopped("o/r")).toBeNull();
    await noteEmergency(database.db, clock, "fire");
    expect(await others.stopped("o/r")).toMatchObject({ scope: "environment", reason: "fire" });
    await others.resume("global", "ada");
    expect(await others.stopped("o/r", 7)).not.toBeNull();
    await noteEmergency(database.db, clock, undefined);
    expect(await others.stopped("o/r")).toBeNull();
    expect(await liftedAt(database.db, "o/r")).toEqual(NOW);
  });

  it("is seen by every process at once, and is in the audit", async () => {
    const pool = createPool(database.url);
    const elsewhere = createKillSwitch(createDb(pool), clock);
    const here = createKillSwitch(database.db, clock);
    expect(await elsewhere.stopped("o/r")).toBeNull();
    await here.stop("o/r", "now", "ada");
    expect(await elsewhere.stopped("o/r")).toMatchObject({ reason: "now" });
    await elsewhere.resume("o/r", "bob");
    await pool.end();
    expect(
      (await recentAudit(database.db, 5)).map(({ actor, kind, subject }) => [actor, kind, subject]),
    ).toEqual([
      ["bob", "resume", "o/r"],
      ["ada", "stop", "o/r"],
    ]);
  });

  it.each([
    ["the one of the old name was", ["o/old"], [], true],
    ["the one of the new name was", ["o/new"], [], true],
    ["the old one was lifted after that", ["o/new", "o/old"], ["o/old"], true],
    ["the new one was lifted after that", ["o/old", "o/new"], ["o/new"], true],
    ["both were lifted", ["o/old", "o/new"], ["o/new", "o/old"], false],
  ])("holds over a rename if %s set", async (_name, stops, lifts, holds) => {
    let ms = NOW.getTime();
    const kill = createKillSwitch(database.db, { now: () => new Date((ms += 1_000)) });
    for (const name of stops) await kill.stop(name, `stop of ${name}`, "ada");
    for (const name of lifts) await kill.resume(name, "bob");
    await database.db.tx((tx) => renameRepository(tx, 7, "o/old", "o/new"));
    expect((await kill.stopped("o/new", 7)) !== null).toBe(holds);
    // Whoever takes the old name next starts anew.
    expect(await kill.stopped("o/old", 8)).toBeNull();
  });

  it("that cannot be read says so: no server, no table, no answer", async () => {
    const unreadable = { code: "HEAL_SWITCH_UNREADABLE" };
    const gone = createPool("postgresql://heal:x@127.0.0.1:1/none");
    await expect(createKillSwitch(createDb(gone), clock).stopped("o/r")).rejects.toMatchObject(unreadable);
    await gone.end();
    await database.db.run`alter table switches rename to away`;
    await expect(createKillSwitch(database.db, clock).stopped("o/r")).rejects.toMatchObject(unreadable);
    await database.db.run`alter table away rename to switches`;
    await database.db.tx(async (tx) => {
      await tx.run`lock table switches`;
      await expect(createKillSwitch(database.db, clock, { readMs: 50 }).stopped("o/r")).rejects.toMatchObject(
        unreadable,
      );
    });
  });
});
