import type { Family } from "./families.js";

/** Lines `from` (0-based, inclusive) to `to` (exclusive) of the text after a patch, all of them new. */
export interface Chunk {
  from: number;
  to: number;
}

export interface Insertion extends Chunk {
  /** Lines of the whole text with comments and the insides of strings blank. */
  code: readonly string[];
  /** What is open before each of them, and after the last. */
  open: readonly (Open | null | undefined)[];
  family: Family;
  /** The text before the patch: names that it uses are taken. */
  before: string;
}

/** How a family begins a test, and what tests stand in. Tried on one line of code without its indentation. */
interface Shape {
  /** Every line at the insertion's own level matches one of these, and at least one the first. */
  begins: readonly RegExp[];
  container: RegExp;
}

const JUNIT =
  /^@(?:Test|ParameterizedTest|RepeatedTest|CsvSource|ValueSource|MethodSource|EnumSource|NullSource|EmptySource|DisplayName)\b/;
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  [
    "javascript",
    {
      begins: [/^(?:it|test|specify|describe|context|suite)(?:\.(?:each|concurrent))?\s*[(`]/],
      container: /^(?:describe|context|suite)(?:\.each|\.concurrent)?\s*\(/,
    },
  ],
  ["go", { begins: [/^func (?:Test|Fuzz|Example)[A-Z_]\w*\(/], container: /^$/ }],
  ["java", { begins: [JUNIT, /^(?:public )?void \w+\(/], container: /^(?:@\w+\s+)*(?:[\w-]+ )*class \w/ }],
  ["kotlin", { begins: [JUNIT, /^fun (?:\w+|`[^`]*`)\(/], container: /^(?:[\w-]+ )*class \w/ }],
  [
    "rust",
    {
      begins: [
        /^#\[(?:\w+::)?test\]$|^#\[cfg\(test\)\]$/,
        /^(?:async )?fn \w+\(|^mod \w+ \{/,
        /^#\[should_panic/,
      ],
      container: /^(?:pub )?mod \w+ \{/,
    },
  ],
  ["php", { begins: [/^public function test\w+\(|^(?:it|test)\(/], container: /^(?:final )?class \w/ }],
  [
    "csharp",
    {
      begins: [
        /^\[(?:Fact|Theory|Test|TestMethod|InlineData|TestCase|DataRow)\b/,
        /^public (?:async Task|void) \w+\(/,
      ],
      container: /^(?:[\w-]+ )*(?:class|namespace) \w/,
    },
  ],
  [
    "python",
    {
      begins: [/^(?:async )?def test\w*\(|^class Test\w*[(:]/, /^@pytest\.mark\.parametrize\(/],
      container: /^class \w/,
    },
  ],
  [
    "ruby",
    {
      begins: [/^(?:it|specify|test|describe|context)\b|^def test_\w+/, /^end$/],
      container: /^(?:RSpec\.)?(?:describe|context|feature)\b|^(?:class|module) \w/,
    },
  ],
]);

const HOME = "is no whole new test case: a person decides about changes within tests";
const NAME = "takes a name that is used already";

/** The lines at the insertion's own level begin tests and nothing else. */
function beginTests(lines: readonly string[], { begins }: Shape): boolean {
  return (
    lines.some((line) => begins[0]?.test(line)) && lines.every((line) => begins.some((one) => one.test(line)))
  );
}

/** A line that is complete: what follows it is no part of it. */
const ENDS = /(?:[;{}]|\}\)|\]\))$|^(?:import|export|use|using|package|namespace)\b/;
const GOES_ON = /^[.([,?:+*/%&|=<>-]/;

/** For languages whose blocks stand in brackets. */
export function byBrackets({ code, open, from, to, family, before }: Insertion): string | null {
  const shape = SHAPES.get(family.name);
  if (!shape) return "is in a language whose tests are not compared";
  const around = open[from];
  if (around === undefined) return HOME;
  for (let one = around; one !== null; one = one.outer) if (!shape.container.test(one.line)) return HOME;
  const depth = depthOf(around);
  const own: string[] = [];
  for (let i = from; i < to; i += 1) {
    const text = code[i]?.trim() ?? "";
    if (text !== "" && depthOf(open[i]) === depth) own.push(text);
    if (follow(text, open[i] ?? null, depth) === undefined) return HOME;
  }
  if (depthOf(open[to]) !== depth || !beginTests(own, shape)) return HOME;
  const previous =
    code
      .slice(0, from)
      .findLast((line) => line.trim() !== "")
      ?.trim() ?? ";";
  const next =
    code
      .slice(to)
      .find((line) => line.trim() !== "")
      ?.trim() ?? "";
  if ((family.name !== "go" && !ENDS.test(previous)) || GOES_ON.test(next)) return HOME;
  return family.name !== "javascript" && isTaken(own, before) ? NAME : null;
}

/** A bracket that is open, with the line that opened it, and what is open around it. */
export interface Open {
  line: string;
  depth: number;
  outer: Open | null;
}
const depthOf = (open: Open | null | undefined): number => open?.depth ?? 0;

/** What is open after a line; undefined: it closes more than `least` leaves open. */
function follow(line: string, open: Open | null, least = 0): Open | null | undefined {
  let now = open;
  for (const char of line) {
    if ("([{".includes(char)) now = { line, depth: depthOf(now) + 1, outer: now };
    else if (")]}".includes(char)) {
      if (now === null || now.depth <= least) return undefined;
      now = now.outer;
    }
  }
  return now;
}

/** What is open before each line; undefined from the first on that closes what nothing opened. */
export function opens(code: readonly string[]): (Open | null | undefined)[] {
  const found: (Open | null | undefined)[] = [null];
  for (const line of code) {
    const last = found.at(-1);
    found.push(last === undefined ? undefined : follow(line.trim(), last));
  }
  return found;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** For languages whose blocks are indented. */
export function byIndent({ code, open, from, to, family, before }: Insertion): string | null {
  const shape = SHAPES.get(family.name);
  if (!shape) return "is in a language whose tests are not compared";
  if (open[from] !== null || open[to] !== null) return HOME;
  const lines = code.slice(from, to).filter((line) => line.trim() !== "");
  const level = indentOf(lines[0] ?? "");
  const own: string[] = [];
  for (let i = from; i < to; i += 1) {
    const line = code[i] ?? "";
    if (line.trim() === "" || open[i] !== null) continue;
    if (indentOf(line) < level) return HOME;
    if (indentOf(line) === level) own.push(line.trim());
  }
  if (!beginTests(own, shape)) return HOME;
  if (family.name === "ruby" && !isClosed(lines)) return HOME;
  const earlier = code.slice(0, from).filter((line) => line.trim() !== "");
  const next = code.slice(to).find((line) => line.trim() !== "") ?? "";
  if (indentOf(next) > level) return HOME;
  const parent = earlier.findLast((line) => indentOf(line) < level);
  if (level > 0 && !(parent && shape.container.test(parent.trim()))) return HOME;
  const previous = earlier.at(-1);
  if (previous !== undefined && previous !== parent && /^@|[\\:]$/.test(previous.trim())) return HOME;
  if (/^(?:else|elsif|elif|except|finally|rescue|ensure|when)\b/.test(next.trim())) return HOME;
  return isTaken(own, before) ? NAME : null;
}

/** Blocks begin before they end, and all of them end, so that no line closes one that was there before. */
function isClosed(lines: readonly string[]): boolean {
  let depth = 0;
  for (const line of lines) {
    if (line.includes(";") || /\bend\b/.test(line.trim().slice(1))) return false;
    if (
      /\bdo(?:\s*\|[^|]*\|)?\s*$|^\s*(?:def|class|module|if|unless|case|while|until|begin|for)\b/.test(line)
    )
      depth += 1;
    if (/^\s*end\b/.test(line)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** Python and Ruby take the last of two functions of one name; elsewhere the compiler objects. */
function isTaken(own: readonly string[], before: string): boolean {
  const names = own.flatMap(
    (line) => /\b(?:def|class|func?|fn|mod|function|void|Task)\s+(\w+)/.exec(line)?.[1] ?? [],
  );
  const used = new Set(before.match(/\w+/g) ?? []);
  return names.some((name, i) => (used.has(name) && name !== "tests") || names.indexOf(name) !== i);
}
