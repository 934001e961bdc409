import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createInstanceSlot, instanceName, type InstanceSlot } from "../../src/monitoring/instance-slot.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
let seats: InstanceSlot[];
beforeEach(async () => {
  database = await testDatabase();
  seats = [
    createInstanceSlot(database.url),
    createInstanceSlot(database.url),
    createInstanceSlot(database.url),
  ];
});
afterEach(async () => {
  for (const seat of seats) await seat.release();
  await database.drop();
});
const take = async () => {
  const taken: number[] = [];
  for (const seat of seats) taken.push(await seat.acquire());
  return taken;
};

/** Ends connections as a process that dies does. */
const kill = async (n: number) => {
  const { rows } = await database.pool.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
     and ((classid::bigint << 32) | objid::bigint) = hashtextextended('monitor:' || $1::int, 3)`,
    [n],
  );
  expect(rows).toHaveLength(1);
  await database.pool.query("select pg_terminate_backend($1, 5000)", [rows[0]?.pid]);
};

describe("seats", () => {
  it("are one for each process, and each keeps its own", async () => {
    expect([await take(), await take()]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it("that get free are taken by the next, lowest first", async () => {
    await take();
    await seats[0]?.release();
    expect([await seats[1]?.acquire(), await seats[2]?.acquire(), await seats[0]?.acquire()]).toEqual([
      1, 2, 3,
    ]);
  });

  it("of a process that died are free at once", async () => {
    await take();
    await kill(1);
    expect([await seats[2]?.acquire(), await seats[1]?.acquire()]).toEqual([1, 2]);
    // Whoever lost it sits down anew.
    expect(await seats[0]?.acquire().catch(() => seats[0]?.acquire())).toBe(3);
  });

  it("cannot be taken without a database, and are again when it is back", async () => {
    const lost = createInstanceSlot(database.url.replace(/\/[^/]*$/, "/nowhere"));
    await expect(lost.acquire()).rejects.toThrow("nowhere");
    await lost.release();
  });

  it("give names: the first has the plain ones", () =>
    expect([1, 2, 10].map((seat) => instanceName("heal/disk", seat))).toEqual([
      "heal/disk",
      "heal/disk#2",
      "heal/disk#10",
    ]));
});
