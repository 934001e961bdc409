import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createKillSwitch } from "../../src/flags/kill-switch.js";
import { listAudit, verifyAudit } from "../../src/store/audit.js";
import { getIncident } from "../../src/store/incidents.js";
import { labelsOf } from "../../src/store/labels.js";
import { upsertRepository } from "../../src/store/repositories.js";
import { timelineOf } from "../../src/store/timeline.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { diagnosisOf, hostile, incident, NOW } from "./seed.js";
import { serve, type Served } from "./serve.js";

const TOKEN = "a-long-token-of-the-dashboard-0123456789";
const clock = { now: () => NOW };
let database: TestDatabase;
let site: Served;
let id: number;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db, TOKEN);
  await upsertRepository(database.db, { full_name: "acme/checkout", repository_id: 1, installation_id: 7 });
});
afterAll(async () => {
  await site.close();
  await database.drop();
});
beforeEach(async () => {
  await database.clear("incidents", "switches");
  id = await incident(database.db, { title: "ci failed", state: "escalated", diagnosis: diagnosisOf() });
});

const as = (name: string, password = TOKEN) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
const page = async () => (await site.get(`/incidents/${id}`, as("lena"))).text;
const words = async () => (await page()).replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");
const buttons = async () =>
  [...(await page()).matchAll(/name="action" value="(\w+)"/g)].map(([, action]) => action);
const post = async (fields: Record<string, string>, headers: Record<string, string> = as("lena")) => {
  const form = /name="form" value="([^"]*)"/.exec(await page())?.[1] ?? "";
  const answer = await fetch(`${site.url}/incidents/${id}`, {
    ...{ method: "POST", redirect: "manual", body: new URLSearchParams({ form, ...fields }) },
    headers: { origin: "null", ...headers },
  });
  return answer.status;
};
const told = async () => (await timelineOf(database.db, id)).at(-1);
const audited = async () =>
  (await listAudit(database.db, { after: 0, limit: 100 })).filter(
    ({ subject }) => subject === `incident:${id}`,
  );
const stopped = () => createKillSwitch(database.db, clock).stopped("acme/checkout", 1);

describe("the buttons of an incident", () => {
  it("close it, with who did it in its story and the audit", async () => {
    expect(await buttons()).toEqual(["close", "stop", "correct"]);
    expect(await post({ action: "close" })).toBe(303);
    expect(await getIncident(database.db, id)).toMatchObject({ state: "closed", closed_at: NOW });
    expect(await told()).toMatchObject({
      kind: "closed",
      actor: "dashboard, as lena",
      text: "Closed by hand",
    });
    expect(await audited()).toMatchObject([{ kind: "close", actor: "dashboard, as lena" }]);
    expect(await buttons()).toEqual(["stop", "correct"]);
    expect(await post({ action: "close" })).toBe(409);
    expect(await audited()).toHaveLength(1);
  });

  it("stop heal in its repository, and let it act again", async () => {
    expect(await post({ action: "stop", reason: hostile.script })).toBe(303);
    expect(await stopped()).toMatchObject({ scope: "acme/checkout", by: "dashboard, as lena" });
    expect(await told()).toMatchObject({ kind: "asked", actor: "dashboard, as lena" });
    expect(await buttons()).toEqual(["close", "resume", "correct"]);
    expect(await page()).not.toContain(hostile.script);
    expect(await words()).toMatch(/heal is stopped in acme\/checkout by dashboard, as lena/);
    expect(await post({ action: "resume" }, as("mona"))).toBe(303);
    expect(await stopped()).toBeNull();
    expect(await told()).toMatchObject({
      actor: "dashboard, as mona",
      text: "heal acts in acme/checkout again, by hand",
    });
    expect((await verifyAudit(database.db)).broken).toBeNull();
  });

  it("keep no secret that a reason holds", async () => {
    await post({ action: "stop", reason: `token ghp_${"a1B2".repeat(9)} leaked` });
    expect((await stopped())?.reason).not.toContain("ghp_");
    expect((await told())?.text).not.toContain("ghp_");
  });

  it("lift no stop that is not the repository's own", async () => {
    expect(await post({ action: "resume" })).toBe(409);
    expect(await told()).toBeUndefined();
    await createKillSwitch(database.db, clock).stop("global", "an incident of ours", "root");
    expect(await buttons()).toEqual(["close", "correct"]);
    expect(await words()).toContain("heal is stopped everywhere by root : an incident of ours");
    expect(await post({ action: "resume" })).toBe(409);
    expect(await stopped()).toMatchObject({ scope: "global" });
  });

  it("name another cause, which the page shows beside what heal said", async () => {
    expect(await words()).not.toContain("Corrected");
    expect(await post({ action: "correct", category: "flaky_test" })).toBe(303);
    expect(await labelsOf(database.db, id)).toMatchObject([
      { label: "flaky_test", by: "dashboard, as lena" },
    ]);
    expect(await told()).toMatchObject({ text: "The cause is said to be flaky test" });
    expect(await words()).toMatch(
      /Corrected The cause is flaky test , says dashboard, as lena just now heal said registry outage\./,
    );
    expect(await post({ action: "correct", category: "bad luck" })).toBe(409);
    expect(await labelsOf(database.db, id)).toHaveLength(1);
  });

  it("are not there where an alert has no repository", async () => {
    id = await incident(database.db, { title: "slow", kind: "alert", repository: null });
    expect(await buttons()).toEqual([]);
    expect(await post({ action: "stop" }, { ...as("lena"), "sec-fetch-site": "same-origin" })).toBe(409);
  });
});

describe("nothing is done", () => {
  it.each<[string, Record<string, string>, Record<string, string>, number]>([
    ["for another site's form", { action: "close" }, { origin: "https://evil.example" }, 403],
    ["for a form that this page never showed", { action: "close", form: "x" }, {}, 403],
    ["for a form that a browser calls foreign", { action: "close" }, { "sec-fetch-site": "cross-site" }, 403],
    ["without the token", { action: "close" }, { authorization: "" }, 401],
    ["with a wrong one", { action: "close" }, as("lena", "wrong"), 401],
    ["for what is no button", { action: "constructor" }, {}, 400],
  ])("%s", async (_what, fields, headers, status) => {
    expect(await post(fields, { ...as("lena"), ...headers })).toBe(status);
    expect(await getIncident(database.db, id)).toMatchObject({ state: "escalated" });
    expect(await told()).toBeUndefined();
    expect(await stopped()).toBeNull();
  });

  it("with a form of another incident, or of another purpose", async () => {
    const other = await incident(database.db, { title: "other", kind: "alert", repository: null });
    const foreign = /name="form" value="([^"]*)"/.exec(
      (await site.get(`/incidents/${other}`, as("lena"))).text,
    )?.[1];
    expect(await post({ action: "close", form: foreign ?? "" })).toBe(403);
  });
});

it.each<[string, Record<string, string>, string]>([
  ["a name", as("mona@acme.example"), "dashboard, as mona@acme.example"],
  ["no name", as(""), "dashboard"],
  ["the token as name", as(TOKEN), "dashboard"],
  ["the token in the name", as(`x${TOKEN}`), "dashboard"],
  ["what is no name", as("<b>root</b>"), "dashboard"],
  ["a bearer token", { authorization: `Bearer ${TOKEN}` }, "dashboard"],
])("who did it, signed in with %s", async (_what, headers, actor) => {
  expect(await post({ action: "close" }, headers)).toBe(303);
  expect((await told())?.actor).toBe(actor);
});
