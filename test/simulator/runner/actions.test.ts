import { afterAll, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { makeRepository, run, untimed } from "./testing.js";
import { unzip } from "./zip.js";

const part = (name: string, more = "") => `
const fs = require("node:fs");
console.log("${name} who=" + process.env.INPUT_WHO + " status=" + process.env["INPUT_JOB-STATUS"] + " kept=" + process.env.STATE_kept);
${more}
`;
const repository = makeRepository({
  "remote/action.yml": `
name: remote
inputs:
  who: { default: nobody }
  job-status: { default: "\${{ job.status }}" }
runs: { using: node20, pre: pre.js, main: main.js, post: post.js }
`,
  "remote/pre.js": part("pre"),
  "remote/main.js": part(
    "main",
    'fs.appendFileSync(process.env.GITHUB_OUTPUT, "greeting<<E\\nhi\\nE\\n"); fs.appendFileSync(process.env.GITHUB_STATE, "kept=yes\\n");',
  ),
  "remote/post.js": part("post"),
  "local/action.yml": `
name: local
inputs: { who: { required: true } }
outputs: { shout: { value: "\${{ steps.s.outputs.text }}!" } }
runs:
  using: composite
  steps:
    - id: s
      shell: bash
      run: echo "text=\${{ inputs.who }}-$FROM_STEP-$(basename "$GITHUB_ACTION_PATH")" >> "$GITHUB_OUTPUT"
    - if: failure()
      shell: bash
      run: echo inner failure
`,
  "broken/action.yml": `
name: broken
runs: { using: composite, steps: [{ shell: bash, run: exit 7 }, { shell: bash, run: echo unreached }] }
`,
  "loop/action.yml": "name: loop\nruns: { using: composite, steps: [{ uses: ./loop }] }\n",
  "docker/action.yml": "name: docker\nruns: { using: docker, image: Dockerfile }\n",
  "out/a/one.txt": "1",
  "out/b/two.txt": "2",
  "out/b/.hidden": "3",
});
const branchSha = (() => {
  repository.git("checkout", "--quiet", "-b", "feature/x");
  const sha = repository.commit({ "branch.txt": "on the branch" });
  repository.git("tag", "v1");
  repository.git("checkout", "--quiet", "main");
  return sha;
})();
afterAll(() => repository.remove());

async function steps(text: string, given = {}) {
  const workflow = `on: push\njobs:\n  one:\n    runs-on: x\n    steps:\n${text.replace(/^/gm, "      ")}\n`;
  const told = await run(repository, workflow, given);
  return {
    ...told,
    names: told.steps["one"]?.map(({ name }) => name),
    log: untimed(told.jobs["one"]?.log ?? ""),
  };
}

describe("JavaScript actions", () => {
  const actions = { "acme/remote/sub": join(repository.folder, "remote") };

  it("runs pre, main and post with inputs, defaults, outputs and state", async () => {
    const told = await steps(
      `- run: exit 1
- id: r
  if: always()
  uses: acme/remote/sub@v1
  with: { who: ada }
- if: always()
  run: echo "said \${{ steps.r.outputs.greeting }}"`,
      { actions },
    );
    expect(told.names).toEqual([
      "Set up job",
      "Pre Run acme/remote/sub@v1",
      "Run exit 1",
      "Run acme/remote/sub@v1",
      'Run echo "said hi"',
      "Post Run acme/remote/sub@v1",
      "Complete job",
    ]);
    expect(told.log).toContain("pre who=ada status=success kept=undefined");
    expect(told.log).toContain("##[group]Run acme/remote/sub@v1\nwith:\n  who: ada\n");
    expect(told.log).toContain("main who=ada status=failure kept=undefined");
    expect(told.log).toContain("post who=ada status=failure kept=yes");
  });

  it("runs a local one after checkout, without pre", async () => {
    const told = await steps("- uses: actions/checkout@v4\n- uses: ./remote");
    expect(told.log).toContain("main who=nobody status=success");
    expect(told.log).not.toContain("pre who");
    expect(told.names?.slice(-3)).toEqual([
      "Post Run ./remote",
      "Post Run actions/checkout@v4",
      "Complete job",
    ]);
  });
});

describe("composite actions", () => {
  it("gives its steps inputs and the caller's env, and maps outputs", async () => {
    const told = await steps(
      '- { id: c, uses: ./local, with: { who: ada }, env: { FROM_STEP: e } }\n- run: echo "${{ steps.c.outputs.shout }}|${{ steps.s }}|"',
    );
    expect(told.log).toContain("\nada-e-local!||\n");
    expect(told.conclusion).toBe("success");
  });

  it.each([
    ["a failing step", "./broken", "exit code 7"],
    ["one that uses itself", "./loop", "nest deeper than 10 levels"],
    ["a docker action", "./docker", "Invalid"],
    ["a path out of the workspace", "./../../x", "Can't find 'action.yml'"],
  ])("%s fails the step", async (_name, uses, message) => {
    const told = await steps(`- uses: ${uses}\n- run: echo next`);
    expect(told.conclusion).toBe("failure");
    expect(told.log).toContain(message);
    expect(told.log).not.toMatch(/^(?:unreached|next)$/m);
  });
});

describe("checkout", () => {
  it.each([
    ["the branch of the run", "", "main", "absent"],
    ["a branch by name", "ref: feature/x", "feature/x", "present"],
    ["a full ref", "ref: refs/heads/feature/x", "feature/x", "present"],
    ["a tag", "ref: v1", "HEAD", "present"],
    ["a commit", `ref: ${branchSha}`, "HEAD", "present"],
    ["all of the history", `fetch-depth: 0, ref: ${branchSha}`, "HEAD", "present"],
  ])("%s", async (_name, inputs, head, file) => {
    const told = await steps(
      `- { uses: actions/checkout@v4, with: { ${inputs} } }
- run: |
    git rev-parse --abbrev-ref HEAD
    test -e branch.txt && echo present || echo absent
    echo "commits $(git rev-list --count HEAD) remote $(git remote get-url origin)"`,
    );
    const commits = inputs.includes("fetch-depth: 0") ? 2 : 1;
    expect(told.log).toContain(`\n${head}\n${file}\ncommits ${commits} remote http://github.test/acme/web\n`);
  });

  it("keeps the token for git until the job's end, unless told not to", async () => {
    const show =
      '\n- run: echo "headers $(git config --local --get-all http.http://github.test/.extraheader | wc -l)"';
    expect((await steps(`- uses: actions/checkout@v4${show}`)).log).toMatch(/^headers +1$/m);
    const without = `- { uses: actions/checkout@v4, with: { persist-credentials: false } }${show}`;
    expect((await steps(without)).log).toMatch(/^headers +0$/m);
  });

  it.each([
    ["an unknown branch", "ref: nowhere", "A branch or tag with the name 'nowhere' could not be found"],
    ["an option", "ref: --upload-pack=touch /tmp/pwned", "could not be found"],
    ["a pattern", "ref: '*'", "could not be found"],
    ["an unknown commit", `ref: ${"a".repeat(40)}`, "failed with exit code 128"],
    ["a path outside", "path: ../..", "is not under"],
    ["another repository", "repository: acme/other", "Not Found"],
  ])("refuses %s", async (_name, inputs, message) => {
    const told = await steps(`- { uses: actions/checkout@v4, with: { ${inputs} } }`);
    expect(told.conclusion).toBe("failure");
    expect(told.log).toContain(message);
  });
});

describe("artifacts", () => {
  it.each([
    ["a folder", "out", ["a/one.txt", "b/two.txt"]],
    ["a file", "out/a/one.txt", ["one.txt"]],
    ["a pattern", "out/**/*.txt", ["a/one.txt", "b/two.txt"]],
    ["a list with exceptions", "|\n      out\n      !out/b/**", ["a/one.txt"]],
    ["files of two folders", "|\n      out/a/one.txt\n      out/b/two.txt", ["a/one.txt", "b/two.txt"]],
  ])("uploads %s", async (_name, path, names) => {
    const told = await steps(
      `- id: up
  uses: actions/upload-artifact@v4
  with:
    name: result
    path: ${path}
- run: echo "id \${{ steps.up.outputs.artifact-id }}"
- { uses: actions/download-artifact@v4, with: { name: result, path: got } }
- run: cd got && find . -type f | sort`,
    );
    const entries = await unzip(told.artifacts.get("result") ?? Buffer.alloc(0));
    expect(entries.map(({ name }) => name)).toEqual(names);
    expect(told.log).toContain("\nid 1\n");
    expect(told.log).toContain(names.map((name) => `./${name}\n`).join(""));
  });

  it.each([
    ["nothing found", "path: nowhere", "success", "##[warning]No files were found"],
    [
      "nothing found, an error",
      "path: nowhere, if-no-files-found: error",
      "failure",
      "##[error]No files were found",
    ],
    ["a name with a slash", "name: a/b, path: out", "failure", "The artifact name is not valid"],
  ])("%s", async (_name, inputs, conclusion, message) => {
    const told = await steps(`- { uses: actions/upload-artifact@v4, with: { ${inputs} } }`);
    expect(told.conclusion).toBe(conclusion);
    expect(told.log).toContain(message);
  });

  it("fails to download what is not there", async () => {
    const told = await steps("- { uses: actions/download-artifact@v4, with: { name: none } }");
    expect(told.log).toContain("##[error]Unable to download artifact(s): Artifact not found for name: none");
    expect(told.conclusion).toBe("failure");
  });
});
