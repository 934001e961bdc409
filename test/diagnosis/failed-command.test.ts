import { describe, expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";

const commandOf = (lines: readonly string[]): string | undefined =>
  diagnoseLogs({ text: `${lines.join("\n")}\n` }).failed.command;

describe("the command that failed", () => {
  it.each<[system: string, lines: readonly string[], wanted: string]>([
    [
      "Azure shows the script of a task before its output",
      [
        "##[section]Starting: Compile",
        "Task         : Command line",
        "Generating script.",
        "Script contents:",
        "meson compile -C out",
        "========================== Starting Command Output ===========================",
        "[command]/usr/bin/bash --noprofile --norc /home/vsts/work/_temp/1f0a.sh",
        "src/tone.c:4:2: error: unknown type name 'wave'",
        "##[error]Bash exited with code '1'.",
        "##[section]Finishing: Compile",
      ],
      "meson compile -C out",
    ],
    [
      "Azure's script is traced by its shell",
      [
        "##[section]Starting: Compile",
        "========================== Starting Command Output ===========================",
        "[command]/usr/bin/bash /home/vsts/work/_temp/1f0a.sh",
        "+ cmake -S . -B out",
        "-- Configuring done",
        "+ cmake --build out",
        "src/tone.c:4:2: error: unknown type name 'wave'",
        "##[error]Bash exited with code '2'.",
        "##[section]Finishing: Compile",
      ],
      "cmake --build out",
    ],
    [
      "Azure's own tasks name the program",
      [
        "##[section]Starting: DotNetCoreCLI",
        "[command]/usr/bin/dotnet build Shop.sln --configuration Release",
        "/src/Shop/Cart.cs(12,9): error CS0103: The name 'totl' does not exist in the current context",
        "##[error]Error: The process '/usr/bin/dotnet' failed with exit code 1",
        "##[section]Finishing: DotNetCoreCLI",
      ],
      "/usr/bin/dotnet build Shop.sln --configuration Release",
    ],
    [
      "CircleCI's step is its script; of several lines the one that failed",
      [
        "#!/bin/bash -eo pipefail",
        "npm ci",
        "",
        "added 20 packages in 2s",
        "CircleCI received exit code 0",
        "#!/bin/bash -eo pipefail",
        "git config user.name robot",
        "npx tsc --noEmit",
        "",
        "src/cart.ts(4,7): error TS2322: Type 'string' is not assignable to type 'number'.",
        "",
        "Exited with code exit status 2",
        "CircleCI received exit code 2",
        "Uploading artifacts",
        "error: stat /home/circleci/project/out: no such file or directory",
      ],
      "npx tsc --noEmit",
    ],
    [
      "Jenkins echoes each command of its shell",
      [
        "[Pipeline] { (Build)",
        "[Pipeline] sh",
        "+ ruby -v",
        "ruby 3.3.7",
        "+ make all",
        "gcc -c wave.c",
        "wave.c:4:2: error: unknown type name 'tone'",
        "[Pipeline] }",
        "[Pipeline] // stage",
        "[Pipeline] { (Declarative: Post Actions)",
        "+ docker compose down",
        "ERROR: script returned exit code 2",
        "Finished: FAILURE",
      ],
      "make all",
    ],
    [
      "Jenkins on Windows shows the prompt",
      [
        "[Pipeline] { (Build)",
        "[Pipeline] bat",
        "C:\\ws\\tone_main>msbuild tone.sln ",
        "C:\\ws\\tone_main\\wave.cpp(7,3): error C2065: 'tone': undeclared identifier",
        "[Pipeline] // stage",
        "ERROR: script returned exit code 1",
        "Finished: FAILURE",
      ],
      "msbuild tone.sln",
    ],
    [
      "PowerShell shows another",
      [
        "PS C:\\ws> npm ci",
        "added 2 packages",
        "PS C:\\ws> npx tsc -b",
        "a.ts(1,1): error TS2304: Cannot find name 'b'.",
      ],
      "npx tsc -b",
    ],
    [
      "Buildkite's script prints titles of its own below the command that runs them",
      [
        "~~~ Running commands",
        "$ ./ci/install.sh",
        "--- :package: install",
        'error An unexpected error occurred: "https://registry.yarnpkg.com/a.tgz: ESOCKETTIMEDOUT".',
        "\u{1f6a8} Error: The command exited with status 1",
        "~~~ Running global pre-exit hook",
        "$ /etc/buildkite-agent/hooks/pre-exit",
      ],
      "./ci/install.sh",
    ],
    [
      "GitLab echoes each line of a script",
      [
        "section_start:1700000003:step_script",
        "$ cargo fmt --check",
        "$ cargo build",
        "error[E0382]: borrow of moved value: `tone`",
        "section_end:1700000020:step_script",
        "section_start:1700000020:after_script",
        "$ cat log.txt",
        "section_end:1700000021:after_script",
        "ERROR: Job failed: exit code 101",
      ],
      "cargo build",
    ],
    [
      "Travis says which command failed",
      [
        "travis_fold:start:install",
        "$ npm ci",
        "travis_fold:end:install",
        "$ npm test",
        "  1 failing",
        'The command "npm test" exited with 1.',
        "Done. Your build exited with 1.",
      ],
      "npm test",
    ],
    [
      "a log of no CI system",
      [
        "+ npm ci",
        "added 3 packages",
        "+ npm run build",
        "> shop@1.0.0 build",
        "> tsc -b",
        "a.ts(1,1): error TS2304: Cannot find name 'b'.",
      ],
      "npm run build",
    ],
    [
      "npm names the script that it runs where nothing else does",
      ["", "> shop@1.0.0 build", "> tsc -b", "", "a.ts(1,1): error TS2304: Cannot find name 'b'."],
      "tsc -b",
    ],
    [
      "added lines of a change are no commands",
      [
        "+ npx prettier --check .",
        "- const a = 1",
        "+ const a = 2",
        "[warn] src/a.ts",
        "Code style issues found in the above file.",
      ],
      "npx prettier --check .",
    ],
  ])("%s", (_system, lines, wanted) => {
    expect(commandOf(lines)).toBe(wanted);
  });
});

describe("CircleCI, which says of each step how it ended", () => {
  const step = (code: number): string[] => [
    "#!/bin/bash -eo pipefail",
    "npm run lint",
    "",
    "src/a.ts: permission denied is not handled",
    `CircleCI received exit code ${code}`,
  ];

  it("shows no failure where all steps passed", () => {
    const { category, reason } = diagnoseLogs({
      text: [...step(0), ...step(0), "Uploading artifacts", ""].join("\n"),
    });
    expect({ category, reason }).toEqual({
      category: "unknown",
      reason: expect.stringContaining("shows no failure"),
    });
  });

  it("does not say so where the last step says nothing", () => {
    const { reason } = diagnoseLogs({ text: [...step(0), ...step(0).slice(0, 4), ""].join("\n") });
    expect(reason ?? "").not.toContain("shows no failure");
  });
});
