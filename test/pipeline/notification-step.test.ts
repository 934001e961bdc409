import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DAY, MINUTE } from "../../src/core/clock.js";
import { createMarks } from "../../src/core/marks.js";
import type { Message } from "../../src/escalation/message.js";
import type { Sending } from "../../src/escalation/sending.js";
import { silentLog } from "../../src/intake/log.js";
import { notifiers as agent } from "../../src/monitoring/agents/notifiers.js";
import { notificationStep, type NotificationDeps } from "../../src/pipeline/notification-step.js";
import { joinOrOpen } from "../../src/store/incidents.js";
import { addLabel } from "../../src/store/labels.js";
import { noteOpened } from "../../src/store/notification-placement.js";
import { addTimeline, timelineOf } from "../../src/store/timeline.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());

const START = Date.parse("2026-03-14T12:00:00Z");
let time: number;
let told: Message[];
let answers: Sending[];
let incident: number;
let id: number;
/** The process dies when it comes to this point. */
let woken: unknown[];
let deadly: string | null;
class Killed extends Error {}
const clock = { now: () => new Date(time) };

beforeEach(async () => {
  await base.clear("incidents");
  [time, told, answers, woken, deadly] = [START, [], [], [], null];
  const now = clock.now();
  ({ incident, id } = await noted("alert:test:1", now));
});

async function noted(key: string, now: Date): Promise<{ incident: number; id: number }> {
  const made = await joinOrOpen(base.db, {
    ...{ key, kind: "alert", repository: null, severity: "error", title: "Slow" },
    ...{ service: null, fingerprint: null, run: null, at: now, now },
  });
  const [message = 0] = await base.db.tx((tx) =>
    noteOpened(tx, { incident: made.id, notifiers: ["pager"] }, now),
  );
  return { incident: made.id, id: message };
}

const marks = createMarks(randomBytes(32));
const step = (): Promise<void> => {
  const deps: NotificationDeps = {
    ...{ db: base.db, durable: base.db, clock, marks, log: silentLog, publicUrl: "http://heal.example" },
    queue: { wake: async (wake) => void woken.push(wake) },
    notifiers: {
      ...{ names: ["pager"], defaults: [] },
      send: async (_name, message) => {
        told.push(message);
        return answers.shift() ?? { state: "sent" };
      },
    },
    at: (point) => {
      if (point === deadly) throw new Killed(point);
    },
  };
  return notificationStep(id, deps);
};
const row = () =>
  base.db.one<{ state: string; reason: string | null; next_try_at: Date | null; attempts: number }>`
    select state, reason, next_try_at, attempts from notifications where id = ${id}`;
const story = async (): Promise<string[]> => (await timelineOf(base.db, incident)).map(({ text }) => text);

describe("killed", () => {
  it("before it was sent: it is sent once, when the claim has run out", async () => {
    deadly = "notification claimed";
    await expect(step()).rejects.toThrow(Killed);
    deadly = null;
    await step();
    expect(told).toEqual([]);
    time += 3 * MINUTE;
    await step();
    await step();
    expect(told).toHaveLength(1);
    expect(await row()).toMatchObject({ state: "sent", attempts: 2 });
  });

  it("after it was sent: it is sent once more, with the same id and key, by which a pager makes one of the two", async () => {
    deadly = "notification sent";
    await expect(step()).rejects.toThrow(Killed);
    deadly = null;
    time += 3 * MINUTE;
    await step();
    await step();
    expect(told).toHaveLength(2);
    expect([told[0]?.id, told[0]?.key]).toEqual([told[1]?.id, told[1]?.key]);
    expect(await story()).toEqual(["Told pager that a person is needed"]);
  });
});

