import { RE2JS } from "re2js";
import { HealError } from "./errors.js";

/** A compiled pattern that came from outside: matching is linear in the text whatever the pattern. */
export interface Pattern {
  readonly source: string;
  test(text: string): boolean;
}

/** RE2 patterns above this length are refused: the compiled program grows with the pattern. */
const MAX_PATTERN = 1_000;

/**
 * Compiles a pattern from configuration, a playbook or a known issue with RE2 syntax (no back-references, no
 * look-around). Throws `HEAL_PATTERN_INVALID` with RE2's own words.
 */
export function compile(source: string, flags: { ignoreCase?: boolean } = {}): Pattern {
  if (source.length > MAX_PATTERN)
    throw new HealError(
      "HEAL_PATTERN_INVALID",
      `pattern of ${source.length} characters; at most ${MAX_PATTERN} are allowed`,
    );
  try {
    const re = RE2JS.compile(source, flags.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { source, test: (text) => re.matcher(text).find() };
  } catch (error) {
    throw new HealError(
      "HEAL_PATTERN_INVALID",
      `${JSON.stringify(source)}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
