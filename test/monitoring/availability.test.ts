import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { DAY, SECOND } from "../../src/core/clock.js";
import type { Agent, Report } from "../../src/monitoring/agents/agent.js";
import { createMonitor } from "../../src/monitoring/monitor.js";
import { measuredSince } from "../../src/store/metric-series.js";
import type { Sample } from "../../src/store/metrics.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";
import { NOW } from "./runs.js";

let database: TestDatabase;
let now: Date;
beforeEach(async () => {
  database = await testDatabase();
  now = NOW;
});
afterEach(() => database.drop());

const report = (component: string, state: Report["health"]["state"], samples: Sample[] = []): Report => ({
  health: { component, state, reason: "" },
  samples,
});
/** Looks of one agent, half a minute apart; gives the mean availability of each component. */
async function looked(
  agent: Omit<Agent, "poll">,
  looks: readonly (() => Report[])[],
  observed: Sample[] = [],
) {
  let i = 0;
  const monitor = createMonitor({
    db: database.db,
    clock: { now: () => now },
    flags: { enabled: async () => true },
    log: { debug: () => undefined },
    agents: [{ ...agent, poll: async () => looks[i]!() }],
    observe: async (samples) => void observed.push(...samples),
  });
  for (i = 0; i < looks.length; i++) {
    await monitor.poll();
    now = new Date(now.getTime() + 30 * SECOND);
  }
  const found = await measuredSince(database.db, ["availability"], new Date(NOW.getTime() - DAY));
  return Object.fromEntries(found.map(({ component, mean }) => [component, mean]));
}

describe("availability", () => {
  it("is the share of looks that found a component up", async () => {
    const states = ["ok", "degraded", "down", "ok"] as const;
    const observed: Sample[] = [];
    const looks = states.map((state) => () => [report("heal/disk", state)]);
    expect(await looked({ name: "heal/disk" }, looks, observed)).toEqual({ "heal/disk": 0.75 });
    expect(observed).toEqual([]);
  });

  it("counts silence as time in which it was not", async () => {
    const gone = () => {
      throw new Error("gone");
    };
    const looks = [() => [report("heal/queue", "ok")], gone, gone, gone, gone];
    // Found silent at 90 and at 120 seconds.
    expect(await looked({ name: "heal/queue" }, looks)).toEqual({ "heal/queue": expect.closeTo(1 / 3) });
  });

  it("leaves alone what is measured by others, and repositories", async () => {
    const own = { component: "service/a", name: "availability", value: 0.5, at: NOW };
    expect(await looked({ name: "s" }, [() => [report("service/a", "ok", [own])]])).toEqual({
      "service/a": 0.5,
    });
    expect(await looked({ name: "ci", prefix: "ci/" }, [() => [report("ci/acme/web", "ok")]])).toEqual({
      "service/a": 0.5,
    });
  });
});
