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
): Promise<{ state: string; answer: string | null } | null> =>
  db.maybe`select state, answer from commands where repository = ${repository} and comment_id = ${comment}`;
