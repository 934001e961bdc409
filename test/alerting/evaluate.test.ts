import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import type { Occurrence, Trial } from "../../src/detection/detection.js";
import { closePattern, evaluate, evaluateFinding } from "../../src/alerting/evaluate.js";
import { isSelfDetected } from "../../src/alerting/self-detected.js";
import { createMetricDetection } from "../../src/alerting/metric-detection.js";
import type { RunFacts } from "../../src/events/event.js";
import type { Observation } from "../../src/alerting/subjects.js";
import { expireDetections, type DetectionRow } from "../../src/store/detections.js";
import { expireStates, stateOf } from "../../src/store/detector-states.js";
import { incidentByKey, joinOrOpen } from "../../src/store/incidents.js";
import { upsertRepository } from "../../src/store/repositories.js";
import type { Sample } from "../../src/store/metrics.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const START = Date.UTC(2026, 2, 2);
const NOW = new Date(START + HOUR);
const at = (minute: number): number => START + minute * MINUTE;

const trial = (i: number, failed: boolean, of: Partial<Trial> = {}): Observation => ({
  about: { workflow: "CI" },
  input: {
    kind: "trial",
    subject: "workflow:a/a/ci.yml",
    repository: "a/a",
    service: null,
    branch: "default",
    failed,
    key: `sha${i}`,
    at: at(i),
    ...of,
  },
});
const occurrence = (i: number, of: Partial<Occurrence> = {}): Observation => ({
  input: {
    kind: "occurrence",
    id: String(i),
    status: "firing",
    severity: "error",
    fingerprint: "f",
    service: null,
    repository: "a/a",
    category: "test_failure",
    branch: "default",
    at: at(i),
    ...of,
  },
});

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  const { db } = database;
  await database.clear("detections", "detector_states", "incidents", "repositories");
  await db.run`alter table incidents alter column id restart`;
  await upsertRepository(db, { full_name: "a/a", repository_id: 1, installation_id: 2, config: {} });
});
const open = (run: RunFacts) =>
  joinOrOpen(database.db, {
    ...{ key: "run:a/a:1", kind: "ci", severity: "error", title: "CI failed", service: null },
    repository: { fullName: "a/a", id: null, installationId: null },
    ...{ fingerprint: null, run, at: NOW, now: NOW },
  });
const all = () => database.db.many<DetectionRow>`select * from detections order by id`;
const put = (...seen: Observation[]) => database.db.tx((tx) => evaluate(tx, seen, NOW));

describe("several workers at once", () => {
  it("count every trial of one subject once, and find it failing once", async () => {
    await Promise.all(
      Array.from({ length: 24 }, (_, i) => put(trial(i, true), trial(i, true, { subject: `job:${i % 3}` }))),
    );
    const state = (await stateOf(database.db, "workflow:a/a/ci.yml"))?.state as {
      health: { samples: number };
    };
    expect(state.health.samples).toBe(24);
    const rates = (await all()).filter(({ subject }) => subject.startsWith("workflow:"));
    expect(rates.map(({ detector }) => detector)).toEqual(["threshold.rate"]);
  });

  it("never wait for each other in a circle, whatever order their inputs come in", async () => {
    const names = Array.from({ length: 400 }, (_, i) => `workflow:a/a/${i}.yml`);
    const orders = [names, [...names].reverse(), [...names.slice(150), ...names.slice(0, 150)]];
    await Promise.all(
      Array.from({ length: 9 }, (_, i) =>
        put(...(orders[i % 3] ?? []).map((subject) => trial(i, false, { subject }))),
      ),
    );
    const rows = await database.db.many<{ samples: number }>`
      select (state -> 'health' ->> 'samples')::int as samples from detector_states where subject like 'workflow:%'`;
    expect(rows.map(({ samples }) => samples)).toEqual(new Array(400).fill(9));
  });

  it("together call at most as often as one", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => put(occurrence(0, { fingerprint: `f${i}`, id: `${i}` }))),
    );
    const called = (await all()).filter((one) => one.requires_attention);
    expect(called.map(({ detector }) => detector).sort()).toEqual([
      ...new Array<string>(5).fill("pattern.new"),
      "storm",
    ]);
  });
});

