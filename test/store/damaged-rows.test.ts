import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { ErrorEvent } from "../../src/events/event.js";
import { addEvent, eventsOf } from "../../src/store/events.js";
import { fixesOf, openFix } from "../../src/store/fixes.js";
import { claimIncident } from "../../src/store/incident-steps.js";
import { getIncident, incidentToJoin, joinOrOpen } from "../../src/store/incidents.js";
import { claimIntent, intentsOf } from "../../src/store/intents.js";
import { newestAttempt, addRun } from "../../src/store/runs.js";
import { incidentStep } from "../../src/pipeline/incident-step.js";
import type { PipelineDeps } from "../../src/pipeline/deps.js";
import { NOW, runOf } from "../dashboard/seed.js";
import { serve, type Served } from "../dashboard/serve.js";
import { silentLog } from "../../src/intake/log.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const repository = { fullName: "acme/checkout", id: 5, installationId: 2 };
const run = runOf();

let base: TestDatabase;
let site: Served;
let sound: number;
let damaged: number;

const open = async (key: string): Promise<number> =>
  (
    await joinOrOpen(base.db, {
      ...{ key, kind: "ci", repository, severity: "error", title: `title of ${key}`, service: null },
      ...{ fingerprint: null, run, at: NOW, now: NOW },
    })
  ).id;

beforeAll(async () => {
  base = await testDatabase();
  site = await serve(base.db);
  [sound, damaged] = [await open("sound"), await open("damaged")];
  // What no writer of this version writes.
  await base.db.run`update incidents set run = '{"attempt": 1, "branch": 7}', trouble = '"broken"',
    chosen = '{"move": "jump"}', diagnosis = '[]' where id = ${damaged}`;
});
afterAll(async () => {
  await site.close();
  await base.drop();
});

const refused = (message: RegExp) =>
  expect.objectContaining({ code: "HEAL_ROW_INVALID", message: expect.stringMatching(message) });

describe("a row that does not parse", () => {
  it("says its table, its number and the place", async () => {
    await expect(getIncident(base.db, damaged)).rejects.toEqual(
      refused(new RegExp(`^incidents ${damaged}: run\\.runId: Invalid input`)),
    );
    await base.db.run`insert into error_events
      (incident_id, source, kind, status, severity, title, message, body, occurred_at)
      values (${sound}, 'github', 'ci', 'firing', 'error', 't', 'm', '{"kind": "other"}', ${NOW})`;
    await expect(eventsOf(base.db, sound)).rejects.toEqual(refused(/^error_events \d+: body\./));
    await base.db.run`delete from error_events`;
  });

  it("says so in every table whose JSON decides something", async () => {
    const plan = {
      ...{ key: "rerun:1", action: "rerun-failed-jobs", repository, incidentId: sound, params: {} },
      since: NOW.toISOString(),
    };
    await claimIntent(base.db, plan, NOW, 1_000);
    await base.db.run`update intents set effect = '{"url": 7}'`;
    await expect(intentsOf(base.db, sound)).rejects.toEqual(refused(/^intents rerun:1: effect\.url: /));
    await openFix(base.db, {
      ...{ incidentId: sound, repository: repository.fullName, producer: "lint", baseSha: "a" },
      ...{ baseBranch: "main", branch: "b", before: null, now: NOW, deadline: NOW },
    });
    await base.db.run`update fixes set before = '[{"name": "ci", "source": {"by": "friend"}}]'`;
    await expect(fixesOf(base.db, sound)).rejects.toEqual(refused(/^fixes 1: before\.0\./));
    await addRun(base.db, repository.fullName, run, NOW);
    await base.db.run`update runs set facts = '{}'`;
    await expect(newestAttempt(base.db, repository.fullName, run.runId)).rejects.toEqual(
      refused(/^runs 9102334551, attempt 1: facts\.runId: /),
    );
    await base.db.run`truncate intents, fixes, runs restart identity`;
  });

  it("takes no list down, and stands in it", async () => {
    const page = await site.get("/");
    expect([page.status, page.text.includes("title of damaged")]).toEqual([200, true]);
    const { status, body } = await site.json<{ incidents: { id: number }[] }>("/api/v1/incidents");
    expect([status, body.incidents.map(({ id }) => id).sort()]).toEqual([200, [sound, damaged]]);
  });

  it("keeps no event from joining", async () => {
    expect(await incidentToJoin(base.db, "damaged")).toMatchObject({ id: damaged, attempt: 1 });
    expect(await open("damaged")).toBe(damaged);
  });

  it("gets no step and holds nobody up: its trouble is shown until it is mended", async () => {
    const errors: string[] = [];
    const log = { ...silentLog, error: (_about: object, text: string) => void errors.push(text) };
    const deps = { db: base.db, log, clock: { now: () => NOW } } as unknown as PipelineDeps;
    await incidentStep(damaged, deps);
    expect(errors).toEqual([expect.stringMatching(/^HEAL_ROW_INVALID: incidents \d+: diagnosis: /)]);
    const page = await site.get("/");
    expect(page.text).toMatch(/incidents \d+: diagnosis: /);
    expect(
      await base.db
        .one`select claimed_until, next_step_at > ${NOW} as later from incidents where id = ${damaged}`,
    ).toEqual({ claimed_until: null, later: true });
    expect(await claimIncident(base.db, sound, NOW, 1_000)).toMatchObject({ id: sound });
  });
});

describe("a row of an older version", () => {
  it("is read: what was not written then is left out", async () => {
    expect(run).not.toHaveProperty("headRepositoryId");
    expect((await getIncident(base.db, sound))?.run).toEqual(run);
    await openFix(base.db, {
      ...{ incidentId: sound, repository: repository.fullName, producer: "lint", baseSha: "a" },
      ...{ baseBranch: "main", branch: "c", now: NOW, deadline: NOW },
      before: [{ name: "ci", conclusion: "failure", url: "u" }],
    });
    expect((await fixesOf(base.db, sound))[0]?.before).toEqual([
      { name: "ci", conclusion: "failure", url: "u" },
    ]);
  });

  it("gives a time of an event back as a time", async () => {
    const event: ErrorEvent = {
      ...{ source: "sentry", kind: "alert", status: "firing", repository: null, severity: "error" },
      ...{ title: "t", message: "m", occurredAt: NOW, key: "alert:1", fingerprint: null, service: null },
      ...{ labels: {}, url: null },
    };
    await addEvent(base.db, sound, null, event);
    expect((await eventsOf(base.db, sound)).map(({ body }) => body)).toEqual([event]);
  });
});

it("a row whose state or kind says more than it holds does not parse", async () => {
  const id = await open("half");
  await base.db.run`update incidents set state = 'acting' where id = ${id}`;
  await expect(getIncident(base.db, id)).rejects.toEqual(refused(/^incidents \d+: diagnosis: /));
  await base.db.run`update incidents set state = 'open', run = null where id = ${id}`;
  await expect(getIncident(base.db, id)).rejects.toEqual(refused(/^incidents \d+: run: /));
  await base.db.run`update incidents set kind = 'report' where id = ${id}`;
  expect(await getIncident(base.db, id)).toMatchObject({ kind: "report", run: null });
});
