import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import { applyAlertPolicy, PART_OF_STORM } from "../../src/detection/alert-policy.js";
import { defaultPolicy } from "../../src/detection/policy.js";
import { newNotificationLog, newSubjectState } from "../../src/detection/subject-state.js";
import { count, newWindow, totals } from "../../src/detection/sliding-window.js";
import { received } from "../../src/events/received.js";
import { database } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import { fixture, meaning, RECEIVED_AT } from "../intake/read-fixture.js";

const FUTURE = Date.parse("+275000-01-01T00:00:00Z");

describe("what a sender says of its time", () => {
  const bodies: [source: string, file: string, event: string, action: string | null][] = [
    ["alertmanager", "alertmanager-mixed", "alert", null],
    ["grafana", "alertmanager-mixed", "alert", null],
    ["cloudevents", "cloudevents-structured", "alert", null],
    ["datadog", "datadog-variables", "alert", null],
    ["generic", "generic", "alert", null],
    ["opsgenie", "opsgenie-close", "alert", null],
    ["sentry", "sentry-metric-alert", "alert", null],
    ["sentry", "sentry-event-alert", "alert", null],
    ["sns", "sns-alarm", "alert", null],
    ["github", "github-workflow-run-failure", "workflow_run", "completed"],
    ["github", "github-issue-comment", "issue_comment", "created"],
    ["github", "github-push", "push", null],
  ];
  const stated = [
    "+275000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-03-02T00:06:00Z",
    "2016-03-01T10:00:00Z",
    "1970-01-01T00:00:01Z",
    "0000-01-01T00:00:00Z",
    "-000001-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "2026-03-02T14:00:00+14:00",
    "2026-03-01T00:00:00-12:00",
    "not a time",
    "99999999999999999",
    "17723592000",
  ];
  it.each(bodies)(
    "%s, %s: nothing is further than 7 days back or 5 minutes ahead",
    (source, file, event, action) => {
      let seen = 0;
      for (const one of stated) {
        const body = fixture(file)
          .replace(/2026-0\d-\d\dT[\d:.]+(?:Z|\+0000|\+00:00)/g, one)
          .replace(/"?\b177\d{10,16}\b"?/g, JSON.stringify(one));
        const reading = meaning(source, body, { event, action });
        for (const signal of reading.signals.map((each) => received(each, RECEIVED_AT))) {
          const at = signal.kind === "event" ? signal.event.occurredAt : signal.at;
          const ahead = at.getTime() - RECEIVED_AT.getTime();
          expect([one, ahead <= 5 * MINUTE, ahead >= -7 * DAY]).toEqual([one, true, true]);
          const run = signal.kind === "event" && signal.event.kind === "ci" ? signal.event.run : undefined;
          for (const told of [run?.startedAt, run?.finishedAt])
            if (told && !Number.isNaN(Date.parse(told)))
              expect(Date.parse(told)).toBeLessThanOrEqual(RECEIVED_AT.getTime() + 5 * MINUTE);
          seen += 1;
        }
      }
      expect(seen).toBeGreaterThanOrEqual(stated.length);
    },
  );

  it("keeps what was said beside what is believed", () => {
    const body = fixture("generic").replace("2026-03-01T10:00:00Z", "+275000-01-01T00:00:00Z");
    const [signal] = meaning("generic", body).signals.map((one) => received(one, RECEIVED_AT));
    expect(signal).toMatchObject({
      event: {
        statedAt: "+275000-01-01T00:00:00.000Z",
        occurredAt: new Date(RECEIVED_AT.getTime() + 5 * MINUTE),
      },
    });
    const [honest] = meaning("generic", fixture("generic")).signals.map((one) => received(one, RECEIVED_AT));
    expect(honest?.kind === "event" && honest.event.statedAt).toBeUndefined();
  });
});

