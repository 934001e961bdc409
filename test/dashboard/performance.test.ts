import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { chart } from "../../src/dashboard/chart.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { seedMonitoring } from "./monitoring-seed.js";
import { hostile } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let empty: TestDatabase;
let site: Served;
let bare: Served;
beforeAll(async () => {
  [database, empty] = await Promise.all([testDatabase(), testDatabase()]);
  await seedMonitoring(database.db);
  [site, bare] = await Promise.all([serve(database.db), serve(empty.db)]);
});
afterAll(async () => {
  await Promise.all([site.close(), bare.close()]);
  await Promise.all([database.drop(), empty.drop()]);
});

const words = (html: string): string => html.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");

describe("/performance", () => {
  it("tells before and after, the commits, and which detector found it", async () => {
    const { status, text } = await site.get("/performance");
    expect(status).toBe(200);
    expect(words(text)).toMatch(
      /faster −5\d % Nightly acme\/web 15m.{0,8} 6m 3\d+s 7039aaaaaa … 7040aaaaaa changepoint\.duration, p (?:1\.000|0\.9\d+), 40 runs before and 20 after/,
    );
    expect(words(text)).toMatch(/slower \+11\d %/);
    expect(text).toContain('href="https://github.com/acme/web/compare/7039aaaaaaaaaaaa...7040aaaaaaaaaaaa"');
  });

  it("draws each series with its numbers in words, without style or script", async () => {
    const { text } = await site.get("/performance");
    expect(text.match(/<polyline points="/g)).toHaveLength(2);
    expect(text.match(/<line class="mark"/g)).toHaveLength(2);
    expect(text).toMatch(
      /role="img" aria-label="Duration of the last 60 runs, from 6m [^"]+, the latest [^"]+"/,
    );
    expect(text).not.toMatch(/<script|\sstyle=/);
  });

  it("shows hostile names as text", async () => {
    expect((await site.get("/performance")).text).not.toContain(hostile.script);
  });

  it("says what is to come when nothing has moved", async () => {
    expect(words((await bare.get("/performance")).text)).toContain("No duration has moved");
  });

  it("bears a change whose runs are not kept any more: no link, no line", async () => {
    const gone = await testDatabase();
    await seedMonitoring(gone.db);
    await gone.db.run`delete from runs`;
    const served = await serve(gone.db);
    const { status, text } = await served.get("/performance");
    expect([status, text.includes("/compare/"), text.includes("<polyline")]).toEqual([200, false, false]);
    expect(words(text)).toContain("No run to draw");
    await served.close();
    await gone.drop();
  });
});

describe("chart", () => {
  it.each([
    ["nothing", [], "", null],
    ["one point", [5], "", { x: "4.0", y: "4.0" }],
    ["two", [5, 10], "4.0,60.0 596.0,4.0", null],
    ["zeros", [0, 0], "4.0,116.0 596.0,116.0", null],
    ["holes", [1, NaN, 1], "4.0,4.0 596.0,4.0", null],
  ] as const)("of %s", (_, values, line, dot) => {
    expect(chart(values)).toMatchObject({ line, dot });
  });

  it("marks places between points", () => {
    expect(chart([1, 1, 1], [1, 0, 3]).marks).toEqual(["152.0"]);
  });
});
