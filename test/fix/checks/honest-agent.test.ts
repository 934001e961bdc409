import { describe, expect, it } from "@jest/globals";
import { checkPatch, type CheckContext } from "../../../src/fix/checks/index.js";
import { parsePatch } from "../../../src/fix/patch.js";
import { context, failed, gitDiff } from "../support.js";

type File = [path: string, before: string | null, after: string | null, oldPath?: string];

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const many = Array.from({ length: 12 }, (_, i) => [`x${i}`, "^1.0.0"]);
const npmPackage = (a: string, more: object = {}): string =>
  json({
    name: "shop",
    scripts: { test: "jest" },
    dependencies: { a, ...more },
    devDependencies: Object.fromEntries(many) as Record<string, string>,
  });
const npmLock = (version: string, more: object = {}, root: object = {}): string =>
  json({
    lockfileVersion: 3,
    packages: {
      "": { name: "shop", dependencies: { a: `^${version}`, ...root } },
      "node_modules/a": {
        version,
        resolved: `https://registry.npmjs.org/a/-/a-${version}.tgz`,
        integrity: `sha512-${version}`,
        funding: { url: "https://opencollective.com/a" },
      },
      ...more,
    },
  });
const left = {
  version: "1.3.0",
  resolved: "https://registry.npmjs.org/@s/left-pad/-/left-pad-1.3.0.tgz",
  integrity: "sha512-l",
  dependencies: { deep: "^1.0.0" },
};
const deep = {
  version: "1.0.0",
  resolved: "https://registry.npmjs.org/deep/-/deep-1.0.0.tgz",
  integrity: "sha512-d",
};
const cargoLock = (version: string): string =>
  `version = 3\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\ndependencies = [\n "serde",\n]\n\n[[package]]\nname = "serde"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "${version}"\n`;
const yarnLock = (version: string): string =>
  `# yarn lockfile v1\n\n\n"@s/a@^1.0.0":\n  version "${version}"\n  resolved "https://registry.yarnpkg.com/@s/a/-/a-${version}.tgz#${version}"\n  integrity sha512-${version}\n`;
const pnpmLock = (version: string): string =>
  `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: ${version}\npackages:\n  a@${version}:\n    resolution: {integrity: sha512-${version}}\nsnapshots:\n  a@${version}: {}\n`;
const uvLock = (version: string): string =>
  `version = 1\n[[package]]\nname = "a"\nversion = "${version}"\nsource = { registry = "https://pypi.org/simple" }\nwheels = [{ url = "https://files.pythonhosted.org/packages/a-${version}.whl", hash = "sha256:${version}" }]\n`;
const gemLock = (version: string): string =>
  `GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (${version})\n\nDEPENDENCIES\n  rack\n`;

