import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE, SECOND } from "../../src/core/clock.js";
import { parseRepositoryConfig } from "../../src/playbooks/repository-config.js";
import { getRepository, upsertRepository } from "../../src/store/repositories.js";
import { serve, type Served } from "../dashboard/serve.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

const heal = `services:
  - { name: payments, match: { app: payments }, recovery_workflow: restart.yml }
`;
/** Nothing in `heal.yml` matches it. */
const lost: Labels = { alertname: "KubePodCrashLooping", namespace: "tools", severity: "critical" };

/** The note at the top of the page. */
const FLAPS = '<p class="note">It is flapping, ';

let on: AlertScene;
let site: Served;
beforeEach(async () => {
  on = await alertScene(heal);
  site = await serve(on.db, undefined, on.clock);
});
afterEach(async () => {
  await site.close();
  await on.close();
});

const press = async (incident: number, fields: Record<string, string>) => {
  const answer = await fetch(`${site.url}/incidents/${incident}`, {
    ...{ method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } },
    body: new URLSearchParams(fields),
  });
  expect(answer.status).toBe(303);
  await on.settle();
};
const flap = async (labels: Labels, times: number) => {
  for (let i = 0; i < times; i += 1) {
    const startsAt = on.now();
    await on.tell(labels, { startsAt });
    await on.pass(30 * SECOND);
    await on.tell(labels, { status: "resolved", startsAt });
    await on.pass(30 * SECOND);
  }
};

describe("an alert without a repository", () => {
  it("waits on the front page; routed with one click, it is diagnosed, told of and ends like any other", async () => {
    const startsAt = on.now();
    await on.tell(lost, { startsAt });
    await on.pass(HOUR);
    expect(await on.incidents()).toMatchObject([{ repository: null, state: "open", category: null }]);
    expect(on.issues).toEqual([]);
    expect((await site.get("/")).text).toContain("1 without a repository.");
    await press(1, { do: "route", repository: "acme/shop" });
    expect(await on.incidents()).toMatchObject([
      { repository: "acme/shop", state: "escalated", category: "service_outage" },
    ]);
    expect(on.issues).toHaveLength(1);
    expect(on.dispatches).toEqual([]);
    expect((await site.get("/")).text).not.toContain("without a repository.");
    // Another pod of it joins where it is by now.
    await on.tell({ ...lost, pod: "b" }, { startsAt: on.now() });
    for (const pod of [lost, { ...lost, pod: "b" }]) await on.tell(pod, { status: "resolved", startsAt });
    await on.pass(2 * MINUTE);
    const [incident, ...others] = await on.incidents();
    expect(others).toEqual([]);
    expect(await on.members(incident?.id ?? 0)).toHaveLength(2);
  });

  it("finds its way by itself when the configuration that knows it is read after it", async () => {
    await on.tell(lost);
    await on.pass(MINUTE);
    expect(await on.incidents()).toMatchObject([{ repository: null, state: "open" }]);
    const known = await getRepository(on.db, "acme/shop");
    await upsertRepository(on.db, {
      ...{ full_name: "acme/shop", repository_id: known?.repository_id ?? 0 },
      config: parseRepositoryConfig("services: [{ name: tools, match: { namespace: tools } }]"),
    });
    await on.pass(10 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ repository: "acme/shop", state: "escalated" }]);
    expect(on.issues).toHaveLength(1);
  });

  it("is closed with one click, and what fires anew is a new one", async () => {
    await on.tell(lost);
    await press(1, { do: "close" });
    await on.pass(HOUR);
    expect(await on.incidents()).toMatchObject([{ state: "closed" }]);
    await on.tell(lost, { status: "resolved", startsAt: on.now() });
    await on.pass(HOUR);
    await on.tell(lost);
    expect(await on.incidents()).toMatchObject([{ state: "closed" }, { state: "open" }]);
  });

  it("whose end came before it is shown until its firing comes", async () => {
    const startsAt = on.now();
    await on.pass(MINUTE);
    await on.tell(lost, { status: "resolved", startsAt });
    const shown = async () => {
      const { text } = await site.get("/sources");
      const part = text.slice(text.indexOf('id="ends"'), text.indexOf('id="source-alertmanager"'));
      return part.replace(/<[^<>]*>/g, "").replace(/\s+/g, " ");
    };
    expect(await shown()).toMatch(/Ended before they began .*KubePodCrashLooping .*waits for its firing/);
    await on.pass(11 * MINUTE);
    expect(await shown()).toMatch(/KubePodCrashLooping .*no firing came/);
    await on.tell(lost, { status: "resolved", startsAt: on.now() });
    await on.tell(lost, { startsAt: on.now() });
    expect(await on.incidents()).toMatchObject([{ state: "closed" }]);
    expect((await shown()).match(/KubePodCrashLooping/g)).toHaveLength(1);
  });

  it("that flaps is over when it has calmed down, though nobody had it", async () => {
    await flap(lost, 6);
    expect((await site.get("/incidents/1")).text).toContain(FLAPS);
    expect(await on.incidents()).toMatchObject([{ state: "open", repository: null }]);
    await on.leap(30 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ state: "closed" }]);
    expect((await site.get("/incidents/1")).text).not.toContain(FLAPS);
  });
});

it("what flaps while it is muted is over when it has calmed down", async () => {
  await site.close();
  await on.close();
  on = await alertScene(`${heal}detection: { mutes: [{ service: payments }] }\n`);
  site = await serve(on.db, undefined, on.clock);
  await flap({ alertname: "Slow", app: "payments", service: "payments", severity: "warning" }, 6);
  expect(await on.incidents()).toMatchObject([{ state: "escalated" }]);
  expect((await on.story(1)).join("\n")).toContain("Nobody is called: muted");
  await on.leap(30 * MINUTE);
  expect(await on.incidents()).toMatchObject([{ state: "closed" }]);
  expect(on.issues).toEqual([]);
});
