import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type { Category } from "../../src/diagnosis/category.js";
import { categories, categoryDocs } from "../../src/diagnosis/category.js";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";
import { rules } from "../../src/diagnosis/rules/index.js";
import { failedStep } from "./support.js";

/** Of these no line of a log speaks. */
type WithoutRule = "no_log" | "unknown" | "monitoring_gap";

/** Lines as tools write them; each alone in a failed step names its cause. */
const proofs: Readonly<Record<Exclude<Category, WithoutRule>, readonly string[]>> = {
  test_failure: [
    "--- FAIL: TestSum (0.00s)",
    "Tests run: 12, Failures: 1, Errors: 0, Skipped: 0",
    "=== 2 failed, 30 passed in 1.20s ===",
  ],
  flaky_test: ["  1 flaky", "[WARNING] Flakes: 2"],
  compile_error: [
    "src/a.cpp:12:3: error: expected ';'",
    "[ERROR] /w/src/A.java:[3,8] cannot find symbol",
    "error[E0425]: cannot find value `x`",
  ],
  type_error: [
    "src/a.ts(3,7): error TS2322: Type 'string' is not assignable",
    "app/a.py:3: error: Incompatible return value type  [return-value]",
  ],
  lint: [
    "would reformat src/a.py",
    "✖ 3 problems (3 errors, 0 warnings)",
    "src/a.py:1:80: E501 line too long",
  ],
  dependency_missing: [
    "ModuleNotFoundError: No module named 'requests'",
    "E: Unable to locate package libfoo-dev",
    "configure: error: No acceptable C compiler found!",
    "sh: 1: tsc: not found",
  ],
  dependency_conflict: [
    "npm error code ERESOLVE",
    "[ERROR] Rule 0: org.apache.maven.plugins.enforcer.DependencyConvergence failed with message:",
  ],
  lockfile_drift: [
    "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync",
    " ERR_PNPM_OUTDATED_LOCKFILE  Cannot install",
  ],
  license_or_policy: [
    "Too many files with unapproved license: 3 See RAT report",
    "remote: error: GH006: Protected branch update failed",
  ],
  documentation: ["Warning, treated as error:", "ERROR: 2 dead links found!"],
  snapshot_mismatch: [" › 1 snapshot failed.", "Snapshots:   1 failed, 4 passed, 5 total"],
  coverage: [
    'Jest: "global" coverage threshold for lines (80%) not met: 71%',
    "FAIL Required test coverage of 90% not reached. Total coverage: 80.11%",
  ],
  network: [
    "npm error network read ECONNRESET",
    "curl: (6) Could not resolve host: example.org",
    "dial tcp 10.0.0.1:443: i/o timeout",
  ],
  registry_outage: ["npm error code E503", "received unexpected HTTP status: 503 Service Unavailable"],
  service_outage: [
    "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
  ],
  rate_limited: [
    "API rate limit exceeded for installation ID 1",
    "toomanyrequests: You have reached your pull rate limit.",
  ],
  runner_lost: [
    "##[error]The runner has received a shutdown signal.",
    "The self-hosted runner: r-1 lost communication with the server.",
  ],
  out_of_memory: [
    "java.lang.OutOfMemoryError: Java heap space",
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
  ],
  disk_full: ["tar: write error: No space left on device"],
  timeout: ["##[error]The job running on runner r-1 has exceeded the maximum execution time of 360 minutes."],
  cancelled: ["##[error]The operation was canceled."],
  checkout: [
    "fatal: couldn't find remote ref refs/pull/7/merge",
    "Cannot rebase: You have unstaged changes.",
    "CONFLICT (content): Merge conflict in src/a.ts",
  ],
  auth_or_secret: [
    "remote: HTTP Basic: Access denied: token is expired",
    "Error: Input required and not supplied: token",
  ],
  permission: [
    "Resource not accessible by integration",
    "remote: Permission to acme/web.git denied to github-actions[bot].",
  ],
  workflow_config: [
    "##[error]Unable to resolve action `acme/gone@v1`, unable to find version `v1`",
    'npm error Missing script: "build"',
  ],
  deploy_failure: ["Error: UPGRADE FAILED: timed out waiting for the condition"],
  resource_saturation: ["FATAL: sorry, too many connections for role"],
  latency: ["p99 latency is above 2 s for checkout"],
  error_rate: ["error rate is above 5 % for checkout"],
  certificate: ["curl: (60) SSL certificate problem: certificate has expired"],
  queue_backlog: ["consumer lag is above 10000 for orders"],
};

describe("every category", () => {
  const rows = Object.entries(proofs).flatMap(([category, lines]) =>
    lines.map((line) => [category, line] as const),
  );
  it.each(rows)("%s: %s", (category, line) => {
    const answer = diagnoseLogs({ text: failedStep(line) });
    expect(answer.category).toBe(category);
    expect(answer.confidence).toBeGreaterThanOrEqual(0.4);
    expect(answer.evidence[0]).toMatchObject({ line: 4, text: line });
  });

  it("has a sentence and a risk", () => {
    for (const name of categories)
      expect(categoryDocs[name]).toMatchObject({
        doc: expect.stringMatching(/\.$/),
        risk: expect.any(String),
      });
  });
});

describe("the rules", () => {
  it("are the files of their folder", () => {
    const files = readdirSync(new URL("../../src/diagnosis/rules/", import.meta.url)).filter(
      (name) => name !== "index.ts",
    );
    const named = rules.map(({ category }) => `${category.replaceAll("_", "-")}.ts`);
    expect(named.sort()).toEqual(files.sort());
  });

  it("leave out what a failing test says of a system", () => {
    const lines = [
      "=================================== FAILURES ===================================",
      "____________ test_retries ____________",
      "E   ConnectionResetError: connection reset by peer",
      "=========================== 1 failed in 0.12s ===========================",
    ];
    const answer = diagnoseLogs({ text: failedStep(...lines) });
    expect(answer.category).toBe("test_failure");
    expect(answer.alternatives.map(({ category }) => category)).not.toContain("network");
  });

  it("hear the tool that ended the job before the noise on the way", () => {
    const lines = [
      "WARN retrying: connection reset by peer",
      "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.8.1:compile (default-compile) on project web: Compilation failure",
    ];
    expect(diagnoseLogs({ text: failedStep(...lines) })).toMatchObject({ category: "compile_error" });
  });

  it("do not hear what a step that passed has said", () => {
    const passed = ["##[group]Run ./flaky-download", "connection reset by peer", "got it now"].join("\n");
    expect(diagnoseLogs({ text: `${passed}\n${failedStep("--- FAIL: TestSum (0.00s)")}` })).toMatchObject({
      category: "test_failure",
    });
  });
});
