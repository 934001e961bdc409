import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Db } from "../../src/store/db.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

const read = (db: Db) => db.many`select * from grows`;
const prepared = (db: Db) =>
  db.one<{
    n: number;
  }>`select count(*) as n from pg_prepared_statements where statement = 'select * from grows'`;

it("a statement that comes again is prepared once a connection, and planned anew when a migration adds a column", async () => {
  await database.db.run`create table grows (a int)`;
  await database.db.run`insert into grows values (1)`;
  await database.db.tx(async (tx) => {
    expect(await prepared(tx)).toEqual({ n: 0 });
    for (let i = 0; i < 6; i += 1) expect(await read(tx)).toEqual([{ a: 1 }]);
    expect(await prepared(tx)).toEqual({ n: 1 });
  });
  await database.db.run`alter table grows add b int default 2`;
  expect(await read(database.db)).toEqual([{ a: 1, b: 2 }]);
  await database.db.run`alter table grows add c int default 3`;
  for (let i = 0; i < 6; i += 1) expect(await read(database.db)).toEqual([{ a: 1, b: 2, c: 3 }]);
});

it("within a transaction it asks to be tried again, and then goes well", async () => {
  const count = (db: Db) => db.many`select * from changes`;
  await database.db.run`create table changes (a int)`;
  const work = () => database.db.tx(count);
  for (let i = 0; i < 6; i += 1) await work();
  await database.db.run`alter table changes add b int`;
  await expect(work()).rejects.toMatchObject({ code: "HEAL_STORE_UNAVAILABLE" });
  await work();
});
