import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { takeAlert } from "../../src/alerting/take-alert.js";
import { listAudit } from "../../src/store/audit.js";
import { getIncident } from "../../src/store/incidents.js";
import { upsertRepository } from "../../src/store/repositories.js";
import { timelineOf } from "../../src/store/timeline.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, incident, NOW } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let site: Served;
let id: number;
let alerts = 0;
beforeAll(async () => {
  database = await testDatabase();
  site = await serve(database.db);
  for (const [n, name] of ["acme/aaa", "acme/checkout", "acme/web"].entries())
    await upsertRepository(database.db, { full_name: name, repository_id: n + 1, installation_id: 7 });
  await upsertRepository(database.db, { full_name: "acme/gone", repository_id: 9, installation_id: 7 });
  await database.db.run`update repositories set state = 'removed' where full_name = 'acme/gone'`;
});
afterAll(async () => {
  await site.close();
  await database.drop();
});
beforeEach(async () => {
  const n = (alerts += 1);
  const taken = await database.db.tx((tx) =>
    takeAlert(
      tx,
      {
        ...{ source: "alertmanager", kind: "alert", status: "firing", repository: null, severity: "error" },
        ...{
          title: `Slow <${n}>`,
          message: "",
          occurredAt: before(5),
          key: `alert:${n}`,
          fingerprint: `f${n}`,
        },
        ...{ service: "checkout", labels: { alertname: `Slow${n}`, service: "checkout" }, url: null },
      },
      { delivery: null, at: before(5), now: before(5) },
    ),
  );
  id = taken?.incident.id ?? 0;
});

const formOf = async (of = id) =>
  /name="form" value="([^"]*)"/.exec((await site.get(`/incidents/${of}`)).text)?.[1] ?? "";
const post = async (fields: Record<string, string>, headers: Record<string, string> = {}, of = id) => {
  const answer = await fetch(`${site.url}/incidents/${of}`, {
    ...{ method: "POST", redirect: "manual", body: new URLSearchParams(fields) },
    headers: { origin: "null", ...headers },
  });
  return { status: answer.status, location: answer.headers.get("location"), text: await answer.text() };
};
const row = async () => getIncident(database.db, id);
const audited = async () =>
  (await listAudit(database.db, { after: 0, limit: 100 })).filter(
    ({ subject }) => subject === `incident:${id}`,
  );

describe("an alert without a repository", () => {
  it("stands on the front page, with a link to where it is routed", async () => {
    const { text } = await site.get("/");
    expect(text).toContain("without a repository.</strong>");
    expect(text).toContain(`<a href="/incidents/${id}" dir="auto">Slow &lt;${alerts}&gt;</a>`);
  });

  it("has a form on its page, the likeliest repository first, and the line for heal.yml", async () => {
    const { text } = await site.get(`/incidents/${id}`);
    const options = [...text.matchAll(/<option value="([^"]*)">/g)].map(([, name]) => name);
    expect(options).toEqual(["acme/checkout", "acme/aaa", "acme/web"]);
    expect(text).toContain("services:\n  - { name: checkout, match: { service: checkout } }");
  });

  it("is routed with one click, which is audited and takes it up again", async () => {
    const { status, location } = await post({ form: await formOf(), do: "route", repository: "Acme/Web" });
    expect([status, location]).toEqual([303, `/incidents/${id}`]);
    expect(await row()).toMatchObject({
      ...{ repository: "acme/web", repository_id: 3, installation_id: 7, state: "open", next_step_at: NOW },
    });
    expect(await audited()).toMatchObject([
      { actor: "dashboard", kind: "route", detail: { do: "route", repository: "acme/web" } },
    ]);
    expect((await timelineOf(database.db, id)).at(-1)?.text).toBe(
      "Routed to acme/web by hand. The next one finds its way by itself with this under services: in its .github/heal.yml: - { name: checkout, match: { service: checkout } }",
    );
    expect((await site.get(`/incidents/${id}`)).text).not.toContain('name="do"');
  });

  it("is closed with one click", async () => {
    expect((await post({ form: await formOf(), do: "close" })).status).toBe(303);
    expect(await row()).toMatchObject({ state: "closed", repository: null, closed_at: NOW });
    expect(await audited()).toMatchObject([{ kind: "route", detail: { do: "close" } }]);
    expect((await post({ form: await formOf(), do: "close" }, { origin: site.url })).status).toBe(409);
  });

  it.each<[string, Record<string, string>, Record<string, string>, number]>([
    ["another site's form", { do: "close" }, { origin: "https://evil.example" }, 403],
    ["a form that this page never showed", { do: "close", form: "x" }, {}, 403],
    ["a form that a browser calls foreign", { do: "close" }, { "sec-fetch-site": "cross-site" }, 403],
    ["nothing said", {}, { "sec-fetch-site": "same-origin" }, 400],
    [
      "a repository that heal is not in",
      { do: "route", repository: "acme/none" },
      { "sec-fetch-site": "same-origin" },
      400,
    ],
    [
      "one that it has left",
      { do: "route", repository: "acme/gone" },
      { "sec-fetch-site": "same-origin" },
      400,
    ],
    ["no repository", { do: "route" }, { "sec-fetch-site": "same-origin" }, 400],
  ])("is left as it is by %s", async (_what, fields, headers, status) => {
    expect((await post(fields, headers)).status).toBe(status);
    expect(await row()).toMatchObject({ state: "open", repository: null });
    expect(await audited()).toEqual([]);
  });

  it("is not routed twice, and what has a repository is not routed from here", async () => {
    const form = await formOf();
    await post({ form, do: "route", repository: "acme/web" });
    expect((await post({ form, do: "route", repository: "acme/aaa" })).status).toBe(409);
    expect(await row()).toMatchObject({ repository: "acme/web" });
    const ci = await incident(database.db, { title: "ci failed" });
    expect((await post({ do: "close" }, { "sec-fetch-site": "same-origin" }, ci)).status).toBe(409);
    expect((await post({ do: "close" }, { "sec-fetch-site": "same-origin" }, 99_999)).status).toBe(404);
  });
});
