import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runCli } from "../../src/cli/program.js";
import { rollbackSteps } from "../../src/cli/rolling-back/steps.js";
import type { RollbackDeps } from "../../src/cli/rolling-back/step.js";
import { flagCatalogue } from "../../src/flags/catalogue.js";
import { listAudit } from "../../src/store/audit.js";
import { openFix, updateFix } from "../../src/store/fixes.js";
import { flagsSet, isFlagOn } from "../../src/store/flags.js";
import { migrationState } from "../../src/store/migrate.js";
import { listStops } from "../../src/store/stops.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-01-01T00:00:00Z");
let database: TestDatabase;
beforeEach(async () => void (database = await testDatabase()));
afterEach(() => database.drop());

async function heal(...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const env = { DATABASE_URL: database.url, USER: "ada" };
  const code = await runCli(args, { stdin: new PassThrough(), stdout, stderr, env });
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}
const statesOf = (out: string): string[][] =>
  [...out.matchAll(/^(\w+) +(\w+):/gm)].map(([, step = "", state = ""]) => [step, state]);

/** An incident on its way, with the fix a producer is at work on. */
async function fixUnderWay(producer: string): Promise<void> {
  const { id } = await database.db.one<{ id: number }>`
    insert into incidents (kind, repository, state, key, title, severity, first_seen, last_seen)
    values ('ci', 'o/r', 'acting', ${producer}, 't', 'error', ${NOW}, ${NOW}) returning id`;
  const fix = await openFix(database.db, {
    ...{ incidentId: id, repository: "o/r", producer, baseSha: "a", baseBranch: "main" },
    ...{ branch: "b", before: null, now: NOW, deadline: NOW },
  });
  await updateFix(database.db, fix.id, { externalId: "run-7" });
}

describe("heal rollback", () => {
  it("stops, switches off, takes the schema back and looks at the outcome", async () => {
    const { applied } = await migrationState(database.url);
    const last = applied.at(-1) ?? "";
    await heal("flags", "set", "self_healing.recovery", "on", "--repository", "o/r");
    const { code, out } = await heal("rollback", "--reason", "bad release", "--to", applied.at(-2) ?? "");
    expect(statesOf(out)).toEqual(rollbackSteps.map(({ name }) => [name, "done"]));
    expect(code).toBe(0);
    expect(out).toContain(`taken back: ${last}\n`);
    expect(await listStops(database.db)).toMatchObject([
      { scope: "global", reason: "bad release", by: "cli:ada" },
    ]);
    expect((await migrationState(database.url)).pending).toEqual([last]);
  });

  it("leaves no system on, also not where a repository had its own value", async () => {
    await heal("flags", "set", "self_healing.recovery", "on", "--repository", "o/r");
    const last = (await migrationState(database.url)).applied.at(-1) ?? "";
    const { code, out } = await heal("rollback", "--to", last);
    expect([code, out]).toEqual([0, expect.stringContaining("schema   done: the schema stays\n")]);
    for (const { name } of flagCatalogue)
      expect([name, await isFlagOn(database.db, name, { repository: "o/r" })]).toEqual([name, false]);
    const kinds = (await listAudit(database.db, { after: 0, limit: 100 })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "flag")).toHaveLength(1 + flagCatalogue.length);
  });

  it("changes nothing in a dry run, and says what it would do", async () => {
    await fixUnderWay("codegen");
    const before = await migrationState(database.url);
    const { code, out } = await heal("rollback", "--dry-run");
    expect(statesOf(out)).toEqual(rollbackSteps.map(({ name }) => [name, "would"]));
    expect(code).toBe(0);
    expect(out).toContain(`take back, with the data in what they made: ${before.applied.at(-1) ?? ""}`);
    expect(out).toContain("as far as it lets: run-7");
    expect(await migrationState(database.url)).toEqual(before);
    expect(await listStops(database.db)).toEqual([]);
    expect(
      await flagsSet(
        database.db,
        flagCatalogue.map(({ name }) => name),
      ),
    ).toEqual([]);
    expect(await listAudit(database.db, { after: 0, limit: 1 })).toEqual([]);
  });

  it("says of an agent's run that it could not reach, and of moves not made, and fails", async () => {
    await fixUnderWay("codegen");
    const { code, out } = await heal("rollback", "--json");
    const said = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(code).toBe(1);
    expect(said).toMatchObject([
      { step: "stop", state: "done" },
      { step: "flags", state: "done" },
      { step: "agents", state: "failed", text: expect.stringContaining("run run-7 of codegen: not reached") },
      { step: "settled", state: "done" },
      { step: "schema", state: "done" },
      { step: "health", state: "failed", text: expect.stringContaining("1 incident still acting") },
    ]);
  });

  it("leaves a workflow's run alone", async () => {
    await fixUnderWay("lint");
    expect((await heal("rollback")).out).toContain("agents   done: no run of a coding agent is under way\n");
  });

  it("leaves the schema alone while an effect is under way", async () => {
    await database.db.run`
      insert into intents (key, action, plan, state, claimed_until)
      values ('k', 'rerun-failed-jobs', '{}', 'claimed', now() + interval '1 hour')`;
    const before = await migrationState(database.url);
    const { code, out } = await heal("rollback", "--wait", "0");
    expect(code).toBe(1);
    expect(statesOf(out).slice(3)).toEqual([
      ["settled", "failed"],
      ["schema", "skipped"],
      ["health", "skipped"],
    ]);
    expect(await migrationState(database.url)).toEqual(before);
  });

  it("waits for an effect that ends", async () => {
    const settled = rollbackSteps.find(({ name }) => name === "settled");
    await database.db.run`
      insert into intents (key, action, plan, state, claimed_until)
      values ('k', 'rerun-failed-jobs', '{}', 'claimed', ${new Date(NOW.getTime() + 9_000)})`;
    let waits = 0;
    const deps: RollbackDeps = {
      ...{ db: database.db, url: database.url, clock: { now: () => NOW }, agent: null },
      ...{ reason: "r", by: "cli:ada", back: [], waitMs: 5_000 },
      pause: async () => {
        if (++waits === 2) await database.db.run`update intents set state = 'done'`;
      },
    };
    expect(await settled?.run(deps)).toEqual({ ok: true, text: "no effect is under way" });
    expect(waits).toBe(2);
  });

  it("refuses a version that the database does not have, before it does anything", async () => {
    const { code, err } = await heal("rollback", "--to", "0000_none");
    expect([code, err]).toEqual([1, expect.stringContaining("the database has no migration 0000_none")]);
    expect((await heal("rollback", "--wait", "soon")).code).toBe(2);
    expect(await listStops(database.db)).toEqual([]);
  });
});
