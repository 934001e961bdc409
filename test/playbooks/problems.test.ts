import { describe, expect, it } from "@jest/globals";
import { checkPlaybook } from "../../src/playbooks/check.js";
import type { Checked } from "../../src/playbooks/problems.js";
import { checkRepositoryConfig } from "../../src/playbooks/repository-config.js";

const said = (checked: Checked<unknown>): string[] =>
  checked.ok
    ? []
    : checked.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).sort();

const playbook = (when: string): string => `name: own
description: Restart it when it is down.
when: ${when}
risk: low
steps: [{ action: rerun-failed-jobs }]
verify: { signal: workflow_run, within: 60m }
`;

describe("all that is wrong with a file", () => {
  it("names each trouble with its place, and the keys that may stand there", () => {
    const text =
      "mdoe: act\nfix:\n  forbiden: [a]\nservices:\n  - { name: a, match: { a: b }, objective: 2 }\n";
    expect(said(checkRepositoryConfig(text))).toEqual([
      expect.stringMatching(/^1:1 mdoe: unknown key; did you mean mode\? Allowed: mode, actions, services, /),
      expect.stringMatching(
        /^3:3 fix\.forbiden: unknown key; did you mean forbidden\? Allowed: workflow, producers, forbidden$/,
      ),
      expect.stringMatching(/^5:44 services\.0\.objective: Too big/),
    ]);
  });

  it.each([
    ["a mode", "mode: acting\n", '1:7 mode: Invalid option: expected one of "off"|"observe"|"suggest"|"act"'],
    [
      "one of two shapes",
      "escalate:\n  assignees: 5\n",
      '2:14 escalate.assignees: Invalid input: expected "codeowners", or: Invalid input: expected array, received number',
    ],
    [
      "a producer in a list",
      "fix:\n  producers:\n    - lint\n    - fmt\n",
      '4:7 fix.producers.1: Invalid option: expected one of "formatter"|"lint"|"lockfile"|"snapshot"|"codegen"',
    ],
    ["no map", "- act\n", "1:1 file: Invalid input: expected object, received array"],
    ["a key twice", "mode: act\nmode: off\n", '2:1 the key "mode" stands there twice'],
  ])("says what may stand there: %s", (_name, text, expected) => {
    expect(said(checkRepositoryConfig(text))).toEqual([expected]);
  });

  it.each([
    [
      "an unknown category",
      "{ category: netwrok }",
      /^3:19 when\.category: Invalid option: expected one of .*"network"/,
    ],
    ["one of several", "{ category: [network, x] }", /^3:29 when\.category\.1: Invalid option/],
    [
      "an unknown key",
      "{ categorie: network }",
      /^3:9 when\.categorie: unknown key; did you mean category\?/,
    ],
  ])("reads playbooks alike: %s", (_name, when, expected) => {
    expect(said(checkPlaybook(playbook(when), "own.yml"))).toEqual([expect.stringMatching(expected)]);
  });

  it("is nothing when all is well", () => {
    expect(checkPlaybook(playbook("{ category: network }"), "own.yml").ok).toBe(true);
    expect(checkRepositoryConfig("").ok).toBe(true);
  });
});
