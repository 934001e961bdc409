import { bitrise } from "./bitrise.js";
import { github } from "./github.js";
import { gitlab } from "./gitlab.js";
import { buildkite } from "./buildkite.js";
import { circleci } from "./circleci.js";
import { exits } from "./exits.js";
import { jenkins } from "./jenkins.js";
import type { Grammar, Mark } from "./mark.js";
import { shell } from "./shell.js";
import { teamcity } from "./teamcity.js";
import { travis } from "./travis.js";
import { zuul } from "./zuul.js";

const systems: readonly Grammar[] = [
  github,
  travis,
  jenkins,
  gitlab,
  buildkite,
  circleci,
  teamcity,
  bitrise,
  zuul,
];
/** Words that runners of several systems, and shells, have in common. */
const shared: readonly Grammar[] = [exits, shell];
// First characters that any grammar can match: most lines are decided by one table look-up.
const first = new Set("#PCtTDYNBEFJs[$+~-ARUS\ud83d Wi:|".split(""));

/**
 * Reads the cleaned lines of one log, in their order. The first mark of a CI system says whose log it is: a runner speaks before
 * what it runs, and what a program prints in the words of another system (`Job succeeded`) is output like any other.
 */
export function markReader(): (line: string) => Mark | null {
  let own: Grammar | null = null;
  return (line) => {
    const head = line[0];
    if (head === undefined || !first.has(head)) return null;
    for (const grammar of own ? [own] : systems) {
      const mark = grammar(line);
      if (!mark) continue;
      own = grammar;
      return mark;
    }
    for (const grammar of shared) {
      const mark = grammar(line);
      if (mark) return mark;
    }
    return null;
  };
}
