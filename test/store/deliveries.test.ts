import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { buffer } from "node:stream/consumers";
import { BODY_LIMIT, pack, packPieces, unpackPieces, unpackSmall } from "../../src/store/body.js";
import type { NewDelivery } from "../../src/store/deliveries.js";
import {
  accept,
  acceptAll,
  expireBodies,
  expireRows,
  findSemantic,
  getDelivery,
  listDeliveries,
  replayDelivery,
} from "../../src/store/deliveries.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const unpack = (packed: Uint8Array): Promise<Buffer> => buffer(unpackPieces(packed));

const NOW = new Date("2026-03-01T12:00:00Z");
const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1_000);
const delivery = (more: Partial<NewDelivery> = {}): NewDelivery => {
  const id = more.id ?? randomUUID();
  return {
    id,
    key: id,
    source: "github",
    event: "workflow_run",
    headers: { "content-type": "application/json" },
    body: Buffer.from("{}"),
    receivedAt: NOW,
    ...more,
  };
};

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(() => database.clear("deliveries"));

describe("a body packed in pieces", () => {
  it.each([0, 1, 255, 256, 257, 1_000])("of %i kB is what was packed", async (kilobytes) => {
    const body = Buffer.from(`héllo ${"0123456789abcdef".repeat(64 * kilobytes)}`);
    expect((await unpack(packPieces(body))).equals(body)).toBe(true);
  });

  it("is redacted, and as small as one packed whole, nearly", async () => {
    const line = "the password=hunter22 of an ordinary line\n";
    const packed = packPieces(Buffer.from(line.repeat(30_000)));
    expect((await unpack(packed)).toString()).toBe(
      line.replace("hunter22", "[redacted:password]").repeat(30_000),
    );
    expect(packed.length).toBeLessThan(30_000);
  });
});

describe("accepting", () => {
  it("keeps the first row of a delivery that comes again", async () => {
    const first = await accept(database.db, delivery({ id: "a", key: "k" }));
    await database.db.run`update deliveries set attempts = 2, state = 'done'`;
    const again = await accept(database.db, delivery({ id: "b", key: "k", receivedAt: at(60) }));
    expect([first, again]).toEqual([
      { id: "a", repeated: false },
      { id: "a", repeated: true },
    ]);
    expect(await getDelivery(database.db, "a")).toMatchObject({
      received_at: NOW,
      attempts: 2,
      state: "done",
    });
    expect(await getDelivery(database.db, "b")).toBeNull();
  });

  it("of twenty at once stores one and tells the others its id", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => accept(database.db, delivery({ id: randomUUID(), key: "k" }))),
    );
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  it("takes many in one statement and answers in their order, also when one stands there twice", async () => {
    await accept(database.db, delivery({ id: "old", key: "k1" }));
    const batch = [
      delivery({ id: "new", key: "k2", repository: null, body: Buffer.from([0, 255]) }),
      delivery({ id: "again", key: "k1" }),
      delivery({ id: "twice", key: "k2" }),
      delivery({ id: "quoted", key: '{"a\\",b}', action: "null", installationId: 5_000_000_000 }),
    ];
    expect(await acceptAll(database.db, batch)).toEqual([
      { id: "new", repeated: false },
      { id: "old", repeated: true },
      { id: "new", repeated: true },
      { id: "quoted", repeated: false },
    ]);
    expect(await getDelivery(database.db, "quoted")).toMatchObject({
      action: "null",
      repository: null,
      installation_id: 5_000_000_000,
      received_at: NOW,
    });
    const row = await database.db.one<{ body: Buffer }>`select body from deliveries where id = 'new'`;
    expect(await unpack(row.body)).toEqual(Buffer.from([0, 255]));
  });

  it("the same key of another source or hook is another delivery", async () => {
    for (const more of [{ source: "sentry" }, { source: "grafana" }, { source: "grafana", targetId: "2" }])
      expect((await accept(database.db, delivery({ ...more, id: randomUUID(), key: "k" }))).repeated).toBe(
        false,
      );
  });

  it("stores what JSON allows and PostgreSQL's text does not", async () => {
    const body = Buffer.from('{"action":"\\u0000","title":"\\ud800"}');
    const { id } = await accept(
      database.db,
      delivery({
        body,
        event: "a\0b",
        action: "\ud800x",
        repository: "o/\0",
        headers: { "x-odd": "\0\udc00" },
      }),
    );
    expect(await getDelivery(database.db, id)).toMatchObject({
      event: "a\uFFFDb",
      action: "\uFFFDx",
      repository: "o/\uFFFD",
      headers: { "x-odd": "\uFFFD\uFFFD" },
    });
    const row = await database.db.one<{ body: Buffer }>`select body from deliveries where id = ${id}`;
    expect(await unpack(row.body)).toEqual(body);
  });

  it("finds one that said the same without a key", async () => {
    const { id } = await accept(database.db, delivery({ semanticKey: "s" }));
    expect(await findSemantic(database.db, "s", at(-60))).toEqual({ id });
    expect(await findSemantic(database.db, "s", at(60))).toBeNull();
  });
});

