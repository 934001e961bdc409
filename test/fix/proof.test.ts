import { describe, expect, it } from "@jest/globals";
import { proof, proofTable, type ProofOptions } from "../../src/fix/proof.js";
import type { CheckRun } from "../../src/github/port.js";

/** Jobs of one run. */
const runs = (
  conclusions: Record<string, string | null>,
  { path = "ci.yml", event = "push", runId = 1 } = {},
): CheckRun[] =>
  Object.entries(conclusions).map(([name, conclusion]) => ({
    name,
    conclusion,
    url: "",
    source: { by: "job", workflowPath: path, event, runId },
  }));
const by = (source: CheckRun["source"], name: string, conclusion: string | null): CheckRun => ({
  name,
  conclusion,
  url: "",
  source,
});
const targets = [{ name: "test", workflowPath: "ci.yml", runId: 1 }];
const totals = (tests: number, failed = 0, skipped = 0) => ({ tests, failed, skipped });
type Row = [string, Record<string, string | null>, Record<string, string | null>, string];

describe("proof", () => {
  it.each<Row>([
    [
      "the failed check passes",
      { test: "failure", lint: "success" },
      { test: "success", lint: "success" },
      "green",
    ],
    ["it still fails", { test: "failure" }, { test: "failure" }, "red"],
    ["it was skipped", { test: "failure" }, { test: "skipped" }, "red"],
    ["it is neutral", { test: "failure" }, { test: "neutral" }, "red"],
    ["another one broke", { test: "failure", lint: "success" }, { test: "success", lint: "failure" }, "red"],
    ["a new one fails", { test: "failure" }, { test: "success", docs: "timed_out" }, "red"],
    ["it has not come", { test: "failure" }, {}, "pending"],
    ["it runs", { test: "failure" }, { test: null }, "pending"],
    ["it was cancelled", { test: "failure" }, { test: "cancelled" }, "pending"],
    [
      "another one still runs",
      { test: "failure", lint: "success" },
      { test: "success", lint: null },
      "pending",
    ],
    [
      "red is known before all have ended",
      { test: "failure", lint: "success" },
      { test: null, lint: "failure" },
      "red",
    ],
    ["one of two still fails", { a: "failure", b: "timed_out" }, { a: "success", b: "failure" }, "red"],
    ["nothing failed before", { test: "success" }, { test: "success" }, "pending"],
    ["there is nothing", {}, {}, "pending"],
  ])("%s", (_name, before, after, verdict) => {
    expect(proof(runs(before), runs(after)).verdict).toBe(verdict);
  });

  it("leaves what failed for another reason alone", () => {
    const found = proof(
      runs({ test: "failure", deploy: "failure" }),
      runs({ test: "success", deploy: "failure" }),
      { targets },
    );
    expect(found).toMatchObject({ verdict: "green", rows: [{ verdict: "fixed" }, { verdict: "kept" }] });
    expect(found.reason).toMatch(/^what the fix is for passes now, .*; not passing, as before: deploy$/);
  });

  const docs = { path: "docs.yml", runId: 2 };
  it.each<[string, CheckRun[], CheckRun[]]>([
    ["another workflow's job", [], runs({ test: "success" }, docs)],
    ["an App's check", [], [by({ by: "app", app: 7, slug: "mallory" }, "test", "success")]],
    [
      "Actions' own App, which any job may speak as",
      [],
      [by({ by: "app", app: 1, slug: "github-actions" }, "test", "success")],
    ],
    ["a commit status", [], [by({ by: "status", creator: 7 }, "test", "success")]],
    ["a run set off for another's sake", [], runs({ test: "success" }, { event: "issue_comment", runId: 3 })],
    [
      "a pull request's run beside a failed push",
      runs({ test: "failure" }),
      runs({ test: "success" }, { event: "pull_request", runId: 3 }),
    ],
    [
      "a passed push beside a failed pull request",
      runs({ test: "failure" }, { event: "pull_request" }),
      runs({ test: "success" }, { runId: 3 }),
    ],
    ["a second run of the same event", runs({ test: "failure" }), runs({ test: "success" }, { runId: 3 })],
  ])("%s of the same name proves nothing, first or last", (_name, honest, other) => {
    for (const after of [
      [...honest, ...other],
      [...other, ...honest],
    ])
      for (const failed of [runs({ test: "failure" }), [...runs({ test: "failure" }), ...other]]) {
        const found = proof(failed, after, { targets });
        expect(found.verdict).toBe(honest.length > 0 ? "red" : "pending");
        expect(found.rows.find((row) => row.target)).toMatchObject({ before: "failure" });
      }
  });

  it("tells checks of one name apart", () => {
    const failed = [...runs({ test: "failure" }), ...runs({ test: "success" }, docs)];
    const passed = [...runs({ test: "success" }), ...runs({ test: "success" }, docs)];
    expect(proof(failed, passed, { targets })).toMatchObject({
      verdict: "green",
      rows: [
        { name: "test (ci.yml)", before: "failure", after: "success", verdict: "fixed" },
        { name: "test (docs.yml)", before: "success", after: "success", verdict: "kept" },
      ],
    });
  });

  it("takes every run that tries the commit for the workflow's, and a job that one event skips for run", () => {
    const after = [
      ...runs({ test: "skipped" }),
      ...runs({ test: "success" }, { event: "pull_request", runId: 2 }),
    ];
    expect(proof(runs({ test: "failure" }), after, { targets }).verdict).toBe("green");
  });

  const lint = (conclusion: string | null): CheckRun[] =>
    runs({ lint: conclusion }, { path: "lint.yml", runId: 2 });
  const app = (conclusion: string | null) => by({ by: "app", app: 7, slug: "scan" }, "scan", conclusion);
  const jenkins = (conclusion: string | null, creator = 7) =>
    by({ by: "status", creator }, "ci/jenkins", conclusion);
  it.each<[string, CheckRun[], CheckRun[], ProofOptions, string, RegExp]>([
    ["a workflow that has not come", lint("success"), [], {}, "unproven", /^lint passed before/],
    ["the same, so early that it may come", lint("success"), [], { settled: false }, "pending", /lint/],
    ["a job that is skipped now", lint("success"), lint("skipped"), {}, "unproven", /^lint passed before/],
    ["one that is neutral now", lint("success"), lint("neutral"), {}, "unproven", /^lint passed before/],
    ["one that is cancelled now", lint("success"), lint("cancelled"), {}, "unproven", /^lint passed/],
    ["one of which GitHub makes up a word", lint("success"), lint("hm"), {}, "unproven", /^lint passed/],
    ["one that the base skipped too", lint("skipped"), lint("skipped"), {}, "green", /nothing else got/],
    ["one that the base skipped and that is gone", lint("skipped"), [], {}, "green", /nothing else got/],
    ["one that still ran on the base", lint(null), [], {}, "unproven", /^lint passed before/],
    ["a run that has not ended", [], [], { unfinished: ["Slow"] }, "pending", /Slow/],
    [
      "a skipped job while a run goes on",
      lint("success"),
      lint("skipped"),
      { unfinished: ["CI"] },
      "pending",
      /CI/,
    ],
    [
      "a workflow that is not meant to run here",
      lint("success"),
      [],
      { due: () => false },
      "green",
      /not run here: lint$/,
    ],
    [
      "the clock's run of the base",
      runs({ nightly: "success" }, { event: "schedule" }),
      [],
      {},
      "green",
      /nothing/,
    ],
    ["what cannot be read", [], [], { unseen: "no permission" }, "pending", /no permission/],
    ["an App's check that has not come", [app("success")], [], {}, "pending", /scan/],
    ["an App's check that is neutral now", [app("success")], [app("neutral")], {}, "unproven", /scan passed/],
    ["a status that has not come", [jenkins("success")], [], {}, "pending", /jenkins/],
    ["a status that waits", [jenkins("success")], [jenkins(null)], {}, "pending", /jenkins/],
    [
      "a status that somebody else set",
      [jenkins("success")],
      [jenkins("success", 8)],
      {},
      "pending",
      /jenkins/,
    ],
    ["a status that fails", [jenkins("success")], [jenkins("failure")], {}, "red", /jenkins: fails now/],
    ["a status that is new and fails", [], [jenkins("failure")], {}, "red", /jenkins: fails now/],
    [
      "a run that could not start",
      [],
      [by({ by: "run", workflowPath: "x.yml", event: "push", runId: 9 }, "X", "startup_failure")],
      {},
      "red",
      /X: fails now/,
    ],
    [
      "a run that waits for leave",
      [],
      [by({ by: "run", workflowPath: "x.yml", event: "push", runId: 9 }, "X", "action_required")],
      {},
      "pending",
      /X/,
    ],
  ])("beside the fixed test, %s", (_name, before, after, options, verdict, reason) => {
    const found = proof([...runs({ test: "failure" }), ...before], [...runs({ test: "success" }), ...after], {
      targets,
      ...options,
    });
    expect(found.verdict).toBe(verdict);
    expect(found.reason).toMatch(reason);
  });

  it("waits for a target that the base's checks do not show", () => {
    const both = [...targets, { name: "gone", workflowPath: "ci.yml", runId: 1 }];
    expect(proof(runs({ test: "failure" }), runs({ test: "success" }), { targets: both }).verdict).toBe(
      "pending",
    );
  });

  it.each([
    ["as many tests", totals(10, 1), totals(10), "green"],
    ["more tests", totals(10, 1), totals(11), "green"],
    ["fewer tests", totals(10, 1), totals(9), "red"],
    ["skipped tests", totals(10, 1), totals(10, 0, 1), "red"],
    ["failing tests", totals(10, 1), totals(10, 1), "red"],
  ])("counts %s", (_name, before, after, verdict) => {
    expect(proof(runs({ t: "failure" }), runs({ t: "success" }), { tests: { before, after } }).verdict).toBe(
      verdict,
    );
  });

  it("draws a table in which names stay names", () => {
    const table = proofTable(
      proof(runs({ "a | b\n@all": "failure" }), runs({ "a | b\n@all": "success" })).rows,
    );
    expect(table.split("\n")).toHaveLength(3);
    expect(table).toContain("| a \\| b @\u200ball | failure | success | fixed |");
  });
});
