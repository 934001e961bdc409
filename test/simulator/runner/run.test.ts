import { afterAll, describe, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { makeRepository, run, untimed } from "./testing.js";

const repository = makeRepository({ "package.json": '{"name":"web"}', "src/a.txt": "one\n" });
afterAll(() => repository.remove());

describe("a workflow of two jobs", () => {
  const workflow = `
name: CI
run-name: CI for \${{ github.actor }}
on: [push]
env: { LEVEL: workflow, WHO: workflow }
jobs:
  build:
    name: Build it
    runs-on: ubuntu-latest
    env: { LEVEL: job }
    outputs: { version: "\${{ steps.v.outputs.version }}", token: "\${{ github.token }}" }
    steps:
      - uses: actions/checkout@v4
      - id: v
        name: Read \${{ env.LEVEL }}
        env: { LEVEL: step }
        run: |
          echo "level $LEVEL who $WHO"
          echo "version=1.2" >> "$GITHUB_OUTPUT"
          printf 'text<<END\\na\\nb\\nEND\\n' >> "$GITHUB_OUTPUT"
          echo "LATER=now" >> "$GITHUB_ENV"
          mkdir bin && printf '#!/bin/sh\\necho from path' > bin/tool-of-ours && chmod +x bin/tool-of-ours
          echo "$PWD/bin" >> "$GITHUB_PATH"
          echo "# Hello" >> "$GITHUB_STEP_SUMMARY"
      - run: tool-of-ours; echo "later $LATER text \${{ toJSON(steps.v.outputs.text) }}"
      - run: echo never
        if: github.ref == 'refs/heads/other'
  test:
    needs: build
    runs-on: [self-hosted, linux]
    defaults: { run: { working-directory: src, shell: bash } }
    steps:
      - uses: actions/checkout@v4
      - run: cat a.txt
      - run: echo "got \${{ needs.build.outputs.version }}" && exit 3
      - run: echo cleaning
        if: failure()
      - run: echo not reached
`;

  it("tells jobs, steps, logs and results as GitHub would", async () => {
    const told = await run(repository, workflow);
    expect(told).toMatchObject({ conclusion: "failure", runName: "CI for ada" });
    expect(told.planned).toEqual([
      { key: "build", name: "Build it", needs: [], labels: ["ubuntu-latest"] },
      { key: "test", name: "test", needs: ["build"], labels: ["self-hosted", "linux"] },
    ]);
    expect(told.order).toEqual(["start build", "success build", "start test", "failure test"]);
    expect(told.jobs["build"]).toMatchObject({ outputs: { version: "1.2" }, summary: "# Hello\n" });
    expect(told.steps["build"]?.map(({ number, name, conclusion }) => [number, name, conclusion])).toEqual([
      [1, "Set up job", "success"],
      [2, "Run actions/checkout@v4", "success"],
      [3, "Read job", "success"],
      [4, 'Run tool-of-ours; echo "later $LATER text "a\\nb""', "success"],
      [5, "Run echo never", "skipped"],
      [6, "Post Run actions/checkout@v4", "success"],
      [7, "Complete job", "success"],
    ]);
    expect(untimed(told.steps["build"]?.[2]?.log ?? "")).toContain("level step who workflow\n");
    expect(untimed(told.steps["build"]?.[3]?.log ?? "")).toContain("from path\nlater now text");
    expect(told.jobs["test"]?.log).toContain("one\n");
    expect(told.jobs["test"]?.annotations).toMatchObject([
      { level: "failure", message: "Process completed with exit code 3.", path: ".github" },
    ]);
  });

  it("lays the log of a step out as GitHub does", async () => {
    const told = await run(repository, workflow);
    const log = told.steps["test"]?.[3]?.log ?? "";
    for (const line of log.trimEnd().split("\n"))
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /);
    expect(untimed(log)).toBe(
      [
        '##[group]Run echo "got 1.2" && exit 3',
        '\u001b[36;1mecho "got 1.2" && exit 3\u001b[0m',
        "shell: /usr/bin/bash --noprofile --norc -e -o pipefail {0}",
        "env:",
        "  LEVEL: workflow",
        "  WHO: workflow",
        "##[endgroup]",
        "got 1.2",
        "##[error]Process completed with exit code 3.",
        "",
      ].join("\n"),
    );
    expect(told.jobs["test"]?.log).toContain(log);
  });

  it("keeps earlier results of jobs that are not run again", async () => {
    const earlier = {
      "Build it": { conclusion: "success", outputs: { version: "9" } },
      test: { conclusion: "failure", outputs: {} },
    };
    const told = await run(repository, workflow, { only: ["test"], earlier, attempt: 2 });
    expect(told.order).toEqual(["start test", "failure test"]);
    expect(told.jobs["test"]?.log).toContain("got 9");
  });

  it("runs what needs a job again with it", async () => {
    const earlier = {
      build: { conclusion: "failure", outputs: {} },
      test: { conclusion: "skipped", outputs: {} },
    };
    const told = await run(repository, workflow, { only: ["build"], earlier, attempt: 2 });
    expect(told.order).toEqual(["start build", "success build", "start test", "failure test"]);
  });
});

