import type { Grammar } from "./mark.js";

/**
 * Bitrise draws a box above each step with its number and name, and one below with a sign for its end (bitrise-io/bitrise:
 * bitrise/print.go): `✓`, `x`, `-` for one that was passed over, `!` for one that may fail.
 */
const head = /^\| \(\d{1,3}\) (\S.{0,120}?) {1,80}\|$/;
const foot =
  /^\| ([✓x!-]) \| \S.{0,100}?(?: \(exit code: (\d{1,5})\))? {1,80}\| {1,8}[\d.]{1,8} (?:sec|min|hour)/u;

export const bitrise: Grammar = (line) => {
  if (!line.startsWith("| ")) return null;
  const name = head.exec(line)?.[1];
  if (name !== undefined) return { kind: "open", name };
  const end = foot.exec(line);
  if (!end) return null;
  if (end[1] !== "x") return { kind: "passed", of: "step" };
  // Behind it only steps run that are told to run always
  return { kind: "failed", ...(end[2] === undefined ? {} : { exit: Number(end[2]) }), over: true };
};
