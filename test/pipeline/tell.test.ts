import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import type { Effects, Plan } from "../../src/decision/plan.js";
import { list } from "../../src/pipeline/summary.js";
import { defaultConfig } from "../../src/playbooks/repository-config.js";
import { getIncident, joinOrOpen, type IncidentRow } from "../../src/store/incidents.js";
import { summaryIncidents, forgetIssue, SUMMARY_LINES, placeIssue } from "../../src/store/issue-placement.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:59:50Z");
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const REPO = "acme/shop";
let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
});
afterAll(() => base.drop());
beforeEach(() => base.clear("incidents"));

let n = 0;
async function incident(fingerprint: string | null = null): Promise<IncidentRow> {
  n += 1;
  const { id } = await joinOrOpen(base.db, {
    key: `run:${n}`,
    kind: "ci",
    repository: { fullName: REPO, id: 1, installationId: 1 },
    severity: "error",
    title: `failure ${n}`,
    service: null,
    fingerprint,
    run: runOf(),
    at: NOW,
    now: NOW,
  });
  return (await getIncident(base.db, id)) as IncidentRow;
}
const place = ({ id, fingerprint }: IncidentRow, limit = 2, at = NOW) =>
  placeIssue(base.db, { id, repository: REPO, fingerprint }, limit, at);

describe("a share of the hour's issues", () => {
  it("is given to so many at once, and the rest meet in one summary", async () => {
    const rows = await Promise.all(Array.from({ length: 12 }, () => incident()));
    const places = await Promise.all(rows.map((row) => place(row)));
    const heads = places.map((one) => ("listedIn" in one ? one.listedIn : "twin"));
    expect(heads.filter((head) => head === null)).toHaveLength(2);
    expect(new Set(heads.filter((head) => head !== null)).size).toBe(1);
    // Asked again it is the same.
    expect(await Promise.all(rows.map((row) => place(row, 100)))).toEqual(places);
  });

  it("slides: a full hour of the clock begins no other summary, an hour after the first there is room again", async () => {
    const head = await incident();
    expect(await place(head, 0)).toEqual({ listedIn: head.id });
    expect(await place(await incident(), 0, later(20_000))).toEqual({ listedIn: head.id });
    expect(await place(await incident(), 0, later(59 * MINUTE))).toEqual({ listedIn: head.id });
    const next = await incident();
    expect(await place(next, 0, later(HOUR + MINUTE))).toEqual({ listedIn: next.id });
    expect(await place(await incident(), 1, later(HOUR + MINUTE))).toEqual({ listedIn: null });
  });

  it("a summary that is full is followed by another", async () => {
    const rows: IncidentRow[] = [];
    for (let i = 0; i <= SUMMARY_LINES; i++) rows.push(await incident());
    for (const row of rows) await place(row, 0);
    const [first, last] = [rows[0] as IncidentRow, rows.at(-1) as IncidentRow];
    expect(await summaryIncidents(base.db, first.id)).toHaveLength(SUMMARY_LINES);
    expect((await summaryIncidents(base.db, last.id)).map(({ id }) => id)).toEqual([last.id]);
  });

  it("the same failure has one, whoever asks first", async () => {
    const [a, b] = [await incident("v1:same"), await incident("v1:same")];
    const places = await Promise.all([place(a), place(b)]);
    expect(places.filter((one) => "twin" in one)).toHaveLength(1);
  });

  it("an issue that is gone frees it, for all it told of", async () => {
    const row = await incident();
    await place(row);
    await base.db.run`update incidents set issue_number = 7, issue_url = 'u' where id = ${row.id}`;
    expect(await forgetIssue(base.db, REPO, 7)).toEqual([row.id]);
    expect(await getIncident(base.db, row.id)).toMatchObject({
      ...{ issue_number: null, issue_url: null, place_at: null, listed_in: null, issue_round: 2 },
    });
  });
});

describe("a summary that two write at once", () => {
  it("has all lines in the end: whoever wrote looks again", async () => {
    const [head, late] = [await incident(), await incident()];
    await place(head, 0);
    const bodies: string[] = [];
    const effects: Effects = {
      run: async ({ action, params }: Plan) => {
        bodies.push(String(params.body));
        // Another worker's incident is listed, and its text written, while ours is on its way.
        if (bodies.length === 2) await place(late, 0);
        return { state: "done", effect: { number: 5, url: "u" }, fresh: action === "update-issue" };
      },
    };
    const deps = { db: base.db, effects, publicUrl: "https://heal.example" };
    const told = await list(head, head.id, { config: defaultConfig }, deps as Parameters<typeof list>[3]);
    expect(told).toMatchObject({ state: "done", effect: { number: 5 } });
    expect(bodies).toHaveLength(3);
    expect(bodies.at(-1)).toContain(`/incidents/${late.id})`);
  });
});
