import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { addDecision } from "../../src/store/timeline.js";
import { addLabel } from "../../src/store/labels.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, incident, NOW, type SeedIncident } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let site: Served;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
});
afterAll(async () => {
  await site.close();
  await database.drop();
});
beforeEach(() => database.clear("incidents"));

const add = (title: string, more: Partial<SeedIncident> = {}) => incident(database.db, { title, ...more });
const storm = async (count: number, service = "checkout") => {
  for (let n = 0; n < count; n += 1)
    await add(`alert ${n}`, { kind: "alert", service, severity: n === 3 ? "critical" : "warning" });
};
const titles = (text: string) => [...text.matchAll(/class="title"[^>]*>([^<]*)</g)].map(([, title]) => title);
const textOf = (html: string) => html.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");
const shown = async (query = "") => titles((await site.get(`/?${query}`)).text);

describe("the front page", () => {
  it("has what burns in front, worst first, and behind it what is over", async () => {
    await add("recovered now", { state: "recovered", severity: "critical", lastSeen: before(0) });
    await add("warning", { severity: "warning", lastSeen: before(1) });
    await add("long critical", { severity: "critical", state: "escalated", lastSeen: before(3_000) });
    await add("ignored", { state: "ignored", lastSeen: before(2) });
    expect(await shown()).toEqual(["long critical", "warning", "recovered now", "ignored"]);
    const { text } = await site.get("/");
    expect(text.indexOf("Burning, worst first")).toBeLessThan(text.indexOf("long critical"));
    expect(text.indexOf("Over, last seen first")).toBeLessThan(text.indexOf("recovered now"));
    expect(textOf(text)).toMatch(/since 2 d ago/);
  });

  it("counts by state, and each count leads to just those", async () => {
    for (const state of ["open", "diagnosing", "acting", "escalated", "escalated"] as const)
      await add(state, { state });
    for (const state of ["recovered", "closed", "ignored"] as const) await add(state, { state });
    const { text } = await site.get("/");
    const tiles = [...text.matchAll(/<a href="([^"]*)" class="tile[^"]*"><b>(\d+)<\/b> <span>([^<]*)</g)];
    expect(tiles.map(([, , count, name]) => `${name}: ${count}`)).toEqual([
      ...["Burning: 5", "Open: 2", "Acting: 1", "Escalated: 2", "Recovered in 24 h: 1", "Closed in 24 h: 2"],
    ]);
    const found = await Promise.all(
      tiles.map(async ([, href]) => titles((await site.get((href ?? "").replace("&#x3D;", "="))).text)),
    );
    expect(found.map((all) => all.length)).toEqual([5, 2, 1, 2, 1, 3]);
  });

  it.each([
    ["burning", ["open one"]],
    ["over", ["closed one", "ignored one"]],
    ["closed", ["closed one"]],
    ["acting,verifying", []],
  ])("shows only what is %s, and says so in its form", async (state, expected) => {
    await add("open one");
    await add("closed one", { state: "closed", lastSeen: before(1) });
    await add("ignored one", { state: "ignored", lastSeen: before(2) });
    expect(await shown(`state=${state}`)).toEqual(expected);
    expect((await site.get(`/?state=${state}`)).text).toContain(`<option value="${state}" selected>`);
  });

  it("pages from what burns into what is over, each once", async () => {
    for (let n = 0; n < 50; n += 1) await add(`burning ${n}`, { lastSeen: before(n) });
    for (let n = 0; n < 55; n += 1) await add(`over ${n}`, { state: "closed", lastSeen: before(n) });
    const found: string[] = [];
    let path: string | undefined = "/?severity=error";
    while (path !== undefined) {
      const { text } = await site.get(path);
      found.push(...titles(text).map((title) => title ?? ""));
      path = /href="([^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
    }
    const named = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n}`);
    expect(found).toEqual([...named("burning", 50), ...named("over", 55)]);
  });
});

describe("a storm", () => {
  it("is one line with how many and which, and a link to each", async () => {
    await storm(30);
    await add("another", { kind: "alert", service: "payments" });
    const { text } = await site.get("/");
    expect(titles(text)).toEqual(["30 alerts of checkout", "another"]);
    expect(textOf(text)).toMatch(/open 30 30 alerts of checkout 1 critical, 29 warning/);
    expect(text).toContain("Worst: <bdi>alert 3</bdi>");
    expect(
      text.match(/<li><span class="severity[^"]*">\w+<\/span> <a href="\/incidents\/\d+"/g),
    ).toHaveLength(30);
    const href = /class="title" href="([^"]*)"[^>]*>30 alerts/.exec(text)?.[1] ?? "";
    const each = await site.get(href.replaceAll("&#x3D;", "=").replaceAll("&amp;", "&"));
    expect(titles(each.text)).toHaveLength(30);
  });

  it("shows thirty, and how many more there are", async () => {
    await storm(33);
    expect(textOf((await site.get("/")).text)).toContain("3 others");
  });

  it("says what is held, of one of its alerts or of one alone", async () => {
    const hold = async (id: number) => {
      const until = new Date(NOW.getTime() + 120_000);
      await addDecision(database.db, id, {
        ...{ kind: "wait", playbook: "restart", action: "dispatch-workflow", predicted: null, at: NOW },
        reasons: [
          {
            ...{ playbook: "restart", action: "dispatch-workflow", chosen: true },
            verdicts: [
              { guard: "hold", allowed: false, reason: "it began just now", until: until.toISOString() },
            ],
          },
        ],
      });
    };
    await hold(await add("alone", { kind: "alert", service: "payments", state: "diagnosing" }));
    await storm(2);
    await hold(await add("third", { kind: "alert", service: "checkout", state: "diagnosing" }));
    const words = textOf((await site.get("/")).text);
    expect(words.match(/dispatch-workflow at 12:02:00 UTC unless it resolves/g)).toHaveLength(2);
  });

  it("is named with markup as text", async () => {
    await storm(2, "<b>x</b>");
    expect((await site.get("/")).text).toContain("2 alerts of &lt;b&gt;x&lt;/b&gt;");
  });
});

it("a category that a person corrected stands in the list as corrected", async () => {
  const id = await add("ci failed", { category: "network" });
  for (const label of ["timeout", "flaky_test"])
    await addLabel(database.db, { incidentId: id, label, by: "lena", at: NOW });
  const words = textOf((await site.get("/")).text);
  expect(words).toContain("flaky test as corrected");
  expect(words).not.toMatch(/network|timeout/);
});
