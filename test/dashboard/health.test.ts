import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
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

describe("/health", () => {
  it("lists components worst first, each with reason and since when", async () => {
    const { status, text } = await site.get("/health");
    expect(status).toBe(200);
    expect([...text.matchAll(/<span class="pill is-(\w+)"/g)].map(([, state]) => state)).toEqual([
      "down",
      "silent",
      "silent",
      "degraded",
      "degraded",
      "ok",
    ]);
    expect(words(text)).toContain("5 of 6 components need a look.");
    expect(words(text)).toMatch(
      /down heal\/disk 1 % of the data folder&#x27;s disk is free 1 h ago just now/,
    );
  });

  it("takes old words for silence, whatever they said", async () => {
    const { text } = await site.get("/health");
    expect(words(text)).toMatch(
      /silent heal\/runtime no longer heard; last: 120 MB resident 10 min ago 10 min ago/,
    );
  });

  it("shows hostile text as text", async () => {
    const { text } = await site.get("/health");
    expect(text).not.toContain(hostile.script);
    expect(text).toContain("&lt;");
  });

  it("says what is missing when nothing was measured", async () => {
    expect(words((await bare.get("/health")).text)).toContain("Nothing measured yet");
  });
});
