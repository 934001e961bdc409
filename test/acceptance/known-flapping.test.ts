import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/clock.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

const heal = "services: [{ name: payments, match: { service: payments }, recovery_workflow: restart.yml }]\n";
const down: Labels = { alertname: "PaymentsDown", service: "payments", severity: "critical" };

let on: AlertScene;
beforeEach(async () => {
  on = await alertScene(heal);
  for (let i = 0; i < 6; i += 1) {
    // Over before anybody looked.
    await on.send([{ labels: { ...down, severity: "warning" } }]);
    await on.tell({ ...down, severity: "warning" }, { status: "resolved" });
    await on.leap(MINUTE);
  }
  await on.leap(2 * HOUR);
  expect(await on.incidents()).toMatchObject([{ state: "closed" }]);
});
afterEach(() => on.close());

it("what flapped lately is acted on only when it fires for longer than flapping does, which is said once", async () => {
  const startsAt = on.now();
  await on.tell(down, { startsAt });
  await on.pass(4 * MINUTE);
  await on.tell({ ...down, pod: "b" }, { startsAt: on.now() });
  expect(on.dispatches).toEqual([]);
  expect((await on.story(2)).filter((text) => text.includes("flapped on"))).toEqual([
    "dispatch-workflow by playbook restart-service waits: it flapped on 2026-03-14 and has to fire for 5m first: heal acts at 2026-03-14 04:11:00 UTC unless it resolves",
  ]);
  await on.pass(MINUTE + 10 * SECOND);
  expect(on.dispatches).toHaveLength(1);
  expect(await on.incidents()).toMatchObject([{ state: "closed" }, { state: "verifying" }]);
});

it("and not at all when it ends before", async () => {
  const startsAt = on.now();
  await on.tell(down, { startsAt });
  await on.pass(2 * MINUTE);
  await on.tell(down, { startsAt, status: "resolved" });
  await on.pass(10 * MINUTE);
  expect([on.dispatches.length, on.issues.length]).toEqual([0, 1]);
  expect(await on.incidents()).toMatchObject([{ state: "closed" }, { state: "closed" }]);
});

it("it is forgotten after a month", async () => {
  await on.leap(31 * DAY);
  await on.tell(down);
  await on.pass(2 * MINUTE);
  expect(on.dispatches).toHaveLength(1);
});
