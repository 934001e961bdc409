import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { RunFacts } from "../../src/events/event.js";
import type { PipelineDeps } from "../../src/pipeline/deps.js";
import type { Chosen } from "../../src/decision/stored.js";
import { provenRun, outcomeOf } from "../../src/pipeline/steps/verify.js";
import { saveMember } from "../../src/store/alert-members.js";
import { getIncident, joinOrOpen } from "../../src/store/incidents.js";
import { claimIntent, finishIntent, intentByKey } from "../../src/store/intents.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const key = "dispatch:acme/web:12";
const started = (of: Partial<RunFacts> = {}) =>
  runOf({
    event: "workflow_dispatch",
    workflowPath: ".github/workflows/restart.yml",
    title: "Restart",
    ...of,
  });
const proven = (runs: RunFacts[], rivals = false) =>
  provenRun(runs, { key, workflow: "restart.yml", rivals })?.runId ?? null;

describe("the run that a dispatch made", () => {
  it.each<[string, RunFacts[], boolean, number | null]>([
    ["shows the key", [started({ runId: 1 }), started({ runId: 2, title: `Restart (${key})` })], true, 2],
    ["is the only one that could be it", [started({ runId: 1 })], false, 1],
    ["is not told from another", [started({ runId: 1 }), started({ runId: 2 })], false, null],
    ["is not told from that of another dispatch", [started({ runId: 1 })], true, null],
    ["is not one that shows another key", [started({ title: "Restart dispatch:acme/web:1" })], false, null],
    ["is not one whose key begins alike", [started({ title: `Restart ${key}3` })], false, null],
    [
      "is not shown twice",
      [started({ runId: 1, title: key }), started({ runId: 2, title: key })],
      false,
      null,
    ],
    ["is of the workflow's file", [started({ workflowPath: ".github/workflows/other.yml" })], false, null],
    ["is of the repository's code", [started({ fork: true })], false, null],
    ["was started by a dispatch", [started({ event: "push", title: key })], false, null],
    ["has not come yet", [], false, null],
  ])("%s", (_name, runs, rivals, runId) => {
    expect(proven(runs, rivals)).toBe(runId);
  });
});

describe("what verification takes for the end of a dispatch", () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.drop());
  beforeEach(() => database.clear("incidents", "intents", "runs"));

  const repository = { fullName: "acme/web", id: 1, installationId: 2 };
  const decided = new Date("2026-03-14T12:00:00Z");
  const later = new Date("2026-03-14T13:00:00Z");

  /** An incident whose dispatch GitHub answered without the run's id. */
  async function dispatched(of: string, kind: "alert" | "ci" = "alert"): Promise<number> {
    const { id } = await joinOrOpen(database.db, {
      ...{ key: `${kind}:generic:${of}`, severity: "critical", title: of },
      ...(kind === "ci" ? { kind, repository, run: runOf() } : { kind, repository, run: null }),
      ...{ service: null, fingerprint: of, at: decided, now: decided },
    });
    const plan = {
      ...{ key: `dispatch:1:${id}`, action: "dispatch-workflow", repository, incidentId: id },
      ...{ since: decided.toISOString(), params: { workflow: "restart.yml", ref: "main", inputs: {} } },
    };
    const intent = await claimIntent(database.db, plan, decided, 1_000);
    if (intent === "busy" || "refused" in intent) throw new Error("the intent is taken");
    await finishIntent(
      database.db,
      intent,
      plan,
      { state: "done", effect: { detail: "restart.yml" } },
      decided,
    );
    return id;
  }

  async function judged(id: number, runs: RunFacts[], now: Date, signal?: Chosen["signal"]) {
    const row = await getIncident(database.db, id);
    if (!row) throw new Error(`no incident ${id}`);
    const github = {
      dispatchedRuns: async () => runs.map((run) => ({ ...run, status: "completed" })),
      run: async ({ runId }: { runId: number }) => {
        const run = runs.find((one) => one.runId === runId);
        return run ? { ...run, status: "completed" } : null;
      },
    };
    const chosen = {
      ...{ move: "dispatch-workflow", decidedAt: decided.toISOString(), deadline: later.toISOString() },
      signal,
    } as Chosen;
    const deps = { db: database.db, github, clock: { now: () => now } } as unknown as PipelineDeps;
    return outcomeOf(row, chosen, deps);
  }
  const red = (runId: number, of: Partial<RunFacts> = {}) => started({ runId, conclusion: "failure", ...of });

  it("waits while two dispatches could have made a run, and says in the end that nothing is proven", async () => {
    const [first, second] = [await dispatched("a"), await dispatched("b")];
    expect(await judged(first, [red(8)], decided)).toBe("wait");
    expect(await judged(second, [red(8), red(9)], later)).toEqual({
      verdict: "inconclusive",
      reason: "no run was seen that is surely the one that was started within the time allowed",
    });
    expect((await intentByKey(database.db, `dispatch:1:${first}`))?.effect?.id).toBeUndefined();
  });

  it("gives each of two dispatches the run that shows its key, and none to the other", async () => {
    const [first, second] = [await dispatched("a"), await dispatched("b")];
    const runs = [red(8, { title: `Restart dispatch:1:${second}` }), red(9)];
    expect(await judged(second, runs, decided)).toMatchObject({ verdict: "failed" });
    // What is known to be the second's is no candidate any more; the other may be the first's, as nobody else is left.
    expect(await judged(first, [runs[0] as RunFacts], decided)).toBe("wait");
    expect(await judged(first, runs, decided)).toMatchObject({ verdict: "failed" });
    expect((await intentByKey(database.db, `dispatch:1:${first}`))?.effect?.id).toBe(9);
  });

  it("does not take a file of the same name elsewhere, or a run by a push, for its own", async () => {
    const id = await dispatched("a");
    const others = [red(8, { workflowPath: ".github/workflows/restart.yaml" }), red(9, { event: "push" })];
    expect(await judged(id, others, later)).toMatchObject({ verdict: "inconclusive" });
  });

  const green = started({ runId: 8, conclusion: "success" });

  it("takes the run's own end for proof where the playbook says so and no alert called for it", async () => {
    const id = await dispatched("build", "ci");
    expect(await judged(id, [green], decided, "workflow_run")).toEqual({
      verdict: "successful",
      reason: "the recovery workflow passed",
    });
    expect(await judged(id, [green], decided, "alert_resolved")).toBe("wait");
    expect(await judged(id, [green], later, "alert_resolved")).toMatchObject({
      verdict: "inconclusive",
      reason: expect.stringMatching(/no alert belongs to this failure/),
    });
  });

  it("is not talked out of an alert's own end", async () => {
    const id = await dispatched("down");
    await saveMember(database.db, {
      ...{
        incident_id: id,
        key: "k",
        group_key: "g",
        role: "cause",
        title: "down",
        service: null,
        ...{ labels: {}, annotations: {}, links: {}, message: "" },
      },
      ...{ severity: "critical", url: null, gap: null, unproven: null, stated_start: null, ended_at: null },
      ...{ began_at: decided, last_seen: decided, firings: 1, messages: 1 },
    });
    expect(await judged(id, [green], decided, "workflow_run")).toBe("wait");
  });
});
