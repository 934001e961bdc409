import { fingerprintOf } from "../../../src/events/fingerprint.js";
import { cleanLine } from "../../../src/logs/clean.js";
import { runAtOnce } from "../../../src/logs/yielding.js";
import { failedTestsIn } from "../../../src/logs/reports/from-log.js";
import { jsonl } from "../datasets.js";
import type { Row } from "../row.js";

interface Entry {
  cluster: string;
  type: string;
  reason: string;
  excerpt: string;
}

const data = "nodejs_reliability/dev";

/** What diagnosis hands over: the first failing test of the excerpt, else its lines. */
export function fingerprintOfExcerpt({ type, excerpt }: Entry): string {
  const lines = excerpt.split("\n").map(cleanLine);
  const test = runAtOnce(failedTestsIn(lines))[0]?.name;
  return fingerprintOf({ category: type, test, lines });
}

const fingerprintOfReason = ({ type, reason }: Entry): string =>
  fingerprintOf({ category: type, lines: [reason] });

const pairs = (n: number): number => (n * (n - 1)) / 2;

/** F1 over pairs of entries: together in truth, together by fingerprint. */
export function pairwiseF1(entries: readonly Entry[], keyOf: (entry: Entry) => string): number {
  const sizes = {
    truth: new Map<string, number>(),
    found: new Map<string, number>(),
    both: new Map<string, number>(),
  };
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  for (const entry of entries) {
    const found = keyOf(entry);
    count(sizes.truth, entry.cluster);
    count(sizes.found, found);
    count(sizes.both, `${found} ${entry.cluster}`);
  }
  const total = (map: Map<string, number>): number => [...map.values()].reduce((sum, n) => sum + pairs(n), 0);
  return (2 * total(sizes.both)) / (total(sizes.truth) + total(sizes.found));
}

const entries = (): Entry[] => jsonl<Entry>(`${data}/records.jsonl.gz`);
const notTests = (): Entry[] => entries().filter((entry) => entry.type !== "JS_TEST_FAILURE");

export const rows: readonly Row[] = [
  {
    work: "fingerprint",
    data: `${data}, excerpts`,
    metric: "pairwise F1",
    floor: 0.35,
    published: null,
    reach: 0.95,
    run: async () => pairwiseF1(entries(), fingerprintOfExcerpt),
  },
  {
    work: "fingerprint",
    data: `${data}, build, Jenkins and git failures by excerpt`,
    metric: "pairwise F1",
    floor: null,
    published: null,
    reach: 0.75,
    run: async () => pairwiseF1(notTests(), fingerprintOfExcerpt),
  },
  {
    work: "fingerprint",
    data: `${data}, build, Jenkins and git failures by reason`,
    metric: "pairwise F1",
    floor: null,
    published: null,
    reach: 0.75,
    run: async () => pairwiseF1(notTests(), fingerprintOfReason),
  },
];
