import { afterEach, describe, expect, it } from "@jest/globals";
import type { Migration } from "../../src/store/migrate.js";
import { migrate, migrationState, rollback, tryMigrate } from "../../src/store/migrate.js";
import type { TestDatabase } from "../harness/database.js";
import { emptyDatabase } from "../harness/database.js";

const table = (name: string, table: string): Migration => ({
  name,
  up: async (knex) => void (await knex.raw(`create table ${table} (id int)`)),
  down: async (knex) => void (await knex.raw(`drop table ${table}`)),
});
const one = table("0001_one", "one");
const two = table("0002_two", "two");
const broken: Migration = {
  ...table("0003_broken", "three"),
  up: async (knex) => void (await knex.raw("create table one (id int)")),
};

let database: TestDatabase;
const fresh = async (): Promise<string> => (database = await emptyDatabase()).url;
afterEach(() => database.drop());
const tables = async (): Promise<string[]> =>
  (
    await database.db.many<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'heal%' order by 1`
  ).map(({ name }) => name);

describe("migrating", () => {
  it("goes forward once and back one by one", async () => {
    const url = await fresh();
    expect(await migrate(url, [one, two])).toMatchObject({ ran: ["0001_one", "0002_two"], pending: [] });
    expect(await migrate(url, [one, two])).toMatchObject({ ran: [], applied: ["0001_one", "0002_two"] });
    expect(await rollback(url, [one, two])).toMatchObject({ ran: ["0002_two"], pending: ["0002_two"] });
    expect(await tables()).toEqual(["one"]);
    expect(await rollback(url, [one, two])).toMatchObject({ ran: ["0001_one"] });
    expect(await rollback(url, [one, two])).toMatchObject({ ran: [] });
    expect(await tables()).toEqual([]);
  });

  it("trying shows the statements and leaves nothing", async () => {
    const url = await fresh();
    const tried = await tryMigrate(url, [one, two]);
    expect(tried.sql).toEqual(["create table one (id int)", "create table two (id int)"]);
    expect(tried.pending).toEqual(["0001_one", "0002_two"]);
    expect(await tables()).toEqual([]);
    expect(await migrationState(url, [one])).toEqual({ applied: [], pending: ["0001_one"], unknown: [] });
  });

  it("is all or nothing", async () => {
    const url = await fresh();
    await expect(migrate(url, [one, two, broken])).rejects.toThrow(/already exists/);
    expect(await tables()).toEqual([]);
    expect(await migrate(url, [one, two])).toMatchObject({ ran: ["0001_one", "0002_two"] });
  });

  it("of many processes at once is done by one", async () => {
    const url = await fresh();
    const all = await Promise.all(Array.from({ length: 6 }, () => migrate(url, [one, two])));
    expect(all.flatMap(({ ran }) => ran)).toEqual(["0001_one", "0002_two"]);
  });

  it("an older process goes on after a newer migration, unless that says it is breaking", async () => {
    const url = await fresh();
    await migrate(url, [one, two]);
    expect(await migrate(url, [one])).toMatchObject({ ran: [], unknown: ["0002_two"] });
    await expect(rollback(url, [one])).rejects.toMatchObject({ code: "HEAL_SCHEMA_NEWER" });
    await migrate(url, [one, two, table("0003_split_breaking", "three")]);
    await expect(migrate(url, [one, two])).rejects.toMatchObject({
      code: "HEAL_SCHEMA_NEWER",
      message: expect.stringContaining("0003_split_breaking"),
    });
    expect(await tables()).toEqual(["one", "three", "two"]);
  });

  it("says when there is no database", async () => {
    await fresh();
    await expect(migrate("postgresql://heal:x@127.0.0.1:1/none")).rejects.toMatchObject({
      code: "HEAL_STORE_UNAVAILABLE",
    });
  });
});
