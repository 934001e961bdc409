import { afterEach, describe, expect, it } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { makeRepository, run, untimed, type Repository } from "./testing.js";
import { unzip } from "./zip.js";

const workflow = readFileSync(".github/workflows/heal-fix.yml", "utf8");
const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((step) => step()));

function repositoryOf(files: Record<string, string>): Repository {
  const repository = makeRepository(files);
  undo.push(repository.remove);
  return repository;
}

async function fix(repository: Repository, inputs: Record<string, string>) {
  const told = await run(repository, workflow, {
    workflowPath: ".github/workflows/heal-fix.yml",
    event: "workflow_dispatch",
    inputs: { sha: repository.sha, fixer: "formatter", key: "fix/1", ...inputs },
  });
  const zip = told.artifacts.get("heal-patch");
  const entries = zip === undefined ? [] : await unzip(zip);
  const file = (name: string) => entries.find((entry) => entry.name === name)?.content.toString() ?? "";
  const meta: unknown = JSON.parse(file("meta.json") || "null");
  const { log = "", annotations = [] } = told.jobs["fix"] ?? {};
  return {
    ...told,
    log: untimed(log),
    annotations,
    names: entries.map(({ name }) => name),
    meta,
    patch: file("patch.diff"),
  };
}

/** What the files are after the patch is applied to a fresh clone of the base. */
function applied(repository: Repository, patch: string, path: string): string {
  const folder = mkdtempSync(join(tmpdir(), "heal-apply-"));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "patch.diff"), patch);
  execFileSync("git", ["clone", "--quiet", repository.gitDir, join(folder, "clone")]);
  execFileSync("git", ["apply", "--index", "../patch.diff"], { cwd: join(folder, "clone") });
  return readFileSync(join(folder, "clone", path), "utf8");
}

const FORMAT = `const fs = require("node:fs");
if (!process.argv.includes("--write")) process.exit(1);
fs.writeFileSync("src/a.js", fs.readFileSync("src/a.js", "utf8").replace(/;+/g, ";"));
`;
const formatted = { "format.js": FORMAT, "src/a.js": "let a;;;\n" };
const scripts = (all: Record<string, string>) => JSON.stringify({ name: "web", scripts: all });

describe("heal-fix.yml", () => {
  it("makes a patch with the repository's own formatter", async () => {
    const repository = repositoryOf({
      ...formatted,
      "package.json": scripts({ "format:write": "node format.js --write" }),
    });
    const told = await fix(repository, { key: "fix/42" });
    expect(told).toMatchObject({ conclusion: "success", runName: "heal fix fix/42" });
    expect(told.names).toEqual(["meta.json", "patch.diff"]);
    expect(told.meta).toEqual({
      schema: 1,
      fixer: "formatter",
      base: repository.sha,
      key: "fix/42",
      command: "npm run --silent format:write",
      changed: ["src/a.js"],
    });
    expect(told.patch).toContain("-let a;;;\n+let a;\n");
    expect(told.patch).toMatch(/^index [0-9a-f]{40}\.\.[0-9a-f]{40} 100644$/m);
    expect(applied(repository, told.patch, "src/a.js")).toBe("let a;\n");
    expect(told.log).not.toContain("npm ci");
  });

  it("says that nothing changed, and succeeds", async () => {
    const repository = repositoryOf({
      ...formatted,
      "src/a.js": "let a;\n",
      "package.json": scripts({ format: "node format.js --write" }),
    });
    const told = await fix(repository, {});
    expect(told).toMatchObject({ conclusion: "success", meta: { changed: [] }, patch: "" });
    expect(told.names).toEqual(["meta.json", "patch.diff"]);
  });

  it("fixes the commit it is given, not the head of the branch", async () => {
    const repository = repositoryOf({
      ...formatted,
      "package.json": scripts({ fmt: "node format.js --write" }),
    });
    const base = repository.sha;
    repository.sha = repository.commit({ "src/a.js": "let later;;\n" });
    const told = await fix(repository, { sha: base });
    expect(told.meta).toMatchObject({ base, changed: ["src/a.js"] });
    expect(told.patch).toContain("-let a;;;");
  });

  it.each([
    [
      "an own script wins",
      { ".github/heal/fix-formatter": "#!/bin/sh\necho own > src/a.js\n" },
      {},
      "./.github/heal/fix-formatter",
    ],
    [
      "a script named format:fix",
      {},
      { "format:fix": "node format.js --write", format: "false" },
      "npm run --silent format:fix",
    ],
    ["a format script that writes", {}, { format: "node format.js --write" }, "npm run --silent format"],
  ])("%s", async (_name, files, named, command) => {
    const repository = repositoryOf({ ...formatted, ...files, "package.json": scripts(named) });
    expect((await fix(repository, {})).meta).toMatchObject({ command, changed: ["src/a.js"] });
  });

  it.each([
    [
      "a format script that only checks",
      { format: "node format.js --check" },
      "formatter",
      "No formatter of this repository is known",
    ],
    ["no script at all", {}, "snapshot", "Add an executable .github/heal/fix-snapshot"],
    ["a formatter that fails", { fmt: "exit 3" }, "formatter", "npm run --silent fmt failed"],
  ])("%s fails with words", async (_name, named, fixer, words) => {
    const repository = repositoryOf({ ...formatted, "package.json": scripts(named) });
    const told = await fix(repository, { fixer });
    expect(told).toMatchObject({ conclusion: "failure", names: [] });
    expect(told.annotations.map(({ message }) => message).join()).toContain(words);
  });

  it("keeps what a linter could mend though it fails on the rest, with new, deleted and binary files", async () => {
    const script = `#!/bin/sh\nprintf '\\000\\001' > new.bin\nrm src/a.js\nmkdir -p node_modules/x ignored\necho 1 > node_modules/x/y\necho 1 > ignored/z\nexit 1\n`;
    const repository = repositoryOf({
      ...formatted,
      ".gitignore": "ignored/\n",
      ".github/heal/fix-lint": script,
    });
    const told = await fix(repository, { fixer: "lint" });
    expect(told).toMatchObject({
      conclusion: "success",
      meta: { fixer: "lint", changed: ["new.bin", "src/a.js"] },
    });
    expect(applied(repository, told.patch, "new.bin")).toBe("\u0000\u0001");
  });

  it("regenerates a lock file without a network where there are no dependencies", async () => {
    const lock = JSON.stringify({
      name: "old",
      lockfileVersion: 3,
      requires: true,
      packages: { "": { name: "old" } },
    });
    const repository = repositoryOf({ "package.json": scripts({}), "package-lock.json": lock });
    const told = await fix(repository, { fixer: "lockfile" });
    expect(told.meta).toMatchObject({ changed: ["package-lock.json"] });
    expect(JSON.parse(applied(repository, told.patch, "package-lock.json"))).toMatchObject({ name: "web" });
  });
});

