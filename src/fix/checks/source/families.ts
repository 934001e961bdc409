import * as syntax from "./syntax.js";
import type { Syntax } from "./syntax.js";

/** How one family of languages writes its tests. Patterns are tried on code without comments and string contents. */
export interface Family {
  name: string;
  extensions: string[];
  syntax: Syntax;
  /** One match a test case. */
  tests: RegExp;
  /** One match an assertion. */
  assertions: RegExp;
  /** Assertions that hold for almost any value. */
  loose: RegExp;
  /** Marks that keep a test from running or from counting. */
  skips: RegExp;
  /** Marks that keep all other tests from running. */
  focus?: RegExp;
}

const LOOSE =
  /\b(?:toBeTruthy|toBeFalsy|toBeDefined|anything|objectContaining|stringContaining|assert\.ok|is_some|is_ok|be_truthy|be_present|assertIs?Not(?:None|Null)|assertNotNull|NotNull|NotNil|assertTrue|IsNotNull|NotBeNull)\b/g;

export const families: readonly Family[] = [
  {
    name: "javascript",
    extensions: ["js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "vue", "svelte"],
    syntax: syntax.javascript,
    tests: /(?<![.\w$])(?:it|test|specify)(?:\.(?:each|concurrent|failing))*\s*[(`]/g,
    assertions:
      /\bexpect(?:\.(?:has)?[aA]ssertions)?\s*\(|\bassert\b|\.should\b|(?<![\w.])t\.(?!skip|todo|test|plan)\w+\(/g,
    loose: LOOSE,
    skips:
      /\bx(?:it|test|describe|specify|context)\b|\.(?:skip|skipIf|runIf|todo|failing|fixme|fails)\b|\b(?:skip|todo)\s*:|\bpending\s*\(|\bretryTimes\b|\b(?:retry|retries)\s*[(:]/g,
    focus: /\bf(?:it|describe|test|context)\s*\(|\.only\b|\bonly\s*:/g,
  },
  {
    name: "python",
    extensions: ["py", "pyi"],
    syntax: syntax.python,
    tests: /\bdef\s+test\w*\s*\(|\bclass\s+Test\w*|\bpytest\.param\b/g,
    assertions: /\bassert\w*|\b(?:raises|warns)\s*\(|\bfail\s*\(/g,
    loose: LOOSE,
    skips:
      /\bmark\.(?:skip|skipif|xfail|flaky)\b|@(?:unittest\.)?(?:skip|skipIf|skipUnless|expectedFailure)\b|\bpytest\.(?:skip|xfail|importorskip)\b|\bskipTest\b|\bSkipTest\b|\bcollect_ignore\w*|\b__test__\b|\bdeselect\b/g,
  },
  {
    name: "go",
    extensions: ["go"],
    syntax: syntax.go,
    tests: /\bfunc\s+(?:Test|Benchmark|Fuzz|Example)\w*\s*\(|\b[tb]\.Run\s*\(/g,
    assertions:
      /\b[tb]\.(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\b|\b(?:assert|require)\.\w+\(|\bExpect\s*\(|\bcmp\.(?:Diff|Equal)\b|\bg\.Expect\b/g,
    loose: LOOSE,
    skips: /\b\w+\.Skip(?:f|Now)?\s*\(|\btesting\.Short\s*\(|\b[XP](?:It|Describe|Context)\s*\(/g,
    focus: /\bF(?:It|Describe|Context)\s*\(/g,
  },
  {
    name: "java",
    extensions: ["java", "groovy", "scala"],
    syntax: syntax.java,
    tests: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|CsvSource|ValueSource)\b/g,
    assertions: /\bassert\w*|\bverify\w*\s*\(|\bfail\s*\(|\bandExpect\s*\(|\.should\w*|\bexpectThrows\b/g,
    loose: LOOSE,
    skips:
      /@(?:Disabled\w*|Ignore|EnabledIf\w*|RetryingTest|Flaky\w*)\b|\bassum(?:e|ing)\w*\s*\(|\benabled\s*=\s*false\b/g,
  },
  {
    name: "kotlin",
    extensions: ["kt", "kts"],
    syntax: syntax.kotlin,
    tests: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\b/g,
    assertions: /\bassert\w*|\bverify\w*\s*[({]|\bfail\s*\(|\bshould\w+|\bexpect\w*\s*\(/g,
    loose: LOOSE,
    skips:
      /@(?:Disabled\w*|Ignore|EnabledIf\w*)\b|\bassum(?:e|ing)\w*\s*\(|\benabled\s*=\s*false\b|\bx(?:it|test|should|describe)\b/g,
  },
  {
    name: "ruby",
    extensions: ["rb", "rake"],
    syntax: syntax.ruby,
    tests: /(?<![.\w])(?:it|specify|scenario|example|test)\s*["'({]|\bdef\s+test_\w+/g,
    assertions: /\bexpect\b|\bassert\w*|\brefute\w*|\bmust_\w+|\bwont_\w+|\.should\b|\bflunk\b/g,
    loose: LOOSE,
    skips:
      /(?<![.\w])(?:xit|xdescribe|xcontext|xspecify|xscenario|pending|skip|retry)\b|\b(?:skip|pending)\s*:/g,
    focus: /(?<![.\w])(?:fit|fdescribe|fcontext|fspecify)\b|\bfocus\s*:|:focus\b/g,
  },
  {
    name: "rust",
    extensions: ["rs"],
    syntax: syntax.rust,
    tests: /#\[(?:\w+::)?(?:test|rstest|case|test_case|wasm_bindgen_test)\b/g,
    assertions: /\b(?:debug_)?assert\w*!|\bpanic!|\bunreachable!|\bshould_panic\b/g,
    loose: LOOSE,
    skips: /#\[(?:ignore|cfg_attr)\b|#!?\[cfg\((?!test\))/g,
  },
  {
    name: "php",
    extensions: ["php"],
    syntax: syntax.php,
    tests: /\bfunction\s+test\w*|#\[Test\b|(?<![\w>:$])(?:it|test)\s*\(/g,
    assertions: /(?:->|::)\s*assert\w*|(?<![\w>])(?:expect|assert)\s*\(|->expect\w+/g,
    loose: LOOSE,
    skips: /\bmarkTest(?:Skipped|Incomplete)\b|->(?:skip|todo)\b|#\[Requires\w*/g,
    focus: /->only\b/g,
  },
  {
    name: "csharp",
    extensions: ["cs"],
    syntax: syntax.csharp,
    tests: /\[(?:Fact|Theory|Test|TestMethod|TestCase|DataRow|InlineData)\b/g,
    assertions: /\b(?:Collection|String)?Assert\.\w+|\.Should\w*\s*\(|\bVerify\w*\s*\(/g,
    loose: LOOSE,
    skips: /\bSkip\s*=|\[(?:Ignore|Explicit)\b|\bAssert\.(?:Ignore|Inconclusive|Pass)\b|#if\b/g,
  },
];

const byExtension = new Map(families.flatMap((family) => family.extensions.map((ext) => [ext, family])));

/** The family of a file by its extension; null for anything that is not source. */
export const familyOf = (path: string): Family | null =>
  byExtension.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase()) ?? null;
