/** Reads of one variable by a name that is written out, in the languages at hand; the name is the only group. */
const READS =
  /(?:\benv(?:\?\.|\.|(?:\?\.)?\[["'`]|\(["'])|\benviron(?:\.get\(|\.setdefault\(|\[)[bru]?["']|(?:\b[gG]etenv|\bLookupEnv|\bvar(?:_os)?|\benv!|\bget_env|\bgetProperty|\bGetEnvironmentVariable)\(["']|\bENV(?:\.fetch\(|\[)["']|\$_(?:ENV|SERVER)\[["'])(\w+)/g;
/** Words in the names of variables that pipelines, test runners or the machine set. */
const TELLING = new Set(
  (
    "CI TEST TESTS TESTING JEST VITEST PYTEST MOCHA CYPRESS PLAYWRIGHT PHPUNIT XCTEST RSPEC JUNIT SUREFIRE GITHUB GITLAB " +
    "RUNNER TRAVIS CIRCLE CIRCLECI BUILDKITE JENKINS TEAMCITY APPVEYOR CODEBUILD DRONE BITBUCKET NETLIFY VERCEL BUILD " +
    "INTEGRATION CARGO COVERAGE NPM YARN PNPM USER LOGNAME HOSTNAME PWD"
  ).split(" "),
);
/** Names that say where a program runs. */
const NAMES = new Set([
  "NODE_ENV",
  "NODE_OPTIONS",
  "RAILS_ENV",
  "RACK_ENV",
  "APP_ENV",
  "MIX_ENV",
  "NODE_TEST_CONTEXT",
]);

/** How often a text asks for a variable that tells a test or a pipeline from production. */
export const environmentReads = (text: string): number =>
  [...text.matchAll(READS)].filter(([, name = ""]) => {
    const upper = name.toUpperCase();
    return NAMES.has(upper) || upper.split("_").some((word) => TELLING.has(word));
  }).length;
