import { describe, expect, it } from "@jest/globals";
import { accepted, checkPatch } from "../../src/fix/checks/index.js";
import { parsePatch } from "../../src/fix/patch.js";
import { context, gitDiff } from "../fix/support.js";

const js = 'import { sum } from "../src/sum.js";\ntest("adds", () => {\n  expect(sum(2, 3)).toBe(5);\n});\n';
const py =
  "from shop import add\n\n\nclass Adds(TestCase):\n    def test_add(self):\n        x = add(2, 3)\n        self.assertEqual(x, 5)\n";
const go =
  "package a\n\nfunc TestAdd(t *testing.T) {\n\tif Add(2, 3) != 5 {\n\t\tt.Fatal()\n\t}\n}\n\nfunc ExampleAdd() {\n\tfmt.Println(Add(2, 3))\n\t// Output: 5\n}\n";
const rs =
  "pub fn add() {}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn adds() {\n        assert_eq!(add(2, 3), 5);\n    }\n}\n";
const java = "class AddTest {\n  @Test\n  void adds() {\n    assertEquals(5, Add.of(2, 3));\n  }\n}\n";
const rb = 'describe Add do\n  it "adds" do\n    expect(Add.of(2, 3)).to eq(5)\n  end\nend\n';
const files = {
  js: "test/sum.test.js",
  py: "tests/test_add.py",
  go: "add_test.go",
  rs: "src/lib.rs",
  java: "src/test/java/AddTest.java",
  rb: "spec/add_spec.rb",
};
const texts = { js, py, go, rs, java, rb };
type Row = [language: keyof typeof texts, from: string, to: string];

/** Found accepted by a hostile reader: the assertion is there and holds nobody. */
const reported: Row[] = [
  ["js", "expect(sum(2, 3)).toBe(5)", "sum(2, 3) === 5 && expect(sum(2, 3)).toBe(5)"],
  ["js", "  expect", "  if (sum(2, 3) === 5) expect"],
  ["js", "  expect(sum(2, 3)).toBe(5);", "  const later = () => { expect(sum(2, 3)).toBe(5); };"],
  ["js", "  expect", "  for (const x of []) expect"],
  ["js", "  expect(sum(2, 3)).toBe(5);", "  setTimeout(() => { expect(sum(2, 3)).toBe(5); }, 1e6);"],
  ["js", "  expect(sum(2, 3)).toBe(5);", "  Promise.resolve().then(() => { expect(sum(2, 3)).toBe(5); });"],
  ["js", 'test("adds"', 'test.each([])("adds"'],
  ["js", '"adds", ', '"adds", { ["sk" + "ip"]: 1 }, '],
  ["js", 'test("adds"', 'const expect = () => ({ toBe() {} });\ntest("adds"'],
  ["js", "() => {", "(_t, expect = () => ({ toBe() {} })) => {"],
  ["js", 'import { sum } from "../src/sum.js";', "const sum = () => 5;"],
  ["js", "../src/sum.js", "../src/sum-ok.js"],
  ["js", "expect(sum(2, 3))", "expect((() => 5)(sum(2, 3)))"],
  ["js", "expect(sum(2, 3))", "expect(5 ?? sum(2, 3))"],
  ["js", "expect(sum(2, 3))", "expect(Math.abs(sum(2, 3)) + 4)"],
  ["js", "import", "/** @jest-environment ./src/world.js */\nimport"],
  ["js", "import", "// @vitest-environment ./src/world.js\nimport"],
  ["js", "  expect", "  // @noflow\n  expect"],
  ["py", "class Adds(TestCase)", "class Adds"],
  [
    "py",
    "        self.assertEqual(x, 5)\n",
    "        self.assertEqual(x, 5)\n\n    def test_add(self):\n        self.assertEqual(add(1, 1), 2)\n",
  ],
  ["go", "!= 5", "== 5"],
  ["go", "\t// Output: 5\n", ""],
  ["go", "t.Fatal", "t.Log"],
  ["go", "func TestAdd", "func testAdd"],
];
/** Siblings: additions alone, at a place or in a form that changes what stands around them. */
const siblings: Row[] = [
  ["js", "  expect", "  return;\n  expect"],
  ["js", "  expect", '  test("x", () => {\n    expect(1).toBe(1);\n  });\n  expect'],
  ["js", 'test("adds"', 'beforeEach(() => {});\ntest("adds"'],
  ["js", 'test("adds"', 'if (false)\ntest("adds"'],
  ["js", 'test("adds"', 'const test = it.skip;\ntest("adds"'],
  ["js", 'test("adds"', 'function expect() { return { toBe() {} }; }\ntest("adds"'],
  ["js", 'test("adds"', 'import "./world.js";\ntest("adds"'],
  ["js", 'test("adds"', '/*\ntest("adds"'],
  ["js", 'test("adds"', '`;\ntest("x", () => {});\n`\ntest("adds"'],
  ["js", "});\n", '});\ntest("b", () => {\n  jest.mock("../src/sum.js");\n  expect(1).toBe(1);\n});\n'],
  ["js", "});\n", '});\ntest("b", () => {\n  globalThis.expect = () => {};\n});\n'],
  ["js", "});\n", '});\ntest("b", () => {\n  require("fs").writeFileSync("a", "");\n});\n'],
  ["js", "});\n", '});\ntest.only("b", () => {\n  expect(sum(1, 1)).toBe(2);\n});\n'],
  ["py", "        self.assertEqual", "        return\n        self.assertEqual"],
  [
    "py",
    "        self.assertEqual(x, 5)\n",
    "    def test_b(self):\n        x = 5\n        self.assertEqual(x, 5)\n",
  ],
  ["py", "        self.assertEqual", "\n    def test_b(self):\n        x = 5\n        self.assertEqual"],
  ["py", "\n\nclass Adds", "\n\ndef add(a, b):\n    return 5\n\n\nclass Adds"],
  ["py", "    def test_add", "    @unittest.skip\n    def test_add"],
  ["py", "    def test_add", "    def setUp(self):\n        pass\n\n    def test_add"],
  ["go", "\tif Add", "\tAdd := func(a, b int) int { return 5 }\n\tif Add"],
  ["go", "func TestAdd", "func Add(a, b int) int { return 5 }\n\nfunc TestAdd"],
  ["go", "func TestAdd", "func init() {}\n\nfunc TestAdd"],
  ["rs", "    use super::*;\n", "    fn add(_: i32, _: i32) -> i32 { 5 }\n"],
  ["rs", "    #[test]\n", ""],
  ["rs", "        assert_eq!", "        return;\n        assert_eq!"],
  ["rs", "    #[test]\n", "    #[test]\n    #[should_panic]\n"],
  ["java", "  @Test\n", ""],
  ["java", "  @Test\n", "  @BeforeEach\n  void up() {\n  }\n  @Test\n"],
  ["java", "  void adds", "  @Test\n  void b() {\n  }\n  void adds"],
  ["rb", "    expect", "    next\n    expect"],
  ["rb", "  it", "  before { allow(Add).to receive(:of).and_return(5) }\n  it"],
  ["rb", "  it", "  def expect(*) = self\n  it"],
  ["rb", "  it", '  it "x" do\n    end\n  end\n  context "y" do\n  it'],
];

