/** Suites of this folder that start a whole heal and take minutes: they have a script of their own. */
export const live = [
  "agent-pull-request",
  "breaker",
  "commands-live",
  "fix-run-scope",
  "fork-closes-main-incident",
  "github-holds",
  "github-late",
  "many-alerts",
  "merge-replaces-run",
  "proof-of-others",
  "push-after-check",
  "rename-loses-stop",
  "risk-without-leave",
  "shared-things",
  "strangers-teach-nothing",
  "uninstalled",
];

/**
 * Not green as a whole yet, and so no part of the continuous integration: `HEAL_TEST_UNSETTLED=1 npm run test:hostile` runs them.
 * Whether the test or heal is at fault is not settled for each of them.
 */
export const unsettled = ["forged-marker", "github-telling", "stubborn-stop"];
