import { describe, expect, it } from "@jest/globals";
import { checkPatch, type CheckContext } from "../../../src/fix/checks/index.js";
import { parsePatch } from "../../../src/fix/patch.js";
import { context, failed, gitDiff } from "../support.js";

type Row = [name: string, path: string, before: string, after: string, more: Partial<CheckContext>];
const test = (file: string, ...evidence: string[]): Partial<CheckContext> => ({
  category: "test_failure",
  failingTests: [{ name: "a", file }],
  evidence,
});
const compile = (...evidence: string[]): Partial<CheckContext> => ({ category: "compile_error", evidence });

/** Fixes as people make them, with what their incidents tell. */
const rows: Row[] = [
  [
    "JavaScript: an operator",
    "src/sum.js",
    "export const sum = (a, b) => a - b;\n",
    "export const sum = (a, b) => a + b;\n",
    test("test/sum.test.js"),
  ],
  [
    "JavaScript: at the root, in a workspace of one's own",
    "sum.mjs",
    "export const sum = (a, b) => a - b;\n",
    "export const sum = (a, b) => a + b;\n",
    {
      category: "test_failure",
      failingTests: [{ name: "adds two numbers" }],
      evidence: ["    TestContext.<anonymous> (file:///srv/work/maths/sum.test.mjs:5:10)"],
      headPaths: new Set(["sum.mjs", "sum.test.mjs"]),
    },
  ],
  [
    "JavaScript: an edge",
    "lib/range.js",
    "for (let i = 0; i < n; i++) out.push(i);\n",
    "for (let i = 0; i <= n; i++) out.push(i);\n",
    test("test/range.test.js"),
  ],
  [
    "JavaScript: nothing given",
    "src/a.mjs",
    "export const f = (x) => x.length;\n",
    "export const f = (x) => x?.length ?? 0;\n",
    test("src/a.test.mjs"),
  ],
  [
    "JavaScript: an await",
    "src/load.js",
    "const x = load();\n",
    "const x = await load();\n",
    test("src/load.spec.js"),
  ],
  [
    "JavaScript: a header of a call",
    "src/api.js",
    "const r = await fetch(url);\n",
    "const r = await fetch(url, { signal });\n",
    test("test/api.test.js"),
  ],
  [
    "TypeScript: a type",
    "src/a.ts",
    "export const n: string = 1;\n",
    "export const n: number = 1;\n",
    compile("src/a.ts(1,14): error TS2322: Type 'number' is not assignable"),
  ],
  [
    "TypeScript: an import of its own",
    "packages/cart/src/a.ts",
    "f();\n",
    'import { f } from "./f.js";\n\nf();\n',
    compile("packages/cart/src/a.ts:1:1 - error TS2304: Cannot find name 'f'."),
  ],
  [
    "TypeScript: an import of another kind",
    "src/a.tsx",
    'import { useState } from "react";\n',
    'import { useMemo, useState } from "react";\n',
    compile("Error: src/a.tsx(3,2): Cannot find name 'useMemo'"),
  ],
  [
    "TypeScript: documentation of a function",
    "src/a.ts",
    "export const f = (n) => n;\n",
    "/**\n * Adds one.\n * @param n a number\n * @returns one more\n */\nexport const f = (n) => n + 1;\n",
    test("src/a.test.ts"),
  ],
  [
    "Python: an index",
    "shop/page.py",
    "def page(n):\n    return items[n:n + 10]\n",
    "def page(n):\n    return items[n * 10:(n + 1) * 10]\n",
    test("tests/test_page.py", "shop/page.py:2: IndexError"),
  ],
  [
    "Python: an import of the standard library",
    "src/shop/money.py",
    "x = 1\n",
    "from decimal import Decimal\n\nx = Decimal(1)\n",
    test("tests/test_money.py"),
  ],
  [
    "Python: its own module",
    "shop/a.py",
    "x = rate()\n",
    "from shop.rates import rate\n\nx = rate()\n",
    { ...test("tests/test_a.py"), headPaths: new Set(["shop/__init__.py", "shop/a.py", "tests/test_a.py"]) },
  ],
  [
    "Python: a guard",
    "src/a.py",
    "def f(x):\n    return 1 / x\n",
    "def f(x):\n    if x == 0:\n        raise ValueError('x')\n    return 1 / x\n",
    test("tests/test_a.py"),
  ],
  [
    "Go: nil",
    "internal/cart/cart.go",
    "func (c *Cart) Len() int { return len(c.items) }\n",
    "func (c *Cart) Len() int {\n\tif c == nil {\n\t\treturn 0\n\t}\n\treturn len(c.items)\n}\n",
    test("internal/cart/cart_test.go"),
  ],
  [
    "Go: a package of the standard library",
    "pkg/a/a.go",
    'package a\n\nimport (\n\t"fmt"\n)\n',
    'package a\n\nimport (\n\t"fmt"\n\t"strings"\n)\n',
    compile("pkg/a/a.go:9:2: undefined: strings"),
  ],
  [
    "Go: an error that was dropped",
    "cart.go",
    "package cart\n\nfunc F() { g() }\n",
    "package cart\n\nfunc F() error { return g() }\n",
    { ...compile("./cart.go:3:12: missing return"), headPaths: new Set(["go.mod", "cart.go"]) },
  ],
  [
    "Rust: an overflow",
    "src/lib.rs",
    "pub fn f(a: u8) -> u8 { a + 1 }\n",
    "pub fn f(a: u8) -> u8 { a.saturating_add(1) }\n",
    test("tests/a_test.rs"),
  ],
  [
    "Rust: before its tests",
    "src/lib.rs",
    "pub fn f() -> i32 { 1 }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() { assert_eq!(super::f(), 2); }\n}\n",
    "pub fn f() -> i32 { 2 }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() { assert_eq!(super::f(), 2); }\n}\n",
    test("src/lib.rs"),
  ],
  [
    "Rust: a use",
    "crates/cart/src/a.rs",
    "fn f() {}\n",
    "use std::collections::HashMap;\n\nfn f() {}\n",
    compile("  --> crates/cart/src/a.rs:3:9"),
  ],
  [
    "Java: null",
    "core/src/main/java/Cart.java",
    "class Cart { int n() { return items.size(); } }\n",
    "class Cart { int n() { return items == null ? 0 : items.size(); } }\n",
    test("core/src/test/java/CartTest.java"),
  ],
  [
    "Java: an import",
    "src/main/java/A.java",
    "package com.acme.a;\n\nclass A {}\n",
    "package com.acme.a;\n\nimport java.util.List;\n\nclass A {}\n",
    compile("[ERROR] /home/runner/work/a/a/src/main/java/A.java:[3,8] cannot find symbol"),
  ],
  [
    "Kotlin: an elvis",
    "app/src/main/kotlin/A.kt",
    "val n = a.n\n",
    "val n = a?.n ?: 0\n",
    compile("e: file:///home/runner/work/a/a/app/src/main/kotlin/A.kt:1:9 Only safe calls"),
  ],
  [
    "Ruby: a method",
    "app/models/cart.rb",
    "class Cart\n  def total = items.sum\nend\n",
    "class Cart\n  def total = items.sum(&:price)\nend\n",
    test("spec/cart_spec.rb"),
  ],
  [
    "PHP: a comparison",
    "src/Cart.php",
    "<?php\nreturn $a == $b;\n",
    "<?php\nreturn $a === $b;\n",
    test("tests/CartTest.php"),
  ],
  [
    "C#: a culture",
    "src/Shop/Cart.cs",
    "using System;\n\nclass A { string F(int n) => n.ToString(); }\n",
    "using System;\nusing System.Globalization;\n\nclass A { string F(int n) => n.ToString(CultureInfo.InvariantCulture); }\n",
    test("tests/CartTests.cs"),
  ],
  [
    "C: a bound",
    "src/a.c",
    "for (i = 0; i <= n; i++) x[i] = 0;\n",
    "for (i = 0; i < n; i++) x[i] = 0;\n",
    test("tests/test_a.c"),
  ],
  [
    "Elixir: a pattern",
    "lib/cart.ex",
    "def total([]), do: nil\n",
    "def total([]), do: 0\n",
    test("test/cart_test.exs"),
  ],
];

describe("an honest fix of an incident passes", () => {
  it.each(rows)("%s", (_name, path, before, after, more) => {
    const patch = parsePatch(gitDiff(path, before, after));
    for (const whole of [{ baseFiles: () => before }, { headFiles: () => after }])
      expect(failed(checkPatch(patch, context({ ...more, ...whole })))).toEqual([]);
  });
});
