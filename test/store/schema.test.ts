import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { dumpSchema, expectedSchema, schemaDrift } from "../../src/store/schema.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

describe("drift", () => {
  it.each([
    ["a dropped index", "drop index deliveries_lane", ["missing: CREATE INDEX deliveries_lane"]],
    ["a column that was added", "alter table flags add column x text", ["not expected: flags: x text"]],
    [
      "a lost check",
      "alter table incidents drop constraint incidents_kind_check",
      ["missing: incidents: constraint"],
    ],
    [
      "another type",
      "alter table trust alter column action type varchar(9)",
      ["missing: trust: action text", "not expected: trust: action character varying(9)"],
    ],
    [
      "a nullable column",
      "alter table labels alter column by drop not null",
      ["missing: labels: by", "not expected"],
    ],
    [
      "another default",
      "alter table incidents alter column events set default 1",
      ["missing: incidents: events", "not"],
    ],
    ["a table of somebody else", "create table other (id int)", ["not expected: other: id integer"]],
    [
      "a view",
      "create view seen as select id from labels",
      ["not expected: create view seen", "not expected"],
    ],
  ])("shows %s", async (_, change, words) => {
    const client = await database.pool.connect();
    try {
      await client.query("begin");
      await client.query(change);
      // The dump reads with the same session, so it sees what is not committed.
      const many = async <T>(sql: TemplateStringsArray) => (await client.query(sql.join(""))).rows as T[];
      const drift = schemaDrift(await expectedSchema(), await dumpSchema({ ...database.db, many }));
      expect(drift).toEqual(words.map((word) => expect.stringMatching(startingWith(word))));
    } finally {
      await client.query("rollback");
      client.release();
    }
  });
});

const startingWith = (text: string): RegExp => new RegExp(`^${text.replace(/[()]/g, "\\$&")}`);