const job = (steps: string, more = "") => `
on: push
jobs:
  one:
    runs-on: ubuntu-latest
${more.replace(/^/gm, "    ")}
    steps:
${steps.replace(/^/gm, "      ")}
`;
const logOf = async (steps: string, more = "", given = {}) => {
  const told = await run(repository, job(steps, more), given);
  return { ...told, one: told.jobs["one"], log: untimed(told.jobs["one"]?.log ?? "") };
};

describe("steps", () => {
  it("gives programs nothing of the parent's environment but the search path", async () => {
    process.env["PARENT_SECRET"] = "parent-secret-value";
    const { log } = await logOf("- run: env | sort");
    delete process.env["PARENT_SECRET"];
    expect(log).not.toContain("parent-secret-value");
    expect(log).toContain("\nCI=true\n");
    expect(log).toContain(`\nGITHUB_SHA=${repository.sha}\n`);
    expect(log).toContain("\nGITHUB_REF_NAME=main\n");
    expect(log).toContain("\nRUNNER_OS=");
    expect(log).not.toContain("ACTIONS_ID_TOKEN");
  });

  it("gives the OIDC request to jobs with id-token: write alone", async () => {
    const { log } = await logOf(
      '- run: echo "$ACTIONS_ID_TOKEN_REQUEST_URL"',
      "permissions: { id-token: write }",
    );
    expect(log).toContain("http://github.test/oidc?x=1");
    expect(log).toContain("IdToken: write");
  });

  it("asks for a token with the job's permissions", async () => {
    const asked: unknown[] = [];
    const token = (permissions: unknown) => {
      asked.push(permissions);
      return "t0ken";
    };
    await run(repository, job("- run: 'true'", "permissions: { contents: write, issues: none }"), { token });
    await run(repository, job("- run: 'true'"), { token });
    expect(asked).toEqual([
      { contents: "write", issues: "none", metadata: "read" },
      { contents: "read", metadata: "read", packages: "read" },
    ]);
  });

  it("hides secrets, the token and what add-mask names, in logs and annotations", async () => {
    const steps = `
- run: |
    echo "token \${{ github.token }} secret \${{ secrets.DEPLOY }}"
    W=hunter; W="\${W}2"
    echo "::add-mask::$W"
    echo "the word $W"
    echo "::error file=a.js,line=3,title=T%3AU::bad $W%0Anext"
- run: echo "::add-mask::\${{ secrets.MULTI }}" && echo "second line of it"`;
    const { one, log } = await logOf(steps, "", {
      secrets: { DEPLOY: "d3ploy", MULTI: "first line\nsecond line" },
    });
    expect(log).not.toMatch(/hunter2|d3ploy|secret-token|second line/);
    expect(log).toContain("token *** secret ***");
    expect(log).toContain("the word ***");
    expect(log).toContain("*** of it");
    expect(one?.annotations).toEqual([
      { level: "failure", message: "bad ***\nnext", path: "a.js", line: 3, title: "T:U" },
    ]);
  });

  it("reads workflow commands, unless they are stopped", async () => {
    const { one, log } = await logOf(`
- run: |
    echo "::group::Details"
    echo "::endgroup::"
    echo "::debug::quiet"
    echo "::warning::careful"
    echo "::notice file=b.txt::see"
    echo "::stop-commands::xyz"
    echo "::error::not one"
    echo "::xyz::"
    echo "  ::error::one"`);
    expect(log).toContain("##[group]Details\n##[endgroup]\n##[warning]careful\n");
    expect(log).not.toContain("##[debug]");
    expect(one?.annotations).toEqual([
      { level: "warning", message: "careful" },
      { level: "notice", message: "see", path: "b.txt" },
      { level: "failure", message: "one" },
    ]);
  });

  it.each([
    ["bash -e stops at the first failure", "- run: |\n    false\n    echo on", "failure", "exit code 1"],
    ["the default shell has no pipefail", "- run: false | true", "success", "shell: /usr/bin/bash -e {0}"],
    ["shell: bash has pipefail", "- run: false | true\n  shell: bash", "failure", "-o pipefail {0}"],
    ["python", "- run: print(6*7)\n  shell: python", "success", "\n42\n"],
    ["sh", "- run: echo $0\n  shell: sh", "success", "/usr/bin/sh -e {0}"],
    ["a template", "- run: console.log(6*7)\n  shell: node {0}", "success", "\n42\n"],
    ["unknown shell", "- run: dir\n  shell: pwsh", "failure", "pwsh: command not found"],
    ["continue-on-error", "- run: exit 1\n  continue-on-error: true\n- run: echo on", "success", "\non\n"],
    [
      "an unclosed heredoc",
      "- run: echo 'a<<E' >> $GITHUB_OUTPUT",
      "failure",
      "Matching delimiter not found 'E'",
    ],
    ["an odd output line", "- run: echo odd >> $GITHUB_OUTPUT", "failure", "Invalid format 'odd'"],
    ["a wrong expression", "- run: echo ${{ nothing.x }}", "failure", "Unrecognized named-value: 'nothing'"],
    [
      "protected variables",
      "- run: echo GITHUB_SHA=1 >> $GITHUB_ENV\n- run: echo $GITHUB_SHA",
      "success",
      "Can't store GITHUB_SHA",
    ],
    [
      "an unknown action",
      "- uses: foo/bar/baz@v1",
      "failure",
      "##[error]Unable to resolve action foo/bar, repository not found",
    ],
    [
      "a local action that is not there",
      "- uses: ./nowhere",
      "failure",
      "Can't find 'action.yml', 'action.yaml' or 'Dockerfile'",
    ],
    ["setup-node", "- uses: actions/setup-node@v4\n  with: { node-version: 20 }", "success", process.version],
    [
      "cache",
      "- uses: actions/cache@v4\n  with: { path: x, key: k }",
      "success",
      "Cache not found for input keys: k",
    ],
    [
      "hashFiles",
      "- run: echo ${{ hashFiles('package.json') != '' && hashFiles('no/*') == '' }}",
      "success",
      "\ntrue\n",
    ],
    [
      "a background child does not hold the job up",
      "- run: sleep 300 &",
      "success",
      "Cleaning up orphan processes",
    ],
    [
      "a step over its time",
      "- run: sleep 300\n  timeout-minutes: 0.01",
      "failure",
      "has timed out after 0.01 minutes",
    ],
  ])("%s", async (_name, steps, conclusion, text) => {
    const told = await logOf(steps);
    expect(told.log).toContain(text);
    expect(told.one?.conclusion).toBe(conclusion);
    expect(told.conclusion).toBe(conclusion);
  });

  it("ends a job over its time, and lets always() run", async () => {
    const { one, log } = await logOf(
      "- run: sleep 300\n- run: echo no\n- run: echo tidy\n  if: always()",
      "timeout-minutes: 0.01",
    );
    expect(one?.conclusion).toBe("timed_out");
    expect(log).toContain("##[error]The operation was canceled.");
    expect(log).toContain("has exceeded the maximum execution time of 0.01 minutes.");
    expect(log).toContain("\ntidy\n");
    expect(log).not.toContain("\nno\n");
  });

  it("leaves no workspace behind", async () => {
    const { log } = await logOf('- run: echo "at=$GITHUB_WORKSPACE"');
    const workspace = /^at=(.+)$/m.exec(log)?.[1] ?? "";
    expect(workspace).toContain("heal-runner-");
    expect(existsSync(workspace)).toBe(false);
  });
});

