import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { appendAudit, listAudit, recentAudit, verifyAudit } from "../../src/store/audit.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const entry = (subject: string, detail: Record<string, unknown> = { n: 1 }) => ({
  at: new Date("2026-03-01T12:00:00.123Z"),
  actor: "heal",
  kind: "effect",
  subject,
  detail,
});

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());
beforeEach(() => database.db.run`truncate audit restart identity`);

describe("audit", () => {
  it("holds whatever detail it is given", async () => {
    await appendAudit(
      database.db,
      entry("odd\0", {
        z: [1.5, -0, 1e21, null, undefined],
        a: { "\ud800": "\0" },
        at: new Date(0),
        u: undefined,
      }),
    );
    expect(await verifyAudit(database.db)).toMatchObject({ rows: 1, broken: null });
    expect(await recentAudit(database.db, 1)).toMatchObject([{ subject: "odd\uFFFD" }]);
  });

  it("stays one chain when many write at once", async () => {
    await Promise.all(Array.from({ length: 25 }, (_, i) => appendAudit(database.db, entry(`s${i}`))));
    const check = await verifyAudit(database.db);
    expect(check).toMatchObject({ rows: 25, broken: null });
    expect((await recentAudit(database.db, 1))[0]?.hash).toBe(check.head);
  });

  it("is taken back with the transaction it belongs to", async () => {
    await expect(
      database.db.tx(async (tx) => {
        await appendAudit(tx, entry("lost"));
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await listAudit(database.db, { after: 0, limit: 10 })).toEqual([]);
  });

  it.each<[string, (id: number) => Promise<number>, number]>([
    ["a changed detail", (id) => database.db.run`update audit set detail = '{"n": 2}' where id = ${id}`, 3],
    ["a changed actor", (id) => database.db.run`update audit set actor = 'me' where id = ${id}`, 3],
    [
      "a changed time",
      (id) => database.db.run`update audit set at = at + interval '1 ms' where id = ${id}`,
      3,
    ],
    ["a row taken out", (id) => database.db.run`delete from audit where id = ${id}`, 4],
    ["a first row taken out", () => database.db.run`delete from audit where id = 1`, 2],
  ])("shows %s", async (_, tamper, broken) => {
    for (let i = 0; i < 5; i++) await appendAudit(database.db, entry(`s${i}`));
    await tamper(3);
    expect((await verifyAudit(database.db)).broken?.id).toBe(broken);
  });
});
