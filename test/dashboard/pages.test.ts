import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { before, diagnosedByAnother, hostile, incident, runOf, seed } from "./seed.js";
import { serve, type Served } from "./serve.js";

let database: TestDatabase;
let empty: TestDatabase;
let site: Served;
let bare: Served;
let ids: Awaited<ReturnType<typeof seed>>;
let everyPage: string[];

beforeAll(async () => {
  [database, empty] = await Promise.all([testDatabase(), testDatabase()]);
  ids = await seed(database.db);
  [site, bare] = await Promise.all([serve(database.db), serve(empty.db)]);
  everyPage = [
    "/",
    "/patterns",
    "/deliveries",
    "/repositories",
    ...Object.values(ids).map((id) => `/incidents/${id}`),
    "/nowhere",
    "/?state=nonsense",
  ];
});
afterAll(async () => {
  await Promise.all([site.close(), bare.close()]);
  await Promise.all([database.drop(), empty.drop()]);
});

/** Attribute values as a browser reads them. */
const decoded = (text: string): string =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&#x3D;", "=")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
const tagsOf = (html: string): string[] => html.match(/<[a-z][^<>]*>/g) ?? [];
const linksOf = (html: string): string[] =>
  [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map((match) => decoded(match[1] ?? ""));
const textOf = (html: string): string => decoded(html.replace(/<[^<>]*>/g, " ")).replace(/\s+/g, " ");

describe("every page", () => {
  it("answers with the status that fits", async () => {
    const statuses = await Promise.all(everyPage.map(async (path) => (await site.get(path)).status));
    expect(statuses).toEqual([...everyPage.slice(0, -2).map(() => 200), 404, 400]);
  });

  it("lets nothing load but its own style, in a policy without exceptions", async () => {
    for (const path of everyPage) {
      const { headers } = await site.get(path);
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "content-type": "text/html; charset=utf-8",
      });
    }
  });

  it("holds no script, no inline style and no handler, whatever text it shows", async () => {
    for (const path of everyPage) {
      const { text } = await site.get(path);
      const tags = tagsOf(text);
      expect(tags.length).toBeGreaterThan(15);
      expect(tags.filter((tag) => /^<(?:script|style|iframe|object|embed|base)\b/.test(tag))).toEqual([]);
      expect(tags.filter((tag) => /\s(?:on\w+|style)=/.test(tag))).toEqual([]);
      expect(text).not.toContain(hostile.script);
    }
  });

  it("links only to itself and to web pages, and those learn nothing of it", async () => {
    let outside = 0;
    for (const path of everyPage) {
      const { text } = await site.get(path);
      expect(linksOf(text).filter((link) => !/^(?:https?:\/\/|\/(?!\/)|#main$)/.test(link))).toEqual([]);
      for (const tag of tagsOf(text).filter((one) => one.includes('href="http'))) {
        outside += 1;
        expect(tag).toContain('rel="noopener noreferrer nofollow"');
      }
    }
    expect(outside).toBeGreaterThan(5);
  });

  it("can be walked by keyboard and screen reader", async () => {
    for (const path of everyPage) {
      const { text } = await site.get(path);
      expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
      for (const part of ["<header", '<nav aria-label="Main">', '<main id="main"', "<footer", 'href="#main"'])
        expect(text).toContain(part);
      expect(text.match(/<h1[ >]/g)).toHaveLength(1);
      expect(text).toContain('name="viewport"');
      for (const head of text.match(/<thead[\s\S]*?<\/thead>/g) ?? [])
        expect(head.match(/<th /g)?.length).toBe(head.match(/scope="col"/g)?.length);
      const tables = text.match(/<table/g)?.length ?? 0;
      expect(text.match(/<caption/g)?.length ?? 0).toBe(tables);
    }
  });

  it("leads to pages that are there", async () => {
    const links = new Set<string>();
    for (const path of everyPage) for (const link of linksOf((await site.get(path)).text)) links.add(link);
    const inside = [...links].filter((link) => link.startsWith("/"));
    expect(inside.length).toBeGreaterThan(15);
    for (const link of inside) expect([link, (await site.get(link)).status]).toEqual([link, 200]);
  });
});

describe("/", () => {
  it("shows hostile text as it is, in words of its own", async () => {
    const text = textOf((await site.get("/")).text);
    expect(text).toContain(hostile.script);
    expect(text).toContain("supercalifragilistic");
    expect(text).toContain(hostile.rtl);
  });

  it("sums up, says what is stopped and marks what has no repository", async () => {
    const { text } = await site.get("/");
    const words = textOf(text);
    expect(words).toMatch(/3 Open 2 Acting 1 Escalated 1 Recovered in 24 h/);
    expect(words).toMatch(/heal is stopped in acme\/web\s*\. By @lena , 1 h ago : release freeze/);
    expect(words).toMatch(/1 without a repository\./);
    expect(words).toMatch(/HighErrorRate on payments critical no repository payments error rate/);
    expect(text).toContain(
      '<time datetime="2026-03-14T11:59:00.000Z" title="2026-03-14 11:59:00 UTC">1 min ago</time>',
    );
  });

  it.each([
    ["state=escalated", 1],
    ["repository=ACME%2FWeb", 3],
    ["state=open&repository=acme%2Fweb", 1],
    ["state=&repository=", 10],
    ["repository=nobody%2Fnothing", 0],
  ])("filters by %s", async (query, count) => {
    const { text } = await site.get(`/?${query}`);
    expect(text.match(/class="title"/g)?.length ?? 0).toBe(count);
  });

  it("says what to do next when nothing came, and when nothing fits", async () => {
    const first = textOf((await bare.get("/")).text);
    expect(first).toContain("Nothing has failed yet");
    expect(first).toContain("POST https://heal.example/api/alerts/alertmanager");
    expect(textOf((await site.get("/?state=closed&repository=acme/web")).text)).toContain(
      "None matches the filter",
    );
    for (const [path, words] of [
      ["/patterns", "Nothing learned yet"],
      ["/deliveries", "No delivery here"],
      ["/repositories", "No repository yet"],
    ] as const)
      expect(textOf((await bare.get(path)).text)).toContain(words);
  });

  it("pages through all incidents, each once", async () => {
    const many = await testDatabase();
    for (let i = 0; i < 60; i++)
      await incident(many.db, { title: `failure ${i}`, lastSeen: before(Math.floor(i / 3)) });
    const paged = await serve(many.db);
    const titles: string[] = [];
    let path: string | undefined = "/?repository=acme%2Fcheckout";
    while (path !== undefined) {
      const { text } = await paged.get(path);
      titles.push(...[...text.matchAll(/dir="auto">(failure \d+)</g)].map((match) => match[1] ?? ""));
      const next: string | undefined = /href="([^"]*)" rel="next"/.exec(text)?.[1];
      path = next === undefined ? undefined : decoded(next);
    }
    expect(titles).toHaveLength(60);
    expect(new Set(titles).size).toBe(60);
    expect(titles.slice(0, 3).sort()).toEqual(["failure 0", "failure 1", "failure 2"]);
    await paged.close();
    await many.drop();
  });
});

