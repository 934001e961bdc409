import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE, SECOND } from "../../src/core/clock.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

const heal = `services:
  - { name: checkout, match: { service: checkout }, depends_on: [payments], recovery_workflow: restart-checkout.yml }
  - { name: payments, match: { service: payments }, recovery_workflow: restart.yml }
`;
const down = (more: Record<string, string> = {}): Labels => ({
  alertname: "PaymentsDown",
  service: "payments",
  severity: "critical",
  ...more,
});

let on: AlertScene;
beforeEach(async () => void (on = await alertScene(heal)));
afterEach(() => on.close());
const states = async () => (await on.incidents()).map(({ state }) => state);

describe("an outage", () => {
  it("of twelve instances is one incident, one restart, one issue", async () => {
    const pods = Array.from({ length: 12 }, (_, i) => down({ pod: `payments-${i}` }));
    const begins: Date[] = [];
    for (const pod of pods) {
      begins.push(on.now());
      await on.tell(pod);
      await on.pass(20 * SECOND);
    }
    expect(on.dispatches).toHaveLength(1);
    const [incident] = await on.incidents();
    expect(await on.members(incident?.id ?? 0)).toHaveLength(12);
    expect(incident).toMatchObject({ state: "verifying", events: 12 });
    // The restart passed, and half of them are well: it is not over.
    const end = (i: number) => on.tell(pods[i] ?? down(), { status: "resolved", startsAt: begins[i] });
    for (let i = 0; i < 6; i += 1) await end(i);
    await on.pass(5 * MINUTE);
    expect(await states()).toEqual(["verifying"]);
    for (let i = 6; i < 12; i += 1) await end(i);
    await on.pass(MINUTE);
    expect(await states()).toEqual(["recovered"]);
    expect([on.dispatches.length, on.issues.length, await on.successes()]).toEqual([1, 0, 2]);
  });

  it("that a restart ends for some minutes only is told once, and the restart is no success", async () => {
    for (let round = 0; round < 6; round += 1) {
      await on.tell(down());
      await on.pass(10 * MINUTE);
      await on.tell(down(), { status: "resolved", startsAt: new Date(on.now().getTime() - 10 * MINUTE) });
      await on.pass(12 * MINUTE);
    }
    const [incident, ...others] = await on.incidents();
    expect(others).toEqual([]);
    expect(incident?.reopened).toBe(5);
    expect(on.dispatches).toHaveLength(1);
    expect(await on.successes()).toBe(0);
    expect(await on.outcomes(incident?.id ?? 0)).toEqual([
      expect.stringMatching(/^inconclusive: .*; it came back after \d+m/),
    ]);
    expect(on.issues).toHaveLength(1);
  });

  it("is one incident for a firing told late, and for an end told early", async () => {
    const start = on.now();
    await on.tell(down({ severity: "warning" }));
    await on.pass(10 * MINUTE);
    await on.tell(down({ severity: "warning" }), { status: "resolved", startsAt: start });
    await on.pass(MINUTE);
    await on.tell(down({ severity: "warning" }), { startsAt: start });
    await on.pass(MINUTE);
    expect(await states()).toEqual(["closed"]);
    const early = new Date(on.now().getTime() - 9 * MINUTE);
    const slow: Labels = { alertname: "Slow", service: "payments", severity: "warning" };
    await on.tell(slow, { status: "resolved", startsAt: early });
    await on.pass(5 * MINUTE);
    await on.tell(slow, { startsAt: early });
    await on.pass(MINUTE);
    expect(await states()).toEqual(["closed", "closed"]);
    expect((await on.story(2)).join("\n")).toMatch(/Resolved: .*before its firing/);
  });

  it("goes on in the same incident while it is repeated, and is seen last when it was told last", async () => {
    const start = on.now();
    await on.tell(down({ severity: "warning" }));
    await on.pass(4 * HOUR);
    await on.tell(down({ severity: "warning" }), { startsAt: start });
    const [incident, ...others] = await on.incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ events: 2, first_seen: start, last_seen: on.now() });
  });
});

describe("flapping", () => {
  const flap = async (severity: string, times: number) => {
    for (let i = 0; i < times; i += 1) {
      const startsAt = on.now();
      await on.tell(down({ severity }), { startsAt });
      await on.pass(30 * SECOND);
      await on.tell(down({ severity }), { status: "resolved", startsAt });
      await on.pass(30 * SECOND);
    }
  };

  it("is one incident that says so; nothing is done and nothing is learned until it is calm", async () => {
    await flap("warning", 5);
    expect((await on.story(1)).join("\n")).toMatch(/It is flapping, \d+ changes in 20 min: nothing is done/);
    // Now it is severe enough for the recovery workflow.
    await flap("critical", 10);
    const startsAt = on.now();
    await on.tell(down(), { startsAt });
    expect([on.dispatches.length, await on.successes()]).toEqual([0, 0]);
    await on.tell(down(), { status: "resolved", startsAt });
    expect(await states()).toEqual(["escalated"]);
    await on.pass(25 * MINUTE);
    expect(await states()).toEqual(["closed"]);
    expect((await on.story(1)).at(-2)).toBe("It no longer flaps");
    expect([on.dispatches.length, await on.successes(), on.issues.length]).toEqual([0, 0, 1]);
  });

  it("is not acted on when it fires for longer at last", async () => {
    for (let i = 0; i < 6; i += 1) {
      // It ended before anybody looked.
      await on.send([{ labels: down() }]);
      await on.tell(down(), { status: "resolved" });
      await on.pass(MINUTE);
    }
    await on.tell(down());
    await on.pass(3 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ state: "escalated" }]);
    expect([on.dispatches.length, on.issues.length]).toEqual([0, 1]);
  });

  it("takes back what looked like a success at first", async () => {
    await flap("critical", 15);
    expect(await on.incidents()).toHaveLength(1);
    expect(on.dispatches.length).toBeLessThanOrEqual(1);
    expect(await on.successes()).toBe(0);
  });
});

