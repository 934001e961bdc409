import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE, SECOND } from "../../src/core/clock.js";
import { Random } from "../eval/fleet/random.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

const services = ["checkout", "mail", "search"] as const;
const heal = `services:
${services.map((name) => `  - { name: ${name}, match: { service: ${name} }, recovery_workflow: restart-${name}.yml }`).join("\n")}
`;
const DAYS = 30;

interface Turn {
  at: number;
  labels: Labels;
  status: "firing" | "resolved";
  startsAt: number;
}

/** A fleet whose services flap now and then for the better part of an hour, each at its own pace. */
function fleet(start: number, random: Random): Turn[] {
  const turns: Turn[] = [];
  for (const [n, service] of services.entries())
    for (let day = 0; day < DAYS; day += 2) {
      const labels = { alertname: "ProbeFailing", service, severity: "critical", instance: "a" };
      let at = start + (day + n / 3) * DAY + random.between(0, 6) * HOUR;
      for (let i = 0; i < 14; i += 1) {
        const startsAt = at;
        turns.push({ at, labels, status: "firing", startsAt });
        at += random.between(20 * SECOND, 2 * MINUTE);
        turns.push({ at, labels, status: "resolved", startsAt });
        at += random.between(20 * SECOND, 2 * MINUTE);
      }
    }
  return turns.sort((a, b) => a.at - b.at);
}

let on: AlertScene;
beforeAll(async () => void (on = await alertScene(heal)));
afterAll(() => on.close());

it("is a month without one action on what flaps, and nothing learned from it", async () => {
  const turns = fleet(on.now().getTime(), new Random(7));
  for (const { at, labels, status, startsAt } of turns) {
    await on.leap(Math.max(0, at - on.now().getTime()));
    await on.tell(labels, { status, startsAt: new Date(startsAt) });
  }
  await on.leap(2 * HOUR);
  expect(on.dispatches).toEqual([]);
  expect(await on.successes()).toBe(0);
  const incidents = await on.incidents();
  expect(incidents.every(({ state }) => state === "closed" || state === "recovered")).toBe(true);
  // One each time that a service begins to.
  expect(incidents).toHaveLength((services.length * DAYS) / 2);
}, 600_000);
