import { afterAll, describe, expect, it } from "@jest/globals";
import type { TestDatabase } from "./database.js";
import { emptyDatabase, testDatabase } from "./database.js";

describe("test databases", () => {
  const made: TestDatabase[] = [];
  afterAll(() => Promise.all(made.map((database) => database.drop())));
  const make = async (kind = testDatabase): Promise<TestDatabase> => {
    const database = await kind();
    made.push(database);
    return database;
  };

  it("are migrated and do not see each other", async () => {
    const [one, two] = [await make(), await make()];
    await one.db.run`insert into cursors (name, value) values (${"x"}, ${"1"})`;
    expect(await one.db.one`select count(*) as n from cursors`).toEqual({ n: 1 });
    expect(await two.db.one`select count(*) as n from cursors`).toEqual({ n: 0 });
  });

  it("come empty for tests of migrations", async () => {
    const { db } = await make(emptyDatabase);
    expect(await db.many`select tablename from pg_tables where schemaname = 'public'`).toEqual([]);
  });
});
