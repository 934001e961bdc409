import { describe, expect, it } from "@jest/globals";
import { isDue } from "../../src/fix/triggers.js";

const head = { branch: "heal/fix-1-1", base: "main" };

describe("isDue", () => {
  it.each([
    ["on: push", true],
    ["on: [workflow_dispatch, pull_request]", true],
    ["on: schedule", false],
    ["on: [release, workflow_run]", false],
    ["on: { push: }", true],
    ["on: { push: { branches: [main] } }", false],
    ["on: { push: { branches: main } }", false],
    ["on: { push: { branches: ['heal/**'] } }", true],
    ["on: { push: { branches: [release/v1] }, pull_request: }", true],
    ["on: { push: { branches-ignore: [main] } }", true],
    ["on: { push: { tags: ['v*'] } }", false],
    ["on: { push: { tags: ['v*'], branches: ['**'] } }", true],
    ["on: { push: { paths: ['docs/**'] } }", false],
    ["on: { pull_request: { branches: [main] } }", true],
    ["on: { pull_request: { branches: [next] } }", false],
    ["on: { pull_request: { types: [labeled] } }", false],
    ["on: { pull_request: { types: [opened, labeled] } }", true],
    ["on: { workflow_dispatch: , schedule: [{ cron: '0 0 * * *' }] }", false],
    ["'on': push", true],
    ["jobs: {}", true],
    ["on: [", true],
    ["just words", true],
    [null, true],
  ])("%s: %s", (file, due) => {
    expect(isDue(file, head)).toBe(due);
  });
});
