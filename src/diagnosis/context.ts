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
