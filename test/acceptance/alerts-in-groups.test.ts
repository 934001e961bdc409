import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import { closeByHand } from "../../src/store/incidents.js";
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
const slow = (more: Record<string, string> = {}): Labels => ({
  alertname: "CheckoutSlow",
  service: "checkout",
  severity: "critical",
  ...more,
});

const pods = (of: typeof down, count: number) =>
  Array.from({ length: count }, (_, i) => of({ pod: `pod-${i}` }));

let on: AlertScene;
beforeEach(async () => void (on = await alertScene(heal)));
afterEach(() => on.close());
const workflows = () => on.dispatches.map(({ workflow }) => workflow);

describe("what follows from another's trouble", () => {
  it("is not what heal acts on, also where both are told before anybody looked", async () => {
    await on.send([{ labels: down() }, { labels: slow() }]);
    await on.pass(3 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ service: "payments" }]);
    expect(workflows()).toEqual(["restart.yml"]);
  });

  it("has one new incident for its group, where ten of them go on by themselves", async () => {
    const startsAt = on.now();
    const followers = pods(slow, 10);
    await on.send([down(), ...followers].map((labels) => ({ labels, told: { startsAt } })));
    await on.pass(3 * MINUTE);
    await on.tell(down(), { status: "resolved", startsAt });
    await on.pass(15 * MINUTE);
    expect(await on.incidents()).toMatchObject([
      { service: "payments", state: "recovered" },
      { service: "checkout", events: 10 },
    ]);
    const members = await on.members(2);
    expect(members.map(({ role, ended_at: end }) => [role, end])).toEqual(Array(10).fill(["cause", null]));
    expect(workflows()).toEqual(["restart.yml", "restart-checkout.yml"]);
  });

  it("is taken in once where it was told again after its cause was closed by hand", async () => {
    const startsAt = on.now();
    const followers = pods(slow, 3);
    await on.send([down(), ...followers].map((labels) => ({ labels, told: { startsAt } })));
    await on.settle();
    await closeByHand(on.db, 1, on.now());
    for (const pod of followers.slice(0, 2)) await on.tell(pod, { startsAt });
    await on.pass(15 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ state: "closed" }, { service: "checkout", events: 3 }]);
    expect((await on.members(2)).map(({ messages }) => messages)).toEqual([1, 1, 1]);
  });
});

describe("a trouble", () => {
  const expiring = down({ alertname: "CertificateExpires", severity: "warning" });
  const services = async () => (await on.incidents()).map(({ service }) => service);

  it("explains nothing that is worse than itself", async () => {
    const startsAt = on.now();
    await on.tell(expiring, { startsAt });
    await on.pass(MINUTE);
    await on.tell(slow({ severity: "warning", pod: "pod-0" }));
    expect(await services()).toEqual(["payments"]);
    // Of the same group, and worse.
    await on.tell(slow({ pod: "pod-1" }));
    await on.tell(slow({ pod: "pod-2" }));
    await on.pass(3 * MINUTE);
    expect(await services()).toEqual(["payments", "checkout"]);
    expect((await on.members(2)).map(({ role }) => role)).toEqual(["cause", "cause"]);
    expect(workflows()).toEqual(["restart-checkout.yml"]);
    await on.tell(expiring, { status: "resolved", startsAt });
    await on.pass(15 * MINUTE);
    expect(await services()).toEqual(["payments", "checkout"]);
  });

  it("goes on to explain what comes of the same group just after it ended", async () => {
    const startsAt = on.now();
    await on.tell(down(), { startsAt });
    await on.tell(down({ pod: "other", severity: "warning" }), { startsAt });
    await on.tell(slow({ pod: "pod-0" }), { startsAt });
    await on.tell(down(), { status: "resolved", startsAt });
    await on.pass(MINUTE);
    await on.tell(slow({ pod: "pod-1" }));
    expect(await services()).toEqual(["payments"]);
    await on.pass(15 * MINUTE);
    await on.tell(slow({ pod: "pod-2" }));
    expect(await services()).toEqual(["payments", "checkout"]);
  });

  it("of another repository's service of that name explains nothing", async () => {
    await on.tell(down());
    await on.db.run`update incidents set repository = 'acme/other', repository_id = 2`;
    await on.tell(slow());
    expect(await services()).toEqual(["payments", "checkout"]);
  });
});

describe("a group whose incident was closed by hand while it fired", () => {
  const states = async () => (await on.incidents()).map(({ id, state, events }) => [id, state, events]);
  const warnings = pods((more) => down({ severity: "warning", ...more }), 12);

  it("goes on in one new incident", async () => {
    const startsAt = on.now();
    for (const pod of warnings) await on.tell(pod, { startsAt });
    await closeByHand(on.db, 1, on.now());
    await on.pass(5 * MINUTE);
    for (const pod of warnings) await on.tell(pod, { startsAt });
    expect(await states()).toEqual([
      [1, "closed", 12],
      [2, expect.stringMatching(/^(?!closed)/), 12],
    ]);
  });

  it("stays with the new one when one of its alerts ends that was only seen in the old one", async () => {
    const startsAt = on.now();
    const [first, second, third, fourth] = warnings.map((labels) => ({ labels, told: { startsAt } }));
    if (!first || !second || !third || !fourth) throw new Error("too few");
    for (const { labels, told } of [first, second, third]) await on.tell(labels, told);
    await closeByHand(on.db, 1, on.now());
    await on.pass(5 * MINUTE);
    await on.tell(first.labels, first.told);
    await on.tell(second.labels, { status: "resolved", startsAt });
    await on.tell(third.labels, third.told);
    await on.tell(fourth.labels, { startsAt: on.now() });
    expect((await on.incidents()).map(({ id }) => id)).toEqual([1, 2]);
    expect(await on.db.many`select incident_id, firing from alert_groups`).toEqual([
      { incident_id: 2, firing: true },
    ]);
    expect(await on.members(2)).toHaveLength(3);
  });
});
