/** Counts comparisons, so that a caller can give up and a test can see the bound. */
export interface Steps {
  taken: number;
}

/**
 * Whether a path or name matches a glob: `*` and `?` stay between slashes, `**` alone between slashes is any number of them,
 * everything else means itself. No pattern backtracks further than to its last wildcard, so a match takes at most as many
 * steps as pattern and path are long, multiplied.
 */
export function glob(pattern: string, { ignoreCase = false } = {}): (path: string, steps?: Steps) => boolean {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const parts = fold(pattern).split("/");
  return (path, steps) => matchesParts(parts, fold(path).split("/"), steps);
}

/** The same for a pattern and a path that are taken apart at their slashes already. */
export const matchesParts = (
  pattern: readonly string[],
  path: readonly string[],
  steps: Steps = { taken: 0 },
): boolean =>
  wild(
    pattern,
    path,
    (part) => part === "**",
    (part, name) => matchesName(part, name, steps),
  );

function matchesName(part: string, name: string, steps: Steps): boolean {
  steps.taken += 1;
  // A name of no characters is no name.
  if (part === "*") return name !== "";
  if (!part.includes("*") && !part.includes("?")) return part === name;
  return wild(
    Array.from(part),
    Array.from(name),
    (sign) => sign === "*",
    (sign, letter) => {
      steps.taken += 1;
      return sign === "?" || sign === letter;
    },
  );
}

/** `isStar` items stand for any number of `text` items, each other one for the one that it `fits`. */
function wild<T>(
  pattern: readonly T[],
  text: readonly T[],
  isStar: (one: T) => boolean,
  fits: (one: T, other: T) => boolean,
): boolean {
  let [at, star, from] = [0, -1, 0];
  for (let index = 0; index < text.length; ) {
    const one = pattern[at];
    if (one !== undefined && isStar(one)) [star, at, from] = [at, at + 1, index];
    else if (one !== undefined && fits(one, text[index] as T)) [at, index] = [at + 1, index + 1];
    else if (star >= 0) [at, from, index] = [star + 1, from + 1, from + 1];
    else return false;
  }
  return pattern.slice(at).every(isStar);
}