describe("blind monitoring", () => {
  it("restarts nothing, and has its own category", async () => {
    await on.tell({ ...down(), alertname: "DatasourceNoData", rulename: "Payments p99" });
    await on.tell({ ...down(), alertname: "PaymentsExporterDown" });
    await on.pass(10 * MINUTE);
    expect(on.dispatches).toEqual([]);
    for (const incident of await on.incidents())
      expect(incident).toMatchObject({ state: "escalated", category: "monitoring_gap", severity: "error" });
  });

  it("proves nothing when its alert ends for lack of data", async () => {
    const startsAt = on.now();
    await on.tell(down(), { source: "grafana", startsAt });
    await on.pass(3 * MINUTE);
    expect(on.dispatches).toHaveLength(1);
    const annotations = { grafana_state_reason: "MissingSeries" };
    await on.tell(down(), { source: "grafana", status: "resolved", startsAt, annotations });
    await on.pass(2 * MINUTE);
    expect(await states()).toEqual(["closed"]);
    expect(await on.outcomes(1)).toEqual([
      "inconclusive: the alert ended, which proves nothing (MissingSeries)",
    ]);
    expect(await on.successes()).toBe(0);
  });

  it("is told of when a watchdog falls silent, and ends when it is heard again", async () => {
    const dog: Labels = { alertname: "Watchdog", severity: "none", repository: "acme/shop" };
    const startsAt = on.now();
    for (let i = 0; i < 4; i += 1) {
      await on.tell(dog, { startsAt });
      await on.pass(5 * MINUTE);
    }
    expect(await on.incidents()).toEqual([]);
    await on.pass(10 * MINUTE);
    expect(await on.incidents()).toMatchObject([
      { title: "Watchdog of alertmanager fell silent", category: "monitoring_gap", state: "escalated" },
    ]);
    await on.tell(dog, { startsAt });
    await on.pass(MINUTE);
    expect(await states()).toEqual(["closed"]);
    expect(on.dispatches).toEqual([]);
  });
});

describe("a service that others need", () => {
  const slow: Labels = { alertname: "CheckoutSlow", service: "checkout", severity: "critical" };

  it("has what follows from its trouble in its own incident, not acted on", async () => {
    await on.tell(down());
    await on.tell(slow);
    await on.pass(3 * MINUTE);
    expect(on.dispatches.map(({ workflow }) => workflow)).toEqual(["restart.yml"]);
    const [incident, ...others] = await on.incidents();
    expect(others).toEqual([]);
    expect((await on.members(incident?.id ?? 0)).map(({ service, role }) => [service, role]).sort()).toEqual([
      ["checkout", "consequence"],
      ["payments", "cause"],
    ]);
    expect((await on.story(1)).join("\n")).toContain("A consequence, not acted on: CheckoutSlow of checkout");
    const ago = new Date(on.now().getTime() - 3 * MINUTE);
    await on.tell(down(), { status: "resolved", startsAt: ago });
    await on.tell(slow, { status: "resolved", startsAt: ago });
    await on.pass(2 * MINUTE);
    expect(await states()).toEqual(["recovered"]);
  });

  it("leaves what goes on by itself to an incident of its own", async () => {
    const startsAt = on.now();
    await on.tell(down(), { startsAt });
    await on.tell(slow, { startsAt });
    await on.pass(3 * MINUTE);
    await on.tell(down(), { status: "resolved", startsAt });
    await on.pass(15 * MINUTE);
    expect(await on.incidents()).toMatchObject([
      { service: "payments", state: "recovered" },
      { service: "checkout", state: "verifying" },
    ]);
    expect(on.dispatches.map(({ workflow }) => workflow)).toEqual(["restart.yml", "restart-checkout.yml"]);
  });
});

it("an alert without a repository is kept, grouped, and ends with its last member", async () => {
  const lost = (pod: string): Labels => ({ alertname: "KubePodCrashLooping", namespace: "tools", pod });
  const startsAt = on.now();
  for (const pod of ["a", "b", "c"]) await on.tell(lost(pod), { startsAt });
  expect(await on.incidents()).toMatchObject([{ repository: null, state: "open", events: 3 }]);
  for (const pod of ["a", "b"]) await on.tell(lost(pod), { status: "resolved", startsAt });
  expect(await states()).toEqual(["open"]);
  await on.tell(lost("c"), { status: "resolved", startsAt });
  expect(await states()).toEqual(["closed"]);
  expect((await on.members(1)).every(({ ended_at: end }) => end !== null)).toBe(true);
});