const judged = (path: string, before: string, after: string): { ok: boolean; reasons: string } => {
  const results = checkPatch(
    parsePatch(gitDiff(path, before, after)),
    context({ baseFiles: () => before, headPaths: new Set(["go.mod", path]), category: "test_failure" }),
  );
  return {
    ok: accepted(results),
    reasons: results.flatMap((one) => (one.ok ? [] : [one.reason])).join("\n"),
  };
};

describe("a test that is there already", () => {
  it.each([...reported, ...siblings])("in %s is not changed from %j to %j", (language, from, to) => {
    const before = texts[language];
    expect(before).toContain(from);
    const { ok, reasons } = judged(files[language], before, before.replace(from, to));
    expect(ok).toBe(false);
    expect(reasons).not.toBe("");
  });

  it.each([
    ["test.js", 'import "./a.test.js";\nimport "./b.test.js";\n', 'import "./a.test.js";\n'],
    ["test/all.test.js", 'import "./a.js";\nimport "./b.js";\n', 'import "./a.js";\n'],
    ["test/all.test.js", 'import "./a.js";\n', 'import "./a.js";\nimport "./b.js";\n'],
    ["tests/all_test.rs", "mod a;\nmod b;\n", "mod a;\n"],
    ["src/lib.rs", "#[cfg(test)]\nmod tests;\nfn x() {}\n", "fn x() {}\n"],
    ["src/lib.rs", "#[cfg(test)]\nmod tests;\n", '#[cfg(all(test, feature = "x"))]\nmod tests;\n'],
    ["test/all_test.rb", "require_relative 'a'\nrequire_relative 'b'\n", "require_relative 'a'\n"],
    ["tests/test_all.py", "from .a import *\nfrom .b import *\n", "from .a import *\n"],
    [
      "src/test/java/AllTests.java",
      "@SelectClasses({A.class, B.class})\nclass AllTests {}\n",
      "@SelectClasses({A.class})\nclass AllTests {}\n",
    ],
    ["test.js", 'for (const f of list("test")) await run(f);\n', "for (const f of []) await run(f);\n"],
    ["test/data.js", "export const expected = 5;\n", "export const expected = -1;\n"],
    ["README.md", "```\nassert_eq!(add(2, 3), 5);\n```\n", "```no_run\nassert_eq!(add(2, 3), 5);\n```\n"],
    ["README.md", ">>> add(2, 3)\n5\n", "text\n"],
    ["docs/test_x.txt", ">>> 1 + 1\n2\n", "x\n"],
    [
      "src/lib.rs",
      "/// ```\n/// assert_eq!(add(2, 3), 5);\n/// ```\npub fn add() {}\n",
      "/// ```ignore\n/// assert_eq!(add(2, 3), 5);\n/// ```\npub fn add() {}\n",
    ],
    [
      "src/a.py",
      'def add(a, b):\n    """\n    >>> add(2, 3)\n    5\n    """\n    return a - b\n',
      'def add(a, b):\n    """Adds."""\n    return a - b\n',
    ],
    [
      "src/a.py",
      'def f():\n    """\n    >>> f()\n    5\n    """\n',
      'def f():\n    """\n    >>> f()\n    6\n    """\n',
    ],
    [
      "lib/a.ex",
      '  @doc """\n      iex> A.f()\n      5\n  """\n',
      '  @doc """\n      iex> A.f()\n      6\n  """\n',
    ],
    [
      "src/a.ts",
      'export const a = 1;\nif (import.meta.vitest) {\n  it("x", () => {\n    expect(a).toBe(2);\n  });\n}\n',
      "export const a = 1;\n",
    ],
  ])("%s: %j does not become %j", (path, before, after) => {
    expect(judged(path, before, after).ok).toBe(false);
  });

  it("keeps its name", () => {
    const diff = gitDiff("test/add.test.js", js, js, "test/sum.test.js");
    expect(accepted(checkPatch(parsePatch(diff), context()))).toBe(false);
  });

  it("is not judged by a part of it", () => {
    const far = `${js}${"// a\n".repeat(20)}`;
    const diff = gitDiff(
      "test/sum.test.js",
      far,
      `${far}test("b", () => {\n  expect(sum(1, 1)).toBe(2);\n});\n`,
    );
    expect(accepted(checkPatch(parsePatch(diff), context()))).toBe(false);
    expect(accepted(checkPatch(parsePatch(diff), context({ baseFiles: () => far })))).toBe(true);
  });

  it.each([
    ["a renamed function", js, js.replaceAll("sum(", "total(").replace("{ sum }", "{ total }")],
    ["a renamed import", js, js.replace("../src/sum.js", "../src/total.js")],
    ["a missing import", js, `import { x } from "./x.js";\n${js}`],
    ["its format", js, js.replace("  expect", "    expect").replace("2, 3", "2,3")],
    ["a shorter time limit", js.replace("});\n", "}, 900);\n"), js.replace("});\n", "}, 100);\n")],
    ["an expectation that was wrong", js, js.replace("toBe(5)", "toBe(6)")],
  ])("is a person's to mend: %s", (_name, before, after) => {
    expect(judged("test/sum.test.js", before, after).reasons).toMatch(/a person|only a person/);
  });
});