describe("cancel", () => {
  it("kills the whole process group and says so", async () => {
    const controller = new AbortController();
    const workflow = job(
      "- run: echo pid=$$; (trap '' TERM; sleep 300) >/dev/null 2>&1 & wait\n- run: echo no\n- run: echo tidy\n  if: cancelled()",
    );
    const told = await run(
      repository,
      `${workflow}  two:\n    needs: one\n    runs-on: x\n    steps: [{ run: echo no }]\n`,
      { signal: controller.signal },
      {
        stepStarted: (_key, step) =>
          void (step.name.startsWith("Run echo pid") && setTimeout(() => controller.abort(), 400)),
      },
    );
    expect(told.conclusion).toBe("cancelled");
    expect(told.jobs["one"]?.conclusion).toBe("cancelled");
    expect(told.jobs["two"]?.conclusion).toBe("cancelled");
    const log = untimed(told.jobs["one"]?.log ?? "");
    expect(log).toContain("##[error]The operation was canceled.");
    expect(log).toContain("\ntidy\n");
    expect(log).not.toContain("\nno\n");
    const pid = Number(/^pid=(\d+)$/m.exec(log)?.[1]);
    expect(pid).toBeGreaterThan(1);
    const alive = execFileSync("ps", ["-e", "-o", "pgid=,stat="], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter(([group, state]) => Number(group) === pid && !state?.startsWith("Z"));
    expect(alive).toEqual([]);
  });
});

describe("jobs", () => {
  it("expands a matrix, with include and exclude, and gives each its values", async () => {
    const told = await run(
      repository,
      job(
        "- run: echo ${{ matrix.os }}-${{ matrix.node }}-${{ matrix.extra }}",
        "strategy: { matrix: { os: [a, b], node: [1, 2], exclude: [{ os: a, node: 2 }], include: [{ os: b, extra: x }, { os: c }] } }",
      ),
    );
    expect(told.planned.map(({ key }) => key)).toEqual([
      "one (a, 1)",
      "one (b, 1, x)",
      "one (b, 2, x)",
      "one (c)",
    ]);
    expect(told.jobs["one (b, 2, x)"]?.log).toContain("b-2-x");
    expect(told.conclusion).toBe("success");
  });

  it.each([
    ["success", "", "needs.one.result == 'success'", "success"],
    ["failure", "exit 1", "", "skipped"],
    ["failure", "exit 1", "always()", "success"],
    ["failure", "exit 1", "failure()", "success"],
    ["success", "", "failure()", "skipped"],
  ])("after a %s (%s), `if: %s` makes the next job %s", async (_first, command, condition, conclusion) => {
    const told = await run(
      repository,
      `${job(`- run: "true; ${command}"`)}  two:\n    needs: [one]\n    if: ${condition}\n    runs-on: x\n    steps: [{ run: "true" }]\n`,
    );
    expect(told.jobs["two"]?.conclusion).toBe(conclusion);
  });

  it.each([
    ["", "skipped"],
    ["!cancelled()", "success"],
    ["always() && needs.two.result == 'success'", "success"],
  ])("a failure before the needed job counts too: `if: %s` is %s", async (condition, conclusion) => {
    const tail = (id: string, need: string, when: string) =>
      `  ${id}:\n    needs: ${need}\n    if: ${when === "" ? "''" : `\${{ ${when} }}`}\n    runs-on: x\n    steps: [{ run: "true" }]\n`;
    const told = await run(
      repository,
      job("- run: exit 1") + tail("two", "one", "always()") + tail("three", "two", condition),
    );
    expect(told.jobs["two"]?.conclusion).toBe("success");
    expect(told.jobs["three"]?.conclusion).toBe(conclusion);
  });

  it("makes a matrix of another job's output", async () => {
    const told = await run(
      repository,
      `
on: push
jobs:
  list:
    runs-on: x
    outputs: { all: "\${{ steps.l.outputs.all }}" }
    steps: [{ id: l, run: "echo 'all=[\\"p\\",\\"q\\"]' >> $GITHUB_OUTPUT" }]
  each:
    needs: list
    strategy: { matrix: { name: "\${{ fromJSON(needs.list.outputs.all) }}" } }
    runs-on: x
    steps: [{ run: "echo \${{ matrix.name }}" }]
`,
    );
    expect(Object.keys(told.jobs).sort()).toEqual(["each (p)", "each (q)", "list"]);
    expect(told.planned.map(({ key }) => key)).toEqual(["list", "each (p)", "each (q)"]);
  });

  it("cancels the rest of a matrix when one fails, and tolerates what may fail", async () => {
    const steps = "- run: test ${{ matrix.s }} = 0 && exit 1; sleep ${{ matrix.s }}";
    const quick = await run(repository, job(steps, "strategy: { matrix: { s: [0, 300] } }"));
    expect(quick.order.slice(2).sort()).toEqual(["cancelled one (300)", "failure one (0)"]);
    const tolerant = await run(repository, job("- run: exit 1", "continue-on-error: true"));
    expect(tolerant).toMatchObject({ conclusion: "success", jobs: { one: { conclusion: "failure" } } });
  });

  it.each([
    ["no YAML", "on: [push"],
    ["no jobs", "on: push"],
    ["an unknown need", job("- run: x").replace("runs-on", "needs: other\n    runs-on")],
    ["a job that needs itself", job("- run: x").replace("runs-on", "needs: one\n    runs-on")],
    ["a step without run and uses", job("- name: x")],
  ])("an invalid workflow (%s) is a failed run without jobs", async (_name, workflow) => {
    const told = await run(repository, workflow);
    expect(told).toMatchObject({ conclusion: "failure", planned: [], runName: ".github/workflows/ci.yml" });
  });
});