describe("what was remembered of a future that never comes", () => {
  const finding = {
    detector: "threshold.rate",
    reason: "r",
    score: 1,
    numbers: {},
    threshold: null,
    notify: true,
  };
  it("keeps nobody from calling", () => {
    const calls = {
      groups: { "other service s": FUTURE },
      times: Array<number>(6).fill(FUTURE),
      storm: FUTURE,
    };
    const state = { ...newSubjectState(), spoke: { "threshold.rate": FUTURE } };
    const at = RECEIVED_AT.getTime();
    const about = { subject: "a", repository: null, service: "s", at };
    expect(applyAlertPolicy(state, calls, about, [finding], defaultPolicy)).toMatchObject([
      { requiresAttention: true },
    ]);
    let called = 0;
    for (let hour = 1; hour <= 60; hour++) {
      const next = { ...about, subject: `s${hour}`, service: `s${hour}`, at: at + hour * HOUR };
      const said = applyAlertPolicy(newSubjectState(), calls, next, [finding], defaultPolicy);
      called += said.filter((one) => one.requiresAttention && one.silenced !== PART_OF_STORM).length;
    }
    expect(called).toBe(60);
    expect(newNotificationLog().storm).toBeNull();
  });

  it("leaves no window that counts nothing", () => {
    const window = newWindow(12 * HOUR);
    count(window, FUTURE, true);
    count(window, RECEIVED_AT.getTime(), true);
    expect(totals(window, RECEIVED_AT.getTime())).toEqual({ all: 1, bad: 1 });
  });
});

describe("alerts dated out of all bounds, through the whole of heal", () => {
  let base: TestDatabase;
  let on: Stage;
  const secret = "g".repeat(40);
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base, env: { HEAL_SOURCE_GENERIC_SECRET: secret } });
  });
  afterAll(async () => {
    await on.close();
    await base.drop();
  });

  const send = async (id: string, occurred: unknown): Promise<void> => {
    const answer = await fetch(`${on.heal.url}/api/alerts/generic`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      body: JSON.stringify({
        title: id,
        id,
        severity: "critical",
        service: `of ${id}`,
        occurred_at: occurred,
      }),
    });
    expect(answer.status).toBe(202);
    await until(`the detection of ${id}`, () => called(id));
  };
  const called = (id: string): Promise<{ silenced: string | null; calls: boolean } | null> =>
    base.db.maybe`select silenced, requires_attention as calls from detections
      where subject = ${`fingerprint:${id}`} and detector in ('threshold.severity', 'storm') order by id desc limit 1`;
  const minutes = (n: number) => new Date(Date.now() + n * MINUTE).toISOString();

  it("silence nobody, pin no list, and show what was said", async () => {
    for (const id of ["f1", "f2", "f3"]) await send(id, "+275000-01-01T00:00:00Z");
    await send("past", "2016-03-01T10:00:00Z");
    await send("ordinary", minutes(0));
    expect(await called("ordinary")).toEqual({ silenced: null, calls: true });
    const { incidents } = (await (await fetch(`${on.heal.url}/api/v1/incidents`)).json()) as {
      incidents: { id: number; title: string; first_seen: string; last_seen: string }[];
    };
    expect(incidents.map(({ title }) => title)).toEqual(["ordinary", "past", "f3", "f2", "f1"]);
    for (const { first_seen: first, last_seen: last } of incidents)
      for (const seen of [first, last])
        expect(Math.abs(Date.parse(seen) - Date.now())).toBeLessThan(10 * MINUTE);
    const page = async (title: string) =>
      (await fetch(on.page(incidents.find((one) => one.title === title)?.id ?? 0))).text();
    expect(await page("f1")).toContain("275000-01-01");
    expect(await page("past")).toContain("2016-03-01");
    const rows = await base.db.many<{ state: { times: number[] } }>`
      select state from detector_states where subject = '*'`;
    for (const time of rows.flatMap(({ state }) => state.times))
      expect(time).toBeLessThan(Date.now() + 6 * MINUTE);
  }, 180_000);
});
