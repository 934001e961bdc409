const FOLDERS = new Set([
  "test",
  "tests",
  "__tests__",
  "spec",
  "specs",
  "e2e",
  "testdata",
  "__snapshots__",
  "snapshots",
  "cypress",
  "integration-tests",
  "androidtest",
  "testing",
  "features",
]);
/** What in its name makes a runner take a file for a test; the match is that part alone. */
const MARKS = [
  // Node's own runner takes `test-x.js`, `x-test.js`, `x_test.js`, `test.js` (nodejs.org/api/test.html).
  /\.(?:test|spec|cy|e2e)\.[cm]?[jt]sx?$/i,
  /(?:^|[-_])(?:tests?|specs?)\.[cm]?[jt]sx?$/i,
  /^test-(?=[^/]{1,200}\.[cm]?[jt]sx?$)/i,
  /_tests?\.(?:go|py|rb|exs|rs|c|cc|cpp|cxx|dart|clj|cljs|erl|ml|lua|jl|nim|swift)$/i,
  /^test_(?=[^/]{1,200}\.(?:py|rb|c|cc|cpp|jl|lua)$)/i,
  /^(?:conftest\.py|tests?\.(?:py|rs))$/i,
  /_spec\.(?:rb|lua|cr)$/i,
  /^Test(?=[A-Z]\w{0,200}\.(?:java|kt|cs)$)/,
  /(?:Tests?|IT|Specs?|TestCase)\.(?:java|kt|kts|scala|groovy|php|cs|swift|hs|fs|vb|m|mm|cpp|dart)$/,
  /_SUITE\.erl$/,
  /\.(?:snap|golden|approved\.\w+|t|feature)$/i,
];

/** The part of a path's file name by which test runners find it; null when it has none. */
export function runnerMark(path: string): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  for (const mark of MARKS) {
    const match = mark.exec(name);
    if (match) return match[0];
  }
  return null;
}

/** Whether a path belongs to tests by the conventions of its language's test runners. */
export const isTestPath = (path: string): boolean =>
  runnerMark(path) !== null || path.split("/").slice(0, -1).some(isTestFolder);

/** What a test is called after (`sum` of `sum.test.mjs`); null for a file that no runner finds by its name. */
export function stemOfTest(name: string): string | null {
  const mark = runnerMark(name);
  if (mark === null) return null;
  const rest = name.replace(mark, "").replace(/\.[^.]{1,12}$/, "");
  return rest === "" ? null : rest;
}

export const isTestFolder = (folder: string): boolean => FOLDERS.has(folder.toLowerCase());

/** Recorded expectations: what a test compares with. */
export const isSnapshotPath = (path: string): boolean =>
  /(?:^|\/)(?:__snapshots__|snapshots|golden|__image_snapshots__)\/|\.(?:snap|golden|approved\.\w+|ambr)$/i.test(
    path,
  );
