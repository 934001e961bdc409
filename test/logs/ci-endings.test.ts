import { describe, expect, it } from "@jest/globals";
import { decidingStep } from "../../src/logs/deciding-step.js";
import { jobStepsOf } from "../../src/logs/steps.js";

/** Index of the first line of the step that ended the job, its name and command; `null` where none did. */
const endedBy = (lines: readonly string[]): { name: string; command?: string; exit?: number } | null => {
  const step = decidingStep(lines, jobStepsOf(lines));
  return step && { name: step.name, command: step.command, exit: step.exit };
};

describe("the step that ended a job", () => {
  it.each<[system: string, lines: readonly string[], wanted: object]>([
    [
      "GitLab names the script, not what it saves and cleans behind it",
      [
        "section_start:1700000000:get_sources",
        "Fetching changes with git depth set to 20...",
        "section_end:1700000003:get_sources",
        "section_start:1700000003:step_script",
        "$ npm test",
        "1 failing",
        "section_end:1700000020:step_script",
        "section_start:1700000020:after_script",
        "Running after_script",
        "Running after script...",
        "$ ./tell.sh",
        "curl: (6) Could not resolve host: chat.example",
        "section_end:1700000021:after_script",
        "section_start:1700000021:upload_artifacts_on_failure",
        "Uploading artifacts for failed job",
        "WARNING: reports/*.xml: no matching files",
        "section_end:1700000022:upload_artifacts_on_failure",
        "section_start:1700000022:cleanup_file_variables",
        "Cleaning up project directory and file based variables",
        "section_end:1700000023:cleanup_file_variables",
        "ERROR: Job failed: exit code 1",
      ],
      { name: "step_script", exit: 1 },
    ],
    [
      "Azure goes on behind a task that may fail",
      [
        "##[section]Starting: Lint",
        "src/a.ts: 3 problems",
        "2 errors",
        "##[error]Bash exited with code '1'.",
        "##[section]Finishing: Lint",
        "##[section]Starting: Test",
        "1 failing",
        "expected 1, got 2",
        "##[error]Bash exited with code '2'.",
        "##[section]Finishing: Test",
        "##[section]Starting: PublishTestResults",
        "no reports",
        "none at all",
        "##[error]PowerShell exited with code '1'.",
        "##[section]Finishing: PublishTestResults",
      ],
      { name: "Test", exit: 2 },
    ],
    [
      "Azure tells by its task what only saves, whatever the step is called",
      [
        "##[section]Starting: dotnet restore",
        "==============================================================================",
        "Task         : .NET Core",
        "error NU1101: Unable to find package Acme.",
        "Failed to restore Acme.csproj",
        "##[error]Error: The process '/usr/bin/dotnet' failed with exit code 1",
        "##[error]Packages failed to restore",
        "##[section]Finishing: dotnet restore",
        "##[section]Starting: Publish drop",
        "==============================================================================",
        "Task         : Publish build artifacts",
        "##[error]Publishing build artifacts failed with an error: Not found PathtoPublish: /w/a",
        "##[section]Finishing: Publish drop",
      ],
      { name: "dotnet restore", exit: 1 },
    ],
    [
      "Azure's coverage is told afterwards as well",
      [
        "##[section]Starting: Unit",
        "expected 1, got 2",
        "1 failing",
        "##[error]Bash exited with code '2'.",
        "##[section]Starting: Quality",
        "==============================================================================",
        "Task         : Publish code coverage results",
        "##[error]Bash exited with code '1'.",
        "##[section]Finishing: Quality",
      ],
      { name: "Unit", exit: 2 },
    ],
    [
      "an action whose tool exits goes before none that does",
      [
        "##[group]Run ./lint.sh",
        "##[endgroup]",
        "3 problems",
        "more of them",
        "##[error]Process completed with exit code 2.",
        "##[group]Run acme/deploy@v1",
        "##[endgroup]",
        "refused",
        "no such host",
        "##[error]The process '/usr/bin/kubectl' failed with exit code 5",
      ],
      { name: "Run acme/deploy@v1", exit: 5 },
    ],
    [
      "Buildkite says it once, before its hooks",
      [
        "~~~ Running commands",
        "$ make test",
        "boom",
        "\u{1f6a8} Error: The command exited with status 2",
        "~~~ Running global pre-exit hook",
        "rm: cannot remove 'tmp': Device or resource busy",
      ],
      { name: "Running commands", exit: 2 },
    ],
    [
      "Jenkins goes on behind a stage whose error is caught",
      [
        "[Pipeline] { (Lint)",
        "+ npm run lint",
        "3 problems",
        "ERROR: script returned exit code 1",
        "[Pipeline] // stage",
        "[Pipeline] { (Test)",
        "+ npm test",
        "1 failing",
        "expected 1, got 2",
        "[Pipeline] // stage",
        "[Pipeline] { (Declarative: Post Actions)",
        "+ ./tell.sh",
        "curl: (6) Could not resolve host: chat.example",
        "[Pipeline] // stage",
        "ERROR: script returned exit code 2",
        "Finished: FAILURE",
      ],
      { name: "Test", exit: 2 },
    ],
    [
      "Jenkins passes over the stages behind",
      [
        "[Pipeline] { (Build)",
        "+ make",
        "boom",
        "[Pipeline] // stage",
        "[Pipeline] { (Deploy)",
        'Stage "Deploy" skipped due to earlier failure(s)',
        "[Pipeline] // stage",
        "ERROR: script returned exit code 4",
        "Finished: FAILURE",
      ],
      { name: "Build", exit: 4 },
    ],
    [
      "Travis runs the rest of a phase, which is not of the command that failed",
      [
        "$ perlcritic a.pl",
        "Use strict",
        'The command "perlcritic a.pl" exited with 2.',
        "$ ./a.pl --check",
        "Access denied for user",
        'The command "./a.pl --check" exited with 1.',
        "Done. Your build exited with 1.",
      ],
      { command: "perlcritic a.pl", exit: 2 },
    ],
    [
      "CircleCI takes the first command that exits",
      [
        "#!/bin/bash -eo pipefail",
        "npm test",
        "1 failing",
        "Exited with code exit status 1",
        "#!/bin/bash -eo pipefail",
        "./collect-logs.sh",
        "Exited with code exit status 2",
      ],
      { exit: 1 },
    ],
  ])("%s", (_system, lines, wanted) => {
    expect(endedBy(lines)).toMatchObject(wanted);
  });

  it("ends with its last word on Travis, so that later output is another command's", () => {
    const lines = ["$ make", "boom", 'The command "make" exited with 2.', "$ ./more.sh", "FATAL: no"];
    expect(decidingStep(lines, jobStepsOf(lines))).toMatchObject({ start: 0, end: 2 });
  });

  it.each<[ending: string, lines: readonly string[]]>([
    ["GitLab", ["section_start:1700000000:step_script", "$ make", "Job succeeded"]],
    ["Jenkins", ["[Pipeline] { (Test)", "+ make", "[Pipeline] // stage", "Finished: SUCCESS"]],
    ["Travis", ["$ make", 'The command "make" exited with 0.', "Done. Your build exited with 0."]],
  ])("is none where %s says that the job passed", (_ending, lines) => {
    expect(jobStepsOf(lines)).toMatchObject({ passed: true, said: true, failed: [] });
    expect(endedBy(lines)).toBeNull();
  });
});
