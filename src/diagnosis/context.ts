import type { Yielding } from "../logs/yielding.js";
import { failureEnd, failureStart } from "./sections.js";

/** Lines between two turns of the event loop. */
const PIECE = 1_000;
/** Lines after the head of a failing test that are taken for its output when no end is seen. */
const REACH = 200;

/** Which lines stand in the output of a failing test: what is said there is the test's, not the system's. */
export function* testOutputIn(lines: readonly string[]): Yielding<(index: number) => boolean> {
  const inside = new Uint8Array(lines.length);
  let until = -1;
  for (const [i, line] of lines.entries()) {
    if (i % PIECE === PIECE - 1) yield;
    if (failureStart(line)) until = i + REACH;
    else if (until >= i && failureEnd(line)) until = -1;
    if (until >= i) inside[i] = 1;
  }
  return (index) => inside[index] === 1;
}

/** An assertion that compares texts, in one line, or with a line for each of them. */
const compares =
  /\bexpected:? {1,3}(?:(?:not|to|equal|string|value|substring|pattern) ){0,3}['"`<].{0,600}\b(?:got|was|found|received|actual|equal|eql|be|match|include|contain|have)\b|^(?:E {3})?\s{0,12}(?:Expected|Received|Actual|But was|Got|Left|Right)(?: string| substring| pattern| value)?\s{0,3}: {1,4}['"`<]|^(?:E {3,8})?(?:AssertionError: )?(?:assert )?(?:'[^']{0,400}'|"[^"]{0,400}") (?:==|!=|(?:not )?in) /i;
const compared = /'[^']{0,600}'|"[^"]{0,600}"|`[^`]{0,600}`|<[^>]{0,600}>/g;

/** The line without the texts that an assertion compares: neither the system nor a tool says them. */
export const withoutCompared = (line: string): string =>
  compares.test(line) ? line.replace(compared, "''") : line;
