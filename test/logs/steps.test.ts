import { describe, expect, it } from "@jest/globals";
import { jobStepsOf } from "../../src/logs/steps.js";

const failedOf = (...lines: string[]) => jobStepsOf(lines).failed[0];

describe("jobStepsOf", () => {
  it("finds GitHub's failed step, its command and its exit code", () => {
    const lines = ["##[group]Run npm ci", "npm ci", "##[endgroup]", "added 3 packages"];
    const more = [
      "##[group]Run npm test",
      "npm test",
      "##[endgroup]",
      "boom",
      "##[error]Process completed with exit code 7.",
    ];
    expect(failedOf(...lines, ...more)).toMatchObject({
      name: "Run npm test",
      command: "npm test",
      exit: 7,
      start: 4,
      exitLine: 8,
    });
  });

  it("finds the command that Travis says failed", () => {
    const lines = [
      "travis_fold:start:install",
      "$ npm install",
      "travis_fold:end:install",
      "$ make",
      "x",
      'The command "make" exited with 2.',
    ];
    expect(failedOf(...lines)).toMatchObject({ command: "make", exit: 2, exitLine: 5 });
  });

  it("does not take a command that passed for one that failed", () => {
    expect(
      failedOf("$ make", 'The command "make" exited with 0.', "Done. Your build exited with 0."),
    ).toBeUndefined();
  });

  it.each([
    [
      "Jenkins' pipeline",
      ["[Pipeline] { (Test)", "+ make", "ERROR: script returned exit code 3"],
      { name: "Test", exit: 3 },
    ],
    ["Jenkins' freestyle", ["+ make", "Build step 'Execute shell' marked build as failure"], { exitLine: 1 }],
    [
      "GitLab",
      ["section_start:1600000000:step_script", "$ make", "ERROR: Job failed: exit code 1"],
      { exit: 1 },
    ],
    [
      "Azure",
      ["##[section]Starting: Build", "oops", "##[error]Bash exited with code '4'."],
      { name: "Build", exit: 4 },
    ],
  ])("%s", (_name, lines, wanted) => {
    expect(failedOf(...lines)).toMatchObject(wanted);
  });

  it("prefers the step that exited to one that only reported an error", () => {
    const lines = [
      "##[group]Run lint",
      "##[error]unused variable",
      "##[group]Run test",
      "##[error]Process completed with exit code 1.",
    ];
    expect(failedOf(...lines)).toMatchObject({ name: "Run test" });
  });

  it("knows where cleaning up begins, and that the log is whole", () => {
    const course = jobStepsOf([
      "##[group]Run x",
      "##[error]Process completed with exit code 1.",
      "Post job cleanup.",
      "Cleaning up orphan processes",
    ]);
    expect(course).toMatchObject({ cleanup: 2, ended: true, known: true, cancelled: null });
  });

  it("notes who stopped the job", () => {
    expect(jobStepsOf(["##[group]Run x", "##[error]The operation was canceled."]).cancelled).toBe(1);
  });

  it("calls a plain log unknown instead of guessing steps", () => {
    expect(jobStepsOf(["hello", "error: no"])).toMatchObject({ known: false, failed: [] });
  });
});