describe("/incidents/:id", () => {
  const page = async (id: number) => textOf((await site.get(`/incidents/${id}`)).text);

  it("tells what failed, why, what was done and how it ended", async () => {
    const words = await page(ids.recovered);
    for (const part of [
      "registry outage Confidence 94 %",
      "It could also be network 4 %",
      "413 npm error 503 Service Unavailable - GET https://registry.npmjs.org/lodash",
      "Failing part: lines 409 to 431 Log on GitHub",
      "3 earlier incidents in 2 repositories, first in incident #1",
      "rerun-failed-jobs helped 3 of 3 times, last in #1 Predicted success 88 %",
      "successful rerun-failed-jobs",
      "attempt 2 of the run passed",
      "Recovered after 10 minutes",
    ])
      expect(words).toContain(part);
  });

  it("tells of each playbook why it was chosen or not, guard by guard", async () => {
    const words = await page(ids.recovered);
    expect(words).toMatch(/Act: rerun-failed-jobs Predicted success 88 %/);
    expect(words).toMatch(/rerun-transient rerun-failed-jobs chosen match allows it is meant for this/);
    expect(words).toMatch(/restart-mirror dispatch-workflow not chosen mode of dispatch-workflow is suggest/);
    expect(words).toMatch(/mode refuses mode of dispatch-workflow/);
    expect(words).toMatch(
      /1 playbook not meant for this fix-lint open-fix-pr : the category is registry_outage/,
    );
  });

  it("shows a fix with its checks, and the CI before and after", async () => {
    const words = await page(ids.fixing);
    expect(words).toMatch(/formatter proving Pull request #41/);
    expect(words).toMatch(/1 of 3 checks failed passed paths/);
    expect(words).toMatch(/failed size 12 lines over the limit src\/cart\.ts/);
    expect(words).toMatch(/lint failure success unit success running/);
  });

  it("joins incidents that are the same failure, both ways", async () => {
    expect((await site.get(`/incidents/${ids.merged}`)).text).toContain(`href="/incidents/${ids.escalated}"`);
    expect((await site.get(`/incidents/${ids.escalated}`)).text).toContain(`href="/incidents/${ids.merged}"`);
  });

  it("shows failing tests, labels and the issue", async () => {
    expect(await page(ids.escalated)).toMatch(
      /CartTotal › rounds half cents Expected: 10\.01 Received: 10\.00/,
    );
    expect((await site.get(`/incidents/${ids.escalated}`)).text).toContain(
      'href="https://github.com/acme/checkout/issues/88"',
    );
    expect(await page(ids.unrouted)).toMatch(/alertname HighErrorRate/);
  });

  it("shows hostile text as text and makes no link of what is no web page", async () => {
    const { text } = await site.get(`/incidents/${ids.attack}`);
    expect(textOf(text)).toContain(hostile.script);
    expect(textOf(text)).toContain("Issue #5");
    expect(text).not.toMatch(/href="(?:javascript|data):/i);
    expect(text).toContain(`<bdi>${hostile.rtl}</bdi>`);
  });

  it("bears a diagnosis that another version wrote", async () => {
    for (const [diagnosis, words] of [
      [{ category: "lint", jobs: "none", confidence: 7, tests: [{}] }, "lint"],
      [{}, "unknown"],
      [null, "Not diagnosed yet."],
    ] as const) {
      const id = await incident(empty.db, { title: "odd", run: runOf() });
      await diagnosedByAnother(empty.db, id, diagnosis);
      const odd = await bare.get(`/incidents/${id}`);
      expect([odd.status, textOf(odd.text).includes(words)]).toEqual([200, true]);
    }
  });

  it.each(["999999", "0", "abc", "1e3", "-1", "99999999999999999999", "%3Cscript%3E"])(
    "has no page for %s",
    async (id) => {
      const { status, text } = await site.get(`/incidents/${id}`);
      expect([status, text.includes("There is nothing here")]).toEqual([404, true]);
    },
  );
});

describe("the other pages", () => {
  it("list patterns with what helped and how likely it helps again", async () => {
    const words = textOf((await site.get("/patterns")).text);
    expect(words).toMatch(
      /npm: 503 from the registry registry outage, first in #1 2 acme\/checkout acme\/web/,
    );
    expect(words).toMatch(/rerun-failed-jobs helped 3 of 4 times Predicted success 73 %/);
    expect(words).toMatch(/nothing tried yet/);
  });

  it("list deliveries with their reason, by state", async () => {
    const words = textOf((await site.get("/deliveries")).text);
    expect(words).toMatch(/done github workflow_run · completed d-1 acme\/checkout #\d+ 0 5 min ago/);
    expect(words).toMatch(/ignored github star · completed d-3 acme\/checkout heal takes no part in stars/);
    const parked = textOf((await site.get("/deliveries?state=parked")).text);
    expect([parked.includes("d-4"), parked.includes("d-3")]).toEqual([true, false]);
    expect((await site.get("/deliveries?state=lost")).status).toBe(400);
  });

  it("list repositories with mode, stop and what is wrong with their settings", async () => {
    const words = textOf((await site.get("/repositories")).text);
    expect(words).toMatch(/acme\/checkout act 2 6 2 min ago/);
    expect(words).toMatch(/acme\/legacy the App is not installed server's default 0 0 not yet/);
    expect(words).toMatch(/stopped by @lena : release freeze/);
    expect(words).toMatch(/settings \.github\/heal\.yml:3:1: mdoe: unknown key/);
  });
});

describe("assets", () => {
  it("are kept for a year under the address that names their content", async () => {
    const { text } = await site.get("/");
    const href = /rel="stylesheet" href="([^"]+)"/.exec(text)?.[1] ?? "";
    const named = await site.get(decoded(href));
    expect(named.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(named.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(named.text).toContain("prefers-color-scheme: dark");
    expect((await site.get("/assets/style.css?v=old")).headers.get("cache-control")).toBe("no-cache");
  });

  it.each(["/assets/other.css", "/assets/..%2Fviews%2Flayout.hbs", "/assets/%2e%2e%2fassets.ts"])(
    "are only those: %s",
    async (path) => {
      expect((await site.get(path)).status).toBe(404);
    },
  );
});

describe("access", () => {
  const TOKEN = "an-api-token-of-at-least-32-characters";
  const basic = (password: string) => ({
    accept: "text/html",
    authorization: `Basic ${btoa(`me:${password}`)}`,
  });

  it("to every page takes the token, which a browser sends as password", async () => {
    const closed = await serve(database.db, TOKEN);
    for (const path of ["/", `/incidents/${ids.recovered}`, "/patterns", "/deliveries", "/repositories"]) {
      const refused = await closed.get(path);
      expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="heal"']);
      expect(refused.text).not.toContain("acme");
      expect((await closed.get(path, basic("wrong"))).status).toBe(401);
      expect((await closed.get(path, basic(TOKEN))).status).toBe(200);
    }
    for (const path of ["/api/v1/incidents", "/api/v1/incidents/1", "/api/v1/openapi.json"]) {
      expect((await closed.get(path, {})).status).toBe(401);
      expect((await closed.get(path, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    }
    await closed.close();
  });

  it("is for this machine alone without one", async () => {
    expect((await site.get("/", { "x-forwarded-for": "203.0.113.9" })).status).toBe(403);
  });

  it("to nothing needs no token, and tells programs in JSON", async () => {
    const page = await site.get("/nowhere");
    expect(page.headers.get("content-type")).toContain("text/html");
    for (const [path, accept] of [
      ["/nowhere", "*/*"],
      ["/api/v1/nowhere", "text/html"],
    ] as const) {
      const { status, text } = await site.get(path, { accept });
      expect([status, JSON.parse(text)]).toEqual([
        404,
        { error: "not_found", message: "there is nothing here" },
      ]);
    }
  });
});
