import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import { health, type HealthHistory } from "../../src/detection/test-health.js";
import type { DiagnosisRecord } from "../../src/diagnosis/record.js";
import type { RunFacts } from "../../src/events/event.js";
import { evaluate } from "../../src/alerting/evaluate.js";
import { trialsOf, branchKind, testSubject, workflowSubject } from "../../src/alerting/subjects.js";
import { alertSeen, failureSeen, jobsPassed, testsSeen } from "../../src/pipeline/observations.js";
import type { IncidentRow } from "../../src/store/incidents.js";
import { stateOf } from "../../src/store/detector-states.js";
import { addRun } from "../../src/store/runs.js";
import { upsertReport } from "../../src/store/reports.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const REPO = "acme/checkout";
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.clear("detections", "detector_states", "reports", "runs"));

const put = (seen: Parameters<typeof evaluate>[1]) => database.db.tx((tx) => evaluate(tx, seen, NOW));
const stateAt = async (subject: string) => {
  const kept = (await stateOf(database.db, subject))?.state as { health?: HealthHistory } | undefined;
  return kept?.health ? health(kept.health, NOW.getTime()).state : null;
};

describe("the branch of a run", () => {
  it.each<[string, Partial<RunFacts>, string]>([
    ["the default branch", {}, "default"],
    ["another branch", { branch: "feature" }, "other"],
    ["a fork's branch of the same name", { fork: true }, "other"],
    ["a pull request", { event: "pull_request" }, "other"],
    ["a pull request's target", { event: "pull_request_target" }, "other"],
    ["a comment", { event: "issue_comment" }, "other"],
    ["a tag's release", { event: "release" }, "other"],
  ])("%s", (_name, of, branch) => {
    expect(branchKind(runOf(of))).toBe(branch);
    expect(trialsOf(REPO, runOf(of), NOW).length).toBe(branch === "default" ? 2 : 0);
  });
});

describe("a finished attempt", () => {
  it.each([
    ["success", [false, false]],
    ["failure", [true, true]],
    ["timed_out", [true, true]],
    ["cancelled", []],
    ["skipped", []],
    ["action_required", []],
  ])("that ended with %s", (conclusion, expected) => {
    const trials = trialsOf(REPO, runOf({ conclusion }), NOW);
    expect(trials.map(({ input }) => input.kind === "trial" && input.failed)).toEqual(expected);
  });

  it("is about its file, or its name where there is none, and a name is no path", () => {
    expect(workflowSubject(REPO, runOf())).toBe(`workflow:${REPO}/ci.yml`);
    expect(workflowSubject(REPO, runOf({ workflowPath: "", workflow: "My\n CI" }))).toBe(
      `workflow:${REPO}/My CI`,
    );
    expect(workflowSubject(REPO, runOf({ workflowPath: "x".repeat(999) })).length).toBeLessThan(250);
  });
});

describe("an alert", () => {
  it("is told with the category its name says", () => {
    const event = {
      source: "alertmanager",
      kind: "alert" as const,
      status: "firing" as const,
      repository: null,
      severity: "error" as const,
      title: "x",
      message: "",
      occurredAt: NOW,
      key: "k",
      fingerprint: "f",
      service: "pay",
      labels: { alertname: "HighErrorRate" },
      url: null,
    };
    expect(alertSeen(event, 7, 3)).toMatchObject({
      incident: 3,
      input: {
        kind: "occurrence",
        id: "7",
        category: "error_rate",
        service: "pay",
        repository: null,
        branch: null,
      },
    });
  });
});

const row = (run: RunFacts | null): IncidentRow =>
  ({ id: 5, run, repository: REPO, severity: "error", first_seen: NOW, last_seen: NOW }) as IncidentRow;
const record = (category: string, jobs: object[] = []): DiagnosisRecord =>
  ({ category, jobs }) as unknown as DiagnosisRecord;
const job = (name: string, conclusion: string) => ({
  id: 1,
  name,
  attempt: 1,
  status: "completed",
  conclusion,
  steps: [],
  url: "",
});

