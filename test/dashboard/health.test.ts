import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { seedMonitoring, seedService } from "./monitoring-seed.js";
import { writeHealth } from "../../src/store/health.js";
import { ran } from "../monitoring/runs.js";
import { before, hostile } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let empty: TestDatabase;
let site: Served;
let bare: Served;
beforeAll(async () => {
  [database, empty] = await Promise.all([testDatabase(), testDatabase()]);
  await seedMonitoring(database.db);
  await seedService(database.db);
  [site, bare] = await Promise.all([serve(database.db), serve(empty.db)]);
});
afterAll(async () => {
  await Promise.all([site.close(), bare.close()]);
  await Promise.all([database.drop(), empty.drop()]);
});

const words = (html: string): string => html.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");

describe("/health", () => {
  it("says what is missing when nothing was measured", async () => {
    expect(words((await bare.get("/health")).text)).toContain("Nothing measured yet");
  });

  it("says how much room tables take", async () => {
    expect(words((await bare.get("/health")).text)).toMatch(
      /Database tables .* incidents \d+ rows? [\d.]+ \w+/,
    );
  });

  it("lists components worst first, each with reason and since when", async () => {
    const { status, text } = await site.get("/health");
    expect(status).toBe(200);
    const components = text.split('id="systems"')[0] ?? "";
    expect([...components.matchAll(/<span class="pill is-(\w+)"/g)].map(([, state]) => state)).toEqual([
      "down",
      "silent",
      "silent",
      "degraded",
      "degraded",
      "ok",
      "ok",
    ]);
    expect(words(text)).toContain("5 of 7 components need a look.");
    expect(words(text)).toMatch(
      /down heal\/disk 1 % of the data folder&#x27;s disk is free 1 h ago just now/,
    );
  });

  it("shows availability, errors and response times as they are in the database", async () => {
    const { text } = await site.get("/health");
    const row = text.split("<tr>").find((one) => one.includes("service/checkout")) ?? "";
    const [{ p50, p95 } = { p50: 0, p95: 0 }] = await database.db.many<{ p50: number; p95: number }>`
      select percentile_cont(0.5) within group (order by sum / count) as p50,
        percentile_cont(0.95) within group (order by sum / count) as p95
      from metric_minutes m join metric_series s on s.id = m.series where s.name = 'response_seconds'`;
    expect([...row.matchAll(/<data value="([^"]+)">/g)].map(([, value]) => Number(value))).toEqual([
      0.75,
      0.75,
      0.125,
      p50,
      p95,
      expect.closeTo(0.6, 5),
    ]);
    expect(words(row)).toContain("75 % 75 % 12.5 % 305 ms / 570 ms / 600 ms");
  });

  it("takes a repository's failed runs of a day for its errors", async () => {
    for (const [i, conclusion] of ["failure", "success", "success", "success"].entries())
      await ran(empty.db, { repository: "acme/lib", workflow: `W${i % 2}`, conclusion, end: before(i + 1) });
    await ran(empty.db, { repository: "acme/lib", conclusion: "failure", end: before(25 * 60) });
    await writeHealth(empty.db, { component: "ci/acme/lib", state: "ok", reason: "" }, before(0));
    const { text } = await bare.get("/health");
    expect(text).toContain(
      '<a href="/performance?repository&#x3D;acme%2Flib"><data value="0.25">25 %</data></a>',
    );
  });

  it("says that nothing was measured, where nothing was", async () => {
    const { text } = await site.get("/health");
    const row = text.split("<tr>").find((one) => one.includes("heal/disk")) ?? "";
    expect(row).not.toContain("<data");
    expect(row.match(/title="not measured"/g)).toHaveLength(4);
  });

  it("links to the charts of what it shows", async () => {
    const { text } = await site.get("/health");
    const links = [...text.matchAll(/href="(\/performance\?[^"]+)"/g)].map(([, link = ""]) =>
      link.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&"),
    );
    expect(links).toEqual([
      "/performance?repository=acme%2Fweb",
      "/performance?component=service%2Fcheckout",
      expect.stringMatching(/^\/performance\?series=\d+&range=1d$/),
      expect.stringMatching(/^\/performance\?series=\d+&range=1d$/),
    ]);
    for (const link of links) expect((await site.get(link)).status).toBe(200);
  });

  it("takes old words for silence, whatever they said", async () => {
    const { text } = await site.get("/health");
    expect(words(text)).toMatch(
      /silent heal\/runtime no longer heard; last: 120 MB resident 10 min ago 10 min ago/,
    );
  });

  it("draws the response times that it has, over the hours of the database", async () => {
    const { text } = await site.get("/health");
    expect(text.match(/<figure/g)).toHaveLength(1);
    const hours = await database.db.many<{ at: Date; mean: number }>`
      select at, sum / count as mean from metric_hours m join metric_series s on s.id = m.series
      where s.name = 'response_seconds' order by at`;
    const table = text.split('<table class="numbers">')[1] ?? "";
    expect(
      [...table.matchAll(/datetime="([^"]+)".*?<data value="([^"]+)">/g)].map(([, at, value]) => [
        at,
        Number(value),
      ]),
    ).toEqual(hours.map(({ at, mean }) => [at.toISOString(), mean]));
    expect(hours.length).toBeGreaterThan(0);
  });

  it("shows hostile text as text, and runs no script but its own", async () => {
    const { text, headers } = await site.get("/health");
    expect(text).not.toContain(hostile.script);
    expect(text).toContain("&lt;");
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(headers.get("content-security-policy")).toMatch(/; script-src 'self'$/);
  });
});
