import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { create, type Created } from "../../tools/new/create.js";
import { kinds } from "../../tools/new/kinds/index.js";

const run = promisify(execFile);
const root = fileURLToPath(packageFile(""));
/** What the compiler and the tests read; `dist` as well, whose build information makes the compiler quick. */
const copied = [
  ...["action", "dist", "migrations", "playbooks", "src", "test", "tools", ".github"],
  ...["README.md", "app.yml", "package.json", "jest.config.js", "tsconfig.json", "tsconfig.build.json"],
];

/** Of names that nothing has; a source's is a part of an environment variable. */
const nameOf = (kind: string): string => (kind === "source" ? "nimbus" : `new-${kind}-x`);

let copy: string;
const created = new Map<string, Created>();
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "heal-new-"));
  for (const name of copied) await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  // One after another: they write into the same lists.
  for (const { name } of kinds) created.set(name, await create(copy, name, nameOf(name)));
});
afterAll(() => rm(copy, { recursive: true }));

describe("npm run new", () => {
  it("makes every kind", () => {
    const refused = [...created].flatMap(([name, one]) => ("refused" in one ? [[name, one.refused]] : []));
    expect(refused).toEqual([]);
  });

  it("makes a source of one folder and one line of a list, and its test", () => {
    const made = created.get("source");
    const paths = made && "paths" in made ? made.paths : [];
    expect(paths.filter((path) => !path.startsWith("src/intake/sources/nimbus/")).sort()).toEqual([
      "src/intake/sources/index.ts",
      "test/intake/sources/nimbus.test.ts",
    ]);
  });

  it("makes what compiles", async () => {
    const program = join(root, "node_modules/typescript/bin/tsc");
    const compiled = await run(process.execPath, [program, "--noEmit", "-p", copy]).catch(
      (error: { stdout: string }) => error,
    );
    expect(compiled.stdout).toBe("");
  });

  it("makes what its own tests, the registries and the neighbours' tests accept", async () => {
    const own = [...created.values()].flatMap((one) => ("paths" in one ? one.paths : []));
    const tests = own.filter((path) => path.endsWith(".test.ts"));
    const ran = await run(
      process.execPath,
      [
        ...["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", "-w", "1"],
        ...tests,
        "test/contract/registries",
        "test/contract/permissions",
      ],
      { cwd: copy },
    ).catch((error: { stderr: string }) => error);
    expect(ran.stderr).not.toMatch(/^FAIL/m);
    // Those made, the tables that got a row, and the two contracts.
    expect(ran.stderr).toMatch(new RegExp(`^Test Suites: ${tests.length + 2} passed`, "m"));
  }, 300_000);

  it("writes nothing over what is there, and nothing of what it refuses", async () => {
    const before = await readFile(join(copy, "src/commands/index.ts"), "utf8");
    expect(await create(copy, "command", "retry")).toEqual({
      refused: "src/commands/retry.ts is there already",
    });
    expect(await create(copy, "command", "../x")).toHaveProperty("refused");
    expect(await create(copy, "kommand", "x")).toHaveProperty("refused");
    expect(await readFile(join(copy, "src/commands/index.ts"), "utf8")).toBe(before);
  });
});
