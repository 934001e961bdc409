/** The list in runs of at most `size`, each as `wrap` dresses it; null when one run holds it all. */
export function inChunks(
  list: readonly unknown[],
  size: number,
  wrap: (run: readonly unknown[]) => unknown,
): Iterable<unknown> | null {
  if (list.length <= size) return null;
  return (function* () {
    for (let from = 0; from < list.length; from += size) yield wrap(list.slice(from, from + size));
  })();
}
