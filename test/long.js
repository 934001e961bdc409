/** Suites that start servers, programs and whole heals by the dozen: `npm run test:long`. */
export const long = [
  "acceptance/alertmanager",
  "acceptance/fairness",
  "acceptance/month-of-flapping",
  "acceptance/prometheus",
  "acceptance/shared-work",
  "cli/store",
  "contract/plans-of-years",
  "contract/queue",
  "simulator/actions",
  "simulator/git-http",
  "simulator/octokit",
  "simulator/runner/actions",
  "simulator/runner/heal-fix",
  "simulator/runner/run",
  "store/embedded/start",
  "tools/new",
];