describe("a storm is its source's", () => {
  const critical = (i: number, source: string | undefined, of: Partial<Occurrence> = {}): Observation => ({
    ...occurrence(i / 10, { id: `${i}`, fingerprint: `${source} ${i}`, severity: "critical", ...of }),
    ...(source === undefined ? {} : { source }),
  });
  it.each<[string, Observation, boolean]>([
    ["the same source", critical(13, "generic"), false],
    ["another source", critical(13, "alertmanager"), true],
    ["another source about the same service", critical(13, "alertmanager", { service: "s3" }), true],
    ["the same source about another owner's", critical(13, "generic", { repository: "b/b" }), true],
    ["the same source about nobody's", critical(13, "generic", { repository: null }), true],
    ["heal itself", critical(13, undefined), true],
  ])("%s after twelve of one", async (_name, next, calls) => {
    for (let i = 0; i < 12; i += 1) await put(critical(i, "generic", { service: `s${i}` }));
    const before = (await all()).length;
    await put(next);
    expect((await all()).slice(before).some((one) => one.requires_attention)).toBe(calls);
  });

  it("also where they come in one piece", async () => {
    const many = Array.from({ length: 12 }, (_, i) => critical(i, "generic"));
    await database.db.tx((tx) => evaluate(tx, [...many, critical(13, "sentry")], NOW));
    const called = (await all()).filter((one) => one.requires_attention);
    expect(called.map(({ detector, subject }) => [detector, subject])).toEqual([
      ["storm", "fingerprint:generic 0"],
      ["threshold.severity", "fingerprint:sentry 13"],
    ]);
  });
});

describe("observe", () => {
  it("writes nothing when the transaction fails", async () => {
    const broken = database.db.tx(async (tx) => {
      await evaluate(tx, [occurrence(0)], NOW);
      throw new Error("no");
    });
    await expect(broken).rejects.toThrow("no");
    expect([await all(), await stateOf(database.db, "fingerprint:f")]).toEqual([[], null]);
  });

  it("knows a failure that was closed when it is back", async () => {
    await put(occurrence(0));
    await database.db.tx((tx) => closePattern(tx, "f", new Date(at(10))));
    await put(occurrence(60));
    expect((await all()).map(({ detector }) => detector)).toEqual(["pattern.new", "pattern.returned"]);
  });

  it("keeps a failing workflow's finding with its incident, and makes none of its own", async () => {
    await open(runOf({ runId: 1 }));
    const run = runOf({ runId: 3, event: "schedule" });
    const failed = [0, 1, 2].map((i) => ({ ...trial(i, true), run }));
    expect(await put(...failed)).toEqual([]);
    expect(await all()).toMatchObject([{ incident_id: 1, requires_attention: true }]);
    expect(await database.db.many`select kind, text from timeline where incident_id = 1`).toEqual([
      { kind: "detected", text: "threshold.rate: 100 % of 3 failed" },
    ]);
  });

  it.each([
    ["a fork", { fork: true }],
    ["a pull request", { event: "pull_request" }],
    ["another file of the same name", { workflowPath: ".github/workflows/copy.yml" }],
  ])("does not keep it with the incident of %s", async (_name, of) => {
    await open(runOf(of));
    const own = await put(...[0, 1, 2].map((i) => ({ ...trial(i, true), run: runOf({ runId: 3 }) })));
    expect(own).toEqual([2]);
  });

  it("makes an incident of its own where there is none, and ends it", async () => {
    const [id] = await put(trial(0, true), trial(1, true), trial(2, true));
    const incident = await incidentByKey(database.db, "alert:heal:workflow:a/a/ci.yml");
    expect(incident).toMatchObject({
      id,
      kind: "alert",
      repository: "a/a",
      installation_id: 2,
      severity: "error",
    });
    expect(isSelfDetected(incident!)).toBe(true);
    const ended = await put(...[3, 4, 5, 6, 7, 8, 9].map((i) => trial(i, false)));
    expect(ended).toEqual([id]);
    const statuses = await database.db.many<{ status: string }>`select status from error_events order by id`;
    expect(statuses.map(({ status }) => status)).toEqual(["firing", "resolved"]);
  });

  it("takes mutes and probation from the repository's row, and ignores one that cannot be read", async () => {
    const settings = { detection: { label_only: ["threshold.rate"] } };
    await upsertRepository(database.db, { full_name: "a/a", config: settings });
    await put(trial(0, true), trial(1, true), trial(2, true));
    await upsertRepository(database.db, { full_name: "a/a", config: { detection: "what?" } });
    await put(...[0, 1, 2].map((i) => trial(i, true, { subject: "workflow:a/a/other.yml" })));
    expect((await all()).map((one) => [one.silenced, one.requires_attention])).toEqual([
      ["label only", false],
      [null, true],
    ]);
  });
});

describe("a sequence that a repository knows", () => {
  it("is told with its first failure, and calls nobody", async () => {
    const config = { detection: { sequences: [{ name: "rollover", steps: ["f", "g"] }] } };
    await upsertRepository(database.db, { full_name: "a/a", config });
    await put(occurrence(0), occurrence(1, { fingerprint: "g" }));
    const told = (await all()).filter(({ detector }) => detector === "pattern.sequence");
    expect(told.map((one) => [one.subject, one.reason, one.requires_attention])).toEqual([
      ["fingerprint:f", "the first step of rollover", false],
    ]);
  });
});

