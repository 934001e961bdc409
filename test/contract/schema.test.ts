import { afterAll, describe, expect, it } from "@jest/globals";
import { migrate, rollback } from "../../src/store/migrate.js";
import { dumpSchema, expectedSchema, schemaDrift } from "../../src/store/schema.js";
import type { TestDatabase } from "../harness/database.js";
import { emptyDatabase, testDatabase } from "../harness/database.js";

const databases: TestDatabase[] = [];
afterAll(() => Promise.all(databases.map((database) => database.drop())));
const made = async (database: Promise<TestDatabase>): Promise<TestDatabase> => {
  databases.push(await database);
  return database;
};

describe("migrations/schema.sql", () => {
  it("is what the migrations make (else: heal migrate --schema > migrations/schema.sql)", async () => {
    const { db } = await made(testDatabase());
    expect(await dumpSchema(db)).toBe(await expectedSchema());
  });

  it("is SQL that makes the same schema", async () => {
    const { db, pool } = await made(emptyDatabase());
    const statements = (await expectedSchema()).split(/;\n(?:\n|$)/).filter((text) => text !== "");
    // Tables name each other, so go round until each has what it needs.
    for (let rounds = statements.length; statements.length > 0 && rounds > 0; rounds--)
      for (const [at, statement] of [...statements.entries()].reverse())
        if (
          await pool.query(statement).then(
            () => true,
            () => false,
          )
        )
          statements.splice(at, 1);
    expect(statements).toEqual([]);
    expect(await dumpSchema(db)).toBe(await expectedSchema());
  });

  it("is gone without a rest when every migration is taken back, and comes again", async () => {
    const { db, url } = await made(emptyDatabase());
    const { ran } = await migrate(url);
    for (let left = ran.length; left > 0; left--) await rollback(url);
    expect((await dumpSchema(db)).trim()).toBe("");
    await migrate(url);
    expect(schemaDrift(await expectedSchema(), await dumpSchema(db))).toEqual([]);
  });
});
