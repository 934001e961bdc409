import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { getPosition, setPosition } from "../../src/store/positions.js";
import { canonical, storable } from "../../src/store/json.js";
import { reportsOfRun, upsertReport } from "../../src/store/reports.js";
import { getRepository, listRepositories, upsertRepository } from "../../src/store/repositories.js";
import type { TestDatabase } from "../harness/database.js";
import { testDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-01T12:00:00Z");

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

describe("cursors", () => {
  it("remember the last position", async () => {
    expect(await getPosition(database.db, "redelivery", z.unknown())).toBeNull();
    await setPosition(database.db, "redelivery", { id: 1 }, NOW);
    await setPosition(database.db, "redelivery", [2, "x\0"], NOW);
    expect(await getPosition(database.db, "redelivery", z.unknown())).toEqual([2, "x\uFFFD"]);
  });
});

describe("repositories", () => {
  it("keep what an update does not mention, and drop what it takes back", async () => {
    await upsertRepository(database.db, { full_name: "Octo/App", repository_id: 1, installation_id: 2 });
    await upsertRepository(database.db, { full_name: "Octo/App", config: { mode: "act" }, fetched_at: NOW });
    expect(await getRepository(database.db, "octo/app")).toEqual({
      full_name: "Octo/App",
      repository_id: 1,
      installation_id: 2,
      state: "active",
      default_branch: null,
      config: { mode: "act" },
      config_problem: null,
      fetched_at: NOW,
    });
    await upsertRepository(database.db, {
      full_name: "Octo/App",
      config: null,
      config_problem: "line 3: mod",
    });
    expect(await getRepository(database.db, "Octo/App")).toMatchObject({
      config: null,
      config_problem: "line 3: mod",
    });
    await upsertRepository(database.db, { full_name: "Octo/App", config_problem: null });
    expect(await listRepositories(database.db)).toMatchObject([{ config_problem: null, installation_id: 2 }]);
    expect(await getRepository(database.db, "octo/other")).toBeNull();
  });
});

describe("reports", () => {
  it("of one attempt of a run, a job's later one instead of its earlier", async () => {
    const report = {
      delivery_id: null,
      repository: "o/r",
      run_id: 9_000_000_001,
      attempt: 1,
      job: "unit",
      tests: 3,
      failing: [{ suite: "s", name: "n", message: "m" }],
      received_at: NOW,
    };
    await upsertReport(database.db, report);
    await upsertReport(database.db, { ...report, job: "e2e", tests: 1, failing: [] });
    await upsertReport(database.db, { ...report, tests: 4 });
    await upsertReport(database.db, { ...report, attempt: 2 });
    const found = await reportsOfRun(database.db, { repository: "o/r", runId: 9_000_000_001, attempt: 1 });
    expect(found.map(({ job, tests }) => [job, tests])).toEqual([
      ["e2e", 1],
      ["unit", 4],
    ]);
    expect(found[1]?.failing).toEqual(report.failing);
  });
});

describe("values", () => {
  it("are made storable wherever they hide, and otherwise left alone", () => {
    const date = new Date(0);
    const bytes = Buffer.from("\0");
    expect(storable({ "k\0": ["\ud83d\ude00", "\udc00", { d: date, b: bytes, n: null }] })).toEqual({
      "k\uFFFD": ["😀", "\uFFFD", { d: date, b: bytes, n: null }],
    });
  });

  it("have one canonical text", () => {
    expect(canonical({ b: [1, undefined, { y: 1, x: undefined }], a: "é" })).toBe(
      '{"a":"é","b":[1,null,{"y":1}]}',
    );
    expect(canonical({ b: 1, a: 2 })).toBe(canonical({ a: 2, b: 1 }));
  });
});
