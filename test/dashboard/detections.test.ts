import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createFormKey, isOwnForm } from "../../src/dashboard/form.js";
import {
  addDetection,
  labelDetection,
  listDetections,
  type NewDetection,
} from "../../src/store/detections.js";
import { addSeries, addValues } from "../../src/store/metrics.js";
import { addRun } from "../../src/store/runs.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, hostile, NOW, runOf } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let empty: TestDatabase;
let site: Served;
let bare: Served;
const finding = (of: Partial<NewDetection> = {}): NewDetection => ({
  incident: null,
  detector: "threshold.rate",
  subject: "workflow:acme/web/ci.yml",
  reason: "80 % of 5 failed",
  score: 0.8,
  numbers: { rate: 0.8, samples: 5 },
  threshold: "opens at 75 %",
  requiresAttention: true,
  silenced: null,
  repository: "acme/web",
  service: null,
  about: { workflow: "ci", run: { id: 7, attempt: 1, url: "https://github.com/acme/web/actions/runs/7" } },
  at: before(10),
  ...of,
});
const add = async (of: Partial<NewDetection> = {}): Promise<number> =>
  (await addDetection(database.db, finding(of))).id;
const words = (html: string): string => html.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");

beforeAll(async () => {
  [database, empty] = await Promise.all([testDatabase(), testDatabase()]);
  [site, bare] = await Promise.all([serve(database.db), serve(empty.db)]);
  await addRun(database.db, "acme/web", runOf({ runId: 7, headSha: "c0ffee0" }), before(12));
});
afterAll(async () => {
  await Promise.all([site.close(), bare.close()]);
  await Promise.all([database.drop(), empty.drop()]);
});

describe("/detections/:id", () => {
  it("says which detector, which numbers, which threshold, and what the subject did lately", async () => {
    const id = await add();
    const { status, text } = await site.get(`/detections/${id}`);
    expect(status).toBe(200);
    const said = words(text);
    for (const part of [
      "threshold.rate",
      "opens at 75 %",
      "rate 0.8",
      "samples 5",
      "workflow:acme/web/ci.yml",
    ])
      expect(said).toContain(part);
    expect(said).toContain("failure, attempt 1 of c0ffee0 on main");
    expect(text).toContain('href="https://github.com/acme/web/actions/runs/7"');
  });

  it("shows a metric's minutes, newest first, and only those around it", async () => {
    const series = { component: "service/acme/web/pay", name: "response_seconds", labels: {} };
    const [key] = (await addSeries(database.db, [{ ...series, value: 0, at: NOW }], NOW)).values();
    const values = [300, 12, 11].map((minutes, i) => ({
      series: key ?? 0,
      at: before(minutes),
      value: i + 0.5,
    }));
    await addValues(database.db, values);
    const id = await add({ about: { series }, detector: "anomaly.deviation" });
    const said = words((await site.get(`/detections/${id}`)).text);
    expect(said).toMatch(/Minutes of response_seconds.*11 min ago 2\.5 12 min ago 1\.5/);
    expect(said).not.toContain("5 h ago 0.5");
  });

  it("lets no text of strangers out of its place", async () => {
    const text = hostile.script;
    const id = await add({
      reason: text,
      subject: hostile.attribute,
      threshold: text,
      numbers: { [hostile.attribute]: 1 },
      about: { evidence: [{ text, url: hostile.javascript }], workflow: text },
    });
    for (const path of [`/detections/${id}`, "/detections"]) {
      const page = (await site.get(path)).text;
      expect(page).not.toContain("<script>alert");
      expect(page).not.toMatch(/<[^<>]*\sonmouseover=/);
      expect(page).not.toContain('href="javascript:');
    }
  });

  it("asks no judgement of an end", async () => {
    const id = await add({ detector: "resolved", requiresAttention: false });
    expect((await site.get(`/detections/${id}`)).text).not.toContain("<form");
  });

  it.each(["0", "-1", "1e3", "999999", "x"])("%s is nothing", async (id) => {
    expect((await site.get(`/detections/${id}`)).status).toBe(404);
  });
});

describe("/detections", () => {
  it("is readable when there is none", async () => {
    const { status, text } = await bare.get("/detections");
    expect([status, words(text).includes("Nothing was found")]).toEqual([200, true]);
  });

  it("pages through all of them once, newest first, and filters", async () => {
    for (let i = 0; i < 120; i++)
      await add({
        detector: "paged",
        subject: `p${i}`,
        at: before(600 - Math.floor(i / 2)),
        requiresAttention: i % 10 === 0,
      });
    const seen: string[] = [];
    let path: string | undefined = "/detections?detector=paged";
    while (path !== undefined) {
      const { text } = await site.get(path);
      seen.push(...[...text.matchAll(/class="where" dir="auto">(p\d+)</g)].map((match) => match[1] ?? ""));
      path = /href="([^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll("&amp;", "&").replaceAll("&#x3D;", "=");
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, i) => `p${119 - i}`));
    const calling = (await site.get("/detections?detector=paged&calling=yes")).text;
    expect([...calling.matchAll(/class="where"/g)]).toHaveLength(12);
    expect((await site.get("/detections?cursor=nonsense")).status).toBe(400);
  });

  it("says how often a detector was right, by each person's last word", async () => {
    const [one, two] = [await add({ detector: "judged" }), await add({ detector: "judged" })];
    const say = (detection: number, verdict: "right" | "noise", by: string) =>
      labelDetection(database.db, { detection, verdict, by, at: NOW });
    await say(one, "noise", "@a");
    await say(one, "right", "@a");
    await say(one, "right", "@b");
    await say(two, "noise", "@a");
    const said = words((await site.get("/detections?detector=judged")).text);
    expect(said).toMatch(/judged 2 2 2 1 67 % of 3 answers/);
  });
});

describe("a form", () => {
  const key = createFormKey();
  const from = (headers: Record<string, string>) =>
    ({ headers: { host: "heal.example", ...headers } }) as never;
  it.each<[string, Record<string, string>, boolean, boolean]>([
    ["of our page", { "sec-fetch-site": "same-origin" }, false, true],
    ["typed into the address line", { "sec-fetch-site": "none" }, true, false],
    ["of another site, though signed", { "sec-fetch-site": "cross-site" }, true, false],
    ["of our origin", { origin: "https://heal.example" }, false, true],
    ["of another port", { origin: "https://heal.example:8443" }, true, false],
    ["of no origin, signed", { origin: "null" }, true, true],
    ["of no origin, not signed", { origin: "null" }, false, false],
    ["of a program", {}, false, true],
  ])("%s", (_name, headers, signed, own) => {
    expect(isOwnForm(from(headers), signed)).toBe(own);
  });

  it("is signed for one purpose and by one process", () => {
    expect(key.fits("a", key.of("a"))).toBe(true);
    expect([key.fits("b", key.of("a")), key.fits("a", null), key.fits("a", createFormKey().of("a"))]).toEqual(
      [false, false, false],
    );
  });
});

it("needs the token as every page does", async () => {
  const closed = await serve(database.db, "a-token-of-at-least-sixteen");
  const [page, label] = await Promise.all([
    closed.get("/detections"),
    fetch(`${closed.url}/detections/1/label`, {
      method: "POST",
      body: new URLSearchParams({ verdict: "noise" }),
    }),
  ]);
  await closed.close();
  expect([page.status, label.status]).toEqual([401, 401]);
  expect((await listDetections(database.db, { limit: 1 })).detections).toHaveLength(1);
});
