import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { createPerformanceMonitor } from "../../src/performance/duration-monitor.js";
import { around, ran, worked } from "../monitoring/runs.js";
import { seedHours, seedMonitoring, seedService } from "./monitoring-seed.js";
import { before, hostile, NOW } from "./seed.js";
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

/** Of the page without its tables of numbers. */
const words = (html: string): string =>
  html
    .replace(/<table class="numbers">[\s\S]*?<\/table>/g, "")
    .replace(/<[^<>]*>/g, " ")
    .replace(/\s+/g, " ");
/** The rows of the table with numbers: time and the values of each cell. */
const numbers = (html: string): { at: string; values: number[]; mark: boolean }[] => {
  const body = html.split('<table class="numbers">')[1]?.split("</table>")[0] ?? "";
  return [...body.matchAll(/<tr( class="changed")?><th scope="row">.*?<\/tr>/g)].map(([row, mark]) => ({
    at: row.match(/datetime="([^"]+)"/)?.[1] ?? "",
    values: [...row.matchAll(/<data value="([^"]+)">/g)].map(([, value]) => Number(value)),
    mark: mark !== undefined,
  }));
};

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

  it("draws each series with its numbers in words, before any script has run", async () => {
    const { text } = await site.get("/performance");
    expect(text.match(/<polyline points="/g)).toHaveLength(2);
    expect(text.match(/<line class="mark"/g)).toHaveLength(2);
    expect(text).toMatch(
      /role="img" aria-label="Duration of Nightly in acme\/web: 60 runs, from 6m [^"]+, the latest [^"]+; 1 change"/,
    );
    expect(text).not.toMatch(/\s(?:style|on\w+)=/);
  });

  it("runs one script, its own, and lets nothing else run", async () => {
    const { text, headers } = await site.get("/performance");
    const scripts = text.match(/<script[^>]*>/g) ?? [];
    expect(scripts).toEqual([
      expect.stringMatching(/^<script src="\/assets\/chart\.js\?v&#x3D;[\w-]{12}" defer>$/),
    ]);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'.*; script-src 'self'$/);
    const {
      status,
      headers: served,
      text: script,
    } = await site.get(scripts[0]!.split('"')[1]!.replace("&#x3D;", "="));
    expect([status, served.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
    expect(served.get("cache-control")).toContain("immutable");
    expect(script).toMatch(/uPlot=function[\s\S]*figure\.chart/);
  });

  it("shows hostile names as text", async () => {
    expect((await site.get("/performance")).text).not.toContain(hostile.script);
  });

  it("lists workflows of one repository, each a link to its series", async () => {
    const { text } = await site.get("/performance?repository=acme/web");
    expect(text).toContain(
      'href="/performance?repository&#x3D;acme%2Fweb&amp;workflow&#x3D;Nightly"'.replaceAll(
        "&#x3D;",
        "&#x3D;",
      ),
    );
    expect(words((await site.get("/performance?repository=acme/other")).text)).not.toContain("Nightly");
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
    expect(words(text)).toContain("No values in this time");
    await served.close();
    await gone.drop();
  });

  it.each([
    ["repository=acme", "owner/name"],
    ["workflow=CI", "needs a repository"],
    ["repository=a/b&job=build", "needs a workflow"],
    ["range=2d", "range is one of"],
    ["series=1e3", "not a number"],
    ["series=-1", "not a number"],
    [`component=${"x".repeat(301)}`, "longer than 300"],
    [`repository=${encodeURIComponent("<script>/x")}`, "owner/name"],
  ])("refuses ?%s with the reason", async (query, reason) => {
    const { status, text } = await site.get(`/performance?${query}`);
    expect([status, words(text).includes(reason)]).toEqual([400, true]);
  });

  it("answers 404 for a series that is not there", async () => {
    expect((await site.get("/performance?series=999999999")).status).toBe(404);
  });
});

describe("one workflow", () => {
  const page = "/performance?repository=acme/web&workflow=Nightly";

  it("shows the numbers of the database, the level's usual band, and where it moved", async () => {
    const { text } = await site.get(page);
    const rows = await database.db.many<{ at: Date; seconds: number; run_id: number }>`
      select finished_at as at, run_id,
        extract(epoch from finished_at - (facts ->> 'startedAt')::timestamptz)::float8 as seconds
      from runs where workflow = 'Nightly' order by finished_at`;
    const shown = numbers(text);
    expect(shown.map(({ at, values }) => [at, values[0]])).toEqual(
      rows.map(({ at, seconds }) => [at.toISOString(), seconds]),
    );
    const [{ after_run: first } = { after_run: 0 }] = await database.db.many<{ after_run: number }>`
      select after_run from performance_changes where workflow = 'Nightly'`;
    expect(shown.flatMap(({ mark }, i) => (mark ? [rows[i]?.run_id] : []))).toEqual([first]);
    // The band is each level's own: what was usual before is far off now.
    const [low, high] = [
      shown.map(({ values }) => values[1] ?? 0),
      shown.map(({ values }) => values[2] ?? 0),
    ];
    expect(shown.every(({ values: [value = 0] }, i) => low[i]! <= value && value <= high[i]!)).toBe(true);
    expect(high[59]).toBeLessThan(low[0]!);
    expect(words(text)).toMatch(/Usual now 6m \d+s, from 5m \d+s to 7m \d+s Trend level/);
  });

  it("shows only the range that is asked for", async () => {
    expect(numbers((await site.get(`${page}&range=1d`)).text)).toHaveLength(48);
    const { text } = await site.get(`${page}&range=7d`);
    expect(numbers(text)).toHaveLength(60);
    expect(text).toMatch(/range&#x3D;7d" aria-current="page"/);
  });

  it.each([
    ["no run", [], "No values in this time.", 0],
    ["one run", [60], "1 run, always 1m", 1],
    ["a constant", [60, 60, 60, 60, 60, 60, 60, 60], "8 runs, always 1m", 8],
  ])("shows %s", async (name, seconds, said, rows) => {
    for (const [i, one] of seconds.entries())
      await ran(empty.db, { workflow: name, seconds: one, end: before(i * 10 + 1) });
    const { status, text } = await bare.get(
      `/performance?repository=acme/web&workflow=${encodeURIComponent(name)}`,
    );
    expect(status).toBe(200);
    expect(words(text)).toContain(said);
    expect(numbers(text)).toHaveLength(rows);
  });
});

describe("one job", () => {
  it("has a page of its own, linked from its workflow's, with its own numbers and changes", async () => {
    const [build, lint] = [`build ${hostile.script}`, "lint"];
    for (let i = 0; i < 50; i++) {
      const end = before((50 - i) * 20);
      const seconds = around(i < 30 ? 60 : 180, i);
      const run = await ran(database.db, { workflow: "Jobs", seconds: seconds + 30, end });
      await worked(database.db, { name: build, seconds, run, end });
      await worked(database.db, { name: lint, seconds: around(30, i), run, end });
    }
    await createPerformanceMonitor(database.db, { now: () => NOW })();
    const workflow = await site.get("/performance?repository=acme/web&workflow=Jobs");
    const links = [...workflow.text.matchAll(/href="(\/performance\?[^"]*job&#x3D;[^"]*)"/g)].map(
      ([, link = ""]) => link.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&"),
    );
    expect(new Set(links).size).toBe(2);
    const { status, text } = await site.get(links.find((link) => link.includes("build"))!);
    expect([status, text.includes(hostile.script)]).toEqual([200, false]);
    const rows = await database.db.many<{
      took: number;
    }>`select took from jobs where job = ${build} order by finished_at`;
    expect(numbers(text).map(({ values }) => values[0])).toEqual(rows.map(({ took }) => took));
    expect(numbers(text).filter(({ mark }) => mark)).toHaveLength(1);
    expect(words(text)).toMatch(/slower \+20\d % .* p 1\.000, 30 runs before and 20 after/);
    const other = await site.get("/performance?repository=acme/web&workflow=Jobs&job=lint");
    expect(words(other.text)).toContain("Its duration has not moved to another level.");
  });
});

describe("one measured series", () => {
  it("shows the hours of the database, with the usual of each hour of the day", async () => {
    const wave = (hour: number) =>
      hour === 500 ? 9 : 2 + Math.sin((hour / 24) * 2 * Math.PI) + (hour % 3) / 50;
    const id = await seedHours(database.db, "seasonal_seconds", 40 * 24, wave);
    const { text } = await site.get(`/performance?series=${id}&range=30d`);
    const rows = await database.db.many<{ at: Date; mean: number; least: number; most: number }>`
      select at, sum / count as mean, least, most from metric_hours
      where series = ${id} and at >= ${before(30 * 24 * 60)} order by at`;
    const shown = numbers(text);
    expect(shown.map(({ at, values }) => [at, ...values.slice(0, 3)])).toEqual(
      rows.map(({ at, mean, least, most }) => [at.toISOString(), mean, least, most]),
    );
    const width = shown.map(({ values }) => values[4]! - values[3]!);
    expect(Math.max(...width)).toBeLessThan(1);
    expect(words(text)).toContain("; 1 outside of what is usual");
  });

  it("shows 90 days as days", async () => {
    const id = await seedHours(database.db, "quarter_bytes", 90 * 24, (hour) => 1e6 + 100 * hour);
    const { status, text } = await site.get(`/performance?series=${id}&range=90d`);
    const days = await database.db.many<{ at: Date; mean: number }>`
      select at, sum / count as mean from metric_days where series = ${id} and at >= ${before(90 * 24 * 60)} order by at`;
    expect(status).toBe(200);
    expect(days.length).toBeGreaterThanOrEqual(90);
    expect(numbers(text).map(({ at, values }) => [at, values[0]])).toEqual(
      days.map(({ at, mean }) => [at.toISOString(), mean]),
    );
    expect(words(text)).toMatch(/Trend rising by 2\.34 KiB a day \(95 %: 2\.34 KiB to 2\.34 KiB\)/);
  });

  it("shows 6 hours as minutes", async () => {
    const fresh = await testDatabase();
    await seedService(fresh.db);
    const { id } = await fresh.db.one<{
      id: number;
    }>`select id from metric_series where name = 'response_seconds'`;
    const served = await serve(fresh.db);
    const shown = numbers((await served.get(`/performance?series=${id}&range=6h`)).text);
    expect(shown.map(({ values }) => values[0])).toEqual(Array.from({ length: 60 }, (_, i) => (i + 1) / 100));
    await served.close();
    await fresh.drop();
  });

  it("says where nothing was measured, and draws no line there", async () => {
    const id = await seedHours(database.db, "holes", 100, (hour) => (hour > 40 && hour < 60 ? null : 5));
    const { text } = await site.get(`/performance?series=${id}&range=7d`);
    expect(numbers(text).filter(({ values }) => values.length === 0)).toHaveLength(1);
    expect(text.match(/<polyline/g)).toHaveLength(2);
  });

  it("is found from its component, and shows hostile labels as text", async () => {
    const { text } = await site.get(`/performance?component=${encodeURIComponent("service/checkout")}`);
    expect(words(text)).toContain("holes");
    expect(words((await site.get("/performance?component=nobody")).text)).toContain(
      "nobody Nothing is measured of it",
    );
  });
});
