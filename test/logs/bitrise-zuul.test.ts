import { expect, it } from "@jest/globals";
import { decidingStep } from "../../src/logs/deciding-step.js";
import { jobStepsOf } from "../../src/logs/steps.js";

it.each<[system: string, lines: readonly string[], wanted: object]>([
  [
    "Bitrise draws a sign for a step that failed, and another for one that may",
    [
      "| (3) Lint                            |",
      "Model.swift:14:9: error: no",
      "| ! | script@1 (exit code: 2)         | 9.4 sec  |",
      "| (4) Pod install                     |",
      "[!] changed",
      "| x | script@1 (exit code: 1)         | 48.1 sec |",
      "| (5) Deploy                          |",
      "| ✓ | deploy-to-bitrise-io@2          | 4.0 sec  |",
      "|                   bitrise summary   |",
      "| x | Pod install (exit code: 1)      | 48.1 sec |",
    ],
    { name: "Pod install", exit: 1 },
  ],
  [
    "Zuul says which playbook did not end by itself",
    [
      "| PRE-RUN START: [untrusted : example.org/app/pre.yaml@main]",
      "| PRE-RUN END RESULT_NORMAL: [untrusted : example.org/app/pre.yaml@main]",
      "| RUN START: [untrusted : example.org/app/test.yaml@main]",
      "| TASK [test : Run]",
      "| RUN END RESULT_TIMED_OUT: [untrusted : example.org/app/test.yaml@main]",
      "| POST-RUN START: [trusted : example.org/base/logs.yaml@main]",
      "| localhost | ERROR",
      "| POST-RUN END RESULT_NORMAL: [trusted : example.org/base/logs.yaml@main]",
      "| Job complete, result: TIMED_OUT",
    ],
    { name: "example.org/app/test.yaml@main" },
  ],
  [
    "Zuul says at the end that the job failed, which it does before what it saves",
    [
      "| RUN START: [untrusted : example.org/app/test.yaml@main]",
      "| controller | FAILED",
      "| RUN END RESULT_NORMAL: [untrusted : example.org/app/test.yaml@main]",
      "| POST-RUN START: [trusted : example.org/base/logs.yaml@main]",
      "| localhost | changed",
      "| Job complete, result: FAILURE",
    ],
    { name: "example.org/app/test.yaml@main" },
  ],
])("%s", (_system, lines, wanted) => {
  expect(decidingStep(lines, jobStepsOf(lines))).toMatchObject(wanted);
});

it.each<[system: string, lines: readonly string[], wanted: object]>([
  [
    "Bitrise by each step's sign",
    [
      "| (1) Build |",
      "error: no",
      "| ! | script@1 (exit code: 2) | 9.4 sec |",
      "| (2) Test |",
      "| ✓ | test@1 | 4 sec |",
    ],
    { passed: true, failed: [] },
  ],
  [
    "Zuul in words",
    ["| RUN START: [untrusted : a/b.yaml@main]", "| Job complete, result: SUCCESS"],
    { passed: true, said: true, failed: [] },
  ],
  [
    "Zuul not, where it only ends",
    [
      "| RUN START: [untrusted : a/b.yaml@main]",
      "| RUN END RESULT_NORMAL: [untrusted : a/b.yaml@main]",
      "| POST-RUN START: [trusted : a/c.yaml@main]",
      "| POST-RUN END RESULT_NORMAL: [trusted : a/c.yaml@main]",
    ],
    { passed: false, ended: true, failed: [] },
  ],
  [
    "a table of signs not",
    ["| ✓ | unit | ok |", "| x | e2e | no |"],
    { known: false, passed: false, failed: [] },
  ],
])("says that a job passed: %s", (_system, lines, wanted) => {
  expect(jobStepsOf(lines)).toMatchObject(wanted);
});