describe("a far side that is not ready", () => {
  it("is asked again with growing pauses, and not before it said", async () => {
    answers = [
      { state: "retry", afterMs: null, reason: "answered 503" },
      { state: "retry", afterMs: null, reason: "answered 503" },
      { state: "retry", afterMs: 600_000, reason: "answered 429" },
    ];
    const pauses: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      await step();
      const { next_try_at: next } = await row();
      pauses.push((next?.getTime() ?? 0) - time);
      // Nobody asks before.
      await step();
      time = next?.getTime() ?? 0;
    }
    expect(pauses).toEqual([10_000, 30_000, 600_000]);
    expect(told).toHaveLength(3);
    await step();
    expect(await row()).toMatchObject({ state: "sent", attempts: 4 });
  });

  it("gets all that waited when it takes a message again", async () => {
    answers = [{ state: "retry", afterMs: null, reason: "answered 503" }];
    await step();
    const waiting = id;
    time += 5_000;
    ({ id } = await noted("alert:test:2", clock.now()));
    woken = [];
    await step();
    expect(woken).toEqual([{ task: "notification", id: waiting }]);
    id = waiting;
    await step();
    expect(await row()).toMatchObject({ state: "sent", attempts: 2 });
  });

  it("is given up after a day, which the timeline and the health page say", async () => {
    answers = Array.from({ length: 60 }, () => ({ state: "retry", afterMs: null, reason: "answered 503" }));
    const health = async () =>
      (
        await agent({
          ...{
            db: base.db,
            notifiers: ["pager", "idle"],
            dataDir: "",
            allow: [],
            github: null,
            codegen: null,
          },
          ...{ queueDepth: async () => 0, requests: async () => [], readConfig: async () => undefined },
        }).poll(clock.now())
      ).map(({ health: { component, state, reason } }) => ({ component, state, reason }));
    await step();
    expect(await health()).toEqual([
      {
        component: "heal/notifier/pager",
        state: "degraded",
        reason: "takes no messages since 2026-03-14 12:00:00 UTC, 1 waits: answered 503",
      },
      expect.objectContaining({ component: "heal/notifier/idle", state: "ok" }),
    ]);
    while ((await row()).state === "waiting" && time < START + 2 * DAY) {
      time = (await row()).next_try_at?.getTime() ?? 0;
      await step();
    }
    expect(time - START).toBeGreaterThanOrEqual(DAY);
    expect(told.length).toBeLessThan(40);
    expect(await row()).toMatchObject({ state: "refused" });
    expect(await story()).toEqual([
      expect.stringMatching(
        /^pager could not be told that a person is needed: given up after \d+ tries: answered 503$/,
      ),
    ]);
    expect(await health()).toMatchObject([
      { state: "down", reason: expect.stringContaining("answered 503") },
      {},
    ]);
  });
});

describe("a message says", () => {
  const story = (kind: "decided" | "acted" | "verified", text: string): Promise<number> =>
    addTimeline(base.db, incident, { kind, actor: "heal", text, at: clock.now() });

  it("what was done and came of it, and what was decided after that", async () => {
    await story("decided", "dispatch-workflow by playbook restart-service");
    await story("acted", "the recovery workflow was started");
    await story("verified", "dispatch-workflow did not help");
    await story("decided", "No safe action");
    await step();
    expect(told[0]?.doing).toBe("dispatch-workflow did not help (12:00 UTC); No safe action");
  });

  it("what is decided while nothing was done", async () => {
    await story("decided", "No safe action");
    await step();
    expect(told[0]?.doing).toBe("No safe action");
  });

  it("the cause that a person named, not the one that heal thinks of", async () => {
    await base.db.run`update incidents set category = 'service_outage' where id = ${incident}`;
    await addLabel(base.db, { incidentId: incident, label: "deploy_failure", by: "mona", at: clock.now() });
    await step();
    expect(told[0]?.cause).toBe("deploy_failure, as @mona says");
  });
});

it("what is refused is final, and said on the timeline", async () => {
  answers = [{ state: "refuse", reason: "answered 404: no_service" }];
  await step();
  time += DAY;
  await step();
  expect(told).toHaveLength(1);
  expect(await story()).toEqual([
    "pager could not be told that a person is needed: answered 404: no_service",
  ]);
});