describe("a finding from outside", () => {
  const finding = { detector: "changepoint.x", reason: "slower", score: 1, numbers: {}, threshold: null };
  const about = { subject: "duration:a/a/CI", repository: "a/a", service: null, at: at(0) };
  const say = (notify: boolean, minute = 0) =>
    database.db.tx((tx) =>
      evaluateFinding(
        tx,
        { about: { ...about, at: at(minute) }, finding: { ...finding, notify }, more: {} },
        NOW,
      ),
    );

  it("that is only noted makes no incident, and does not keep a later one from calling", async () => {
    expect(await say(false)).toEqual([]);
    expect(await say(true, 1)).toHaveLength(1);
    expect(await say(true, 2)).toEqual([]);
    expect(await database.db.one`select title from incidents`).toEqual({ title: "slower" });
    expect((await all()).map((one) => one.requires_attention)).toEqual([false, true]);
  });

  it("about a repository nobody knows stays unrouted", async () => {
    about.repository = "b/b";
    const [id] = await say(true);
    about.repository = "a/a";
    expect(await database.db.one`select repository from incidents where id = ${id}`).toEqual({
      repository: null,
    });
  });
});

describe("samples", () => {
  const deps = () => ({ db: database.db, clock: { now: () => NOW }, queue: { wake: async () => undefined } });
  /** As a heal does that starts, sees this and stops. */
  const afresh = async (seen: Sample[]) => {
    const observer = createMetricDetection(deps());
    await observer.observe(seen);
    await observer.flush();
  };
  const look = (i: number, of: Partial<Sample>): Sample => ({
    component: "service/a/a/pay",
    name: "availability",
    value: 1,
    at: new Date(START + (i * MINUTE) / 2),
    ...of,
  });

  it("of a service with an objective burn its budget, and call", async () => {
    const config = { services: [{ name: "pay", match: { service: "pay" }, objective: 0.99 }] };
    await upsertRepository(database.db, { full_name: "a/a", config });
    for (let i = 0; i < 60; i++) await afresh([look(i, { value: i < 50 ? 1 : 0 })]);
    const found = (await all()).filter(({ subject }) => subject === "budget:a/a/pay");
    expect(found.map((one) => [one.detector, one.requires_attention, one.incident_id])).toEqual([
      ["threshold.burn-slow", false, null],
      ["threshold.burn-medium", true, 1],
      ["threshold.burn-fast", false, 1],
    ]);
    expect(found[1]).toMatchObject({ service: "pay", repository: "a/a" });
    const called = (await all()).filter((one) => one.requires_attention);
    expect(called).toHaveLength(1);
    const ended = async () =>
      (await all()).filter(({ subject, detector }) => subject === "budget:a/a/pay" && detector === "resolved")
        .length;
    // The 5 minutes are quiet long before the 30 are: it is over when both are.
    for (let i = 60; i < 75; i++) await afresh([look(i, {})]);
    expect(await ended()).toBe(0);
    for (let i = 75; i < 140; i++) await afresh([look(i, {})]);
    expect(await ended()).toBe(1);
  });

  it("of heal itself are judged and call nobody", async () => {
    const of = { component: "heal/queue", name: "waiting" };
    for (let i = 0; i < 260; i++) await afresh([look(i, { ...of, value: i < 250 ? i % 3 : 900 })]);
    const found = await all();
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((one) => one.requires_attention)).toEqual([]);
  }, 20_000);

  it("of 300 series take their rows in pieces, each under 4 KB", async () => {
    const many = (i: number) =>
      Array.from({ length: 300 }, (_, n) => look(i, { name: `m${n}`, value: n + (i % 5) }));
    for (let i = 0; i < 4; i++) await afresh(many(i));
    const { n, most } = await database.db.one<{ n: number; most: number }>`
      select count(*) as n, max(octet_length(state::text) + octet_length(series)) as most from detector_states where series is not null`;
    expect(n).toBe(300);
    expect(most).toBeLessThan(4_096);
  });
});

describe("what is old", () => {
  it("is forgotten: subjects not heard of, the oldest of too many, findings of no incident", async () => {
    for (const [i, day] of [1, 2, 3, 40].entries())
      await database.db.tx((tx) =>
        evaluate(
          tx,
          [trial(0, true, { subject: `workflow:${i}` })],
          new Date(NOW.getTime() - day * 24 * HOUR),
        ),
      );
    expect(await expireStates(database.db, new Date(NOW.getTime() - 30 * 24 * HOUR), 2)).toBe(2);
    const left = await database.db.many<{
      subject: string;
    }>`select subject from detector_states order by subject`;
    expect(left.map(({ subject }) => subject)).toEqual(["workflow:0", "workflow:1"]);
    await put(occurrence(0), { ...trial(0, true) });
    expect(await expireDetections(database.db, NOW)).toBe(1);
    expect(await all()).toEqual([]);
  });
});
