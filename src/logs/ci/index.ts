import { github } from "./github.js";
import { gitlab } from "./gitlab.js";
import { buildkite } from "./buildkite.js";
import { circleci } from "./circleci.js";
import { exits } from "./exits.js";
import { jenkins } from "./jenkins.js";
import type { Mark } from "./mark.js";
import { shell } from "./shell.js";
import { travis } from "./travis.js";

const grammars = [github, travis, jenkins, gitlab, buildkite, circleci, exits, shell];
// First characters that any grammar can match: most lines are decided by one table look-up.
const first = new Set("#PCtTDYNBEFJs[$+~-ARUS\ud83d".split(""));

/** The mark of a cleaned line, whatever the CI system. */
export function markOf(line: string): Mark | null {
  const head = line[0];
  if (head === undefined || !first.has(head)) return null;
  for (const grammar of grammars) {
    const mark = grammar(line);
    if (mark) return mark;
  }
  return null;
}