const tree = (...paths: string[]): Partial<CheckContext> => ({ headPaths: new Set(paths) });
const named = (...evidence: string[]): Partial<CheckContext> => ({ evidence });
const about = (category: string): Partial<CheckContext> => ({ category });
const rows: [name: string, files: File[], more?: Partial<CheckContext>][] = [
  // Sources
  [
    "TypeScript: an operator",
    [["src/sum.ts", "export const sum = (a, b) => a - b;\n", "export const sum = (a, b) => a + b;\n"]],
  ],
  [
    "JavaScript at the root",
    [["sum.mjs", "export const sum = (a, b) => a - b;\n", "export const sum = (a, b) => a + b;\n"]],
    { failingTests: [{ name: "adds", file: "sum.test.mjs" }] },
  ],
  ["TypeScript: an import", [["src/a.ts", 'import { x } from "./b";\n', 'import { x } from "./b.js";\n']]],
  ["TypeScript: a type", [["src/a.ts", "const x: string = 1;\n", "const x: number = 1;\n"]]],
  ["React: a hook", [["src/hooks/useCart.tsx", "useEffect(f);\n", "useEffect(f, [id]);\n"]]],
  ["a package of a monorepo", [["packages/cart/src/index.ts", "a();\n", "b();\n"]]],
  ["a page in brackets", [["app/[id]/page.tsx", "a();\n", "b();\n"]]],
  ["Vue", [["src/components/Cart.vue", "<p>{{ a }}</p>\n", "<p>{{ b }}</p>\n"]]],
  ["a variable of the product", [["src/server.ts", "listen(80);\n", "listen(Number(process.env.PORT));\n"]]],
  [
    "settings inside the sources",
    [["src/config/limits.ts", "export const max = 1;\n", "export const max = 2;\n"]],
  ],
  ["the product's own build folder name in a word", [["src/rebuild.ts", "a();\n", "b();\n"]]],
  [
    "Python in a package",
    [["shop/total.py", "def f(x):\n    return x\n", "def f(x):\n    return x + 1\n"]],
    named("shop/total.py:2: AssertionError"),
  ],
  [
    "Python: a variable",
    [["shop/db.py", "URL = None\n", 'URL = os.environ.get("DATABASE_URL")\n']],
    tree("shop/__init__.py", "shop/db.py"),
  ],
  [
    "Python: a failing exit",
    [["shop/cli.py", "def main():\n    pass\n", "def main():\n    sys.exit(1)\n"]],
    named('  File "/home/runner/work/shop/shop/shop/cli.py", line 2, in main'),
  ],
  [
    "Go at the root",
    [["total.go", "package a\n\nvar X = 1\n", "package a\n\nvar X = 2\n"]],
    tree("go.mod", "total.go"),
  ],
  ["Go in internal", [["internal/cart/cart.go", "package cart\n", "package cart\n\nfunc A() {}\n"]]],
  [
    "Rust with its tests",
    [
      [
        "src/lib.rs",
        "fn a() {}\n",
        "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {\n        assert_eq!(1, 1 + 0);\n    }\n}\n",
      ],
    ],
  ],
  ["Java", [["src/main/java/com/acme/Cart.java", "class Cart {}\n", "class Cart { int a; }\n"]]],
  ["Kotlin", [["app/src/main/kotlin/Cart.kt", "val a = 1\n", "val a = 2\n"]]],
  ["Ruby", [["app/models/cart.rb", "class Cart\nend\n", "class Cart\n  def a = 1\nend\n"]]],
  ["PHP", [["src/Cart.php", "<?php\n$a = 1;\n", "<?php\n$a = 2;\n"]]],
  ["C#", [["src/Shop/Cart.cs", "class Cart {}\n", "class Cart { int A; }\n"]]],
  [
    "C",
    [
      ["src/cart.c", "int a = 1;\n", "int a = 2;\n"],
      ["src/cart.h", "int a;\n", "extern int a;\n"],
    ],
  ],
  ["Swift", [["Sources/Cart.swift", "let a = 1\n", "let a = 2\n"]]],
  ["Elixir", [["lib/cart.ex", "a = 1\n", "a = 2\n"]]],
  ["SQL of a query", [["src/queries/cart.sql", "select 1;\n", "select 2;\n"]]],
  ["CSS", [["src/cart.css", "a { color: red }\n", "a { color: blue }\n"]]],
  ["Terraform-like words in sources", [["src/infrastructure/db.ts", "a();\n", "b();\n"]]],
  // Files that come and go
  [
    "a new module beside its user",
    [
      ["shop/cart.py", "x = 1\n", "from .rates import x\n"],
      ["shop/rates.py", null, "x = 1\n"],
    ],
    named("shop/cart.py:1: ImportError"),
  ],
  [
    "a new module in the sources",
    [["src/rates.ts", null, "export const x = 1;\n"]],
    named("src/cart.ts(1,22): error TS2307: Cannot find module './rates.js'"),
  ],
  ["a removed source", [["src/old.ts", "export const x = 1;\n", null]]],
  [
    "a renamed source and its import",
    [
      ["src/b.ts", "x();\n", "x();\n", "src/a.ts"],
      ["src/c.ts", 'import "./a.js";\n', 'import "./b.js";\n'],
    ],
  ],
  // Tests
  ["a new test file", [["src/sum.test.ts", null, 'it("a", () => {\n  expect(sum(1, 2)).toBe(3);\n});\n']]],
  [
    "a new test in a file",
    [
      [
        "tests/test_a.py",
        "def test_a():\n    assert f(1) == 2\n",
        "def test_a():\n    assert f(1) == 2\n\n\ndef test_b():\n    assert f(2) == 3\n",
      ],
    ],
  ],
  [
    "a test by its folder",
    [
      [
        "test/cart.js",
        'it("a", () => {\n  expect(f(1)).toBe(2);\n});\n',
        'it("a", () => {\n  expect(f(1)).toBe(2);\n});\nit("b", () => {\n  expect(f(2)).toBe(3);\n});\n',
      ],
    ],
  ],
  [
    "a new Go test",
    [
      [
        "cart/cart_test.go",
        null,
        'package cart\n\nimport "testing"\n\nfunc TestA(t *testing.T) {\n\tif A() != 1 {\n\t\tt.Fatal("a")\n\t}\n}\n',
      ],
    ],
    tree("go.mod"),
  ],
  [
    "a new Java test",
    [
      [
        "src/test/java/CartTest.java",
        null,
        "import org.junit.jupiter.api.Test;\n\nclass CartTest {\n  @Test\n  void a() {\n    assertEquals(1, Cart.a());\n  }\n}\n",
      ],
    ],
  ],
  // Words
  ["a link of the README", [["README.md", "[a](http://a)\n", "[a](https://a)\n"]]],
  ["a page of the documentation", [["docs/guide/start.md", "a\n", "b\n"]]],
  ["reStructuredText", [["docs/index.rst", "a\n", "b\n"]]],
  ["the changelog", [["CHANGELOG.md", "# 1.0\n", "# 1.1\n\n- Fixes CI.\n\n# 1.0\n"]]],
  ["an emoji in the README", [["README.md", "a\n", "⚠️ a\n"]]],
  ["a translation", [["src/locales/de.json", '{ "a": "b" }\n', '{ "a": "c" }\n']]],
  // Dependencies
  [
    "npm: a version and its lock",
    [
      ["package.json", npmPackage("^1.0.0"), npmPackage("^2.0.0")],
      ["package-lock.json", npmLock("1.0.0"), npmLock("2.0.0")],
    ],
    about("dependency_conflict"),
  ],
  [
    "npm: a missing package with what it needs",
    [
      ["package.json", npmPackage("^1.0.0"), npmPackage("^1.0.0", { "@s/left-pad": "^1.3.0" })],
      [
        "package-lock.json",
        npmLock("1.0.0"),
        npmLock(
          "1.0.0",
          { "node_modules/@s/left-pad": left, "node_modules/deep": deep },
          { "@s/left-pad": "^1.3.0" },
        ),
      ],
    ],
    about("dependency_missing"),
  ],
  [
    "npm: a drifted lock alone",
    [["package-lock.json", npmLock("1.0.0"), npmLock("1.0.1")]],
    about("lockfile_drift"),
  ],
  [
    "npm: the type of the modules",
    [["package.json", '{\n  "name": "shop"\n}\n', '{\n  "name": "shop",\n  "type": "module"\n}\n']],
    about("compile_error"),
  ],
  [
    "npm: ranges of every form",
    [
      [
        "package.json",
        npmPackage("^1.0.0"),
        npmPackage("~1.2.3", { b: ">=1.0.0 <2", c: "1.x || 2.0.0-rc.1", d: "1.2.3 - 2.0.0" }),
      ],
    ],
    about("dependency_missing"),
  ],
  ["Yarn 1", [["yarn.lock", yarnLock("1.0.0"), yarnLock("1.0.1")]], about("lockfile_drift")],
  ["pnpm", [["pnpm-lock.yaml", pnpmLock("1.0.0"), pnpmLock("1.0.1")]], about("lockfile_drift")],
  [
    "Cargo",
    [
      [
        "Cargo.toml",
        '[dependencies]\nserde = "1.0.0"\n',
        '[dependencies]\nserde = { version = "1.0.1", features = ["derive"] }\n',
      ],
      ["Cargo.lock", cargoLock("1.0.0"), cargoLock("1.0.1")],
    ],
    about("dependency_conflict"),
  ],
  [
    "uv",
    [
      [
        "pyproject.toml",
        '[project]\ndependencies = ["a>=1"]\n',
        '[project]\ndependencies = ["a>=1.1,<2", "b[c]~=2.0; python_version < \'3.12\'"]\n',
      ],
      ["uv.lock", uvLock("1.0.0"), uvLock("1.1.0")],
    ],
    about("dependency_missing"),
  ],
  [
    "requirements",
    [["requirements.txt", "# pinned\na==1.0\n", "# pinned\na==1.1\nb>=2,<3\n"]],
    about("dependency_missing"),
  ],
  [
    "Go modules",
    [
      [
        "go.mod",
        "module x\n\nrequire (\n\ta.example/b v1.0.0\n)\n",
        "module x\n\nrequire (\n\ta.example/b v1.0.1\n\ta.example/c v1.0.0 // indirect\n)\n",
      ],
      ["go.sum", "a.example/b v1.0.0 h1:a=\n", "a.example/b v1.0.1 h1:b=\n"],
    ],
    about("dependency_missing"),
  ],
  [
    "Bundler",
    [
      ["Gemfile", 'gem "rack", "~> 2.0"\n', 'gem "rack", "~> 3.0"\n'],
      ["Gemfile.lock", gemLock("2.0.0"), gemLock("3.0.0")],
    ],
    about("dependency_conflict"),
  ],
  [
    "Composer",
    [
      [
        "composer.json",
        json({ require: { "acme/a": "^1.0" } }),
        json({ require: { "acme/a": "^1.0 || ^2.0" } }),
      ],
    ],
    about("dependency_conflict"),
  ],
  [
    "Maven",
    [
      [
        "pom.xml",
        "<project><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>1.0</version></dependency></dependencies></project>\n",
        "<project><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>1.1</version></dependency></dependencies></project>\n",
      ],
    ],
    about("dependency_conflict"),
  ],
  [
    "Gradle",
    [
      [
        "build.gradle",
        'dependencies {\n  implementation "a:b:1.0"\n}\n',
        'dependencies {\n  implementation "a:b:1.1"\n  testImplementation "c:d:2.0"\n}\n',
      ],
    ],
    about("dependency_missing"),
  ],
  [
    "NuGet",
    [
      [
        "src/Shop/Shop.csproj",
        '<Project><ItemGroup><PackageReference Include="A" Version="1.0.0" /></ItemGroup></Project>\n',
        '<Project><ItemGroup><PackageReference Include="A" Version="1.1.0" /></ItemGroup></Project>\n',
      ],
    ],
    about("dependency_conflict"),
  ],
  [
    "pub",
    [["pubspec.yaml", "dependencies:\n  a: ^1.0.0\n", "dependencies:\n  a: ^2.0.0\n"]],
    about("dependency_conflict"),
  ],
];

describe("an agent's honest fix passes", () => {
  it.each(rows)("%s", (_name, files, more = {}) => {
    const patch = parsePatch(files.map((file) => gitDiff(...file)).join(""));
    const text = (side: 1 | 2) => (path: string) =>
      files.find((file) => file[0] === path || file[3] === path)?.[side] ?? null;
    // Whichever commit is at hand, the answer is the same.
    for (const whole of [{ baseFiles: text(1) }, { headFiles: text(2) }])
      expect(failed(checkPatch(patch, context({ ...more, ...whole })))).toEqual([]);
  });

  it("is a corpus of more than forty", () => {
    expect(rows.length).toBeGreaterThan(40);
  });
});
