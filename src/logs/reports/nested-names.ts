const listed = /^ {2}\d{1,4}\) /;
/** Names that stand in one another, in a list of failures. */
const DEEP = 12;

/**
 * Mocha, and Cypress and WebdriverIO with it, list a failure by its suites, each on a line of its own and further to the right,
 * the test last and with a colon (mocha, lib/reporters/base.js: list). `at` is the index of the test's line.
 */
export function nestedIn(
  lines: readonly string[],
  head: number,
): { test: { suite: string; name: string }; at: number } | null {
  if (!listed.test(lines[head] ?? "")) return null;
  const names = [lines[head]!.replace(listed, "").trim()];
  let depth = 2;
  for (let i = head + 1; i <= head + DEEP; i++) {
    const line = lines[i] ?? "";
    const name = line.trim();
    const indent = indentOf(line);
    if (name === "" || indent <= depth) return null;
    names.push(name);
    depth = indent;
    const next = lines[i + 1] ?? "";
    if (!name.endsWith(":") || (next.trim() !== "" && indentOf(next) >= depth)) continue;
    const test = names.pop()!.slice(0, -1);
    return { test: { suite: names.join(" "), name: test }, at: i };
  }
  return null;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
