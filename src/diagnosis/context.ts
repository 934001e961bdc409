import { failureEnd, failureStart } from "./sections.js";

/** Lines after the head of a failing test that are taken for its output when no end is seen. */
const REACH = 200;

/** Which lines stand in the output of a failing test: what is said there is the test's, not the system's. */
export function testOutput(lines: readonly string[]): (index: number) => boolean {
  const inside = new Uint8Array(lines.length);
  let until = -1;
  for (const [i, line] of lines.entries()) {
    if (failureStart(line)) until = i + REACH;
    else if (until >= i && failureEnd(line)) until = -1;
    if (until >= i) inside[i] = 1;
  }
  return (index) => inside[index] === 1;
}