describe("a failure that was read", () => {
  const told = (category: string, run = runOf()) =>
    failureSeen(row(run), record(category, [{ name: "test", category }]), {
      fingerprint: "f",
      incident: 5,
      jobs: [job("test", "failure"), job("lint", "success"), job("deploy", "skipped")],
    }).map(({ input }) =>
      input.kind === "trial" ? `${input.subject} ${input.failed ? "failed" : "passed"}` : input.kind,
    );

  it("is told with its jobs, and excused where it was not the code", () => {
    const jobs = [`job:${REPO}/ci.yml/test failed`, `job:${REPO}/ci.yml/lint passed`];
    expect(told("test_failure")).toEqual(["occurrence", ...jobs]);
    expect(told("network")).toEqual(["occurrence", "reclassification", ...jobs]);
    // Flaky is the test's own fault.
    expect(told("flaky_test")).toEqual(["occurrence", ...jobs]);
  });

  it("of a pull request is told as itself alone; an alert was told already", () => {
    expect(told("test_failure", runOf({ event: "pull_request" }))).toEqual(["occurrence"]);
    expect(told("test_failure", runOf({ fork: true }))).toEqual([]);
    expect(failureSeen(row(null), record("latency"), { fingerprint: "f", incident: 5, jobs: [] })).toEqual(
      [],
    );
  });

  it("leaves a job of a broken network without blame, and one that fails again broken", async () => {
    const read = async (category: string, headSha: string) =>
      put(
        failureSeen(row(runOf({ headSha })), record(category, [{ name: "test", category }]), {
          fingerprint: null,
          incident: 5,
          jobs: [job("test", "failure")],
        }).map((one) => ({ ...one, incident: null })),
      );
    const subject = `job:${REPO}/ci.yml/test`;
    const pass = async (headSha: string) =>
      put(await jobsPassed(database.db, REPO, runOf({ headSha, conclusion: "success" }), NOW));
    await pass("a".repeat(40));
    expect(await stateAt(subject)).toBeNull();
    await read("network", "b".repeat(40));
    expect(await stateAt(subject)).toBe("infrastructure");
    await pass("c".repeat(40));
    expect(await stateAt(subject)).toBe("passing");
    await read("test_failure", "d".repeat(40));
    await read("test_failure", "e".repeat(40));
    expect(await stateAt(subject)).toBe("broken");
  });
});

describe("reports of a finished run", () => {
  const sum = { suite: "math", name: "sum", message: "" };
  const subject = testSubject(`job:${REPO}/ci.yml/unit`, sum);
  let next = 1;
  const ran = async (
    failing: (typeof sum)[],
    tests = 100,
    headSha = `${next}`.padStart(40, "0"),
    of = {},
  ) => {
    const run = runOf({ runId: next++, headSha, ...of });
    await addRun(database.db, REPO, run, NOW);
    await upsertReport(database.db, {
      delivery_id: null,
      repository: REPO,
      run_id: run.runId,
      attempt: 1,
      job: "unit",
      tests,
      failing,
      received_at: new Date(NOW.getTime() + next * MINUTE),
    });
    const seen = await testsSeen(database.db, REPO, run, NOW);
    await put(seen);
    return seen.length;
  };

  it("make a test flaky that fails and passes on one commit", async () => {
    await ran([]);
    const sha = "f".repeat(40);
    await ran([sum], 100, sha);
    await ran([], 100, sha);
    expect(await stateAt(subject)).toBe("flaky");
  });

  it("that the same transaction observed are known, although their rows do not tell yet", async () => {
    await ran([]);
    next += 1;
    const run = runOf({ runId: 900_000 + next });
    await upsertReport(database.db, {
      ...{
        delivery_id: null,
        repository: REPO,
        run_id: run.runId,
        attempt: 1,
        job: "unit",
        tests: 100,
        failing: [],
      },
      received_at: NOW,
    });
    const seen = await testsSeen(database.db, REPO, run, NOW, () => [subject]);
    expect(seen.map(({ input }) => input)).toEqual([expect.objectContaining({ subject, failed: false })]);
  });

  it("know nothing of tests that never failed, and of other branches", async () => {
    expect(await ran([])).toBe(0);
    expect(await ran([sum], 100, undefined, { branch: "feature" })).toBe(0);
  });

  it.each([
    ["80 % fail", 100, 80],
    ["a quarter of the usual tests is gone", 74, 1],
  ])("change no state when %s at once", async (_name, tests, failed) => {
    await ran([]);
    const failing = Array.from({ length: failed }, (_, i) => ({ ...sum, name: `t${i}` }));
    expect(await ran(failing, tests)).toBe(0);
  });

  it("of a fork do not say how many tests are usual", async () => {
    await ran([], 100);
    for (let i = 0; i < 5; i++) await ran([], 1_000, undefined, { fork: true, event: "pull_request_target" });
    expect(await ran([sum], 100)).toBe(1);
  });

  it("are bounded: of a thousand failing tests a hundred are followed", async () => {
    await ran([], 2_000);
    expect(
      await ran(
        Array.from({ length: 1_000 }, (_, i) => ({ ...sum, name: `t${i}` })),
        2_000,
      ),
    ).toBe(100);
  });
});
