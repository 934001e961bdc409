import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { createAccept } from "../../src/intake/commit.js";
import { Inbox } from "../../src/intake/inbox.js";
import type { IncomingDelivery } from "../../src/intake/receive.js";
import { claim } from "../../src/store/inbox.js";
import { getDelivery } from "../../src/store/deliveries.js";
import { HealError } from "../../src/core/errors.js";
import type { Db } from "../../src/store/db.js";
import { createDb, createPool } from "../../src/store/db.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const RECEIVED = new Date("2026-03-01T10:00:00Z");
const delivery = (change: Partial<IncomingDelivery> = {}): IncomingDelivery => ({
  source: "github",
  key: randomUUID(),
  event: "push",
  priority: 5,
  headers: { "x-github-event": "push" },
  body: Buffer.from("{}"),
  receivedAt: RECEIVED,
  ...change,
});

let database: TestDatabase;
let statements = 0;
/** The database with its statements counted. */
let db: Db;
beforeAll(async () => {
  database = await testDatabase();
  db = { ...database.db, many: (sql, ...values) => ((statements += 1), database.db.many(sql, ...values)) };
});
afterAll(() => database.drop());

describe("accepting", () => {
  it("commits the row before it resolves, the body as it was", async () => {
    const body = Buffer.from('{"a":"\\u0000\\ud800"}');
    const given = delivery({ body, action: "x\0y\ud800", repository: "acme/shop", installationId: 957387 });
    expect(await createAccept(db)(given)).toEqual({ id: given.key, repeated: false });
    expect(await getDelivery(database.db, given.key)).toMatchObject({
      source: "github",
      event: "push",
      action: "x\ufffdy\ufffd",
      repository: "acme/shop",
      installation_id: 957387,
      headers: { "x-github-event": "push" },
      received_at: RECEIVED,
      state: "received",
      attempts: 0,
    });
    const [claimed] = await claim(database.db, { now: new Date(), id: given.key });
    expect(claimed?.body).toEqual(body);
  });

  it("leaves the row of a repeated delivery as it is, whatever it says", async () => {
    const accept = createAccept(db);
    const first = delivery({ source: "grafana" });
    const { id } = await accept(first);
    const later = { ...first, receivedAt: new Date("2026-03-05T00:00:00Z"), body: Buffer.from("[]") };
    expect(await accept(later)).toEqual({ id, repeated: true });
    expect(await getDelivery(database.db, id)).toMatchObject({ received_at: RECEIVED, attempts: 0 });
  });

  it("gives equal deliveries of one moment one id", async () => {
    const accept = createAccept(db);
    const given = delivery({ source: "generic" });
    const results = await Promise.all(Array.from({ length: 20 }, () => accept(given)));
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  it("writes many that come together in few statements", async () => {
    const accept = createAccept(db);
    statements = 0;
    const given = Array.from({ length: 300 }, (_, i) => delivery({ action: `a,"{}\\${i}` }));
    const results = await Promise.all(given.map(accept));
    expect(results.map(({ id }) => id)).toEqual(given.map(({ key }) => key));
    expect(statements).toBeGreaterThan(2);
    expect(statements).toBeLessThan(60);
    const row = await getDelivery(database.db, given[7]?.key ?? "");
    expect(row?.action).toBe('a,"{}\\7');
  });

  it("writes in the order of the keys, so that two writers never wait in a circle", async () => {
    const written: unknown[] = [];
    const keys = ["x-3", "x-0", "x-2", "x-1"];
    const watched: Db = {
      ...database.db,
      many: (sql, ...values) => {
        written.push(values.find((value) => Array.isArray(value) && keys.includes(String(value[0]))));
        return database.db.many(sql, ...values);
      },
    };
    const accept = createAccept(watched, { writers: 1 });
    const results = await Promise.all(keys.map((key) => accept(delivery({ key }))));
    expect(written).toEqual([["x-3"], ["x-0", "x-1", "x-2"]]);
    expect(results.map(({ id }) => id)).toEqual(keys);
  });

  it("rejects as unavailable when there is no database", async () => {
    const pool = createPool("postgres://nobody@127.0.0.1:1/none");
    await expect(createAccept(createDb(pool))(delivery())).rejects.toMatchObject({
      code: "HEAL_STORE_UNAVAILABLE",
    });
    await pool.end();
  });
});

describe("the group commit", () => {
  const row = (n: number, bytes = 1) => ({ n, body: Buffer.alloc(bytes) });
  type Row = ReturnType<typeof row>;

  it("refuses alone the row the database cannot take", async () => {
    const write = async (rows: Row[]) => {
      if (rows.some(({ n }) => n === 2)) throw new Error("invalid input syntax");
      return rows.map(({ n }) => n);
    };
    const inbox = new Inbox<Row, number>(write, { writers: 1 });
    const settled = await Promise.allSettled([0, 1, 2, 3].map((n) => inbox.accept(row(n))));
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  });

  it("asks a database that is down once, not once a row", async () => {
    const write = jest.fn(async (): Promise<number[]> => {
      throw new HealError("HEAL_STORE_UNAVAILABLE", "down");
    });
    const inbox = new Inbox<Row, number>(write, { writers: 1 });
    await Promise.allSettled([0, 1, 2, 3].map((n) => inbox.accept(row(n))));
    expect(write).toHaveBeenCalledTimes(2);
  });

  it("keeps a statement within its rows and bytes", async () => {
    const sizes: number[] = [];
    const write = async (rows: Row[]) => (sizes.push(rows.length), rows.map(({ n }) => n));
    const inbox = new Inbox<Row, number>(write, { writers: 1, rows: 3, bytes: 9 });
    await Promise.all(
      [row(0), row(1), row(2), row(3), row(4), row(5, 9), row(6, 50)].map((r) => inbox.accept(r)),
    );
    expect(sizes).toEqual([1, 3, 1, 1, 1]);
  });

  it("says busy when too much waits", async () => {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const inbox = new Inbox<Row, number>(async (rows) => (await gate, rows.map(({ n }) => n)), {
      writers: 1,
      waiting: 2,
    });
    const first = [0, 1, 2].map((n) => inbox.accept(row(n)));
    await expect(inbox.accept(row(3))).rejects.toMatchObject({ code: "HEAL_STORE_UNAVAILABLE" });
    release();
    expect(await Promise.all(first)).toEqual([0, 1, 2]);
  });

  it("does not let a sender wait for a database that hangs", async () => {
    jest.useFakeTimers();
    try {
      const inbox = new Inbox<Row, number>(() => new Promise(() => {}), { writers: 1 });
      const answer = expect(inbox.accept(row(0))).rejects.toMatchObject({ code: "HEAL_STORE_UNAVAILABLE" });
      await jest.advanceTimersByTimeAsync(9_000);
      await answer;
    } finally {
      jest.useRealTimers();
    }
  });
});
