import type { Family } from "./families.js";
import { mask } from "./mask.js";
import { statements } from "./statements.js";
import { isTautology } from "./tautology.js";

/** What a test file holds, counted; two of them tell whether a change weakened it. */
export interface Measure {
  tests: number;
  assertions: number;
  /** Assertions that are neither loose nor tautologies. */
  strict: number;
  tautologies: number;
  skips: number;
  focus: number;
  /** Code that cannot run: `if (false)`, `#if 0`. */
  dead: number;
  /** Bare returns and exits with success. */
  exits: number;
  /** Errors caught and dropped. */
  swallowed: number;
  /** Lines of literal tables (`["a", 1],`). */
  rows: number;
  /** Literals inside assertions, with how often each occurs. */
  literals: Map<string, number>;
}

const DEAD =
  /\b(?:if|while|elsif)\b[ (]{0,9}(?:false|0|!1|!true|not true)\b(?! ?[=!<>&|.])|\bunless true\b|\bfalse ?&&|#if (?:0|false)\b/gi;
const EXITS = /\b(?:process\.exit|sys\.exit|os\._exit|os\.Exit|System\.exit|process::exit|exit) ?\( ?0? ?\)/g;
const RETURN = /^return;?$/;
const SWALLOWED =
  /\bcatch\b[^{}\n]{0,80}\{\s{0,200}\}|\bexcept\b[^:\n]{0,80}:\s{0,200}pass\b|\brescue nil\b|\.catch\( ?\(\w{0,40}\) ?=> ?\{\s{0,200}\}/g;
/** Build tags are comments to a lexer, and yet keep a whole file from being compiled. */
const BUILD_TAG = /^\/\/(?:go:build|\s*\+build)\b/gm;

export function measure(text: string, family: Family): Measure {
  const source = mask(text, family.syntax);
  const found = statements(source, family.assertions);
  const tautologies = found.filter(isTautology).length;
  const count = (pattern: RegExp | undefined): number =>
    pattern ? (source.code.match(pattern)?.length ?? 0) : 0;
  const lines = source.code.split("\n");
  const literals = new Map<string, number>();
  for (const literal of found.flatMap((statement) => statement.literals))
    literals.set(literal, (literals.get(literal) ?? 0) + 1);
  return {
    tests: count(family.tests),
    assertions: found.length,
    strict: found.length - tautologies - count(family.loose),
    tautologies,
    skips: count(family.skips) + (text.match(BUILD_TAG)?.length ?? 0),
    focus: count(family.focus),
    dead: count(DEAD),
    exits: count(EXITS) + lines.filter((line) => RETURN.test(line.trim())).length,
    swallowed: count(SWALLOWED),
    rows: lines.filter(isRow).length,
    literals,
  };
}

function isRow(line: string): boolean {
  const text = line.trim().replace(/,$/, "");
  return text.length > 2 && "[{(".includes(text[0] ?? "") && "]})".includes(text.at(-1) ?? "");
}