describe("hostile inputs", () => {
  const mark = join(tmpdir(), `heal-hostile-${process.pid}`);
  const attacks = [
    `$(touch ${mark})`,
    `\`touch ${mark}\``,
    `"; touch ${mark}; echo "`,
    `'; require("node:fs").writeFileSync("${mark}", ""); '`,
    `a\n::set-output name=x::y\ntouch ${mark}`,
    "${{ github.token }}",
  ];

  it.each(attacks)("a key %j is data", async (key) => {
    const repository = repositoryOf({
      ...formatted,
      "package.json": scripts({ fmt: "node format.js --write" }),
    });
    const told = await fix(repository, { key });
    expect(existsSync(mark)).toBe(false);
    expect(told).toMatchObject({ conclusion: "success", meta: { key, changed: ["src/a.js"] } });
  });

  it.each([...attacks, "main", `--upload-pack=touch ${mark}`, "A".repeat(40)])(
    "a sha %j is refused",
    async (sha) => {
      const repository = repositoryOf(formatted);
      const told = await fix(repository, { sha });
      expect(existsSync(mark)).toBe(false);
      expect(told).toMatchObject({ conclusion: "failure", names: [] });
      expect(told.log).toContain("sha must be 40 lower-case hex digits");
      expect(told.log).not.toContain("Syncing repository");
    },
  );

  it("refuses a fixer that is none of its own", async () => {
    const told = await fix(repositoryOf(formatted), { fixer: "../../evil" });
    expect(told.log).toContain("##[error]unknown fixer");
  });

  it("may only read, keeps no credentials, and puts no expression into a script", () => {
    const { permissions, jobs } = parse(workflow) as {
      permissions: unknown;
      jobs: {
        fix: {
          permissions?: unknown;
          steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
        };
      };
    };
    const { steps } = jobs.fix;
    expect(permissions).toEqual({ contents: "read" });
    expect(jobs.fix.permissions).toBeUndefined();
    expect(steps.flatMap(({ run: script }) => script ?? []).join()).not.toContain("${{");
    expect(steps.find(({ uses }) => uses?.startsWith("actions/checkout@"))?.with).toMatchObject({
      "persist-credentials": false,
    });
    for (const { with: inputs } of steps) expect(inputs?.["cache"] ?? false).toBe(false);
    for (const { uses } of steps)
      expect(uses ?? `actions/checkout@${"0".repeat(40)}`).toMatch(
        /^actions\/(?:checkout|setup-\w+|upload-artifact)@[0-9a-f]{40}$/,
      );
  });
});
