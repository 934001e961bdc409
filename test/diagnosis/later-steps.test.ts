import { expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";

const cases: readonly [name: string, lines: readonly string[], category: string, said: string][] = [
  [
    "a node that is gone, not Jenkins' post condition that misses it",
    [
      "[Pipeline] { (Build)",
      "+ gradle build",
      "Cannot contact ec2-7: java.lang.InterruptedException",
      "Agent ec2-7 was deleted; cancelling node body",
      "[Pipeline] // stage",
      "[Pipeline] { (Declarative: Post Actions)",
      "[Pipeline] cleanWs",
      "Error when executing cleanup post condition:",
      "org.jenkinsci.plugins.workflow.steps.MissingContextVariableException: Required context class hudson.FilePath is missing",
      "\tat org.jenkinsci.plugins.workflow.steps.CoreStep.run(CoreStep.java:9)",
      "",
      "[Pipeline] // stage",
      "Finished: FAILURE",
    ],
    "runner_lost",
    "ec2-7",
  ],
  [
    "a publication, not what a test of Perl's that passed notes",
    [
      "+ prove -lr t",
      "t/00-load.t .... ok",
      "# cannot parse 'garbage': fatal error",
      "t/01-parse.t ... ok",
      "All tests successful.",
      "Files=2, Tests=40,  1 wallclock secs",
      "Result: PASS",
      "+ ./publish.sh",
      "error: failed to publish to registry: 403",
      "+ exit 1",
    ],
    "deploy_failure",
    "failed to publish",
  ],
  [
    "a job's time limit, not a test that failed in time",
    [
      "| RUN START: [untrusted : a/test.yaml@main]",
      "| controller | ERROR: pip's dependency resolver does not currently take into account all the packages",
      "| controller | test_routes [801.33s] ... FAILED",
      "| RUN END RESULT_TIMED_OUT: [untrusted : a/test.yaml@main]",
      "| POST-RUN START: [trusted : a/logs.yaml@main]",
      "| localhost | ERROR: no space left on device",
      "| POST-RUN END RESULT_NORMAL: [trusted : a/logs.yaml@main]",
    ],
    "timeout",
    "TIMED_OUT",
  ],
  [
    "a step of Bitrise that failed, not one that may",
    [
      "| (3) Lint                    |",
      "/w/Model.swift:14:9: error: cannot find 'x' in scope",
      "| ! | script@1 (exit code: 2) | 9.4 sec |",
      "| (4) Pods                    |",
      "[!] There were changes to the lockfile in deployment mode:",
      "| x | script@1 (exit code: 1) | 48 sec |",
      "| (5) Deploy                  |",
      "Failed to collect: open /w/results: no such file or directory",
      "| ✓ | deploy@2                | 4.0 sec |",
    ],
    "lockfile_drift",
    "deployment mode",
  ],
];

it.each(cases)("the cause is %s", (_name, lines, category, said) => {
  const answer = diagnoseLogs({ text: [...lines, ""].join("\n") });
  expect(answer.category).toBe(category);
  expect(answer.evidence[0]?.text).toContain(said);
});
