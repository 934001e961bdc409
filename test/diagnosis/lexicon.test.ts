import { describe, expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";
import { failedStep } from "./support.js";

/** What a log says whose step runs `command`, prints `lines` and fails. */
const failing = (command: string, ...lines: string[]) =>
  diagnoseLogs({
    text: [
      `##[group]Run ${command}`,
      command,
      "shell: /usr/bin/bash -e {0}",
      "env:",
      "  RETRY_ERROR: 1",
      "##[endgroup]",
      ...lines,
      "##[error]Process completed with exit code 1.",
      "",
    ].join("\n"),
  });

describe("words that no rule knows", () => {
  it.each([
    ["the packages abc and def have conflicting versions", "dependency_conflict"],
    ["wobble: the toolchain q-1.2 was not found", "dependency_missing"],
    ["upload refused, response status 403", "permission"],
    ["backup answered with code 429", "rate_limited"],
    ["the backend is not ready", "service_outage"],
    ["coverage of core is below the minimum", "coverage"],
    ["the screenshot of the cart does not match", "snapshot_mismatch"],
    ["unresolved cross-reference to intro", "documentation"],
    ["3 files are not formatted", "lint"],
    ["the license of abc is not allowed", "license_or_policy"],
    ["rollout of web was aborted", "deploy_failure"],
    ["unknown configuration key: retires", "workflow_config"],
  ])("%s", (line, category) => {
    const { category: said, confidence } = diagnoseLogs({ text: failedStep(line) });
    expect(said).toBe(category);
    expect(confidence).toBeLessThanOrEqual(0.5);
  });

  it.each([
    "hint: the toolchain q-1.2 was not found in the list, see the manual",
    "    raise NotReady('the backend is not ready')",
    "Failed to upload metrics: response status 403",
  ])("advice, quoted code and aftercare name nothing: %s", (line) => {
    expect(failing("./scripts/reconcile.sh", "comparing", line, "giving up").category).toBe("unknown");
  });
});

describe("a command whose own words nobody knows", () => {
  it.each([
    ["npx wobble-lint src", "lint"],
    ["wobble deploy --env prod", "deploy_failure"],
    ["wobble build", "compile_error"],
    ["wobble test", "test_failure"],
    ["wobble typecheck", "type_error"],
  ])("%s", (command, category) => {
    const { category: said, evidence } = failing(command, "starting", "error: the frob is askew", "bye");
    expect(said).toBe(category);
    expect(evidence[0]?.text).toBe("error: the frob is askew");
  });

  it.each(["./reconcile.sh", "make all", "docker build .", "curl https://acme.example/docs/test"])(
    "%s says not what it was to do",
    (command) => {
      expect(failing(command, "starting", "error: the frob is askew", "bye").category).toBe("unknown");
    },
  );

  it("says nothing where only an exit is echoed", () => {
    expect(failing("wobble test", "starting", "error: exit status 3").category).toBe("unknown");
  });

  it("shows what the step has printed, not its head", () => {
    const log = [
      "##[group]Run ./reconcile.sh --env staging",
      "./reconcile.sh --env staging",
      "shell: /usr/bin/bash -e {0}",
      "env:",
      "  ON_ERROR: connection failed",
      "##[endgroup]",
      "[reconcile] comparing role web",
      "[reconcile] drift in role db: 3 hosts",
      "[reconcile] giving up",
      "##[error]Process completed with exit code 7.",
      "",
    ];
    const { category, chunk, evidence } = diagnoseLogs({ text: log.join("\n") });
    expect(category).toBe("unknown");
    expect(chunk?.end_line).toBeGreaterThanOrEqual(7);
    expect(evidence[0]?.line).toBeGreaterThanOrEqual(7);
  });
});

it("warnings ended a job in which nothing more was said", () => {
  const line = "warning - lib/a.dart:3:8 - Unused import: 'dart:io'. - unused_import";
  expect(failing("dart analyze --fatal-infos", line).category).toBe("lint");
  expect(failing("./all.sh", line, "src/main.zig:8:3: error: expected type 'u8'").category).toBe(
    "compile_error",
  );
});

it("a snapshot explains the test that its runner counts", () => {
  const { category } = failing(
    "cargo test",
    "test args::help_text ... FAILED",
    "snapshot assertion for 'help_text' failed in line 88",
    "test result: FAILED. 3 passed; 1 failed; 0 ignored",
  );
  expect(category).toBe("snapshot_mismatch");
});

it("is heard only where no rule knows a word", () => {
  const { category } = failing("./all.sh", "FAILURE  #165 wobble module a.b", "3 files are not formatted");
  expect(category).toBe("test_failure");
});
