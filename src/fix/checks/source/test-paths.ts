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
const FILES = [
  /\.(?:test|spec|cy|e2e)\.[cm]?[jt]sx?$/i,
  /_test\.(?:go|py|rb|exs|rs|cc|cpp|dart)$/i,
  /^test_\w+\.py$/i,
  /^(?:conftest\.py|tests?\.(?:py|rs))$/i,
  /_spec\.rb$/i,
  /^Test[A-Z]\w*\.(?:java|kt)$/,
  /(?:Tests?|IT|Spec|TestCase)\.(?:java|kt|kts|scala|groovy|php|cs|swift)$/,
  /\.(?:snap|golden|approved\.\w+)$/i,
];

/** Whether a path belongs to tests by the conventions of its language's test runners. */
export function isTestPath(path: string): boolean {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  return parts.some((part) => FOLDERS.has(part.toLowerCase())) || FILES.some((pattern) => pattern.test(name));
}

/** Recorded expectations: what a test compares with. */
export const isSnapshotPath = (path: string): boolean =>
  /(?:^|\/)(?:__snapshots__|snapshots|golden|__image_snapshots__)\/|\.(?:snap|golden|approved\.\w+|ambr)$/i.test(
    path,
  );
