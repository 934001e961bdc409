import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE, SECOND } from "../../src/core/clock.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

const heal = `services:
  - { name: payments, match: { service: payments }, recovery_workflow: restart.yml }
escalate: { assignees: [bob], monitoring: { assignees: [alice, carol], labels: [monitoring] } }
`;
const down: Labels = { alertname: "PaymentsDown", service: "payments", severity: "critical" };
const blind = { annotations: { grafana_state_reason: "NoData" } };

let on: AlertScene;
beforeEach(async () => void (on = await alertScene(heal)));
afterEach(() => on.close());

describe("monitoring's own trouble", () => {
  it("is told to the owner of monitoring, and its issue and its story say so", async () => {
    await on.tell({ ...down, alertname: "PaymentsExporterDown" });
    expect(on.opened).toEqual([{ labels: ["heal", "monitoring"], assignees: ["alice", "carol"] }]);
    expect(on.issues[0]?.body).toContain("For the owner of monitoring: `alice`, `carol`");
    expect(await on.story(1)).toContain(
      "Handed to people in an issue, to the owner of monitoring: alice, carol",
    );
  });

  it("is no trouble of the others, and theirs is none of its owner", async () => {
    await on.tell({ ...down, severity: "warning" });
    expect(on.opened).toEqual([{ labels: ["heal"], assignees: ["bob"] }]);
    expect(on.issues[0]?.body).not.toContain("owner of monitoring");
  });
});

it("without an owner of its own it goes where others go, and the issue says how to name one", async () => {
  await on.close();
  on = await alertScene(
    "escalate: { assignees: [bob] }\nservices: [{ name: payments, match: { service: payments } }]\n",
  );
  await on.tell({ ...down, alertname: "PaymentsExporterDown" });
  expect(on.opened).toEqual([{ labels: ["heal"], assignees: ["bob"] }]);
  expect(on.issues[0]?.body).toContain("Nobody is named as owner of monitoring (`escalate: { monitoring:");
});

describe("an alert", () => {
  const startsAt = new Date("2026-03-14T02:00:00Z");

  it("that sees nothing, and then sees a service down, is diagnosed again and acted on", async () => {
    await on.tell(down, { source: "grafana", startsAt, ...blind });
    await on.pass(2 * MINUTE);
    expect(await on.incidents()).toMatchObject([
      { category: "monitoring_gap", state: "escalated", severity: "error" },
    ]);
    expect(on.dispatches).toEqual([]);
    await on.tell(down, { source: "grafana", startsAt });
    await on.pass(10 * SECOND);
    expect(await on.incidents()).toMatchObject([
      { category: "service_outage", state: "verifying", severity: "critical" },
    ]);
    expect(on.dispatches).toHaveLength(1);
  });

  it("of a service that nobody sees any more is diagnosed again, once", async () => {
    const slow: Labels = { ...down, severity: "warning" };
    await on.tell(slow, { source: "grafana", startsAt });
    expect(await on.incidents()).toMatchObject([{ category: "service_outage", state: "escalated" }]);
    await on.tell(slow, { source: "grafana", startsAt, ...blind });
    await on.pass(2 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ category: "monitoring_gap", state: "escalated" }]);
    expect(on.dispatches).toEqual([]);
    // Once more the same: it is diagnosed once.
    const before = (await on.story(1)).length;
    await on.tell(slow, { source: "grafana", startsAt, ...blind });
    expect((await on.story(1)).filter((text) => text.startsWith("monitoring_gap"))).toHaveLength(1);
    expect((await on.story(1)).length).toBeLessThanOrEqual(before + 1);
  });

  it("is one of a service as long as one of its group sees it", async () => {
    await on.tell({ ...down, pod: "a", severity: "warning" }, { source: "grafana", startsAt });
    await on.tell({ ...down, pod: "b", severity: "warning" }, { source: "grafana", startsAt, ...blind });
    await on.pass(MINUTE);
    expect(await on.incidents()).toMatchObject([{ category: "service_outage" }]);
    await on.tell(
      { ...down, pod: "a", severity: "warning" },
      { source: "grafana", startsAt, status: "resolved" },
    );
    await on.pass(MINUTE);
    expect(await on.incidents()).toMatchObject([{ category: "monitoring_gap", state: "escalated" }]);
  });
});

describe("a watchdog of a pair", () => {
  const dog: Labels = { alertname: "Watchdog", severity: "none", repository: "acme/shop" };

  it("is not taken for silent between what the two of them send every four hours", async () => {
    const startsAt = on.now();
    for (let round = 0; round < 5; round += 1) {
      await on.tell(dog, { startsAt });
      // Far enough apart to be taken for two.
      await on.leap(6 * MINUTE);
      await on.tell(dog, { startsAt });
      await on.leap(4 * HOUR - 6 * MINUTE);
    }
    expect(await on.incidents()).toEqual([]);
    await on.leap(5 * HOUR);
    expect(await on.incidents()).toMatchObject([{ title: "Watchdog of alertmanager fell silent" }]);
  });
});

it("a watchdog without a repository is the owner's of monitoring, where a heal.yml names it", async () => {
  await on.close();
  on = await alertScene(`services: [{ name: monitoring, match: { alertname: Watchdog } }]
escalate: { monitoring: { assignees: [alice] } }
`);
  await on.tell({ alertname: "Watchdog", severity: "none", timeout: "15m" });
  await on.leap(HOUR);
  expect(await on.incidents()).toMatchObject([
    { repository: "acme/shop", category: "monitoring_gap", state: "escalated" },
  ]);
  expect(on.opened).toEqual([{ labels: ["heal"], assignees: ["alice"] }]);
});