describe("bodies", () => {
  it("shrink, come back as they were, and never unpack to more than the limit", async () => {
    const body = Buffer.from(
      JSON.stringify(Array.from({ length: 5_000 }, (_, i) => ({ id: i, name: "job" }))),
    );
    const packed = await pack(body);
    expect(packed.length).toBeLessThan(body.length / 5);
    expect(await unpack(packed)).toEqual(body);
    await expect(unpack(await pack(Buffer.alloc(4 * BODY_LIMIT + 1)))).rejects.toThrow(/larger/);
  });

  it("are looked at whole only up to a limit", async () => {
    const packed = await pack(Buffer.alloc(1_000, "a"));
    expect(await unpackSmall(packed, 1_000)).toEqual(Buffer.alloc(1_000, "a"));
    expect(await unpackSmall(packed, 999)).toBeNull();
    expect(await unpackSmall(packed, packed.length - 1)).toBeNull();
    await expect(unpackSmall(Buffer.from("no deflate"), 1_000)).rejects.toThrow();
  });
});

describe("listing", () => {
  it("pages newest first without losing or doubling one, also among equal times", async () => {
    for (let i = 0; i < 25; i++) await accept(database.db, delivery({ receivedAt: at(Math.floor(i / 5)) }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDeliveries(database.db, { limit: 4, cursor });
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
  });

  it("filters by state, source, repository and id", async () => {
    await accept(database.db, delivery({ id: "one", source: "sentry", repository: "o/r" }));
    await accept(database.db, delivery({ id: "two" }));
    await database.db.run`update deliveries set state = 'done' where id = 'two'`;
    const ids = async (filter: Parameters<typeof listDeliveries>[1]) =>
      (await listDeliveries(database.db, filter)).deliveries.map(({ id }) => id);
    expect(await ids({ state: "done" })).toEqual(["two"]);
    expect(await ids({ source: "sentry" })).toEqual(["one"]);
    expect(await ids({ repository: "o/r" })).toEqual(["one"]);
    expect(await ids({ delivery: "two" })).toEqual(["two"]);
    expect(await ids({ delivery: "two", source: "sentry" })).toEqual([]);
  });

  it.each([
    "nonsense",
    "",
    Buffer.from('["x","y"]').toString("base64url"),
    Buffer.from("{}").toString("base64url"),
  ])("refuses the cursor %j", async (cursor) => {
    await expect(listDeliveries(database.db, { cursor })).rejects.toMatchObject({
      code: "HEAL_INPUT_INVALID",
    });
  });
});

describe("later", () => {
  it("a finished delivery can be replayed, one under way cannot", async () => {
    const { id } = await accept(database.db, delivery());
    expect(await replayDelivery(database.db, id)).toBe(false);
    await database.db
      .run`update deliveries set state = 'parked', reason = 'no', attempts = 5 where id = ${id}`;
    expect(await replayDelivery(database.db, id)).toBe(true);
    expect(await getDelivery(database.db, id)).toMatchObject({
      state: "received",
      attempts: 0,
      reason: null,
    });
  });

  it("bodies go before rows, and parked ones stay", async () => {
    for (const [id, age, state] of [
      ["old", -100, "done"],
      ["middle", -50, "done"],
      ["fresh", 0, "done"],
      ["parked", -100, "parked"],
      ["waiting", -100, "received"],
    ] as const) {
      await accept(database.db, delivery({ id, receivedAt: at(age) }));
      await database.db.run`update deliveries set state = ${state}, reason = 'r' where id = ${id}`;
    }
    expect(await expireRows(database.db, at(-60), 1000)).toBe(1);
    expect(await expireBodies(database.db, at(-10), 1000)).toBe(1);
    const left = await database.db.many`
      select id, body is not null as body from deliveries order by id`;
    expect(left).toEqual([
      { id: "fresh", body: true },
      { id: "middle", body: false },
      { id: "parked", body: true },
      { id: "waiting", body: true },
    ]);
  });
});
