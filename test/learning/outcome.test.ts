import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { learnOutcome } from "../../src/learning/outcome.js";
import { recognitionText } from "../../src/decision/recognition-text.js";
import { recognise } from "../../src/learning/recognition.js";
import { outcomesOf } from "../../src/store/timeline.js";
import { joinOrOpen } from "../../src/store/incidents.js";
import { earlierFingerprintsOf, fingerprintOf } from "../../src/events/fingerprint.js";
import { adoptPattern, countPattern, getPattern, readTrust } from "../../src/store/patterns.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
}, 60_000);
afterAll(() => base.drop());

const at = new Date("2026-03-01T12:00:00Z");
const open = async (n: number, repository: string): Promise<number> => {
  const { id } = await joinOrOpen(base.db, {
    ...{ key: `run:${repository}:${n}`, kind: "ci", severity: "error", title: "t", service: null },
    ...{
      repository: { fullName: repository, id: n, installationId: 1 },
      fingerprint: null,
      run: runOf({ runId: n }),
    },
    ...{ at, now: at },
  });
  return id;
};

it("outcomes become trust in the failure and its category; inconclusive ones teach nothing", async () => {
  const id = await open(1, "acme/web");
  const incident = { id, fingerprint: "f1", category: "network" };
  const learn = (verdict: "successful" | "failed" | "inconclusive") =>
    learnOutcome(base.db, incident, { action: "rerun-failed-jobs", verdict, reason: verdict, at });
  await learn("inconclusive");
  expect(await readTrust(base.db, "f1", "rerun-failed-jobs")).toBeNull();
  await learn("failed");
  await learn("successful");
  await learn("failed");
  for (const subject of ["f1", "category:network"])
    expect(await readTrust(base.db, subject, "rerun-failed-jobs")).toEqual({
      ...{ successes: 1, failures: 2, last_incident: id },
    });
  expect(await readTrust(base.db, "f1", "open-fix-pr")).toBeNull();
  expect((await outcomesOf(base.db, id)).map((one) => one.verdict)).toEqual([
    "inconclusive",
    "failed",
    "successful",
    "failed",
  ]);
});

it("a failure met before is recognised, in whatever repository; its own first incident is not", async () => {
  const [first, second] = [await open(2, "acme/api"), await open(3, "other/api")];
  const meet = (incident: number, repository: string) =>
    countPattern(base.db, { fingerprint: "f2", category: "network", title: "t", incident, repository, at });
  const ask = (id: number, repository: string) => recognise(base.db, { id, fingerprint: "f2", repository });
  expect(await ask(first, "acme/api")).toBeNull();
  await meet(first, "acme/api");
  expect(await ask(first, "acme/api")).toBeNull();
  await meet(first, "acme/api");
  const known = await ask(second, "other/api");
  expect(known).toEqual({ firstIncident: first, incidents: 2, repositories: ["acme/api"], helped: [] });
  await learnOutcome(
    base.db,
    { id: first, fingerprint: "f2", category: null },
    { action: "rerun-failed-jobs", verdict: "successful", reason: "x", at },
  );
  const later = await ask(second, "other/api");
  expect(later && recognitionText(later)).toBe(
    `Seen before: 2 earlier incidents, first #${first}; rerun-failed-jobs helped 1 of 1 time`,
  );
  expect(known && recognitionText(known)).toMatch(/nothing is known to have helped$/);
});

it("a failure that was stored by an earlier version is found, with what was learned of it", async () => {
  const [first, second] = [await open(20, "acme/old"), await open(21, "acme/old")];
  const now = {
    category: "network",
    command: "npm ci",
    lines: ["the reason that comes first now", "the line that came first before"],
  };
  const before = { ...now, lines: [...now.lines].reverse() };
  const old = earlierFingerprintsOf(before)[0]!;
  const fingerprint = fingerprintOf(now);
  const met = { category: "network", title: "t", repository: "acme/old", at };
  await countPattern(base.db, { ...met, fingerprint: old, incident: first });
  await base.db.run`update incidents set fingerprint = ${old} where id = ${first}`;
  const outcome = { action: "rerun-failed-jobs", verdict: "successful", reason: "ok", at } as const;
  await learnOutcome(base.db, { id: first, fingerprint: old, category: null }, outcome);

  expect(await adoptPattern(base.db, earlierFingerprintsOf(now), fingerprint)).toBe(true);
  expect(await recognise(base.db, { id: second, fingerprint, repository: "acme/old" })).toMatchObject({
    firstIncident: first,
    helped: [{ action: "rerun-failed-jobs", successes: 1 }],
  });
  expect(await getPattern(base.db, old)).toBeNull();
  expect(await base.db.one`select fingerprint from incidents where id = ${first}`).toEqual({ fingerprint });
  // Found once, it is known under its own name, and nothing else is taken for it.
  expect(await adoptPattern(base.db, earlierFingerprintsOf(now), fingerprint)).toBe(false);
});