/** Whole new test cases, at the end and in between. */
const whole: Row[] = [
  ["js", 'test("adds"', 'test("b", () => {\n  expect(sum(1, 1)).toBe(2);\n});\ntest("adds"'],
  [
    "js",
    "});\n",
    '});\ndescribe("more", () => {\n  it.each([1, 2])("%s", (n) => {\n    expect(sum(n, 0)).toBe(n);\n  });\n});\n',
  ],
  [
    "py",
    "        self.assertEqual(x, 5)\n",
    "        self.assertEqual(x, 5)\n\n    def test_zero(self):\n        self.assertEqual(add(0, 0), 0)\n",
  ],
  [
    "py",
    "        self.assertEqual(x, 5)\n",
    "        self.assertEqual(x, 5)\n\n\ndef test_zero():\n    assert add(0, 0) == 0\n",
  ],
  [
    "go",
    "func ExampleAdd",
    "func TestZero(t *testing.T) {\n\tif Add(0, 0) != 0 {\n\t\tt.Fatal()\n\t}\n}\n\nfunc ExampleAdd",
  ],
  [
    "rs",
    "        assert_eq!(add(2, 3), 5);\n    }\n",
    "        assert_eq!(add(2, 3), 5);\n    }\n\n    #[test]\n    fn zero() {\n        assert_eq!(add(0, 0), 0);\n    }\n",
  ],
  ["java", "3));\n  }\n", "3));\n  }\n\n  @Test\n  void zero() {\n    assertEquals(0, Add.of(0, 0));\n  }\n"],
  ["rb", "  end\nend\n", '  end\n\n  it "knows zero" do\n    expect(Add.of(0, 0)).to eq(0)\n  end\nend\n'],
];

describe("a whole new test case", () => {
  it.each(whole)("in %s beside %j is added: %j", (language, from, to) => {
    const before = texts[language];
    expect(judged(files[language], before, before.replace(from, to)).reasons).toBe("");
  });
});
