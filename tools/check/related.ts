import { dirname, join, normalize } from "node:path";

/** Suites with scripts of their own, and those that start whole heals: `npm test` and its neighbours run them. */
const SLOW = /^test\/(?:acceptance|bench|eval|fault|hostile|simulator)\//;

const imports = (file: string, text: string): string[] =>
  [...text.matchAll(/\bfrom "(\.[^"]+)\.js"/g)].map(
    ([, to = ""]) => `${normalize(join(dirname(file), to))}.ts`,
  );

/**
 * The tests of what changed: changed tests, tests that import a changed file themselves, and the one that stands in `test/`
 * where the file stands in `src/`. `tests`: path to text.
 */
export function relatedTests(changed: readonly string[], tests: ReadonlyMap<string, string>): string[] {
  const wanted = new Set(changed);
  const mirrors = new Set(
    changed.map((file) => file.replace(/^src\//, "test/").replace(/\.ts$/, ".test.ts")),
  );
  return [...tests]
    .filter(
      ([test, text]) =>
        !SLOW.test(test) &&
        (wanted.has(test) || mirrors.has(test) || imports(test, text).some((file) => wanted.has(file))),
    )
    .map(([test]) => test);
}
