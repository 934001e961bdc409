import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createKillSwitch, noteEmergency } from "../../src/flags/kill-switch.js";
import { flagCatalogue } from "../../src/flags/catalogue.js";
import { recentAudit } from "../../src/store/audit.js";
import { isFlagOn, listFlags } from "../../src/store/flags.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { hostile, NOW } from "./seed.js";
import { serve, type Served } from "./serve.js";

const clock = { now: () => NOW };
const RECOVERY = "self_healing.recovery";
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
beforeEach(() => database.clear("flags", "switches", "audit"));

const words = (html: string): string => html.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");
const health = async () => (await site.get("/health")).text;
const post = async (fields: Record<string, string>, headers: Record<string, string> = { origin: "null" }) => {
  const form = /name="form" value="([^"]*)"/.exec(await health())?.[1] ?? "";
  const answer = await fetch(`${site.url}/health/flags`, {
    ...{ method: "POST", redirect: "manual", body: new URLSearchParams({ form, ...fields }), headers },
  });
  return answer.status;
};

describe("the systems on /health", () => {
  it("are all there, with what is not built", async () => {
    const text = words(await health());
    for (const { name } of flagCatalogue) expect(text).toContain(name);
    expect(text).toMatch(/not built self_healing\.optimization/);
  });

  it("are switched there: everywhere, in one repository, in a share, and unset again", async () => {
    expect(await post({ name: RECOVERY, value: "off" })).toBe(303);
    expect(words(await health())).toMatch(/off self_healing\.recovery .* Set by dashboard/);
    expect(await post({ name: RECOVERY, value: "on", repository: "acme/web" })).toBe(303);
    expect(await isFlagOn(database.db, RECOVERY, { repository: "acme/web" })).toBe(true);
    expect(await post({ name: RECOVERY, value: "share", percent: "25" })).toBe(303);
    expect(words(await health())).toContain("on in 25 % of repositories self_healing.recovery");
    expect(await post({ name: RECOVERY, value: "unset" })).toBe(303);
    expect(await post({ name: RECOVERY, value: "unset", repository: "acme/web" })).toBe(303);
    expect(await listFlags(database.db)).toEqual([]);
    expect((await recentAudit(database.db, 9)).map(({ actor, kind }) => [actor, kind])).toEqual(
      Array(5).fill(["dashboard", "flag"]),
    );
  });

  it.each([
    [400, { name: "self_healing.other", value: "off" }],
    [400, { name: RECOVERY, value: "maybe" }],
    [400, { name: RECOVERY, value: "share", percent: "-1" }],
    [400, { name: "self_healing.monitoring", value: "off", repository: "acme/web" }],
    [403, { name: RECOVERY, value: "off", form: "made up" }],
  ])("answer %i to %j and change nothing", async (status, fields) => {
    expect(await post(fields)).toBe(status);
    expect(await listFlags(database.db)).toEqual([]);
  });

  it("take no form of another site", async () => {
    expect(await post({ name: RECOVERY, value: "off" }, { "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await listFlags(database.db)).toEqual([]);
  });
});

describe("the banner of a stop", () => {
  const pages = ["/", "/detections", "/patterns", "/deliveries", "/sources", "/repositories", "/health"];

  it.each([...pages, "/performance"])("is on %s, and says how to lift each stop", async (path) => {
    expect((await site.get(path)).text).not.toContain('aria-label="Stopped"');
    const kill = createKillSwitch(database.db, clock);
    await kill.stop("acme/web", `freeze ${hostile.script}`, "@lena");
    await kill.stop("global", "outage", "cli:ada");
    await noteEmergency(database.db, clock, "fire");
    const { text } = await site.get(path);
    const banner = words(text.slice(text.indexOf('aria-label="Stopped"')).split("</section>")[0] ?? "");
    expect(banner).toMatch(
      /heal is stopped in acme\/web \. By @lena , .* in an issue or pull request there: \/heal resume/,
    );
    expect(banner).toMatch(
      /stopped everywhere \. By cli:ada , .*: outage To lift it, on heal&#x27;s machine: heal resume/,
    );
    expect(banner).toMatch(/By HEAL_EMERGENCY_STOP , .*: fire To lift it, unset HEAL_EMERGENCY_STOP/);
    expect(text).not.toContain(hostile.script);
  });
});
