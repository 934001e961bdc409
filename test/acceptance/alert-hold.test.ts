import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MINUTE, SECOND } from "../../src/core/clock.js";
import { serve } from "../dashboard/serve.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

const services = `services:
  - { name: payments, match: { service: payments }, recovery_workflow: restart.yml }
`;
const down: Labels = { alertname: "PaymentsDown", service: "payments", severity: "critical" };
const WAITS = "heal acts at 2026-03-14 02:02:00 UTC unless it resolves";

let on: AlertScene;
const scene = async (heal: string) => {
  await on.close();
  on = await alertScene(heal);
};
beforeEach(async () => void (on = await alertScene(services)));
afterEach(() => on.close());
const told = async (path: string): Promise<string> => {
  const site = await serve(on.db, undefined, on.clock);
  const { text } = await site.get(path);
  await site.close();
  return text.replace(/<[^<>]*>/g, " ").replace(/\s+/g, " ");
};

describe("an alert that begins to fire", () => {
  it("is acted on two minutes after it was received, and says so before, whenever its sender says it began", async () => {
    await on.tell(down, { startsAt: new Date(on.now().getTime() - 10 * MINUTE) });
    expect(on.dispatches).toEqual([]);
    expect(await on.incidents()).toMatchObject([
      { state: "diagnosing", next_step_at: new Date("2026-03-14T02:02:00Z") },
    ]);
    expect(await told("/incidents/1")).toContain(
      `Nothing is done yet. dispatch-workflow waits: it has to fire for 2m first: ${WAITS}`,
    );
    expect(await told("/")).toContain("dispatch-workflow at 02:02:00 UTC unless it resolves");
    await on.pass(2 * MINUTE - SECOND);
    expect(on.dispatches).toEqual([]);
    await on.pass(SECOND);
    expect(on.dispatches).toMatchObject([{ workflow: "restart.yml", at: new Date("2026-03-14T02:02:00Z") }]);
    expect(await told("/incidents/1")).not.toContain("Nothing is done yet");
    expect(await told("/")).not.toContain("unless it resolves");
  });

  it("and ends within them is closed without an action, an issue or anything learned", async () => {
    const startsAt = on.now();
    await on.tell(down, { startsAt });
    await on.pass(2 * MINUTE - SECOND);
    await on.tell(down, { startsAt, status: "resolved" });
    await on.pass(10 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ state: "closed" }]);
    expect([on.dispatches.length, on.issues.length, await on.successes()]).toEqual([0, 0, 0]);
  });

  it("again, and again, is told once, and others of its group do not make it wait for longer", async () => {
    const startsAt = on.now();
    for (const pod of ["a", "b", "c"]) {
      await on.tell({ ...down, pod }, { startsAt });
      await on.tell({ ...down, pod }, { startsAt });
      await on.pass(30 * SECOND);
    }
    expect((await on.story(1)).filter((text) => text.includes(WAITS))).toHaveLength(1);
    await on.pass(30 * SECOND);
    expect(on.dispatches).toHaveLength(1);
  });

  it("is new when it comes back: its time counts from there", async () => {
    await on.tell(down);
    await on.pass(MINUTE);
    await on.tell(down, { status: "resolved", startsAt: new Date("2026-03-14T02:00:00Z") });
    await on.pass(30 * SECOND);
    await on.tell(down);
    await on.pass(2 * MINUTE - SECOND);
    expect(on.dispatches).toEqual([]);
    await on.pass(SECOND);
    expect(on.dispatches).toHaveLength(1);
    expect(await on.incidents()).toHaveLength(1);
  });

  it("is told to people at once where nothing is to be done", async () => {
    await on.tell({ ...down, severity: "error" });
    expect(on.issues).toHaveLength(1);
  });

  it("and that people have already says in their issue when it is acted on", async () => {
    const startsAt = on.now();
    const annotations = { grafana_state_reason: "NoData" };
    await on.tell(down, { source: "grafana", startsAt, annotations });
    expect(on.issues[0]?.body).not.toContain(WAITS);
    await on.pass(30 * SECOND);
    await on.tell(down, { source: "grafana", startsAt });
    expect(on.issues).toHaveLength(1);
    expect(on.issues[0]?.body).toContain(`would be done, but it has to fire for 2m first: ${WAITS}`);
    await on.pass(2 * MINUTE);
    expect(on.dispatches).toHaveLength(1);
  });
});

describe("the time to wait", () => {
  it("is heal.yml's", async () => {
    await scene(`limits: { alert_hold: 10m }\n${services}`);
    await on.tell(down);
    await on.pass(10 * MINUTE - SECOND);
    expect(on.dispatches).toEqual([]);
    await on.pass(SECOND);
    expect(on.dispatches).toHaveLength(1);
  });

  it("may be none", async () => {
    await scene(`limits: { alert_hold: 0s }\n${services}`);
    await on.tell(down);
    expect(on.dispatches).toHaveLength(1);
  });
});
