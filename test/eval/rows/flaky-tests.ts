import { health, newHealthHistory, recordResult } from "../../../src/detection/test-health.js";
import { dataset } from "../datasets.js";
import type { Row } from "../row.js";

const RUNS = 100;
const LOOKS = [5, 10, 50, 100];

/** Per batch and test order the numbers (1..100) of the runs in which each of the module's tests failed. */
function sequences(): Set<number>[] {
  const rows = dataset("rerun_flaky_sequences/dev/all-multi-flaky-test-failures.csv.gz")
    .toString("utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(","));
  const tests = new Map<string, Set<string>>();
  const orders = new Map<string, Map<string, Set<number>>>();
  for (const [module, batch, order, run, failing] of rows as [string, string, string, string, string][]) {
    const key = `${module} ${batch} ${order}`;
    const failures = orders.get(key) ?? new Map<string, Set<number>>();
    orders.set(key, failures);
    const known = tests.get(module) ?? new Set<string>();
    tests.set(module, known);
    for (const test of failing.trim().split(";")) {
      known.add(test);
      const runs = failures.get(test) ?? new Set<number>();
      failures.set(test, runs.add(Number(run)));
    }
  }
  return [...orders].flatMap(([key, failures]) =>
    [...tests.get(key.split(" ")[0]!)!].map((test) => failures.get(test) ?? new Set<number>()),
  );
}

/** After each number of runs: is the test called flaky? */
function flaggedAfter(failures: ReadonlySet<number>): boolean[] {
  let history = newHealthHistory();
  const flagged: boolean[] = [];
  for (let run = 1; run <= RUNS; run++) {
    const failed = failures.has(run);
    history = recordResult(history, {
      key: "commit",
      failed,
      infrastructure: false,
      massFailure: false,
      at: run,
    });
    if (LOOKS.includes(run)) flagged.push(health(history, run).state === "flaky");
  }
  return flagged;
}

export const rows: Row[] = [
  {
    work: "flaky tests found after K runs",
    data: "rerun_flaky_sequences dev",
    metric: `K = ${LOOKS.join(", ")}: found of those that disagree within 100 runs; false alarms of the others`,
    floor: null,
    published: null,
    reach: "table",
    run: async () => {
      const all = sequences().map((failures) => ({
        flaky: failures.size > 0 && failures.size < RUNS,
        flagged: flaggedAfter(failures),
      }));
      const share = (flaky: boolean, place: number): string => {
        const these = all.filter((one) => one.flaky === flaky);
        return `${these.filter(({ flagged }) => flagged[place]).length}/${these.length}`;
      };
      return LOOKS.map((runs, i) => `${runs}: ${share(true, i)}, ${share(false, i)}`).join("; ");
    },
  },
];
