/** More than people write, few enough to be tried one after another. */
const MOST = 20;

/** `release/{1,2}` -> `release/1`, `release/2`; one pair of braces, not nested. */
export function alternatives(pattern: string): string[] {
  const [open, close] = [pattern.indexOf("{"), pattern.indexOf("}")];
  if (open < 0 || close < open) return [pattern];
  const [before, after] = [pattern.slice(0, open), pattern.slice(close + 1)];
  return pattern
    .slice(open + 1, close)
    .split(",", MOST)
    .map((one) => before + one + after);
}

/** Why a pattern of a playbook is not taken; null: it is good. */
export function patternProblem(pattern: string): string | null {
  if (pattern.startsWith("!") || /[@!+*?]\(/.test(pattern) || /[[\]\\]/.test(pattern))
    return "only *, **, ? and one {a,b} have a meaning in a pattern";
  const braces = pattern.replace(/[^{}]/g, "");
  if (braces !== "" && braces !== "{}") return "one pair of braces, not nested";
  const inner = pattern.slice(pattern.indexOf("{") + 1, pattern.indexOf("}"));
  return braces !== "" && inner.split(",").length > MOST ? `at most ${MOST} alternatives` : null;
}
