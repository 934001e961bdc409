import { describe, expect, it } from "@jest/globals";
import { proof, proofTable, type CheckRun } from "../../src/fix/proof.js";

const runs = (conclusions: Record<string, string | null>): CheckRun[] =>
  Object.entries(conclusions).map(([name, conclusion]) => ({
    name,
    conclusion,
    status: conclusion === null ? "in_progress" : "completed",
  }));
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
      { targets: ["test"] },
    );
    expect(found).toMatchObject({ verdict: "green", rows: [{ verdict: "fixed" }, { verdict: "kept" }] });
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
