import { describe, expect, it } from "@jest/globals";
import { accepted, checkPatch, checks } from "../../../src/fix/checks/index.js";
import type { CheckContext } from "../../../src/fix/checks/index.js";
import { parsePatch } from "../../../src/fix/patch.js";
import { readdirSync } from "node:fs";
import { context, gitDiff } from "../support.js";

type Row = [
  name: string,
  path: string,
  before: string | null,
  after: string | null,
  more?: Partial<CheckContext>,
];

const test = 'import { f } from "./f.js";\nit("a", () => {\n  expect(f(1)).toBe(2);\n});\n';

/** Changes that people and good fixers make: each must pass every check. */
const rows: Row[] = [
  ["a fix in the code", "src/f.ts", "export const f = (n) => n;\n", "export const f = (n) => n + 1;\n"],
  ["a new test", "src/f.test.ts", test, `${test}it("b", () => {\n  expect(f(2)).toBe(3);\n});\n`],
  ["a new test file", "src/g.test.ts", null, test],
  [
    "a formatted test",
    "src/f.test.ts",
    "it('a',()=>{expect(f( 1 )).toBe(2)})\n",
    'it("a", () => {\n  expect(f(1)).toBe(2);\n});\n',
    { producer: "formatter", allowedPaths: ["*.ts"] },
  ],
  ["blanks by a formatter", "src/f.ts", "a();\n", "  a();\n", { producer: "formatter" }],
  [
    "a snapshot by its tool",
    "src/__snapshots__/f.snap",
    "exports[`a`] = `1`;\n",
    "exports[`a`] = `2`;\n",
    { producer: "snapshot" },
  ],
  [
    "a lock file",
    "package-lock.json",
    '{ "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz" }\n',
    '{ "resolved": "https://registry.npmjs.org/a/-/a-1.0.1.tgz", "integrity": "sha512-QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3ODk=" }\n',
    { producer: "lockfile", allowedPaths: ["package-lock.json"] },
  ],
  [
    "a lock file of a company's registry",
    "package-lock.json",
    '{ "resolved": "https://npm.example.com/a/-/a-1.0.0.tgz" }\n',
    '{ "resolved": "https://npm.example.com/a/-/a-1.0.1.tgz" }\n',
  ],
  [
    "a dependency's version",
    "package.json",
    '{\n  "dependencies": {\n    "a": "^1.0.0"\n  }\n}\n',
    '{\n  "dependencies": {\n    "a": "^2.0.0"\n  }\n}\n',
  ],
  [
    "a start script",
    "package.json",
    '{\n  "scripts": {\n    "start": "a"\n  }\n}\n',
    '{\n  "scripts": {\n    "start": "b"\n  }\n}\n',
  ],
  [
    "a stricter threshold",
    "jest.config.js",
    "export default {\n  branches: 80,\n};\n",
    "export default {\n  branches: 90,\n};\n",
  ],
  [
    "a suppression moved",
    "src/f.js",
    "// eslint-disable-next-line no-x\na();\nb();\n",
    "b();\n// eslint-disable-next-line no-x\na();\n",
  ],
  ["a time limit of the program", "src/f.ts", "const timeout = 1000;\n", "const timeout = 5000;\n"],
  ["text with umlauts and emoji", "README.md", "a\n", "Größe 😀 café\n"],
  ["a removed source file", "src/old.ts", "export const x = 1;\n", null],
  [
    "an assertion of the program removed",
    "src/f.py",
    "def f(x):\n    assert x\n    return x\n",
    "def f(x):\n    return x\n",
  ],
  ["a page in brackets", "app/[id]/page.tsx", "a\n", "b\n", { forbidden: ["app/[slug]/**", "infra/**"] }],
];

describe("an honest patch passes", () => {
  it.each(rows)("%s", (_name, path, before, after, more = {}) => {
    const results = checkPatch(
      parsePatch(gitDiff(path, before, after)),
      context({ baseFiles: () => before, ...more }),
    );
    expect(results.filter((result) => !result.ok)).toEqual([]);
    expect(accepted(results)).toBe(true);
    expect(results.map((result) => result.check)).toEqual(checks.map((check) => check.name));
  });

  it("a test that moves to another file loses nothing", () => {
    const diff =
      gitDiff("src/f.test.ts", `${test}${test.replace('"a"', '"b"')}`, test) +
      gitDiff("src/g.test.ts", null, test);
    expect(accepted(checkPatch(parsePatch(diff), context({ producer: "lint" })))).toBe(true);
  });
});

describe("the registry", () => {
  it("has every check of the folder", () => {
    const helpers = ["check", "globs", "index", "versions"];
    const files = readdirSync(new URL("../../../src/fix/checks", import.meta.url))
      .filter((name) => name.endsWith(".ts"))
      .map((name) => name.slice(0, -3))
      .filter((name) => !helpers.includes(name));
    expect(checks.map((check) => check.name).sort()).toEqual(files.sort());
  });
});
