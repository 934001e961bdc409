import { HealError } from "../../core/errors.js";
import { glob } from "../../core/glob.js";
import { clip } from "../../core/text.js";

const MAX_GLOB = 256;
/** Each wildcard multiplies the ways a path can be tried. */
const MAX_WILDCARDS = 8;

/**
 * Whether a path matches one of the globs, ignoring case. `*` stays in a folder, `**` does not, `?` is one character;
 * a glob without `/` matches in every folder, one that ends in `/` everything below. Other characters mean
 * themselves, so that `app/[id]/page.tsx` is a path. Throws `HEAL_CONFIG_INVALID` for `{}`, `!` and overlong globs:
 * a rule that silently matched nothing would forbid nothing.
 */
export function globs(patterns: readonly string[]): (path: string) => boolean {
  const matchers = patterns.map(matcher);
  return (path) => matchers.some((matches) => matches(path));
}

function matcher(pattern: string): (path: string) => boolean {
  const wildcards = pattern.match(/\*+|\?/g)?.length ?? 0;
  if (pattern === "" || pattern.length > MAX_GLOB || wildcards > MAX_WILDCARDS || /[{}]|^!/.test(pattern))
    throw new HealError(
      "HEAL_CONFIG_INVALID",
      `the path pattern ${JSON.stringify(clip(pattern, 80))} may hold only *, ** and ? (at most ${MAX_WILDCARDS})`,
    );
  const relative = pattern.replace(/^(?:\.?\/)+/, "");
  const below = relative.endsWith("/") ? `${relative}**` : relative;
  const anywhere = below.includes("/") ? below : `**/${below}`;
  return glob(anywhere, { ignoreCase: true });
}
