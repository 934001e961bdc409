/** The candidates that are spelled most like the name, the likest first. */
export const nearestOf = (name: string, candidates: readonly string[], most: number): string[] =>
  candidates
    .map((candidate) => ({ candidate, away: distance(name, candidate) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, most)
    .map(({ candidate }) => candidate);

/** The candidate that was probably meant: the one spelled most like the name, with at least half of its letters. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const [close] = nearestOf(name, candidates, 1);
  return close !== undefined && distance(name, close) <= name.length / 2 ? close : undefined;
}

/** Levenshtein's edit distance, one row at a time; names from the environment are cut to 100 characters. */
function distance(a: string, b: string): number {
  const [left, right] = [a.slice(0, 100), b.slice(0, 100)];
  let row = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 0; i < left.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < right.length; j++) {
      const replaced = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
