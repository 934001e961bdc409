import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { changedFiles } from "./changed.js";
import { relatedTests } from "./related.js";

/** A file that everything imports has more tests than twenty seconds hold; `npm test` runs them. */
const MOST_TESTS = 12;

/** `npm run check [path]`: types, lint, format and the tests of what changed. The build has run before. */
const root = process.cwd();
const changed = changedFiles(root, process.argv[2]);
const typescript = changed.filter((file) => file.endsWith(".ts"));

/** Runs one program of `node_modules`; its output is shown when it fails. */
function run(name: string, program: string, args: readonly string[], node: readonly string[] = []) {
  return new Promise<boolean>((resolve, reject) => {
    const child = spawn(process.execPath, [...node, `node_modules/${program}`, ...args], { cwd: root });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => said.push(part));
    child.on("error", reject);
    child.on("close", (status) => {
      console.log(`${status === 0 ? "ok    " : "failed"} ${name}`);
      if (status !== 0) console.log(Buffer.concat(said).toString("utf8"));
      resolve(status === 0);
    });
  });
}

async function tests(): Promise<boolean> {
  const texts = new Map<string, string>();
  for (const file of changedFiles(root, "test").filter((one) => one.endsWith(".test.ts")))
    texts.set(file, await readFile(file, "utf8"));
  const related = relatedTests(typescript, texts);
  const chosen = related.slice(0, MOST_TESTS);
  if (chosen.length === 0) return true;
  if (chosen.length < related.length)
    console.log(
      `       ${related.length - chosen.length} more tests import what changed: npm test runs them`,
    );
  const args = ["--runTestsByPath", ...chosen];
  const node = ["--experimental-vm-modules", "--no-warnings"];
  return run(`${chosen.length} test files`, "jest/bin/jest.js", args, node);
}

if (changed.length === 0) console.log("nothing differs from main");
else {
  const format = ["--check", "--ignore-unknown", ...changed];
  // Types and tests take longest, and each has a processor of its own.
  const passed = await Promise.all([
    run("types", "typescript/bin/tsc", ["-b"]),
    run(`format of ${changed.length} files`, "prettier/bin/prettier.cjs", format),
    typescript.length === 0
      ? true
      : run(`lint of ${typescript.length} files`, "eslint/bin/eslint.js", [
          "--cache",
          "--cache-location",
          "node_modules/.cache/eslint/",
          ...typescript,
        ]),
    tests(),
  ]);
  process.exitCode = passed.every(Boolean) ? 0 : 1;
}
