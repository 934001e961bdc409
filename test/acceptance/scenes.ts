import type { Db } from "../../src/store/db.js";
import type { Repo } from "../simulator/index.js";
import { testDatabase } from "../harness/database.js";

type Scripted = Parameters<Repo["scriptedRun"]>[0];
type Job = Scripted["jobs"][number];

export const database = testDatabase;

/** A job whose download was broken off: strictly transient. */
export const network = (code = "ECONNRESET"): Job => ({
  name: "build",
  conclusion: "failure",
  steps: [{ name: "Install", conclusion: "failure" }],
  log: [
    "##[group]Run npm ci",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    `npm error code ${code}`,
    `npm error network request to https://registry.npmjs.org/left-pad failed, reason: read ${code}`,
    "##[error]Process completed with exit code 1.",
    "",
  ].join("\n"),
});

export const passing = (): Job => ({ name: "build", conclusion: "success", log: "added 1 package\n" });

/** A failure that nothing explains; another word is another failure. */
export const riddle = (word: string): Scripted => ({
  workflow: `Nightly ${word.slice(0, 10)}`,
  jobs: [
    {
      name: "nightly",
      conclusion: "failure",
      steps: [{ name: "Do the thing", conclusion: "failure" }],
      log: [
        `##[group]Run ./thing-${word.split(/\W/)[0] ?? ""}`,
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
        "starting the thing",
        `the ${word} thing went quietly sideways`,
        "##[error]Process completed with exit code 3.",
        "",
      ].join("\n"),
    },
  ],
});

export const commandOf = (
  db: Db,
  repository: string,
  comment: number,
): Promise<{ line: string; state: string; answer: string | null } | null> =>
  db.maybe`select line, state, answer from commands where repository = ${repository} and comment_id = ${comment}`;

/** A unit test that fails, as `node --test` prints it. */
export const failingTest = (word: string): Scripted => ({
  jobs: [
    {
      name: "test",
      conclusion: "failure",
      steps: [{ name: "Unit tests", conclusion: "failure" }],
      log: [
        `##[group]Run node --test ${word}.test.mjs`,
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
        `✖ ${word} adds two numbers (1.2ms)`,
        "ℹ tests 1",
        "ℹ pass 0",
        "ℹ fail 1",
        "✖ failing tests:",
        `test at ${word}.test.mjs:4:1`,
        `✖ ${word} adds two numbers (1.2ms)`,
        "  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:",
        `  '${word}' !== 5`,
        "##[error]Process completed with exit code 1.",
        "",
      ].join("\n"),
    },
  ],
});
