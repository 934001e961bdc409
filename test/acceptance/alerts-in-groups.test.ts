import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
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
});
